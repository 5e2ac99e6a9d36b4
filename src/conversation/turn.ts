/** One person's turn: everything known about who is speaking, where, and where the conversation stands. */
import type { Temporal } from 'temporal-polyfill';
import type { ChatAddress, Inbound, Language } from '../channel.ts';
import type { Actor } from '../domain/permissions/roles.ts';
import type { RuleBook } from '../domain/rules/rule-book.ts';
import { type MessageKey, translate, type Values } from '../locales/translate.ts';
import type { PictureUrl } from '../notices/demand-card.ts';
import type { BoundPrompt, Outgoing } from '../notices/intent.ts';
import type { PaperUrl } from '../notices/papers.ts';
import {
  type AccountRow,
  type ChatRow,
  type ConversationRow,
  messageKeyOf,
} from '../usecases/conversation/identify.ts';
import type { Standing } from '../usecases/conversation/remember.ts';
import type { Policy } from '../usecases/policies.ts';
import type { CommunityRow } from '../usecases/registry/communities.ts';
import type { UnitOfWork } from '../usecases/unit-of-work.ts';
import type { FlowView, KnownPlace } from './flows/flow.ts';

/** What the conversation needs from the process around it. */
export interface ConversationHost {
  /** A link into the direct chat with the bot on the same platform; see `ChannelAdapter.privateLink`. */
  privateLink(address: ChatAddress, payload: string): string | undefined;
  readonly pictureUrl: PictureUrl;
  readonly calendarUrl: (secret: string) => string | undefined;
  readonly boardUrl: (path: string, language: Language) => string | undefined;
  readonly paperUrl: PaperUrl;
}

/** Domain time. */
export interface Arrival {
  readonly receivedAt: Temporal.Instant;
  /** When it was pressed, where the platform says so. */
  readonly pressedAt?: Temporal.Instant;
}

export interface Turn {
  readonly host: ConversationHost;
  readonly uow: UnitOfWork;
  readonly inbound: Inbound;
  readonly arrival: Arrival;
  readonly chat: ChatRow;
  readonly account: AccountRow;
  readonly conversation: ConversationRow;
  readonly actor: Actor;
  readonly homePlaceId?: string;
  readonly communities: readonly CommunityRow[];
  language: Language;
  community: CommunityRow | undefined;
  /** The rules of that community. */
  policy: Policy;
  places: readonly KnownPlace[];
  /** The open flow; undefined when none is. */
  standing: Standing | undefined;
  readonly outgoing: Outgoing[];
  /** What came is not kept, not even sealed: which button it was would say what somebody chose in secret. */
  forget?: true;
}

/** The topic of whatever a flow says: the row of the outbox does not tell a report from a broken lamp. */
export const FLOW = 'flow';

/** The rules of the person's community, or those that hold before one is known. */
export const rulesOf = ({ policy }: Turn): RuleBook => policy.rules;

export function say(turn: Turn, topic: string, prompt: BoundPrompt, more: Pick<Outgoing, 'privately'> = {}): void {
  turn.outgoing.push({
    chatId: turn.chat.id,
    prompt,
    topic,
    language: turn.language,
    lane: 'interactive',
    purpose: 'answer',
    policy: 'skip',
    accountId: turn.account.id,
    ...messageOf(turn, prompt),
    ...more,
  });
}

/** A button that carries words goes with the message they came in, should that be taken back. */
function messageOf({ inbound, uow }: Turn, { choices }: BoundPrompt): { readonly messageKey?: string } {
  const carries =
    choices?.some(
      ({ intent }) =>
        intent.do === 'report-this' ||
        intent.do === 'new-poll' ||
        intent.do === 'new-motion' ||
        (intent.do === 'new-task' && intent.line),
    ) ?? false;
  return carries && inbound.message !== undefined
    ? { messageKey: messageKeyOf(uow.index, inbound.address, inbound.message) }
    : {};
}

/** Marks the answer to a press in a group as meant for whoever pressed; anywhere else it is any other answer. */
export function sayPrivately(
  turn: Turn,
  topic: string,
  text: string,
  privately: NonNullable<Outgoing['privately']>,
): void {
  const pressed = turn.chat.scope === 'group' && turn.inbound.content.kind === 'pressed';
  say(turn, topic, { text: [text] }, pressed ? { privately } : {});
}

export function sayText(turn: Turn, topic: string, key: MessageKey, values: Values = {}): void {
  say(turn, topic, { text: translate(turn.language, key, values) });
}

export const viewOf = (turn: Turn): FlowView => ({
  language: turn.language,
  today: turn.policy.calendar.localDate(turn.uow.now),
  places: turn.places,
  ...(turn.homePlaceId && { homePlaceId: turn.homePlaceId }),
  communities: turn.communities.map(({ id, name }) => ({ id, name })),
});
