/**
 * A stored LINE event, understood. Total: whatever was stored yields an Inbound, and what is not known becomes `ignored`.
 *
 * Event shapes: https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects. `messageEdited` is newer
 * than the SDK release that runs on Node 20, which is one more reason to read plain JSON.
 */
import type { FileKind, FileRef, Inbound, InboundContent, ReplyCapability, Scope } from '../../src/channel.ts';
import { idAt, isJson, type Json, messageOf, objectAt, sourceOf, storable, stringAt, timeOf } from './event.ts';
import { REPLY_WITHIN_MS } from './limits.ts';

/**
 * The token of a redelivered event starts anew with the redelivery but dies 20 minutes after the event itself
 * (https://developers.line.biz/en/reference/messaging-api/#send-reply-message-reply-token).
 */
const REDELIVERED_WITHIN_MS = 20 * 60_000 - 10_000;
/** The console's "Verify" button sends events with these tokens; nothing can be replied to them. */
const DUMMY_TOKEN = /^(0+|f+)$/i;
/** `/start`, or the full-width slash that Chinese and Japanese keyboards type. */
const COMMAND = /^[/／](?=[\p{L}\p{N}])/u;
/** https://developers.line.biz/en/reference/messaging-api/#postback-action: we never send more. */
const MAX_POSTBACK_DATA = 300;
/** The `ref` of a file LINE does not hold. */
export const EXTERNAL_FILE = 'external';

export function readLine(raw: string, nowMs: number): Inbound {
  const stored = parse(raw);
  const destination = idAt(stored, 'destination') ?? 'unknown';
  const event = objectAt(stored, 'event');
  const receivedAtMs = typeof stored.receivedAtMs === 'number' ? stored.receivedAtMs : nowMs;
  const { scope, address, user } = sourceOf(destination, event);
  const atMs = timeOf(event, receivedAtMs);
  const redelivered = objectAt(event, 'deliveryContext').isRedelivery === true;
  const message = messageOf(event);
  const reply = replyOf(event, receivedAtMs, redelivered ? atMs : undefined);
  return {
    id: idAt(stored, 'id') ?? `line-${destination}-${idAt(event, 'webhookEventId') ?? 'unreadable'}`,
    address,
    scope,
    atMs,
    redelivered,
    ...(user === undefined ? {} : { actor: { user } }),
    ...(message === undefined ? {} : { message }),
    ...(reply === undefined ? {} : { reply }),
    content: contentOf(event, scope, destination),
  };
}

function parse(raw: string): Json {
  try {
    const value: unknown = JSON.parse(raw);
    return isJson(value) ? value : {};
  } catch {
    return {};
  }
}

/** Undefined where the event carries no time of its own: the time it arrived says nothing about when she pressed. */
function pressedAt(event: Json): { readonly pressedAtMs?: number } {
  const atMs = timeOf(event, Number.NaN);
  return Number.isNaN(atMs) ? {} : { pressedAtMs: atMs };
}

/** In standby another module answers this chat: the event carries no reply token and nothing may be sent. */
function isStandby(event: Json): boolean {
  return event.mode === 'standby';
}

function replyOf(event: Json, receivedAtMs: number, redeliveredOfMs: number | undefined): ReplyCapability | undefined {
  const token = stringAt(event, 'replyToken');
  if (token === undefined || !/^[!-~]{1,500}$/.test(token)) return undefined;
  if (DUMMY_TOKEN.test(token) || isStandby(event)) return undefined;
  const fresh = receivedAtMs + REPLY_WITHIN_MS;
  const expiresAtMs = redeliveredOfMs === undefined ? fresh : Math.min(fresh, redeliveredOfMs + REDELIVERED_WITHIN_MS);
  return { kind: 'message', token, expiresAtMs };
}

function contentOf(event: Json, scope: Scope, destination: string): InboundContent {
  if (isStandby(event)) return { kind: 'ignored', type: 'standby' };
  const type = stringAt(event, 'type');
  switch (type) {
    case 'message':
      return messageContent(objectAt(event, 'message'), scope, destination);
    case 'messageEdited':
      return editedContent(objectAt(event, 'message'), destination);
    case 'unsend': {
      const message = idAt(objectAt(event, 'unsend'), 'messageId');
      return message === undefined ? { kind: 'ignored', type } : { kind: 'unsent', message };
    }
    case 'postback': {
      const data = storable(stringAt(objectAt(event, 'postback'), 'data') ?? '');
      return data === '' || data.length > MAX_POSTBACK_DATA
        ? { kind: 'ignored', type }
        : { kind: 'pressed', token: data, ...pressedAt(event) };
    }
    case 'follow':
    case 'join':
      return { kind: 'joined', who: 'bot' };
    case 'unfollow':
      return { kind: 'blocked' };
    case 'leave':
      return { kind: 'left', who: 'bot' };
    case 'memberJoined':
      return { kind: 'joined', who: 'members' };
    case 'memberLeft':
      return { kind: 'left', who: 'members' };
    default:
      return { kind: 'ignored', type: typeName(type) };
  }
}

