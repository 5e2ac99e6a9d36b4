/**
 * The parts every LINE webhook event shares: which chat, who, when, under which id.
 *
 * LINE adds event types, properties and enum values unannounced
 * (https://developers.line.biz/en/docs/messaging-api/development-guidelines/#assume-non-breaking-changes),
 * so events are read as plain JSON, one property at a time, and never through a fixed schema.
 * Web Crypto only: this file also runs at the edge.
 */
import type { ChatAddress, Scope } from '../../src/channel.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Stands for the chat of an event that names none (account link failures, module events). Nothing is ever sent there. */
export const NO_CHAT = 'none';

export function isJson(value: unknown): value is Json {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object under a key; an empty one when it is missing or of another type, so that lookups can be chained. */
export function objectAt(json: Json, key: string): Json {
  const value = json[key];
  return isJson(value) ? value : {};
}

export function stringAt(json: Json, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' ? value : undefined;
}

/**
 * Ids go into routing columns and URLs, so only what LINE really uses passes: `U…`, `C…`, `R…` and digits.
 * Anything else (NUL, slashes, a megabyte of text) counts as "LINE did not say".
 */
export function idAt(json: Json, key: string): string | undefined {
  const value = json[key];
  return typeof value === 'string' && /^[\w.-]{1,100}$/.test(value) ? value : undefined;
}

/** Text that PostgreSQL can hold: no NUL, no half of a surrogate pair. */
export function storable(text: string): string {
  return text.replaceAll('\0', '').replace(/\p{Surrogate}/gu, '\ufffd');
}

export interface Source {
  readonly scope: Scope;
  readonly address: ChatAddress;
  readonly user?: string;
}

/** https://developers.line.biz/en/reference/messaging-api/#source-user: user, group, or (older) multi-person room. */
export function sourceOf(destination: string, event: Json): Source {
  const source = objectAt(event, 'source');
  const user = idAt(source, 'userId');
  const group = idAt(source, 'groupId') ?? idAt(source, 'roomId');
  const address = { platform: 'line', account: destination, chat: group ?? user ?? NO_CHAT } as const;
  return { scope: group === undefined ? 'direct' : 'group', address, ...(user === undefined ? {} : { user }) };
}

/** The message an event is about: the one that came, was edited, or was taken back. */
export const messageOf = (event: Json): string | undefined =>
  idAt(objectAt(event, 'message'), 'id') ?? idAt(objectAt(event, 'unsend'), 'messageId');

/** When it happened by LINE's clock; the time of arrival when LINE gives no usable one. */
export function timeOf(event: Json, arrivalMs: number): number {
  const timestamp = event.timestamp;
  // A Date holds at most 8.64e15 ms; anything outside cannot be stored as a time.
  return typeof timestamp === 'number' && Number.isInteger(timestamp) && timestamp >= 0 && timestamp <= 8.64e15
    ? timestamp
    : arrivalMs;
}

/**
 * The id under which an event is stored once. `webhookEventId` stays the same on redelivery; an event without one is
 * named by a digest of everything that stays the same (the delivery context says "redelivered" and does not).
 */
export async function eventId(destination: string, event: unknown): Promise<string> {
  const own = isJson(event) ? idAt(event, 'webhookEventId') : undefined;
  if (own !== undefined) return `line-${destination}-${own}`;
  const text = sorted(isJson(event) ? { ...event, deliveryContext: null } : event);
  const digest = await crypto.subtle.digest('SHA-256', new TextEncoder().encode(text));
  const hex = Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('');
  return `line-${destination}-digest-${hex.slice(0, 32)}`;
}

/** JSON text with sorted keys: the order of properties may change between deliveries. */
function sorted(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(sorted).join(',')}]`;
  if (!isJson(value)) return JSON.stringify(value);
  const keys = Object.keys(value).sort();
  return `{${keys.map((key) => `${JSON.stringify(key)}:${sorted(value[key])}`).join(',')}}`;
}
