/** Ballots: what is put to the vote, the frozen roll, the votes, and everything that can be said against them. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { Electorate, FrozenRules } from '../../src/domain/ballot/electorate.ts';
import type { Question } from '../../src/domain/ballot/question.ts';
import type { Attendance, EntryBasis } from '../../src/domain/ballot/roll.ts';
import type { BallotForm, BallotState } from '../../src/domain/ballot/states.ts';
import type { Outcome, Result } from '../../src/domain/ballot/tally.ts';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import { chat } from './chat.ts';
import { meeting, meetingItem } from './meeting.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { chatAccount, person } from './people.ts';
import { body, community } from './registry.ts';

export const ballot = lilong.table(
  'ballot',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** Null: a written ballot 书面表决, outside any meeting. */
    meetingId: uuid('meeting_id').references(() => meeting.id),
    itemId: uuid('item_id').references(() => meetingItem.id),
    /** Counts the ballots of a community from 1: how people and papers name it. */
    number: integer('number').notNull(),
    title: text('title').notNull(),
    text: text('text').notNull(),
    question: jsonb('question').$type<Question>().notNull(),
    /** In the order in which they are numbered; empty for a motion. */
    options: jsonb('options').$type<readonly BallotOption[]>().notNull().default([]),
    form: text('form').$type<BallotForm>().notNull(),
    binding: boolean('binding').notNull(),
    state: text('state').$type<BallotState>().notNull(),
    /** Who may vote where there is no meeting. */
    electorate: jsonb('electorate').$type<Electorate>(),
    /** What holds for it from the freezing on, whatever is decided about rules afterwards. */
    rules: jsonb('rules').$type<FrozenRules>(),
    rollHash: text('roll_hash'),
    frozenAt: instant('frozen_at'),
    openedAt: instant('opened_at'),
    /** When it is to close; in a meeting, null until somebody closes it. */
    closesAt: instant('closes_at'),
    closedAt: instant('closed_at'),
    /** Frozen at the opening; for a written ballot, at the count. */
    attendance: jsonb('attendance').$type<Attendance>(),
    /** The key of its envelopes; destroyed when it is final. */
    keySealed: bytes('key_sealed'),
    /** How often each choice was made, sorted by choice; with a secret ballot all that is left of the choices. */
    choices: jsonb('choices').$type<readonly (readonly [choice: string, many: number])[]>(),
    result: jsonb('result').$type<Result>(),
    /** Set by the declaration; an upheld objection can make it `void`. */
    outcome: text('outcome').$type<Outcome>(),
    countedAt: instant('counted_at'),
    verifiedById: uuid('verified_by_id').references(() => person.id),
    declaredAt: instant('declared_at'),
    publishedAt: instant('published_at'),
    objectionUntil: instant('objection_until'),
    endedAt: instant('ended_at'),
    /** The same text put again, and whether it is the second round of an election. */
    revoteOf: uuid('revote_of'),
    runOff: boolean('run_off').notNull().default(false),
    /** The seats an election fills: in which body, and as what. */
    fillsBodyId: uuid('fills_body_id').references(() => body.id),
    fillsRole: text('fills_role').$type<PersonRole>(),
    /** When whoever it elected took them. */
    seatedAt: instant('seated_at'),
    seatedById: uuid('seated_by_id').references(() => person.id),
    /** The supervisor who found nothing against it. */
    reviewedById: uuid('reviewed_by_id').references(() => person.id),
    draftedAs: text('drafted_as').notNull(),
    draftedById: uuid('drafted_by_id').references(() => person.id),
    chatId: uuid('chat_id').references(() => chat.id),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    unique('ballot_number').on(t.communityId, t.number),
    index('ballot_meeting').on(t.meetingId),
    index('ballot_open').on(t.communityId).where(sql`${t.state} in ('open','paused')`),
    uniqueIndex('ballot_revote').on(t.revoteOf).where(sql`${t.revoteOf} is not null and ${t.state} <> 'withdrawn'`),
    foreignKey({ columns: [t.revoteOf], foreignColumns: [t.id] }),
    check('ballot_form', sql`${t.form} in ('open','secret')`),
    check(
      'ballot_state',
      sql`${t.state} in ('draft','reviewed','roll_frozen','open','paused','closed','counted','verified','declared','published','objection','final','withdrawn')`,
    ),
    check('ballot_outcome', sql`${t.outcome} in ('passed','failed','tied','inquorate','void')`),
    check(
      'ballot_frozen',
      sql`${t.state} in ('draft','reviewed','withdrawn') or (${t.rollHash} is not null and ${t.rules} is not null)`,
    ),
    check(
      'ballot_counted',
      sql`(${t.state} in ('counted','verified','declared','published','objection','final')) = (${t.result} is not null)`,
    ),
    check('ballot_fills', sql`(${t.fillsBodyId} is null) = (${t.fillsRole} is null)`),
    check('ballot_seated', sql`${t.seatedAt} is null or (${t.state} = 'final' and ${t.fillsBodyId} is not null)`),
    check('ballot_where', sql`(${t.meetingId} is null) = (${t.electorate} is not null)`),
    check('ballot_ended', sql`(${t.state} in ('final','withdrawn')) = (${t.endedAt} is not null)`),
  ],
);

