/**
 * What one Telegram message says: text, a file, a place, or a service message about the group.
 * https://core.telegram.org/bots/api#message
 */
import type { FileKind, FileRef, GeoPoint, InboundContent, Scope } from '../../src/channel.ts';
import { addressing, type BotIdentity } from './addressing.ts';
import { ANONYMOUS_ADMIN, CHANNEL_BOT, integer, type Json, readable, record, words } from './update.ts';

const ignored = (type: string): InboundContent => ({ kind: 'ignored', type });

/** Everything around the content; what is left names the kind of a message we do not handle. */
const ENVELOPE = new Set([
  'message_id',
  'message_thread_id',
  'from',
  'sender_chat',
  'sender_boost_count',
  'sender_tag',
  'date',
  'edit_date',
  'chat',
  'forward_origin',
  'is_topic_message',
  'is_automatic_forward',
  'reply_to_message',
  'external_reply',
  'quote',
  'via_bot',
  'has_protected_content',
  'is_from_offline',
  'media_group_id',
  'author_signature',
  'effect_id',
  'reply_markup',
]);

function kindOfMessage(message: Json): string {
  const key = Object.keys(message).find((name) => !ENVELOPE.has(name));
  return key === undefined ? 'message' : `message.${readable(key).slice(0, 64)}`;
}

/** The same picture comes in several sizes; evidence is kept in the largest. */
function largest(sizes: unknown): Json | undefined {
  if (!Array.isArray(sizes)) return undefined;
  const area = (size: Json) => (integer(size.width) ?? 0) * (integer(size.height) ?? 0);
  return sizes
    .map(record)
    .filter((size) => size !== undefined)
    .reduce<Json | undefined>((best, size) => (best === undefined || area(size) > area(best) ? size : best), undefined);
}

/** `animation` stands before `document` because Telegram fills both for a GIF. */
const FILES: readonly { readonly field: string; readonly kind: FileKind; readonly mime?: string }[] = [
  { field: 'photo', kind: 'photo', mime: 'image/jpeg' },
  { field: 'voice', kind: 'voice', mime: 'audio/ogg' },
  { field: 'audio', kind: 'voice', mime: 'audio/mpeg' },
  { field: 'video', kind: 'video', mime: 'video/mp4' },
  { field: 'video_note', kind: 'video', mime: 'video/mp4' },
  { field: 'animation', kind: 'video', mime: 'video/mp4' },
  { field: 'document', kind: 'file' },
];

function fileOf(message: Json): FileRef | undefined {
  for (const { field, kind, mime: usual } of FILES) {
    const file = field === 'photo' ? largest(message.photo) : record(message[field]);
    const ref = words(file?.file_id);
    if (file === undefined || ref === undefined) continue;
    const name = words(file.file_name);
    const mime = words(file.mime_type) ?? usual;
    const bytes = integer(file.file_size);
    return {
      kind,
      ref,
      ...(name !== undefined && { name }),
      ...(mime !== undefined && { mime }),
      ...(bytes !== undefined && bytes >= 0 && { bytes }),
    };
  }
  return undefined;
}

function pointOf(message: Json): GeoPoint | undefined {
  const venue = record(message.venue);
  const location = record(message.location) ?? record(venue?.location);
  const { latitude, longitude } = location ?? {};
  if (typeof latitude !== 'number' || typeof longitude !== 'number') return undefined;
  if (Math.abs(latitude) > 90 || Math.abs(longitude) > 180) return undefined;
  const label = [words(venue?.title), words(venue?.address)].filter((part) => part !== undefined).join(', ');
  return { latitude, longitude, ...(label !== '' && { label }) };
}

/** Service messages about members; the bot's own coming and going arrives as `my_chat_member` too. */
function membersOf(message: Json, bot: BotIdentity): InboundContent | undefined {
  const isUs = (user: Json | undefined) => String(integer(user?.id)) === bot.id;
  const left = record(message.left_chat_member);
  if (left !== undefined) {
    if (isUs(left)) return ignored('duplicate of my_chat_member');
    return left.is_bot === true ? ignored('message.left_chat_member of a bot') : { kind: 'left', who: 'members' };
  }
  if (!Array.isArray(message.new_chat_members)) return undefined;
  const added = message.new_chat_members.map(record).filter((user) => user !== undefined);
  if (added.some((user) => user.is_bot !== true)) return { kind: 'joined', who: 'members' };
  return added.some(isUs) ? ignored('duplicate of my_chat_member') : ignored('message.new_chat_members of a bot');
}

/** Other bots are never people; anonymous administrators and channels post through two bots of Telegram's own. */
function isFromABot(message: Json): boolean {
  const from = record(message.from);
  const id = integer(from?.id);
  return from?.is_bot === true && id !== ANONYMOUS_ADMIN && id !== CHANNEL_BOT;
}

/** Commands and mentions stand in the text, or in the caption of a file. */
function wordsOf(message: Json): { readonly text: string; readonly entities: unknown } | undefined {
  if (typeof message.text === 'string') return { text: message.text, entities: message.entities };
  if (typeof message.caption === 'string') return { text: message.caption, entities: message.caption_entities };
  return undefined;
}

export function messageContent(message: Json, scope: Scope, bot: BotIdentity): InboundContent {
  const moved = integer(message.migrate_to_chat_id);
  if (moved !== undefined) return { kind: 'moved', to: String(moved) };
  const members = membersOf(message, bot);
  if (members !== undefined) return members;
  if (isFromABot(message)) return ignored('message from a bot');
  if (message.is_automatic_forward === true) return ignored('message forwarded from the linked channel');

  const said = wordsOf(message);
  const { text, addressed, forAnotherBot } = addressing(message, said?.text ?? '', said?.entities, scope, bot);
  if (forAnotherBot) return ignored('for another bot');
  if (typeof message.text === 'string') return { kind: 'said', text, addressed };
  const file = fileOf(message);
  if (file !== undefined) return { kind: 'attached', file, addressed, ...(text !== '' && { caption: text }) };
  const point = pointOf(message);
  if (point !== undefined) return { kind: 'located', point, addressed };
  return ignored(kindOfMessage(message));
}

/** Also sent when nothing visible changed, and for every step of a live location. */
export function editedContent(message: Json, scope: Scope, bot: BotIdentity): InboundContent {
  const id = integer(message.message_id);
  const said = wordsOf(message);
  if (isFromABot(message)) return ignored('edited_message from a bot');
  if (id === undefined || said === undefined) return ignored('edited_message without text');
  const { text, forAnotherBot } = addressing(message, said.text, said.entities, scope, bot);
  return forAnotherBot ? ignored('for another bot') : { kind: 'edited', message: String(id), text };
}
