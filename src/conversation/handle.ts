/** The entry: one inbound event, understood, in one unit of work. What to send is returned, not sent. */

import type { Inbound } from '../channel.ts';
import { normalise } from '../domain/demand/understanding/normalise.ts';
import { translate } from '../locales/translate.ts';
import type { OfferedMenu } from '../notices/enqueue.ts';
import type { Outgoing } from '../notices/intent.ts';
import { DEFAULT_LANGUAGE, languageOf } from '../notices/recipients.ts';
import { moveChat, setChatState } from '../usecases/conversation/chat-state.ts';
import {
  type ChatRow,
  type ConversationRow,
  messageKeyOf,
  openAccount,
  openChat,
} from '../usecases/conversation/identify.ts';
import type { Standing } from '../usecases/conversation/remember.ts';
import { eraseUnsent } from '../usecases/demand/unsend.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import { sayWelcome } from './answers.ts';
import { isForeignCommand } from './commands.ts';
import { onDirectText } from './direct.ts';
import { sayEmergency } from './emergency.ts';
import { onFile, onLocation } from './files.ts';
import { moveToPrivate, onGroupText } from './group.ts';
import { menuOf } from './menu.ts';
import { guessLanguage, openTurn } from './open.ts';
import { onPress } from './press.ts';
import { lapseDraft, onEditedDraft, onUnsentDraft } from './run-flow.ts';
import { type Arrival, type ConversationHost, rulesOf, sayText, type Turn } from './turn.ts';

export interface Handled {
  readonly chat?: ChatRow;
  readonly outgoing: readonly Outgoing[];
  /** Its stored copy has served its purpose and goes at once. */
  readonly forget?: true;
  /** The commands her chat is to offer, by her seats. */
  readonly menu?: OfferedMenu;
  /** To be remembered together with the prompt that was shown last. */
  readonly conversation?: { readonly row: ConversationRow; readonly standing: Standing | undefined };
}

const NOTHING: Handled = { outgoing: [], forget: true };

/** Talk and traffic that is not ours: nothing is kept of it, not even who spoke. */
export function isOthers({ content, scope }: Inbound): boolean {
  switch (content.kind) {
    case 'ignored':
      return true;
    case 'said':
      return !content.addressed || (scope === 'group' && isForeignCommand(content.text));
    case 'attached':
    case 'located':
      return !content.addressed;
    case 'joined':
    case 'left':
      return content.who === 'members';
    case 'edited':
      return scope === 'group';
    default:
      return false;
  }
}

export async function handleInbound(
  uow: UnitOfWork,
  host: ConversationHost,
  inbound: Inbound,
  arrival: Arrival,
): Promise<Handled> {
  const { content, address } = inbound;
  if (isOthers(inbound)) return NOTHING;
  if (content.kind === 'unsent') {
    await eraseUnsent(uow, messageKeyOf(uow.index, address, content.message));
    // Drafts live in direct chats only.
    if (inbound.scope === 'group') return NOTHING;
  }
  const language = guessLanguage(inbound.actor?.locale);
  const account = inbound.actor
    ? await openAccount(uow, address, {
        user: inbound.actor.user,
        ...(inbound.actor.name !== undefined && { name: inbound.actor.name }),
        ...(language !== undefined && { language }),
      })
    : undefined;
  const seen = { address, scope: inbound.scope, ...(inbound.title !== undefined && { title: inbound.title }) };
  const chat = await openChat(uow, seen, account);
  if (!chat) return NOTHING;
  if (await onChatEvent(uow, inbound, chat)) return { chat, outgoing: [] };
  if (!account) return { chat, outgoing: nameless(inbound, chat) };

  const { turn, conversation } = await openTurn(uow, host, inbound, chat, account, arrival);
  // An edit or a message taken back is no sign that she wants to hear from us again.
  const speaks = content.kind !== 'unsent' && content.kind !== 'edited';
  if (speaks && chat.state !== 'active') await setChatState(turn.uow, chat, 'active');
  lapseDraft(turn);
  await onContent(turn);
  return {
    chat,
    outgoing: turn.outgoing,
    ...(turn.forget && { forget: true }),
    conversation: { row: conversation, standing: turn.standing },
    ...(inbound.scope === 'direct' && { menu: menuOf(turn) }),
  };
}

/** Facts about the chat itself; true when that is all there is to it. */
async function onChatEvent(uow: UnitOfWork, { content, address }: Inbound, chat: ChatRow): Promise<boolean> {
  switch (content.kind) {
    case 'blocked':
      await setChatState(uow, chat, 'blocked');
      return true;
    case 'left':
      await setChatState(uow, chat, 'left');
      return true;
    case 'moved':
      await moveChat(uow, chat, address, content.to);
      return true;
    case 'joined':
      await setChatState(uow, chat, 'active');
      return false;
    default:
      return false;
  }
}

/** The platform did not say who spoke (LINE without a user id, a Telegram group's anonymous administrator). */
function nameless(inbound: Inbound, chat: ChatRow): Outgoing[] {
  const language = languageOf(chat.language, DEFAULT_LANGUAGE);
  const apart = inbound.scope === 'group' && inbound.content.kind === 'pressed';
  const answer = (topic: string, key: Parameters<typeof translate>[1]): Outgoing[] => [
    {
      chatId: chat.id,
      prompt: { text: translate(language, key) },
      topic,
      language,
      lane: 'interactive',
      purpose: 'answer',
      policy: 'skip',
      ...(apart && { privately: { about: 'press' } }),
    },
  ];
  switch (inbound.content.kind) {
    case 'joined':
      return inbound.scope === 'group' ? answer('group.welcome', 'group.welcome') : [];
    case 'said':
    case 'attached':
    case 'located':
      return answer('nameless', 'nameless');
    case 'pressed':
      return answer('nameless', 'nameless.press');
    default:
      return [];
  }
}

async function onContent(turn: Turn): Promise<void> {
  const { content, scope } = turn.inbound;
  const direct = scope === 'direct';
  if (content.kind === 'said') sayEmergency(turn, content.text);
  if (content.kind === 'attached' && content.caption) sayEmergency(turn, content.caption);
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
    case 'edited':
      return direct ? onEdited(turn, content.message, content.text) : undefined;
    case 'unsent':
      return onUnsentDraft(turn, content.message);
    case 'left':
    case 'blocked':
    case 'moved':
    case 'ignored':
      return undefined;
  }
}

async function onEdited(turn: Turn, message: string, raw: string): Promise<void> {
  const { text, longer } = normalise(raw, rulesOf(turn).value('demand.text.max'));
  if (longer) sayText(turn, 'text.cut', 'text.cut', { kept: Array.from(text).length });
  await onEditedDraft(turn, message, text);
}