/** What can be chosen: words, or a candidate. */
export interface BallotOption {
  readonly label: string;
  readonly personId?: string;
}

/** The frozen roll 名册. Nothing of it but presence and recusal changes once it is frozen, and these not once it is open. */
export const ballotEntry = lilong.table(
  'ballot_entry',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    /** From 1: what names the entry in public. */
    number: integer('number').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    basis: text('basis').$type<EntryBasis>().notNull(),
    basisId: uuid('basis_id'),
    /** In the room when the ballot was opened; null before, and in a written ballot. */
    present: boolean('present'),
    recused: boolean('recused').notNull().default(false),
    /** By proxy in force at the opening: who votes for this entry. */
    holderId: uuid('holder_id').references(() => person.id),
    salt: bytes('salt'),
  },
  (t) => [
    unique('ballot_entry_number').on(t.ballotId, t.number),
    unique('ballot_entry_person').on(t.ballotId, t.personId),
    index('ballot_entry_holder').on(t.ballotId, t.holderId).where(sql`${t.holderId} is not null`),
    check('ballot_entry_basis', sql`${t.basis} in ('seat','household','area','body')`),
  ],
);

/**
 * One vote for one entry of the roll: the key forbids a second. An open vote holds the choice; a secret one an envelope,
 * which is emptied at the count.
 */
export const vote = lilong.table(
  'vote',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    number: integer('number').notNull(),
    choice: text('choice'),
    envelope: bytes('envelope'),
    /** By which the voter finds on the public list that hers is in. */
    receipt: text('receipt').notNull(),
    channel: text('channel').$type<'chat' | 'paper'>().notNull(),
    /** Of two presses the later stands; forgotten at the count of a secret ballot. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    pressedAt: instant('pressed_at'),
    receivedAt: instant('received_at'),
    sequence: text('sequence'),
    salt: bytes('salt'),
  },
  (t) => [
    unique('vote_once').on(t.ballotId, t.number),
    unique('vote_receipt').on(t.ballotId, t.receipt),
    foreignKey({ columns: [t.ballotId, t.number], foreignColumns: [ballotEntry.ballotId, ballotEntry.number] }),
    check('vote_channel', sql`${t.channel} in ('chat','paper')`),
    check('vote_kept', sql`${t.choice} is null or ${t.envelope} is null`),
  ],
);

/** Paper ballots 纸质选票 of one ballot: two people enter them, each without seeing what the other wrote. */
export const paperEntry = lilong.table(
  'paper_entry',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    enteredById: uuid('entered_by_id')
      .notNull()
      .references(() => person.id),
    enteredAt: instant('entered_at').notNull(),
    /** Entries of the roll whose paper was handed in; of an open ballot with the choice on each. */
    handedIn: jsonb('handed_in').$type<readonly (readonly [number: number, choice: string | null])[]>().notNull(),
    /** Of a secret ballot: how often each choice stood on the papers, sorted; sealed with the ballot's key until the count. */
    choicesSealed: bytes('choices_sealed'),
    /** `agreed`: both wrote the same, and it counts. */
    state: text('state').$type<'entered' | 'agreed' | 'void'>().notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('paper_entry_of').on(t.ballotId),
    uniqueIndex('paper_entry_one').on(t.ballotId, t.enteredById).where(sql`${t.state} <> 'void'`),
    check('paper_entry_state', sql`${t.state} in ('entered','agreed','void')`),
  ],
);

