/**
 * Composition root for the edge (`wrangler.toml`): takes webhooks when the Node process cannot, and nothing more.
 *
 * Verify → seal → one inbox row → 200. The events are processed later, by any Node process on the same database; so a
 * restart or an upgrade of that process loses nothing, even where the platform does not send a webhook twice.
 *
 * The 200 is given only after the row is committed. Whatever stands in the way of that — a setting, a key, the database
 * — is a 503 and a sentence in the log; LINE (with redelivery switched on) and Telegram then send the webhook again
 * (https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery,
 * https://core.telegram.org/bots/api#setwebhook). The log never holds an id, a text or a secret.
 */
import postgres from 'postgres';
import { createLineReceive } from '../adapters/line/receive.ts';
import { botIdOf, isWebhookSecret, receiveUpdate } from '../adapters/telegram/receive.ts';
import { INSERT_INBOX, type InboxSeal, inboxRow, NOTIFY_INBOX } from '../db/inbox-insert.ts';
import { createWebFieldKeys, createWebIndexKey } from '../db/sealed-web.ts';
import type { Platform, Received, ReceiveResult, WebhookRequest } from './channel.ts';

/** Bindings of `wrangler.toml` and the secrets described in `docs/edge.md`. */
export interface EdgeEnv {
  readonly HYPERDRIVE?: { readonly connectionString: string };
  readonly FIELD_KEY?: string;
  readonly LINE_CHANNEL_SECRET?: string;
  readonly TELEGRAM_WEBHOOK_SECRET?: string;
  /** The digits before the colon of the bot token. Receiving does not need the token, so the edge need not hold it. */
  readonly TELEGRAM_BOT_ID?: string;
  /** Taken for its digits where `TELEGRAM_BOT_ID` is not set, so that the settings of the Node process do here as well. */
  readonly TELEGRAM_BOT_TOKEN?: string;
}

/** The part of the Workers execution context used here: https://developers.cloudflare.com/workers/runtime-apis/context/ */
export interface EdgeContext {
  waitUntil(work: Promise<unknown>): void;
}

/** Twice what the receivers take; of a larger body nothing is kept. */
const READ_LIMIT_BYTES = 2 * 1024 * 1024;
/** LINE hangs up after 2 seconds, Telegram after 60; the insert goes on either way, and outlives a brief restart of PostgreSQL. */
const STORE_DEADLINE_MS = 10_000;
const CONNECT_TIMEOUT_S = 5;
const INDEX_KEY_PURPOSE = 'setting.index-key';
const INDEX_KEY_BYTES = 32;

/** Something an operator must mend; the message is their instruction. */
class NotReady extends Error {
  override readonly name = 'NotReady';
}

type Receive = (request: WebhookRequest, nowMs: number) => Promise<ReceiveResult>;
type Sql = ReturnType<typeof postgres>;

// The Workers runtime takes the entry point from the default export.
export default {
  async fetch(request: Request, env: EdgeEnv, context: EdgeContext): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === '/healthz') {
      return request.method === 'GET' || request.method === 'HEAD' ? answer(200, 'ok') : wrongMethod('GET, HEAD');
    }
    if (pathname === '/webhooks/line') return webhook('line', request, env, context);
    if (pathname === '/webhooks/telegram') return webhook('telegram', request, env, context);
    return answer(404, 'not found');
  },
};

async function webhook(platform: Platform, request: Request, env: EdgeEnv, context: EdgeContext): Promise<Response> {
  try {
    const receive = platform === 'line' ? lineReceive(env) : telegramReceive(env);
    if (!receive) return answer(404, 'not found');
    if (request.method !== 'POST') return wrongMethod('POST');

    const body = await readBody(request);
    if (!body) return answer(413, 'the body is too large');
    const result = await receive({ body, header: (name) => request.headers.get(name) ?? undefined }, Date.now());
    if (result.kind === 'refused') {
      log('warn', platform, `refused with ${result.status}: ${result.reason}`);
      return answer(result.status, result.reason);
    }
    if (result.events.length === 0) return answer(200, 'ok');

    const stored = store(result.events, env, context);
    // A platform that hangs up would otherwise end the request, and with it an insert that is about to succeed.
    context.waitUntil(stored.catch(() => undefined));
    await stored;
    return answer(200, 'ok');
  } catch (error) {
    log('error', platform, `answered 503, nothing is lost if the platform sends again: ${explain(error)}`);
    return answer(503, 'not stored, send again');
  }
}

