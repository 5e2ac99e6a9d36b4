/**
 * Makes one Bot API call for one outbox row and says what became of it. Never throws, never tries twice.
 */
import { InputFile } from 'node-telegram-bot-api';
import type { Delivery, MediaSource, Sending } from '../../src/channel.ts';
import { describe, type TelegramClient } from './client.ts';
import { outcomeOf } from './outcome.ts';
import { integer, type Json, record } from './update.ts';

export interface Delivering {
  readonly calls: TelegramClient;
  /** The same API with the longer patience that uploading pictures needs. */
  readonly uploads: TelegramClient;
  readonly media: MediaSource;
  redact(text: string): string;
}

interface Call {
  readonly method: string;
  readonly params: Record<string, unknown>;
}

const SENDS = new Set(['sendMessage', 'sendPhoto', 'sendMediaGroup']);

/** Only numeric ids: a word would be taken as the public name of somebody else's chat. */
const CHAT_ID = /^-?[1-9]\d{0,15}$/;
const TOPIC_ID = /^[1-9]\d{0,15}$/;

function attachedId(value: unknown): string | undefined {
  const id = record(value)?.attach;
  return typeof id === 'string' ? id : undefined;
}

async function upload(id: string, media: MediaSource): Promise<InputFile | undefined> {
  const picture = await media(id);
  if (picture === undefined) return undefined;
  const extension = /^image\/(png|jpeg|webp|gif)$/.exec(picture.mime)?.[1] ?? 'jpeg';
  return new InputFile(picture.bytes, { filename: `picture.${extension}`, contentType: picture.mime });
}

/** The words of a photo we no longer have are still sent, with a line that stands for the picture. */
function photoAsText(params: Json, absent: string): Call {
  const { photo: _photo, caption, caption_entities: entities, ...rest } = params;
  const text = typeof caption === 'string' && caption !== '' ? `${caption}\n\n${absent}` : absent;
  const preview = { link_preview_options: { is_disabled: true } };
  return { method: 'sendMessage', params: { ...rest, text, ...(entities !== undefined && { entities }), ...preview } };
}

async function withPhoto(params: Json, absent: string, media: MediaSource): Promise<Call> {
  const id = attachedId(params.photo);
  const photo = id === undefined ? undefined : await upload(id, media);
  return photo === undefined ? photoAsText(params, absent) : { method: 'sendPhoto', params: { ...params, photo } };
}

/** An album needs two pictures at least; what is missing is named in the caption of the first. */
async function withAlbum(params: Json, absent: string, media: MediaSource): Promise<Call> {
  const items = Array.isArray(params.media) ? params.media : [];
  const found: InputFile[] = [];
  for (const item of items) {
    const id = attachedId(record(item)?.media);
    const file = id === undefined ? undefined : await upload(id, media);
    if (file !== undefined) found.push(file);
  }
  const caption = found.length < items.length ? { caption: absent } : {};
  const { media: _media, ...rest } = params;
  const [first] = found;
  if (first === undefined) return { method: 'sendMessage', params: { ...rest, text: absent } };
  if (found.length === 1) return { method: 'sendPhoto', params: { ...rest, photo: first, ...caption } };
  const album = found.map((file, index) => ({ type: 'photo', media: file, ...(index === 0 && caption) }));
  return { method: 'sendMediaGroup', params: { ...rest, media: album } };
}

/** A message, or the first of an album; `true` for answered presses. */
function messageId(result: unknown): string | undefined {
  const id = integer(record(Array.isArray(result) ? result[0] : result)?.message_id);
  return id === undefined ? undefined : String(id);
}

const invalid = (detail: string): Delivery => ({ kind: 'refused', reason: 'invalid', detail });

/** The call with its destination, or why it cannot be made. */
function addressed({ address, wire, envelope }: Sending): Call | Delivery {
  const params = record(wire.params);
  const { method } = wire;
  if (typeof method !== 'string' || params === undefined) return invalid('not a Telegram call');
  if (envelope.kind === 'multicast') return invalid('Telegram has no multicast');
  if (method === 'answerCallbackQuery') return { method, params };
  if (!CHAT_ID.test(address.chat)) return invalid('not a Telegram chat id');
  // In this one chat, for whoever it belongs to; elsewhere the menu for everybody stands.
  if (method === 'setMyCommands')
    return { method, params: { ...params, scope: { type: 'chat', chat_id: address.chat } } };
  if (method === 'editMessageText') return { method, params: { ...params, chat_id: address.chat } };
  if (!SENDS.has(method)) return invalid('not a Telegram call this project makes');
  const topic = address.topic !== undefined && TOPIC_ID.test(address.topic) ? { message_thread_id: address.topic } : {};
  return { method, params: { ...params, chat_id: address.chat, ...topic } };
}

export async function deliverOnce(sending: Sending, { calls, uploads, media, redact }: Delivering): Promise<Delivery> {
  const call = addressed(sending);
  if ('kind' in call) return call;
  const absent = typeof sending.wire.absent === 'string' ? sending.wire.absent : '…';
  let ready: Call = call;
  try {
    if (call.method === 'sendPhoto') ready = await withPhoto(call.params, absent, media);
    else if (call.method === 'sendMediaGroup') ready = await withAlbum(call.params, absent, media);
  } catch (error) {
    return { kind: 'failed', detail: `the picture could not be read: ${describe(error, redact)}` };
  }
  const hasFiles = ready.method === 'sendPhoto' || ready.method === 'sendMediaGroup';
  try {
    const message = messageId(await (hasFiles ? uploads : calls).call(ready.method, ready.params));
    return { kind: 'accepted', ...(message !== undefined && { message }) };
  } catch (error) {
    return outcomeOf(ready.method, error, redact);
  }
}