/** 回避: somebody has a part in the matter, says so herself or is challenged; the supervision committee decides. */
export const ballotRecusal = lilong.table(
  'ballot_recusal',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    kind: text('kind').$type<'declared' | 'challenged'>().notNull(),
    reasonSealed: bytes('reason_sealed').notNull(),
    byPersonId: uuid('by_person_id').references(() => person.id),
    at: instant('at').notNull(),
    state: text('state').$type<'asked' | 'upheld' | 'dismissed'>().notNull(),
    decidedById: uuid('decided_by_id').references(() => person.id),
    decidedAt: instant('decided_at'),
    salt: bytes('salt'),
  },
  (t) => [
    index('ballot_recusal_of').on(t.ballotId),
    uniqueIndex('ballot_recusal_one').on(t.ballotId, t.personId).where(sql`${t.state} <> 'dismissed'`),
    check('ballot_recusal_kind', sql`${t.kind} in ('declared','challenged')`),
    check('ballot_recusal_state', sql`${t.state} in ('asked','upheld','dismissed')`),
    check('ballot_recusal_decided', sql`(${t.state} = 'asked') = (${t.decidedAt} is null)`),
  ],
);

/** An objection 异议 to a published result. */
export const ballotObjection = lilong.table(
  'ballot_objection',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    personId: uuid('person_id').references(() => person.id),
    reasonSealed: bytes('reason_sealed').notNull(),
    /** Entries of the roll it says are wrong. */
    entries: jsonb('entries').$type<readonly number[]>().notNull().default([]),
    /** Those of which whoever upheld it found that they are wrong; null: the same. */
    foundWrong: jsonb('found_wrong').$type<readonly number[]>(),
    at: instant('at').notNull(),
    state: text('state').$type<'open' | 'upheld' | 'dismissed'>().notNull(),
    answerSealed: bytes('answer_sealed'),
    decidedById: uuid('decided_by_id').references(() => person.id),
    decidedAt: instant('decided_at'),
    salt: bytes('salt'),
  },
  (t) => [
    index('ballot_objection_of').on(t.ballotId),
    check('ballot_objection_state', sql`${t.state} in ('open','upheld','dismissed')`),
    check('ballot_objection_decided', sql`(${t.state} = 'open') = (${t.decidedAt} is null)`),
  ],
);

/** 委托: for one meeting, from one person to another. */
export const votingProxy = lilong.table(
  'voting_proxy',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    grantorId: uuid('grantor_id')
      .notNull()
      .references(() => person.id),
    holderId: uuid('holder_id')
      .notNull()
      .references(() => person.id),
    filedAt: instant('filed_at').notNull(),
    revokedAt: instant('revoked_at'),
    salt: bytes('salt'),
  },
  (t) => [
    index('voting_proxy_of').on(t.meetingId),
    uniqueIndex('voting_proxy_one').on(t.meetingId, t.grantorId).where(sql`${t.revokedAt} is null`),
  ],
);

/** What happened to a ballot, in order. */
export const ballotEvent = lilong.table(
  'ballot_event',
  {
    id: id(),
    ballotId: uuid('ballot_id')
      .notNull()
      .references(() => ballot.id),
    at: instant('at').notNull(),
    /** An action of `domain/ballot/states.ts`, or what else `usecases/ballot/change.ts` puts in the history. */
    kind: text('kind').notNull(),
    byRole: text('by_role').notNull(),
    byPersonId: uuid('by_person_id').references(() => person.id),
    /** In somebody's own words. */
    reasonSealed: bytes('reason_sealed'),
    ordinal: integer('ordinal').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('ballot_event_order').on(t.ballotId, t.ordinal)],
);
