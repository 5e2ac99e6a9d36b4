/**
 * What an error of a Bot API call says about the message: the one table of outcomes.
 *
 * Telegram's descriptions are the only thing that tells one 400 or 403 from another; they are matched without case.
 * https://github.com/tdlib/telegram-bot-api/blob/01a3679/telegram-bot-api/Client.cpp#L8136
 */
import { TelegramApiError, TimeoutError } from 'node-telegram-bot-api';
import type { Delivery } from '../../src/channel.ts';
import { connectionCode, describe } from './client.ts';
import { isRepeatable } from './limits.ts';

/** The connection was never made, so the call cannot have been taken. */
const NEVER_SENT = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'ENETDOWN',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
  'ERR_INVALID_URL',
  'ERR_TLS_CERT_ALTNAME_INVALID',
  'CERT_HAS_EXPIRED',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
]);

/** Without a figure from Telegram; real flood waits are seconds to minutes. */
const DEFAULT_THROTTLE_S = 5;

function badRequest(description: string, detail: string): Delivery {
  const says = (text: string) => description.includes(text);
  // The edit asked for what is already there: done.
  if (says('message is not modified')) return { kind: 'accepted' };
  if (says('query is too old') || says('query id is invalid')) {
    return { kind: 'refused', reason: 'token-spent', detail };
  }
  if (says('chat not found') || says('peer_id_invalid') || says('user not found')) {
    return { kind: 'refused', reason: 'gone', detail };
  }
  // The message to replace is deleted, too old, or a picture: it cannot become this prompt any more.
  if (
    says('message to edit not found') ||
    says("message can't be edited") ||
    says('message_id_invalid') ||
    says('there is no text in the message to edit')
  ) {
    return { kind: 'refused', reason: 'gone', detail };
  }
  if (says('message thread not found') || says('topic_deleted') || says('topic_closed')) {
    return { kind: 'refused', reason: 'invalid', detail: 'thread' };
  }
  return { kind: 'refused', reason: 'invalid', detail };
}

function forbidden(description: string, detail: string): Delivery {
  const gone = /deactivated|not a member|kicked|deleted/.test(description);
  return { kind: 'refused', reason: gone ? 'gone' : 'blocked', detail };
}

function apiOutcome(method: string, error: TelegramApiError, detail: string): Delivery {
  const { errorCode, migrateToChatId, retryAfter } = error;
  // `ok: false` and nothing else: not an answer Telegram gives, so nothing is known.
  if (!Number.isSafeInteger(errorCode)) return { kind: 'unknown', detail };
  const description = String(error.description).toLowerCase();
  if (typeof migrateToChatId === 'number') return { kind: 'moved', to: String(migrateToChatId) };
  if (errorCode === 429) {
    const seconds = typeof retryAfter === 'number' && retryAfter > 0 ? retryAfter : DEFAULT_THROTTLE_S;
    return { kind: 'throttled', afterMs: seconds * 1000 };
  }
  if (errorCode >= 500) return isRepeatable(method) ? { kind: 'failed', detail } : { kind: 'unknown', detail };
  if (errorCode === 401 || (errorCode === 404 && !description.includes('method not found'))) {
    return { kind: 'refused', reason: 'unauthorised', detail };
  }
  if (errorCode === 403) return forbidden(description, detail);
  if (errorCode === 400) return badRequest(description, detail);
  return { kind: 'refused', reason: 'invalid', detail };
}

export function outcomeOf(method: string, error: unknown, redact: (text: string) => string): Delivery {
  const detail = describe(error, redact);
  if (error instanceof TelegramApiError) return apiOutcome(method, error, detail);
  if (error instanceof TimeoutError) return { kind: 'unknown', detail };
  const code = connectionCode(error);
  if (code !== undefined && NEVER_SENT.has(code)) return { kind: 'failed', detail };
  return { kind: 'unknown', detail };
}
