/** Plans, tasks and their history, figures they depend on, and the reminders of everything that is due. */
import { sql } from 'drizzle-orm';
import {
  boolean,
  check,
  date,
  index,
  integer,
  jsonb,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { EnteredFigure, Training } from '../../src/domain/task/figures.ts';
import type { PlanDocument, PlanText } from '../../src/domain/task/plan.ts';
import type { TaskEvidence, TaskOwner, TaskState, TaskVerifier } from '../../src/domain/task/states.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { person } from './people.ts';
import { type OutboxState, outbox } from './pipeline.ts';
import { body, community } from './registry.ts';

/** A plan as one community took it over; what is due by event or figure is asked of it every day. */
export const plan = lilong.table(
  'plan',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** The key of the document. */
    key: text('key').notNull(),
    year: smallint('year').notNull(),
    document: jsonb('document').$type<PlanDocument>().notNull(),
    /** Loaded for a whole subdistrict at once: the same for all its communities. */
    batchId: uuid('batch_id'),
    loadedAt: instant('loaded_at').notNull(),
    /** Up to when events and figures have been looked at. */
    lookedAt: instant('looked_at').notNull(),
    /** Keys of the items whose line the figure had crossed then: one that stays across it opens nothing again. */
    crossed: jsonb('crossed').$type<readonly string[]>().notNull().default([]),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('plan_of').on(t.communityId, t.key, t.year).where(sql`${t.endedAt} is null`),
    index('plan_batch').on(t.batchId).where(sql`${t.batchId} is not null`),
  ],
);

export const task = lilong.table(
  'task',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    planId: uuid('plan_id').references(() => plan.id),
    /** The item of the plan, and which of its times this is. */
    item: text('item'),
    occurrence: text('occurrence'),
    /** One task sent to many communities at once: the same for all of them. */
    batchId: uuid('batch_id'),
    title: jsonb('title').$type<PlanText>().notNull(),
    details: jsonb('details').$type<PlanText>(),
    ownerRole: text('owner_role').$type<TaskOwner>().notNull(),
    ownerBodyId: uuid('owner_body_id').references(() => body.id),
    /** 转给: who does it; the owner answers for it all the same. */
    delegateId: uuid('delegate_id').references(() => person.id),
    /** The seat in which she does it: whoever takes that seat over takes the work over. Null in rows of the first release. */
    delegateRole: text('delegate_role').$type<TaskOwner>(),
    delegateBodyId: uuid('delegate_body_id').references(() => body.id),
    /** Who looks at it before it is done; null: nobody. */
    verifierRole: text('verifier_role').$type<TaskVerifier>(),
    evidence: text('evidence').$type<TaskEvidence>().notNull(),
    state: text('state').$type<TaskState>().notNull(),
    /** The last local day on which it is in time. */
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    /** The first instant that is late. */
    dueAt: instant('due_at').notNull(),
    /** Leans on days the holiday table does not vouch for. */
    dueProvisional: boolean('due_provisional').notNull().default(false),
    /** The first date it had; extensions are measured against it, and it stays to be seen. */
    firstDueOn: date('first_due_on', { mode: 'string' }).notNull(),
    /** When it became known to those who must do it: reminders before that were never promised. */
    knownAt: instant('known_at').notNull(),
    supervised: boolean('supervised').notNull().default(false),
    acknowledgedAt: instant('acknowledged_at'),
    /** When it was handed in last, and by whom. */
    submittedAt: instant('submitted_at'),
    submittedById: uuid('submitted_by_id').references(() => person.id),
    endedAt: instant('ended_at'),
    /** The highest tier that was told that it is late, counted from 1; 0: none. */
    escalated: smallint('escalated').notNull().default(0),
    /** Counts changes of its date: reminders and escalations of an earlier date are void. */
    round: integer('round').notNull().default(0),
    createdAt: instant('created_at').notNull(),
    /** What it follows from, where that is no plan: `meeting:<id>`, `petition:<id>`. */
    source: text('source'),
    /** Since when its title, typed by hand, may stand on the public wall; null: a neutral label stands there. */
    titlePublicAt: instant('title_public_at'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('task_occurrence').on(t.planId, t.item, t.occurrence).where(sql`${t.planId} is not null`),
    uniqueIndex('task_batch').on(t.batchId, t.communityId).where(sql`${t.batchId} is not null and ${t.planId} is null`),
    index('task_open')
      .on(t.communityId, t.dueAt)
      .where(sql`${t.state} in ('scheduled','notified','acknowledged','in_progress','returned')`),
    index('task_community').on(t.communityId, t.dueAt),
    index('task_source').on(t.source).where(sql`${t.source} is not null`),
    index('task_delegate').on(t.delegateId).where(sql`${t.delegateId} is not null`),
    check(
      'task_state',
      sql`${t.state} in ('scheduled','notified','acknowledged','in_progress','submitted','returned','verified','done','waived','cancelled')`,
    ),
    check('task_evidence', sql`${t.evidence} in ('none','text','file')`),
    check('task_ended', sql`(${t.state} in ('done','waived','cancelled')) = (${t.endedAt} is not null)`),
    check('task_submitted', sql`${t.state} not in ('submitted','verified') or ${t.submittedAt} is not null`),
  ],
);

