/**
 * Webhook events in the shapes of LINE's reference, and signed webhooks to carry them.
 * https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
 */
import { createHmac } from 'node:crypto';
import type { WebhookRequest } from '../../src/channel.ts';

export type LineEvent = Readonly<Record<string, unknown>>;

/** A bot, a person, a group and a room, with ids of the real length. */
export const LINE_BOT = `U${'b'.repeat(32)}`;
export const LINE_USER = `U${'1'.repeat(32)}`;
export const LINE_GROUP = `C${'a'.repeat(32)}`;
export const LINE_ROOM = `R${'d'.repeat(32)}`;
export const LINE_EVENT_MS = 1_780_000_000_000;

const CROCKFORD = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
let counter = 0;

/** The webhookEventId is a ULID; a counter makes it unique and its order the order of making. */
function lineEventId(): string {
  counter += 1;
  let rest = counter;
  let tail = '';
  for (let digit = 0; digit < 16; digit += 1) {
    tail = `${CROCKFORD[rest % 32]}${tail}`;
    rest = Math.floor(rest / 32);
  }
  return `01K8LN0000${tail}`;
}

/** A reply token that no other event of this process carries. */
export function lineReplyToken(): string {
  counter += 1;
  return `replytoken${counter.toString(16).padStart(22, '0')}`;
}

export interface EventSetting {
  readonly user?: string;
  readonly group?: string;
  readonly room?: string;
  readonly timestamp?: number;
  readonly redelivery?: boolean;
  readonly replyToken?: string;
  readonly webhookEventId?: string;
}

function source({ user, group, room }: EventSetting): LineEvent {
  const userId = user === undefined ? {} : { userId: user };
  if (group !== undefined) return { type: 'group', groupId: group, ...userId };
  if (room !== undefined) return { type: 'room', roomId: room, ...userId };
  return { type: 'user', ...userId };
}

function event(type: string, setting: EventSetting, parts: LineEvent): LineEvent {
  return {
    type,
    mode: 'active',
    timestamp: setting.timestamp ?? LINE_EVENT_MS,
    source: source(setting),
    webhookEventId: setting.webhookEventId ?? lineEventId(),
    deliveryContext: { isRedelivery: setting.redelivery ?? false },
    ...parts,
  };
}

/** The same event delivered again: only the delivery context differs. */
export function redelivered(event: LineEvent): LineEvent {
  return { ...event, deliveryContext: { isRedelivery: true } };
}

function withToken(setting: EventSetting): LineEvent {
  return { replyToken: setting.replyToken ?? lineReplyToken() };
}

const markAsReadToken = '30yhdy232markAsRead';
const quoteToken = 'q3Plxr4AgKdQuote';
const line = { type: 'line' };
const direct: EventSetting = { user: LINE_USER };

export function textEvent(text: string, setting: EventSetting = direct, parts: LineEvent = {}): LineEvent {
  const message = { id: '444573844083572737', type: 'text', quoteToken, markAsReadToken, text, ...parts };
  return event('message', setting, { ...withToken(setting), message });
}

/** A text that begins with a mention of the bot, as LINE's app writes it. */
export function mentionEvent(text: string, setting: EventSetting, bot = LINE_BOT, name = '@里弄'): LineEvent {
  const mentionee = { index: 0, length: name.length, type: 'user', userId: bot, isSelf: true };
  return textEvent(`${name} ${text}`, setting, { mention: { mentionees: [mentionee] } });
}

export function imageEvent(setting: EventSetting = direct): LineEvent {
  const imageSet = { id: 'E005D41A7288F41B65593ED38FF6E9834B046AB36A37921A56BC236F13A91855', index: 1, total: 2 };
  const message = {
    type: 'image',
    id: '354718705033693859',
    quoteToken,
    markAsReadToken,
    contentProvider: line,
    imageSet,
  };
  return event('message', setting, { ...withToken(setting), message });
}

export function videoEvent(setting: EventSetting = direct): LineEvent {
  const contentProvider = {
    type: 'external',
    originalContentUrl: 'https://example.com/original.mp4',
    previewImageUrl: 'https://example.com/preview.jpg',
  };
  const message = { id: '325708', type: 'video', quoteToken, markAsReadToken, duration: 60_000, contentProvider };
  return event('message', setting, { ...withToken(setting), message });
}

