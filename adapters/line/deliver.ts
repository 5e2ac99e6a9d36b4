/**
 * One attempt to send, and what is known afterwards. When to try again is decided elsewhere, in one place for all
 * platforms.
 *
 * | LINE says | reply | push, multicast |
 * |---|---|---|
 * | 200 | accepted | accepted |
 * | 409, the retry key was accepted before | – | accepted |
 * | 400 Invalid reply token | refused: token-spent | – |
 * | 400 Failed to send messages | refused: gone | refused: gone (multicast: invalid) |
 * | 400, 403, 413, 415 | refused: invalid | refused: invalid |
 * | 401 | refused: unauthorised | refused: unauthorised |
 * | 404, 410 | refused: gone | refused: gone |
 * | 429 monthly limit | refused: quota | refused: quota |
 * | 429 rate limit | throttled | throttled |
 * | 5xx | unknown | failed: the same retry key makes repeating safe |
 * | never connected, redirected | failed | failed |
 * | timed out, connection lost, unreadable 200 | unknown | unknown |
 *
 * https://developers.line.biz/en/reference/messaging-api/#error-messages
 * https://developers.line.biz/en/docs/messaging-api/retrying-api-request/
 */
import { HTTPFetchError, type messagingApi } from '@line/bot-sdk';
import type { Delivery, Envelope, Sending } from '../../src/channel.ts';
import { MULTICAST_USERS } from './limits.ts';
import { described, type LineClient, lineMessage, neverSent, retryAfterMs } from './transport.ts';
import { messagesIn } from './wire.ts';

const MONTHLY_LIMIT = /monthly limit/i;
const INVALID_TOKEN = /invalid reply token/i;
/** The receiver does not exist, or we were removed from the group. */
const NO_RECEIVER = /failed to send messages/i;
const THROTTLED_MS = 1_000;

export async function deliverLine(client: LineClient, sending: Sending): Promise<Delivery> {
  const messages = messagesIn(sending.wire);
  if (messages === undefined)
    return { kind: 'refused', reason: 'invalid', detail: 'the stored payload holds no messages' };
  try {
    return await send(client, sending, [...messages]);
  } catch (error) {
    return outcomeOf(error, sending.envelope);
  }
}

async function send(client: LineClient, sending: Sending, messages: messagingApi.Message[]): Promise<Delivery> {
  const { address, envelope, retryKey } = sending;
  switch (envelope.kind) {
    case 'reply': {
      // Never with a retry key: LINE answers 400 to a reply that carries one.
      const sent = await client.replyMessage({ replyToken: envelope.token, messages });
      return accepted(sent?.sentMessages);
    }
    case 'push': {
      const sent = await client.pushMessage({ to: address.chat, messages }, retryKey);
      return accepted(sent?.sentMessages);
    }
    case 'multicast': {
      const to = [...envelope.users];
      if (to.length === 0 || to.length > MULTICAST_USERS) {
        const detail = `${to.length} recipients; LINE takes 1 to ${MULTICAST_USERS}`;
        return { kind: 'refused', reason: 'invalid', detail };
      }
      await client.multicast({ to, messages }, retryKey);
      return { kind: 'accepted' };
    }
  }
}

function accepted(sent: unknown): Delivery {
  const first: unknown = Array.isArray(sent) ? sent[0] : undefined;
  const id = typeof first === 'object' && first !== null ? (first as { id?: unknown }).id : undefined;
  return typeof id === 'string' && id !== '' ? { kind: 'accepted', message: id } : { kind: 'accepted' };
}

function outcomeOf(error: unknown, envelope: Envelope): Delivery {
  if (error instanceof HTTPFetchError) return answered(error, envelope);
  const detail = described(error);
  return neverSent(error) ? { kind: 'failed', detail } : { kind: 'unknown', detail };
}

function answered(error: HTTPFetchError, envelope: Envelope): Delivery {
  const detail = described(error);
  const message = lineMessage(error);
  const keyed = envelope.kind !== 'reply';
  const { status } = error;
  if (status === 409 && keyed) return accepted(sentBefore(error));
  if (status === 429) {
    return MONTHLY_LIMIT.test(message)
      ? { kind: 'refused', reason: 'quota', detail }
      : { kind: 'throttled', afterMs: retryAfterMs(error.headers, THROTTLED_MS, Date.now()) };
  }
  if (status === 401) return { kind: 'refused', reason: 'unauthorised', detail };
  if (status === 404 || status === 410) return { kind: 'refused', reason: 'gone', detail };
  if (status === 400 && INVALID_TOKEN.test(message)) return { kind: 'refused', reason: 'token-spent', detail };
  if (status === 400 && NO_RECEIVER.test(message) && envelope.kind !== 'multicast') {
    return { kind: 'refused', reason: 'gone', detail };
  }
  // LINE never says that somebody blocked us (it answers 200); 403 is about our account's plan, not about a person.
  if (status === 400 || status === 403 || status === 413 || status === 415) {
    return { kind: 'refused', reason: 'invalid', detail };
  }
  if (status >= 300 && status < 400) return { kind: 'failed', detail };
  return status >= 500 && keyed ? { kind: 'failed', detail } : { kind: 'unknown', detail };
}

/** A repeated push is answered with the messages of the accepted one. */
function sentBefore(error: HTTPFetchError): unknown {
  try {
    return (JSON.parse(error.body) as { sentMessages?: unknown } | null)?.sentMessages;
  } catch {
    return undefined;
  }
}