/** What happened to a task, in order; words in people's own writing are sealed. */
export const taskEvent = lilong.table(
  'task_event',
  {
    id: id(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => task.id),
    at: instant('at').notNull(),
    /** An action of `domain/task/states.ts`, or `create`, `evidence`, `extension`, `granted`, `denied`, `escalate`, `unverified`, `file_lost`. */
    kind: text('kind').notNull(),
    byRole: text('by_role').notNull(),
    byPersonId: uuid('by_person_id').references(() => person.id),
    textSealed: bytes('text_sealed'),
    ordinal: integer('ordinal').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('task_event_order').on(t.taskId, t.ordinal)],
);

export const taskExtension = lilong.table(
  'task_extension',
  {
    id: id(),
    taskId: uuid('task_id')
      .notNull()
      .references(() => task.id),
    /** The date there was, and the one asked for. */
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    until: date('until', { mode: 'string' }).notNull(),
    reasonSealed: bytes('reason_sealed').notNull(),
    askedById: uuid('asked_by_id').references(() => person.id),
    askedAt: instant('asked_at').notNull(),
    state: text('state').$type<'asked' | 'granted' | 'denied' | 'void'>().notNull(),
    decidedById: uuid('decided_by_id').references(() => person.id),
    decidedAt: instant('decided_at'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('task_extension_one').on(t.taskId).where(sql`${t.state} = 'asked'`),
    index('task_extension_task').on(t.taskId),
    check('task_extension_state', sql`${t.state} in ('asked','granted','denied','void')`),
    check('task_extension_decided', sql`(${t.state} = 'asked') = (${t.decidedAt} is null)`),
  ],
);

/** A figure that staff enter until its own part of the system keeps it; the newest counts. */
export const figure = lilong.table(
  'figure',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    name: text('name').$type<EnteredFigure>().notNull(),
    value: integer('value').notNull(),
    /** The day it describes. */
    asOf: date('as_of', { mode: 'string' }).notNull(),
    enteredAt: instant('entered_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('figure_newest').on(t.communityId, t.name, t.asOf, t.enteredAt),
    check('figure_value', sql`${t.value} >= 0`),
  ],
);

/** 培训: when the heads, members or grid officers of a community were last trained. */
export const training = lilong.table(
  'training',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    name: text('name').$type<Training>().notNull(),
    heldOn: date('held_on', { mode: 'string' }).notNull(),
    enteredAt: instant('entered_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    unique('training_once').on(t.communityId, t.name, t.heldOn),
    check('training_name', sql`${t.name} in ('head','members','grid')`),
  ],
);

/** What is due is reminded of on these days. One row per thing, date and offset; who hears it is found when it goes out. */
export const reminder = lilong.table(
  'reminder',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** `task:<id>`, and `verify:<id>` once it was handed in. */
    subject: text('subject').notNull(),
    /** The subject's `round` it was planned in. */
    round: integer('round').notNull(),
    /** Days from the date; negative before it. */
    offset: smallint('offset').notNull(),
    dueAt: instant('due_at').notNull(),
    /** `passed_over`: a newer one went out in its place. `idle`: by then there was nobody to remind, or nothing to do. */
    state: text('state')
      .$type<'waiting' | 'sent' | 'passed_over' | 'idle' | 'cancelled'>()
      .notNull()
      .default('waiting'),
    settledAt: instant('settled_at'),
  },
  (t) => [
    unique('reminder_once').on(t.subject, t.round, t.offset),
    index('reminder_due').on(t.communityId, t.dueAt).where(sql`${t.state} = 'waiting'`),
    index('reminder_next').on(t.dueAt).where(sql`${t.state} = 'waiting'`),
    check('reminder_state', sql`${t.state} in ('waiting','sent','passed_over','idle','cancelled')`),
    check('reminder_settled', sql`(${t.state} = 'waiting') = (${t.settledAt} is null)`),
  ],
);

/** The send-once key: a thing, an offset, a person, a way of telling. Its fate is the outbox row's; `seen` is a press. */
export const reminderSent = lilong.table(
  'reminder_sent',
  {
    id: id(),
    subject: text('subject').notNull(),
    round: integer('round').notNull(),
    /** Days from the date. */
    offset: smallint('offset').notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    channel: text('channel').$type<'digest' | 'alone'>().notNull(),
    /** Absent when no chat reaches the person: then it stands on the printed list. */
    outboxId: uuid('outbox_id').references(() => outbox.id, { onDelete: 'set null' }),
    /** What became of it, kept when the outbox row is purged: accepted, refused, unknown, dead, withdrawn. */
    fate: text('fate').$type<OutboxState>(),
    at: instant('at').notNull(),
    seenAt: instant('seen_at'),
    /** Found to have gone out beside another one of the same offset; set once, by whichever sweep counted it. */
    doubledAt: instant('doubled_at'),
  },
  (t) => [
    unique('reminder_sent_once').on(t.subject, t.round, t.offset, t.personId, t.channel),
    index('reminder_sent_person').on(t.personId, t.at),
    index('reminder_sent_outbox').on(t.outboxId),
    index('reminder_sent_at').on(t.at),
    check('reminder_sent_channel', sql`${t.channel} in ('digest','alone')`),
  ],
);

/** The secret address of a person's calendar; only its HMAC is kept, so it can be shown once and revoked. */
export const calendarFeed = lilong.table(
  'calendar_feed',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    addressKey: text('address_key').notNull().unique(),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [uniqueIndex('calendar_feed_one').on(t.personId).where(sql`${t.endedAt} is null`)],
);
