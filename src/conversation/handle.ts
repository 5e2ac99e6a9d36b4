/** The entry: one inbound event, understood, in one unit of work. What to send is returned, not sent. */
import type { Inbound } from '../channel.ts';
import { normalise } from '../domain/demand/understanding/normalise.ts';
import { translate } from '../locales/translate.ts';
import type { Outgoing } from '../notices/intent.ts';
import { DEFAULT_LANGUAGE, languageOf } from '../notices/recipients.ts';
import { moveChat, setChatState } from '../usecases/conversation/chat-state.ts';
import {
  type ChatRow,
  type ConversationRow,
  messageKeyOf,
  openAccount,
  openChat,
} from '../usecases/conversation/open-turn.ts';
import type { Standing } from '../usecases/conversation/remember.ts';
import { eraseMessage } from '../usecases/demand/unsend.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import { sayWelcome } from './answers.ts';
import { onDirectText } from './direct.ts';
import { onFile, onLocation } from './files.ts';
import { moveToPrivate, onGroupText } from './group.ts';
import { guessLanguage, openTurn } from './open.ts';
import { onPress } from './press.ts';
import { onEditedDraft } from './run-flow.ts';
import { type ConversationHost, sayText, type Turn } from './turn.ts';

export interface Handled {
  readonly chat?: ChatRow;
  readonly outgoing: readonly Outgoing[];
  /** To be remembered together with the prompt that was shown last. */
  readonly conversation?: { readonly row: ConversationRow; readonly standing: Standing | undefined };
}

const NOTHING: Handled = { outgoing: [] };

export async function handleInbound(uow: UnitOfWork, host: ConversationHost, inbound: Inbound): Promise<Handled> {
  const { content } = inbound;
  if (content.kind === 'ignored') return NOTHING;
  // A group's own talk is not ours: nothing is kept of it, not even who spoke.
  if ((content.kind === 'said' || content.kind === 'attached' || content.kind === 'located') && !content.addressed)
    return NOTHING;
  const tools = { tx: uow.tx, keys: uow.keys, index: uow.index, now: uow.now };
  const language = guessLanguage(inbound.actor?.locale);
  const account = inbound.actor
    ? await openAccount(tools, inbound.address, {
        user: inbound.actor.user,
        ...(inbound.actor.name !== undefined && { name: inbound.actor.name }),
        ...(language !== undefined && { language }),
      })
    : undefined;
  const chat = await openChat(
    tools,
    { address: inbound.address, scope: inbound.scope, ...(inbound.title !== undefined && { title: inbound.title }) },
    account,
  );
  if (!chat) return NOTHING;
  if (await onChatEvent(uow, inbound, chat)) return { chat, outgoing: [] };
  if (!account) return { chat, outgoing: nameless(inbound, chat) };

  const { turn, conversation } = await openTurn(uow, host, inbound, chat, account);
  if (chat.state !== 'active') await setChatState(turn.uow, chat, 'active');
  await onContent(turn);
  return { chat, outgoing: turn.outgoing, conversation: { row: conversation, standing: turn.standing } };
}

/** Facts about the chat itself; true when that is all there is to it. */
async function onChatEvent(uow: UnitOfWork, { content, address }: Inbound, chat: ChatRow): Promise<boolean> {
  switch (content.kind) {
    case 'blocked':
      await setChatState(uow, chat, 'blocked');
      return true;
    case 'left':
      if (content.who === 'bot') await setChatState(uow, chat, 'left');
      return true;
    case 'moved':
      await moveChat(uow, chat, address, content.to);
      return true;
    case 'joined':
      await setChatState(uow, chat, 'active');
      return content.who === 'members';
    default:
      return false;
  }
}

/** The platform did not say who spoke (LINE without a user id, a Telegram group's anonymous administrator). */
function nameless(inbound: Inbound, chat: ChatRow): Outgoing[] {
  const language = languageOf(chat.language, DEFAULT_LANGUAGE);
  const answer = (topic: string, key: Parameters<typeof translate>[1]): Outgoing[] => [
    {
      chatId: chat.id,
      prompt: { text: translate(language, key) },
      topic,
      language,
      lane: 'interactive',
      purpose: 'answer',
      policy: 'skip',
    },
  ];
  switch (inbound.content.kind) {
    case 'joined':
      return inbound.scope === 'group' ? answer('group.welcome', 'group.welcome') : [];
    case 'said':
    case 'attached':
    case 'located':
    case 'pressed':
      return answer('nameless', 'nameless');
    default:
      return [];
  }
}

async function onContent(turn: Turn): Promise<void> {
  const { content, scope } = turn.inbound;
  const direct = scope === 'direct';
  switch (content.kind) {
    case 'said':
      return direct ? onDirectText(turn, content.text) : onGroupText(turn, content.text);
    case 'attached':
      return direct ? onFile(turn, content.file, content.caption) : moveToPrivate(turn, '');
    case 'located':
      return direct ? onLocation(turn, content.point) : moveToPrivate(turn, '');
    case 'pressed':
      return onPress(turn, content.token);
    case 'joined':
      return direct ? sayWelcome(turn) : sayText(turn, 'group.welcome', 'group.welcome');
    case 'unsent':
      return onUnsent(turn, content.message);
    case 'edited':
      return direct ? onEditedDraft(turn, content.message, normalise(content.text).text) : undefined;
    case 'left':
    case 'blocked':
    case 'moved':
    case 'ignored':
      return undefined;
  }
}

async function onUnsent(turn: Turn, message: string): Promise<void> {
  const { address } = turn.inbound;
  await eraseMessage(turn.uow, {
    messageKey: messageKeyOf(turn.uow.index, address, message),
    accountId: turn.account.id,
  });
}
