/** Polls: what is asked in a group, and one answer a person. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import type { PollKind, PollOption, PollState } from '../../src/domain/poll/poll.ts';
import type { CountedAnswers } from '../../src/domain/poll/tally.ts';
import { chat } from './chat.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { chatAccount, person } from './people.ts';
import { body, community } from './registry.ts';

export const poll = lilong.table(
  'poll',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** Counts the polls of a community from 1: how people name it. */
    number: integer('number').notNull(),
    /** The group it is asked in. */
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chat.id),
    /** Whose roll it is, where the group belonged to a body when it was opened. */
    bodyId: uuid('body_id').references(() => body.id),
    question: text('question').notNull(),
    kind: text('kind').$type<PollKind>().notNull(),
    /** In the order in which they are numbered; more may come behind, none ever goes. */
    options: jsonb('options').$type<readonly PollOption[]>().notNull(),
    anonymous: boolean('anonymous').notNull(),
    /** How it goes is told when it is closed; of an anonymous one always. */
    hidden: boolean('hidden').notNull(),
    addable: boolean('addable').notNull(),
    /** Rule `ballot.breakdown_cell` as it stood at the opening. */
    cell: integer('cell').notNull(),
    state: text('state').$type<PollState>().notNull(),
    openedAt: instant('opened_at').notNull(),
    closesAt: instant('closes_at').notNull(),
    closedAt: instant('closed_at'),
    openedAs: text('opened_as').notNull(),
    openedById: uuid('opened_by_id').references(() => person.id),
    /** The key of an anonymous poll's envelopes; destroyed at the close. */
    keySealed: bytes('key_sealed'),
    /** How often each answer was given, sorted by answer; of an anonymous poll all that is left of the answers. */
    counted: jsonb('counted').$type<CountedAnswers>(),
    salt: bytes('salt'),
  },
  (t) => [
    unique('poll_number').on(t.communityId, t.number),
    index('poll_chat').on(t.chatId),
    check('poll_kind', sql`${t.kind} in ('date','single','multiple','ranked','rating')`),
    check('poll_state', sql`${t.state} in ('open','closed')`),
    check('poll_closed', sql`(${t.state} = 'closed') = (${t.closedAt} is not null)`),
    check('poll_counted', sql`(${t.state} = 'closed') = (${t.counted} is not null)`),
    check('poll_key', sql`(${t.keySealed} is not null) = (${t.anonymous} and ${t.state} = 'open')`),
    check('poll_anonymous_hidden', sql`${t.hidden} or not ${t.anonymous}`),
  ],
);

/**
 * One answer of one person: the key forbids a second. A named one holds the answer; an anonymous one an envelope, which is
 * emptied at the close, so that only the fact that she took part is left.
 */
export const pollAnswer = lilong.table(
  'poll_answer',
  {
    id: id(),
    pollId: uuid('poll_id')
      .notNull()
      .references(() => poll.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    answer: text('answer'),
    envelope: bytes('envelope'),
    /** Through which account; forgotten at the close of an anonymous poll. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    answeredAt: instant('answered_at'),
    salt: bytes('salt'),
  },
  (t) => [
    unique('poll_answer_once').on(t.pollId, t.personId),
    check('poll_answer_kept', sql`${t.answer} is null or ${t.envelope} is null`),
  ],
);