export function audioEvent(setting: EventSetting = direct): LineEvent {
  const message = { id: '325709', type: 'audio', markAsReadToken, duration: 60_000, contentProvider: line };
  return event('message', setting, { ...withToken(setting), message });
}

export function fileEvent(setting: EventSetting = direct): LineEvent {
  const message = { id: '325710', type: 'file', markAsReadToken, fileName: '发票.pdf', fileSize: 2138 };
  return event('message', setting, { ...withToken(setting), message });
}

export function locationEvent(setting: EventSetting = direct): LineEvent {
  const place = { title: '3号楼', address: '长寿路100弄', latitude: 31.2401, longitude: 121.4381 };
  return event('message', setting, { ...withToken(setting), message: { id: '325711', type: 'location', ...place } });
}

export function stickerEvent(setting: EventSetting = direct): LineEvent {
  const sticker = {
    stickerId: '52002738',
    packageId: '11537',
    stickerResourceType: 'ANIMATION',
    keywords: ['cony', 'hi'],
  };
  const message = { type: 'sticker', id: '1501597916', quoteToken, markAsReadToken, ...sticker };
  return event('message', setting, { ...withToken(setting), message });
}

/** Groups only; same message id, own reply token. */
export function editedEvent(text: string, setting: EventSetting = { group: LINE_GROUP, user: LINE_USER }): LineEvent {
  const message = { id: '444573844083572737', type: 'text', quoteToken, markAsReadToken, text };
  return event('messageEdited', setting, { ...withToken(setting), message });
}

export function unsendEvent(setting: EventSetting = direct): LineEvent {
  return event('unsend', setting, { unsend: { messageId: '444573844083572737' } });
}

export function postbackEvent(data: string, setting: EventSetting = direct): LineEvent {
  return event('postback', setting, { ...withToken(setting), postback: { data } });
}

export function followEvent(setting: EventSetting = direct): LineEvent {
  return event('follow', setting, { ...withToken(setting), follow: { isUnblocked: false } });
}

export function unfollowEvent(setting: EventSetting = direct): LineEvent {
  return event('unfollow', setting, {});
}

const inGroup: EventSetting = { group: LINE_GROUP };

export function joinEvent(setting: EventSetting = inGroup): LineEvent {
  return event('join', setting, withToken(setting));
}

export function leaveEvent(setting: EventSetting = inGroup): LineEvent {
  return event('leave', setting, {});
}

export function memberJoinedEvent(setting: EventSetting = inGroup): LineEvent {
  const members = [{ type: 'user', userId: LINE_USER }];
  return event('memberJoined', setting, { ...withToken(setting), joined: { members } });
}

export function memberLeftEvent(setting: EventSetting = inGroup): LineEvent {
  return event('memberLeft', setting, { left: { members: [{ type: 'user', userId: LINE_USER }] } });
}

/** No `source`: linking failed. */
export function accountLinkEvent(): LineEvent {
  const { source: _none, ...rest } = event('accountLink', {}, { link: { result: 'failed', nonce: 'xxxxxxxxxxxxxxx' } });
  return rest;
}

export function beaconEvent(setting: EventSetting = direct): LineEvent {
  return event('beacon', setting, { ...withToken(setting), beacon: { hwid: 'd41d8cd98f', type: 'enter' } });
}

/** What the console's "Verify" button used to send: dummy tokens and a dummy user. */
export function verificationEvent(token: string): LineEvent {
  return textEvent('Hello, world', { user: `U${'deadbeef'.repeat(4)}`, replyToken: token });
}

export interface SignedWebhook extends WebhookRequest {
  readonly headers: Readonly<Record<string, string>>;
}

/** Signs the bytes as LINE does. `body` is sent as it is when it is a string or bytes, else as JSON. */
export function signedWebhook(secret: string, body: unknown): SignedWebhook {
  const bytes = body instanceof Uint8Array ? body : Buffer.from(typeof body === 'string' ? body : JSON.stringify(body));
  const headers: Record<string, string> = {
    'content-type': 'application/json; charset=utf-8',
    'user-agent': 'LineBotWebhook/2.0',
    'x-line-signature': createHmac('sha256', secret).update(bytes).digest('base64'),
  };
  return { body: bytes, headers, header: (name) => headers[name.toLowerCase()] };
}

/** A webhook of several events to one bot. */
export function lineWebhook(secret: string, events: readonly LineEvent[], destination = LINE_BOT): SignedWebhook {
  return signedWebhook(secret, { destination, events });
}
