/** Inbox, outbox, views and schedule: what has come, what must go, what will be due. */
import { sql } from 'drizzle-orm';
import { bigint, boolean, check, index, integer, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import { chat } from './chat.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { chatAccount, person } from './people.ts';
import { community } from './registry.ts';

export const inbox = lilong.table(
  'inbox',
  {
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    /** HMAC of the platform's event id; kept 30 days, so a resent event is known. Also the command id of what it does. */
    eventKey: text('event_key').notNull().unique(),
    platform: text('platform').notNull(),
    /** HMAC of platform account, chat, topic and actor (or without actor, for chat events): the unit of order. */
    conversationKey: text('conversation_key').notNull(),
    /** The event, sealed; purged 7 days after done, or at once when the person unsends it. */
    bodySealed: bytes('body_sealed'),
    /** HMAC of chat and message id, where people can take messages back: finds the row again when they do. */
    messageKey: text('message_key'),
    /** It took a message back. Should that message come only now, nothing of it is kept. */
    takesBack: boolean('takes_back').notNull().default(false),
    state: text('state').$type<'pending' | 'done' | 'parked'>().notNull().default('pending'),
    attempts: smallint('attempts').notNull().default(0),
    /** Name of the last error; never its text, which may quote a person. */
    lastError: text('last_error'),
    /** Platform time orders a conversation; arrival order breaks ties. */
    eventAt: instant('event_at').notNull(),
    receivedAt: instant('received_at').notNull().default(sql`now()`),
    nextAt: instant('next_at').notNull().default(sql`now()`),
    doneAt: instant('done_at'),
  },
  (t) => [
    check('inbox_state', sql`${t.state} in ('pending','done','parked')`),
    check('inbox_done', sql`(${t.state} = 'done') = (${t.doneAt} is not null)`),
    index('inbox_pending').on(t.conversationKey, t.eventAt, t.seq).where(sql`${t.state} = 'pending'`),
    index('inbox_queue').on(t.seq).where(sql`${t.state} = 'pending'`),
    index('inbox_parked').on(t.seq).where(sql`${t.state} = 'parked'`),
    index('inbox_message').on(t.messageKey).where(sql`${t.messageKey} is not null`),
    index('inbox_done_at').on(t.doneAt).where(sql`${t.doneAt} is not null`),
  ],
);

export type OutboxState = 'waiting' | 'leased' | 'sending' | 'accepted' | 'refused' | 'unknown' | 'dead' | 'withdrawn';

/**
 * One row is one platform call. `waiting` → `leased` (envelope fixed) → `sending` (about to call) → its fate.
 * A row found in `sending` after its lease ended has an unknown fate; one in `leased` was surely never tried.
 */
export const outbox = lilong.table(
  'outbox',
  {
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    id: uuid('id').notNull().unique(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chat.id),
    lane: text('lane').$type<'interactive' | 'bulk'>().notNull(),
    /** `message` keeps its wire verbatim; `view` is rendered when claimed; `answer` acknowledges a press. */
    kind: text('kind').$type<'message' | 'view' | 'answer'>().notNull(),
    /** What the message is about, for listing and for tests: `demand.registered`. */
    topic: text('topic').notNull(),
    /** An `answer` belongs to what someone just did and is worth no money in a group; a `notice` is told for its own sake. */
    purpose: text('purpose').$type<'answer' | 'notice'>().notNull(),
    wireSealed: bytes('wire_sealed'),
    envelopeSealed: bytes('envelope_sealed'),
    retryKey: uuid('retry_key').notNull(),
    viewId: uuid('view_id'),
    /** What to do when the fate of a send is unknown: `repeat` it, or `skip` and offer it again at the next contact. */
    policy: text('policy').$type<'skip' | 'repeat'>().notNull().default('skip'),
    state: text('state').$type<OutboxState>().notNull(),
    attempts: smallint('attempts').notNull().default(0),
    reason: text('reason'),
    /** People a push was counted for; 0 for replies. */
    recipients: integer('recipients').notNull().default(0),
    createdAt: instant('created_at').notNull().default(sql`now()`),
    nextAt: instant('next_at').notNull().default(sql`now()`),
    leaseUntil: instant('lease_until'),
    leaseBy: text('lease_by'),
    settledAt: instant('settled_at'),
    /** The platform's id of the message, once accepted. */
    messageSealed: bytes('message_sealed'),
    /** Offered again to the person after an unknown fate. */
    offeredAt: instant('offered_at'),
  },
  (t) => [
    check(
      'outbox_state',
      sql`${t.state} in ('waiting','leased','sending','accepted','refused','unknown','dead','withdrawn')`,
    ),
    check('outbox_lane', sql`${t.lane} in ('interactive','bulk')`),
    check('outbox_kind', sql`${t.kind} in ('message','view','answer')`),
    check('outbox_settled', sql`(${t.state} in ('waiting','leased','sending')) = (${t.settledAt} is null)`),
    index('outbox_open_chat').on(t.chatId, t.lane, t.seq).where(sql`${t.state} in ('waiting','leased','sending')`),
    index('outbox_open').on(t.nextAt).where(sql`${t.state} in ('waiting','leased','sending')`),
    index('outbox_fate').on(t.state, t.seq),
    index('outbox_unoffered').on(t.chatId).where(sql`${t.state} = 'unknown' and ${t.offeredAt} is null`),
    index('outbox_settled_at').on(t.settledAt).where(sql`${t.settledAt} is not null`),
  ],
);

/**
 * The same words to everyone of a community: one row, expanded in slices by a cursor over people, so that the command
 * returns at once and a killed process goes on where it stopped.
 */
export const announcement = lilong.table(
  'announcement',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    textSealed: bytes('text_sealed').notNull(),
    /** The last person reached, by id; null before the first slice. */
    cursor: uuid('cursor'),
    /** People handed to the outbox so far. */
    reached: integer('reached').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    doneAt: instant('done_at'),
    salt: bytes('salt'),
  },
  (t) => [index('announcement_open').on(t.createdAt).where(sql`${t.doneAt} is null`)],
);

