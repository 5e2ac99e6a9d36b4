/**
 * A stored update → {@link Inbound}. Total: whatever the inbox holds can be read, and what is unknown is `ignored`.
 * https://core.telegram.org/bots/api#update
 */
import type { ChatAddress, Inbound, InboundContent, ReplyCapability, Scope } from '../../src/channel.ts';
import type { BotIdentity } from './addressing.ts';
import { CALLBACK_ANSWER_MS } from './limits.ts';
import { membership, ownMembership } from './members.ts';
import { editedContent, messageContent } from './message.ts';
import {
  integer,
  type Json,
  NO_CHAT,
  openUpdate,
  type Place,
  personOf,
  placeOf,
  record,
  timeOf,
  type Update,
  words,
} from './update.ts';

function parsed(raw: string): Json | undefined {
  try {
    return record(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

/** Channels, and the inbox of a channel (which answers only to its own parameters), are not chats of a community. */
function scopeOf({ details }: Place): Scope | undefined {
  switch (details?.type) {
    case 'private':
      return 'direct';
    case 'group':
    case 'supergroup':
      return details.is_direct_messages === true ? undefined : 'group';
    default:
      return undefined;
  }
}

function actorOf(update: Update): Inbound['actor'] {
  const person = personOf(update);
  const id = integer(person?.id);
  if (person === undefined || id === undefined) return undefined;
  const name = [words(person.first_name), words(person.last_name)].filter((part) => part !== undefined).join(' ');
  const locale = words(person.language_code);
  return { user: String(id), ...(name !== '' && { name }), ...(locale !== undefined && { locale }) };
}

function pressed({ body }: Update): InboundContent {
  const token = words(body.data);
  const message = integer(record(body.message)?.message_id);
  if (token === undefined) return { kind: 'ignored', type: 'callback_query without data' };
  return { kind: 'pressed', token, ...(message !== undefined && { message: String(message) }) };
}

function contentOf(update: Update, scope: Scope, bot: BotIdentity): InboundContent {
  const { kind, body } = update;
  switch (kind) {
    case 'message':
      return messageContent(body, scope, bot);
    case 'edited_message':
      return editedContent(body, scope, bot);
    case 'callback_query':
      return pressed(update);
    case 'my_chat_member':
      return ownMembership(body, scope);
    case 'chat_member':
      return membership(body, bot);
    default:
      return { kind: 'ignored', type: kind };
  }
}

/** The query must be answered within the time the server holds it, whatever the press was about. */
function replyOf({ kind, body }: Update, receivedAtMs: number): ReplyCapability | undefined {
  const token = kind === 'callback_query' ? words(body.id) : undefined;
  if (token === undefined) return undefined;
  return { kind: 'acknowledgement', token, expiresAtMs: receivedAtMs + CALLBACK_ANSWER_MS };
}

export function readUpdate(raw: string, nowMs: number, bot: BotIdentity): Inbound {
  const stored = parsed(raw);
  const receivedAtMs = integer(stored?.receivedAtMs) ?? nowMs;
  const update = openUpdate(stored?.update);
  const address = (place: Place): ChatAddress => ({
    platform: 'telegram',
    account: bot.id,
    chat: place.chat,
    ...(place.topic !== undefined && { topic: place.topic }),
  });
  if (update === undefined) {
    return {
      id: `telegram-${bot.id}-unreadable`,
      address: address({ chat: NO_CHAT }),
      scope: 'direct',
      atMs: receivedAtMs,
      redelivered: false,
      content: { kind: 'ignored', type: 'unreadable' },
    };
  }
  const place = placeOf(update);
  const scope = scopeOf(place);
  const actor = actorOf(update);
  const title = scope === 'group' ? words(place.details?.title) : undefined;
  const message = integer((update.kind === 'callback_query' ? record(update.body.message) : update.body)?.message_id);
  const reply = replyOf(update, receivedAtMs);
  return {
    id: `telegram-${bot.id}-${update.id}`,
    address: address(place),
    scope: scope ?? 'direct',
    atMs: timeOf(update, receivedAtMs),
    // Telegram does not say whether it sends an update again; the inbox knows by the id.
    redelivered: false,
    ...(actor !== undefined && { actor }),
    ...(title !== undefined && { title }),
    ...(message !== undefined && { message: String(message) }),
    ...(reply !== undefined && { reply }),
    content: scope === undefined ? { kind: 'ignored', type: update.kind } : contentOf(update, scope, bot),
  };
}