/** Made for every request: work begun in one request may not be awaited by another on this runtime. */
function lineReceive(env: EdgeEnv): Receive | undefined {
  const channelSecret = env.LINE_CHANNEL_SECRET?.trim();
  return channelSecret ? createLineReceive({ channelSecret }) : undefined;
}

function telegramReceive(env: EdgeEnv): Receive | undefined {
  const secret = env.TELEGRAM_WEBHOOK_SECRET?.trim();
  if (!secret) return undefined;
  if (!isWebhookSecret(secret)) {
    throw new NotReady('TELEGRAM_WEBHOOK_SECRET may only hold 1 to 256 of the characters A-Z a-z 0-9 _ and -.');
  }
  const botId = env.TELEGRAM_BOT_ID?.trim() || botIdOf(env.TELEGRAM_BOT_TOKEN?.trim() ?? '');
  if (!botId || !/^\d{1,16}$/.test(botId)) {
    throw new NotReady(
      'TELEGRAM_BOT_ID is missing or not a number: set it to the digits before the colon of the bot token.',
    );
  }
  return (request, nowMs) => receiveUpdate(request, nowMs, { botId, secret });
}

/**
 * The bytes as they came, because signatures are computed over bytes; undefined when there are too many. Those are
 * drained all the same: what is left unread stands in the way of the next request on the same connection.
 */
async function readBody(request: Request): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of request.body ?? []) {
    length += chunk.byteLength;
    if (length <= READ_LIMIT_BYTES) chunks.push(chunk);
  }
  if (length > READ_LIMIT_BYTES) return undefined;
  const body = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    body.set(chunk, at);
    at += chunk.byteLength;
  }
  return body;
}

// ---------------------------------------------------------------------------------------------------------------
// Storing

async function store(events: readonly Received[], env: EdgeEnv, context: EdgeContext): Promise<void> {
  if (!env.HYPERDRIVE) throw new NotReady('The Hyperdrive binding HYPERDRIVE is missing from wrangler.toml.');
  // One connection for one request: sockets belong to the request that opened them. Nothing here needs a session, so a
  // transaction pooler may stand in between.
  const sql = postgres(env.HYPERDRIVE.connectionString, {
    max: 1,
    prepare: false,
    fetch_types: false,
    connect_timeout: CONNECT_TIMEOUT_S,
    onnotice: () => {},
    connection: { application_name: 'lilong-edge' },
  });
  try {
    const inserted = await withinDeadline(insert(sql, events, env));
    context.waitUntil(announce(sql, inserted));
  } catch (error) {
    context.waitUntil(sql.end({ timeout: 0 }).catch(() => undefined));
    throw error instanceof NotReady ? error : new NotReady(databaseTrouble(error));
  }
}

/** @returns how many of the events were new */
async function insert(sql: Sql, events: readonly Received[], env: EdgeEnv): Promise<number> {
  const seal = await inboxSeal(sql, env);
  const rows = await Promise.all(events.map((event) => inboxRow(event, seal)));
  return (await sql.unsafe(INSERT_INBOX, [JSON.stringify(rows)])).length;
}

/** After the commit and beside the answer. A lost wake-up only costs time: the Node process also looks by itself. */
async function announce(sql: Sql, inserted: number): Promise<void> {
  try {
    // The payload is never the same twice, so that no query cache can swallow the call.
    if (inserted > 0) await sql.unsafe(NOTIFY_INBOX, [crypto.randomUUID()]);
  } catch (error) {
    log('warn', 'edge', `stored, but the worker could not be woken: ${databaseTrouble(error)}`);
  } finally {
    await sql.end({ timeout: 1 }).catch(() => undefined);
  }
}