/**
 * 通函: what is to be told to more people than one transaction should write to: one row, expanded like an announcement. The
 * notice says what; whom and in which words is found out slice by slice.
 */
export const circular = lilong.table(
  'circular',
  {
    id: id(),
    noticeSealed: bytes('notice_sealed').notNull(),
    /** The last person told, by id; null before the first slice. */
    cursor: uuid('cursor'),
    createdAt: instant('created_at').notNull(),
    doneAt: instant('done_at'),
  },
  (t) => [
    index('circular_open').on(t.id).where(sql`${t.doneAt} is null`),
    index('circular_done_at').on(t.doneAt).where(sql`${t.doneAt} is not null`),
  ],
);

/** A live message that is edited in place (a card, a tally) where the platform can edit. */
export const view = lilong.table(
  'view',
  {
    id: id(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chat.id),
    /** What it shows: kind and subject, `demand-card:<id>`. */
    subject: text('subject').notNull(),
    messageSealed: bytes('message_sealed'),
    /** Digest of what it shows, so that an unchanged view is not sent again. */
    shownDigest: text('shown_digest'),
    /** Real time of the last change: those who change it often wait for each other, so that many become one. */
    shownAt: instant('shown_at'),
    createdAt: instant('created_at').notNull().default(sql`now()`),
  },
  (t) => [unique('view_of').on(t.chatId, t.subject), index('view_subject').on(t.subject)],
);

/** A view needs rendering again. Append-only, so that marking never waits for another marker. */
export const viewStale = lilong.table(
  'view_stale',
  {
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    viewId: uuid('view_id')
      .notNull()
      .references(() => view.id),
    since: instant('since').notNull().default(sql`now()`),
  },
  (t) => [index('view_stale_view').on(t.viewId)],
);

/**
 * What somebody who pressed in a group is to be told together with others, by the newest free reply that is left. A row goes
 * when it was told; what no reply could carry waits for the person's next press or her direct chat.
 */
export const gathered = lilong.table(
  'gathered',
  {
    id: id(),
    chatId: uuid('chat_id')
      .notNull()
      .references(() => chat.id),
    /** Absent where the platform did not say who it was. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    /** What it is about: a later word about the same takes its place. `ballot:<id>` */
    about: text('about').notNull(),
    wordsSealed: bytes('words_sealed').notNull(),
    /** That she pressed at all is not to be said to the group. */
    discreet: boolean('discreet').notNull(),
    /** The press's own free reply, while it is not used. */
    tokenSealed: bytes('token_sealed'),
    tokenUntil: instant('token_until'),
    /** The message that tells it; told once that was accepted. */
    outboxId: uuid('outbox_id'),
    at: instant('at').notNull().default(sql`now()`),
  },
  (t) => [
    unique('gathered_of').on(t.chatId, t.accountId, t.about),
    index('gathered_account').on(t.accountId),
    check('gathered_token', sql`(${t.tokenSealed} is null) = (${t.tokenUntil} is null)`),
  ],
);

/** People a notice could not be sent to at all, because no chat of theirs is known: the list for a printed notice. */
export const unreached = lilong.table(
  'unreached',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    topic: text('topic').notNull(),
    subject: text('subject').notNull(),
    at: instant('at').notNull(),
  },
  (t) => [unique('unreached_once').on(t.personId, t.topic, t.subject), index('unreached_at').on(t.at)],
);

/** The truth about the future. Queue jobs only wake what is written here. Times are domain times. */
export const schedule = lilong.table(
  'schedule',
  {
    id: id(),
    kind: text('kind').notNull(),
    /** Send-once key: the same thing is never planned twice. */
    key: text('key').notNull(),
    /** What it is about, to find it again when plans change. */
    subject: text('subject').notNull(),
    dueAt: instant('due_at').notNull(),
    shard: smallint('shard').notNull(),
    payloadSealed: bytes('payload_sealed'),
    state: text('state').$type<'waiting' | 'done' | 'cancelled' | 'parked'>().notNull().default('waiting'),
    attempts: smallint('attempts').notNull().default(0),
    lastError: text('last_error'),
    /** Real time before which a failed row is not tried again. */
    retryAt: instant('retry_at').notNull().default(sql`now()`),
    settledAt: instant('settled_at'),
  },
  (t) => [
    check('schedule_state', sql`${t.state} in ('waiting','done','cancelled','parked')`),
    uniqueIndex('schedule_key').on(t.key),
    index('schedule_due').on(t.dueAt).where(sql`${t.state} = 'waiting'`),
    index('schedule_subject').on(t.subject),
  ],
);
