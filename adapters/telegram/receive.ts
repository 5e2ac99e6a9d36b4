/**
 * Accepts one webhook call of Telegram: checks the secret, the size and that it is an update, and hands it on unread.
 * Runs at the edge too: no `node:` import and no Telegram client here.
 * https://core.telegram.org/bots/api#setwebhook
 */
import type { Received, ReceiveResult, WebhookRequest } from '../../src/channel.ts';
import { integer, openUpdate, personOf, placeOf, timeOf, type Update } from './update.ts';

/** Far above any real update; it only bounds what a caller who knows the secret can make us parse. */
const MAX_BODY_BYTES = 1024 * 1024;
/** https://core.telegram.org/bots/api#setwebhook: 1–256 characters of `A-Za-z0-9_-`. */
const SECRET = /^[A-Za-z0-9_-]{1,256}$/;
const MAX_SECRET_LENGTH = 256;

export interface ReceiveOptions {
  readonly botId: string;
  /** Without a secret anybody could post updates, so then nothing is accepted. */
  readonly secret: string | undefined;
}

/** The bot's id: the digits before the colon of its token; undefined when it is not a bot token. */
export function botIdOf(token: string): string | undefined {
  return /^(\d{1,16}):[A-Za-z0-9_-]+$/.exec(token)?.[1];
}

export function isWebhookSecret(secret: string): boolean {
  return SECRET.test(secret);
}

/** Always looks at every position, so the time taken says nothing about where two secrets differ. */
function sameSecret(given: string, expected: string): boolean {
  let difference = given.length ^ expected.length;
  for (let at = 0; at < MAX_SECRET_LENGTH; at += 1) {
    difference |= (given.charCodeAt(at) || 0) ^ (expected.charCodeAt(at) || 0);
  }
  return difference === 0;
}

/** The inbox row of an update. `json` is its text as it came: it is stored as it is, not serialised again. */
export function receivedFrom(botId: string, update: Update, json: string, nowMs: number): Received {
  const { chat, topic } = placeOf(update);
  const user = integer(personOf(update)?.id);
  const receivedAtMs = Math.trunc(nowMs);
  return {
    id: `telegram-${botId}-${update.id}`,
    address: { platform: 'telegram', account: botId, chat, ...(topic !== undefined && { topic }) },
    ...(user !== undefined && { user: String(user) }),
    atMs: timeOf(update, receivedAtMs),
    raw: `{"receivedAtMs":${receivedAtMs},"update":${json}}`,
  };
}

export async function receiveUpdate(
  request: WebhookRequest,
  nowMs: number,
  { botId, secret }: ReceiveOptions,
): Promise<ReceiveResult> {
  const given = request.header('x-telegram-bot-api-secret-token') ?? '';
  const matches = sameSecret(given, secret ?? '');
  if (!matches || secret === undefined || !isWebhookSecret(secret)) {
    return { kind: 'refused', status: 401, reason: 'the secret token is missing or wrong' };
  }
  if (request.body.byteLength > MAX_BODY_BYTES) {
    return { kind: 'refused', status: 413, reason: 'the update is larger than 1 MiB' };
  }
  let json: string;
  let value: unknown;
  try {
    json = new TextDecoder('utf-8', { fatal: true }).decode(request.body);
    value = JSON.parse(json);
  } catch {
    return { kind: 'refused', status: 400, reason: 'the body is not JSON' };
  }
  const update = openUpdate(value);
  if (update === undefined) return { kind: 'refused', status: 400, reason: 'the body is not a Telegram update' };
  return { kind: 'accepted', events: [receivedFrom(botId, update, json, nowMs)] };
}