async function withinDeadline<T>(work: Promise<T>): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const deadline = new Promise<never>((_, reject) => {
    timer = setTimeout(
      () => reject(new NotReady(`The database did not answer within ${STORE_DEADLINE_MS / 1000} seconds.`)),
      STORE_DEADLINE_MS,
    );
  });
  try {
    return await Promise.race([work, deadline]);
  } finally {
    clearTimeout(timer);
  }
}

// ---------------------------------------------------------------------------------------------------------------
// Keys

/**
 * The opened keys, kept while this isolate lives. Only the finished value is kept, never the promise of it: a failure is
 * tried again with the next webhook, and no request waits for the work of another.
 */
let opened: { readonly fieldKey: string; readonly seal: InboxSeal } | undefined;

async function inboxSeal(sql: Sql, env: EdgeEnv): Promise<InboxSeal> {
  const fieldKey = env.FIELD_KEY?.trim();
  if (!fieldKey) {
    throw new NotReady(
      'FIELD_KEY is not set: give the edge the same FIELD_KEY as the Node process (wrangler secret put FIELD_KEY).',
    );
  }
  if (opened?.fieldKey === fieldKey) return opened.seal;

  const fields = await createWebFieldKeys(decodeKeys(fieldKey)).catch(() => {
    throw new NotReady('FIELD_KEY is wrong: it must be 32 bytes in base64, or several of these separated by commas.');
  });
  const [setting] = await sql<{ value_sealed: Uint8Array | null }[]>`
    select value_sealed from lilong.setting where name = 'index-key'`;
  if (!setting?.value_sealed) {
    throw new NotReady(
      "The database holds no 'index-key' setting yet: start the Node process on it once, it makes the key.",
    );
  }
  const key = await fields.open(INDEX_KEY_PURPOSE, setting.value_sealed).catch(() => {
    throw new NotReady(
      "FIELD_KEY does not open the database's 'index-key' setting: it is not the FIELD_KEY of the Node process.",
    );
  });
  if (key.length !== INDEX_KEY_BYTES) {
    throw new NotReady(`The database's 'index-key' setting is not a key of ${INDEX_KEY_BYTES} bytes.`);
  }
  const index = await createWebIndexKey(key);
  const seal: InboxSeal = { index: (domain, ...parts) => index.of(domain, ...parts), seal: fields.seal };
  opened = { fieldKey, seal };
  return seal;
}

/** Base64, also in its URL-safe form; what is not base64 gives no keys, which is refused as a wrong length is. */
function decodeKeys(text: string): Uint8Array[] {
  try {
    return text
      .split(',')
      .map((part) => atob(part.trim().replaceAll('-', '+').replaceAll('_', '/')))
      .map((binary) => Uint8Array.from(binary, (char) => char.charCodeAt(0)));
  } catch {
    return [];
  }
}

// ---------------------------------------------------------------------------------------------------------------
// Answers and log

function answer(status: number, text: string, headers: Record<string, string> = {}): Response {
  return new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8', ...headers } });
}

function wrongMethod(allow: string): Response {
  return answer(405, `use ${allow}`, { allow });
}

/** Only our own sentences are quoted: the message of any other error may quote a row. */
function explain(error: unknown): string {
  return error instanceof NotReady ? error.message : `Unexpected ${nameOf(error)}; please report it.`;
}

function databaseTrouble(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : undefined;
  // https://www.postgresql.org/docs/current/errcodes-appendix.html: undefined table, or its schema.
  if (code === '42P01' || code === '3F000') {
    return 'The database has no Lilong tables: start the Node process on it once, it makes them.';
  }
  const what = code === undefined ? nameOf(error) : `${nameOf(error)} ${code}`;
  return `The database could not be used (${what}): check the Hyperdrive configuration and that PostgreSQL is up.`;
}

function nameOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function log(level: 'warn' | 'error', source: Platform | 'edge', msg: string): void {
  console[level](JSON.stringify({ level, source, msg }));
}