function messageContent(message: Json, scope: Scope, destination: string): InboundContent {
  const type = stringAt(message, 'type');
  // Only text can carry a mention, so files and places posted in a group are never meant for the bot by themselves.
  const addressed = scope === 'direct';
  switch (type) {
    case 'text': {
      const { text, mentioned } = ownWords(message, destination);
      return {
        kind: 'said',
        text: text.replace(COMMAND, '/'),
        addressed: addressed || mentioned || COMMAND.test(text),
      };
    }
    case 'image':
      return { kind: 'attached', file: fileOf(message, 'photo'), addressed };
    case 'video':
      return { kind: 'attached', file: fileOf(message, 'video'), addressed };
    case 'audio':
      return { kind: 'attached', file: fileOf(message, 'voice'), addressed };
    case 'file':
      return { kind: 'attached', file: fileOf(message, 'file'), addressed };
    case 'location':
      return locatedContent(message, addressed);
    default:
      return { kind: 'ignored', type: `message:${typeName(type)}` };
  }
}

function editedContent(message: Json, destination: string): InboundContent {
  const id = idAt(message, 'id');
  if (message.type !== 'text' || id === undefined) return { kind: 'ignored', type: 'messageEdited' };
  return { kind: 'edited', message: id, text: ownWords(message, destination).text };
}

/**
 * The text without the mention of the bot. `index` and `length` count UTF-16 units; they are checked, not trusted.
 * A mention of everybody (`type: all`) is not meant for the bot.
 */
function ownWords(message: Json, destination: string): { readonly text: string; readonly mentioned: boolean } {
  let text = stringAt(message, 'text') ?? '';
  const list = objectAt(message, 'mention').mentionees;
  const mentions = (Array.isArray(list) ? list.filter(isJson) : [])
    .filter((mention) => mention.type !== 'all' && (mention.isSelf === true || mention.userId === destination))
    .map((mention) => ({ from: Number(mention.index), to: Number(mention.index) + Number(mention.length) }))
    .sort((one, other) => other.from - one.from);
  let end = text.length;
  for (const { from, to } of mentions) {
    if (!Number.isInteger(from) || !Number.isInteger(to) || from < 0 || to <= from || to > end) continue;
    text = text.slice(0, from) + text.slice(to);
    end = from;
  }
  return { text: storable(text).trim(), mentioned: mentions.length > 0 };
}

/**
 * LINE serves only files it holds itself; `contentProvider.type` `external` is a link to somebody else's server, which
 * is never fetched (it could point anywhere). Such a file is named so that fetching it says it will not come.
 */
function fileOf(message: Json, kind: FileKind): FileRef {
  const external = objectAt(message, 'contentProvider').type === 'external';
  const id = idAt(message, 'id');
  const name = storable((stringAt(message, 'fileName') ?? '').slice(0, 255));
  const bytes = message.fileSize;
  return {
    kind,
    ref: external || id === undefined ? EXTERNAL_FILE : id,
    ...(name === '' ? {} : { name }),
    ...(typeof bytes === 'number' && Number.isSafeInteger(bytes) && bytes >= 0 ? { bytes } : {}),
  };
}

function locatedContent(message: Json, addressed: boolean): InboundContent {
  const { latitude, longitude } = message;
  if (typeof latitude !== 'number' || typeof longitude !== 'number')
    return { kind: 'ignored', type: 'message:location' };
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return { kind: 'ignored', type: 'message:location' };
  const names = [stringAt(message, 'title'), stringAt(message, 'address')];
  const label = storable(names.filter((name) => name !== undefined && name.trim() !== '').join(' '));
  return { kind: 'located', point: { latitude, longitude, ...(label === '' ? {} : { label }) }, addressed };
}

/** A type is a word; anything else is not repeated into the records. */
function typeName(type: string | undefined): string {
  return type !== undefined && /^[\w.-]{1,40}$/.test(type) ? type : 'unknown';
}
