/**
 * A LINE webhook, verified and split into events for the inbox; nothing is interpreted here.
 *
 * Runs in the Node process and at the edge alike, hence Web Crypto and no `node:` import.
 * The signature is checked over the bytes before anything is parsed
 * (https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/).
 */
import type { Received, ReceiveResult, WebhookRequest } from '../../src/channel.ts';
import { eventId, idAt, isJson, messageOf, sourceOf, timeOf } from './event.ts';

/** LINE states no size; a webhook of the largest texts is a few dozen kB. More than this is not LINE. */
export const MAX_BODY_BYTES = 1024 * 1024;
/** The deepest documented event nests 6 levels; a bound keeps every later walk over the event off the end of the stack. */
const MAX_NESTING = 32;
/** A real event takes at least 200 bytes, so the body limit allows about this many. */
const MAX_EVENTS = 5_000;

export type LineReceive = (request: WebhookRequest, nowMs: number) => Promise<ReceiveResult>;

/** Whether these bytes were signed with the channel secret. */
export type Verify = (body: Uint8Array<ArrayBuffer>, signature: Uint8Array<ArrayBuffer>) => boolean | Promise<boolean>;

export interface LineReceiveConfig {
  readonly channelSecret: string;
  /** Checks signatures instead of Web Crypto, which hands every one of them to another thread and back. */
  readonly verifierFor?: (secret: string) => Verify;
}

/** @throws when the secret is empty: every signature would be forgeable. */
export function createLineReceive(config: LineReceiveConfig): LineReceive {
  if (config.channelSecret.trim() === '') {
    throw new Error('LINE_CHANNEL_SECRET is empty: copy it from the LINE Developers console, Basic settings.');
  }
  const verify = (config.verifierFor ?? webVerifier)(config.channelSecret.trim());

  return async (request, nowMs) => {
    if (request.body.byteLength > MAX_BODY_BYTES) return refuse(413, 'larger than 1 MiB');
    const signature = decodeSignature(request.header('x-line-signature'));
    if (signature === undefined) return refuse(401, 'x-line-signature is missing or not a base64 SHA-256 digest');
    // A view over an ArrayBuffer is what Web Crypto takes; request bodies are never shared memory.
    const bytes = request.body as Uint8Array<ArrayBuffer>;
    if (!(await verify(bytes, signature))) return refuse(401, 'x-line-signature does not match LINE_CHANNEL_SECRET');
    return split(bytes, nowMs);
  };
}

function webVerifier(secret: string): Verify {
  const algorithm = { name: 'HMAC', hash: 'SHA-256' };
  const imported = crypto.subtle.importKey('raw', new TextEncoder().encode(secret), algorithm, false, ['verify']);
  // The import is awaited with the first webhook; without a handler of its own, a failure before that would end the process.
  imported.catch(() => undefined);
  return async (body, signature) => crypto.subtle.verify('HMAC', await imported, signature, body);
}

async function split(body: Uint8Array, nowMs: number): Promise<ReceiveResult> {
  if (nestsDeeper(body, MAX_NESTING)) return refuse(400, 'nested too deeply');
  const parsed = parse(body);
  if (!isJson(parsed)) return refuse(400, 'not a JSON object');
  const destination = idAt(parsed, 'destination');
  if (destination === undefined) return refuse(400, 'destination is missing');
  const events: unknown = parsed.events;
  if (!Array.isArray(events)) return refuse(400, 'events is not a list');
  if (events.length > MAX_EVENTS) return refuse(400, 'too many events');
  const received = await Promise.all(events.map((event: unknown) => receiveOne(destination, event, nowMs)));
  return { kind: 'accepted', events: received };
}

async function receiveOne(destination: string, event: unknown, nowMs: number): Promise<Received> {
  const id = await eventId(destination, event);
  const json = isJson(event) ? event : {};
  const { address, user } = sourceOf(destination, json);
  const message = messageOf(json);
  // The id travels inside, too: reading is synchronous and could not compute a digest again.
  const raw = JSON.stringify({ id, destination, receivedAtMs: nowMs, event });
  return {
    id,
    address,
    ...(user === undefined ? {} : { user }),
    ...(message === undefined ? {} : { message }),
    atMs: timeOf(json, nowMs),
    raw,
  };
}

function refuse(status: 400 | 401 | 413, reason: string): ReceiveResult {
  return { kind: 'refused', status, reason: `LINE webhook refused: ${reason}` };
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    return undefined;
  }
}

/** Base64 of exactly 32 bytes. */
function decodeSignature(header: string | undefined): Uint8Array<ArrayBuffer> | undefined {
  if (header === undefined || !/^[A-Za-z0-9+/]{43}=$/.test(header)) return undefined;
  return Uint8Array.from(atob(header), (char) => char.charCodeAt(0));
}

/** Counts brackets outside strings in the bytes themselves, so that depth is known before any recursion sees it. */
function nestsDeeper(body: Uint8Array, limit: number): boolean {
  let depth = 0;
  let inString = false;
  for (let at = 0; at < body.length; at += 1) {
    const byte = body[at];
    if (inString) {
      if (byte === 0x5c) at += 1;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x7b || byte === 0x5b) {
      depth += 1;
      if (depth > limit) return true;
    } else if (byte === 0x7d || byte === 0x5d) depth -= 1;
  }
  return false;
}
