/**
 * Reading Telegram's JSON without trusting it: which kind of update it is, which chat it belongs to and who acted.
 * Shared by `receive.ts` (which also runs at the edge, so no `node:` import here) and the readers.
 * https://core.telegram.org/bots/api#update
 */

export type Json = { readonly [key: string]: unknown };

export function record(value: unknown): Json | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
}

/** Telegram's ids have at most 52 significant bits, so a JavaScript number holds them exactly. */
export function integer(value: unknown): number | undefined {
  return Number.isSafeInteger(value) ? (value as number) : undefined;
}

/**
 * A string as the rest of the system can keep it: no NUL (PostgreSQL refuses it in text) and no lone surrogate (it has
 * no UTF-8 form). Entity offsets must be applied before this, because it may change the length.
 */
export function readable(value: string): string {
  return value.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

export function words(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? readable(value) : undefined;
}

export interface Update {
  readonly id: number;
  /** `message`, `callback_query`, … or a kind this version does not know. */
  readonly kind: string;
  readonly body: Json;
}

/** An update is an object with an integer `update_id` and at most one other field, named after its kind. */
export function openUpdate(value: unknown): Update | undefined {
  const fields = record(value);
  const id = integer(fields?.update_id);
  if (fields === undefined || id === undefined) return undefined;
  const kind = Object.keys(fields).find((key) => key !== 'update_id') ?? '';
  return { id, kind: readable(kind).slice(0, 64) || 'empty', body: record(fields[kind]) ?? {} };
}

/** The chat of updates that have none (inline queries, polls): never a valid Telegram chat id, so nothing is sent there. */
export const NO_CHAT = 'none';

export interface Place {
  readonly chat: string;
  /** The forum topic; absent for the General topic, which must not be named when sending. */
  readonly topic?: string;
  /** Telegram's chat object, when the update carries one. */
  readonly details?: Json;
}

export function placeOf({ kind, body }: Update): Place {
  const message = kind === 'callback_query' ? record(body.message) : body;
  const details = record(message?.chat);
  const chat = integer(details?.id);
  if (message === undefined || details === undefined || chat === undefined) {
    // A button under a message sent in inline mode: only an opaque id of the chat is given.
    const instance = words(body.chat_instance);
    return { chat: instance === undefined ? NO_CHAT : `instance:${instance.slice(0, 64)}` };
  }
  const thread = integer(message.message_thread_id);
  // `message_thread_id` is also set on plain reply threads; only topics can be written to.
  // https://github.com/tdlib/telegram-bot-api/issues/447
  const topic = message.is_topic_message === true && thread !== undefined ? String(thread) : undefined;
  return { chat: String(chat), details, ...(topic !== undefined && { topic }) };
}

/** An administrator who posts as the group: https://core.telegram.org/bots/api#message (`sender_chat`). */
export const ANONYMOUS_ADMIN = 1_087_968_824;
/** Somebody who posts in a group on behalf of a channel. */
export const CHANNEL_BOT = 136_817_688;
/** Telegram's own service account, also the sender of posts forwarded from a linked channel. */
const TELEGRAM_ITSELF = 777_000;

/**
 * The human who acted, or undefined where Telegram does not say which human it was. A button press names the real
 * person even for anonymous administrators (https://github.com/tdlib/telegram-bot-api/issues/667); a message does not.
 */
export function personOf({ body }: Update): Json | undefined {
  const from = record(body.from);
  const id = integer(from?.id);
  if (from === undefined || id === undefined || id <= 0 || from.is_bot === true) return undefined;
  if (id === ANONYMOUS_ADMIN || id === CHANNEL_BOT || id === TELEGRAM_ITSELF) return undefined;
  return record(body.sender_chat) === undefined ? from : undefined;
}

/** Telegram gives seconds; callbacks carry no time of their own, so they count from their arrival. */
export function timeOf({ kind, body }: Update, receivedAtMs: number): number {
  // A press carries no time. Its arrival is cut to the whole seconds of messages, or what the person writes in the same
  // second would be put before it.
  if (kind === 'callback_query') return Math.floor(receivedAtMs / 1000) * 1000;
  const seconds = integer(body.edit_date) ?? integer(body.date);
  // The year 9999: beyond it no calendar of ours works, so the value is not Telegram's.
  return seconds !== undefined && seconds > 0 && seconds < 253_402_300_800 ? seconds * 1000 : receivedAtMs;
}
