/** Demands, their history, and what people attach to them. */
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
  boolean,
  check,
  index,
  integer,
  smallint,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import type { DemandSource, DemandState, DemandTier, EvidenceKind } from '../../src/domain/demand/states.ts';
import { chat } from './chat.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { chatAccount, person } from './people.ts';
import { body, community, place } from './registry.ts';
import { task } from './task.ts';

/** Demands sent up to the subdistrict together, with one account of why, and answered together. */
export const demandBundle = lilong.table(
  'demand_bundle',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    reasonSealed: bytes('reason_sealed').notNull(),
    answerSealed: bytes('answer_sealed'),
    sentAt: instant('sent_at').notNull(),
    answeredAt: instant('answered_at'),
    salt: bytes('salt'),
  },
  (t) => [index('demand_bundle_community').on(t.communityId, t.sentAt)],
);

export const demand = lilong.table(
  'demand',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** `D-<year>-<number>`: gap-free per community and year. */
    year: smallint('year').notNull(),
    number: integer('number').notNull(),
    state: text('state').$type<DemandState>().notNull(),
    tier: text('tier').$type<DemandTier>().notNull().default('grid'),
    category: text('category').notNull(),
    placeId: uuid('place_id').references(() => place.id),
    /** The place in the person's words, where no known place fits. */
    placeTextSealed: bytes('place_text_sealed'),
    textSealed: bytes('text_sealed').notNull(),
    submitterAccountId: uuid('submitter_account_id').references(() => chatAccount.id),
    submitterPersonId: uuid('submitter_person_id').references(() => person.id),
    /** Where the submitter hears back. */
    chatId: uuid('chat_id').references(() => chat.id),
    verified: boolean('verified').notNull(),
    source: text('source').$type<DemandSource>().notNull().default('chat'),
    /** Whoever has no chat, as staff wrote her down: name and phone, as JSON. */
    reporterSealed: bytes('reporter_sealed'),
    /** Staff who entered it for somebody else. */
    enteredByPersonId: uuid('entered_by_person_id').references(() => person.id),
    /** HMAC of community and the number another system gave it: the same work order comes in once. */
    externalKey: text('external_key'),
    externalSealed: bytes('external_sealed'),
    /** By when that system wants it done. */
    orderDueAt: instant('order_due_at'),
    /** Keyed character bigrams of the words, sorted: finds similar demands without storing a word. */
    grams: bigint('grams', { mode: 'bigint' }).array(),
    /** The demand this one was merged into. */
    mergedIntoId: uuid('merged_into_id').references((): AnyPgColumn => demand.id),
    /** The unit it was referred to, or that answers for it. */
    unitBodyId: uuid('unit_body_id').references(() => body.id),
    /** 督办: pressed from above, with shorter clocks. */
    supervised: boolean('supervised'),
    /** Part of a bundle sent up to the subdistrict. */
    bundleId: uuid('bundle_id').references(() => demandBundle.id),
    handlerPersonId: uuid('handler_person_id').references(() => person.id),
    /** Someone accepted it since it was filed or last reopened. */
    taken: boolean('taken').notNull().default(false),
    submittedAt: instant('submitted_at').notNull(),
    respondBy: instant('respond_by').notNull(),
    respondByProvisional: boolean('respond_by_provisional').notNull().default(false),
    respondedAt: instant('responded_at'),
    resolvedAt: instant('resolved_at'),
    /** Who said that it is solved: never who confirms it in somebody's name, whatever seat he has by then. */
    resolvedByPersonId: uuid('resolved_by_person_id').references(() => person.id),
    evidence: text('evidence').$type<EvidenceKind>(),
    reopenCount: smallint('reopen_count').notNull().default(0),
    /** Which resolution this is; a confirmation answers one particular resolution. */
    resolution: smallint('resolution').notNull().default(0),
    closedAt: instant('closed_at'),
    version: integer('version').notNull().default(1),
    salt: bytes('salt'),
  },
  (t) => [
    unique('demand_numbered').on(t.communityId, t.year, t.number),
    check('demand_number_positive', sql`${t.number} > 0`),
    check(
      'demand_state',
      sql`${t.state} in ('submitted','needs_info','accepted','rejected','handling','resolved','confirmed','reopened','withdrawn','closed','merged','referred','listed','promoted')`,
    ),
    check('demand_merged', sql`(${t.state} = 'merged') = (${t.mergedIntoId} is not null)`),
    check('demand_merged_elsewhere', sql`${t.mergedIntoId} is null or ${t.mergedIntoId} <> ${t.id}`),
    check('demand_referred', sql`${t.state} <> 'referred' or ${t.unitBodyId} is not null`),
    check('demand_source', sql`${t.source} in ('chat','phone','paper','visit','patrol','hotline_12345','hotline')`),
    uniqueIndex('demand_external').on(t.externalKey).where(sql`${t.externalKey} is not null`),
    index('demand_merged_into').on(t.mergedIntoId).where(sql`${t.mergedIntoId} is not null`),
    index('demand_unit').on(t.unitBodyId, t.state).where(sql`${t.unitBodyId} is not null`),
    index('demand_bundle_of').on(t.bundleId).where(sql`${t.bundleId} is not null`),
    // The lists of those who handle demands: what is open, with all that is counted and sorted, so that no row is read for it.
    index('demand_work')
      .on(t.communityId, t.placeId, t.tier, t.state, t.respondBy, t.category, t.handlerPersonId, t.unitBodyId, t.id)
      .where(
        sql`${t.state} in ('submitted','needs_info','accepted','handling','resolved','reopened','referred','listed')`,
      ),
    index('demand_open').on(t.communityId, t.state, t.respondBy),
    index('demand_alike').on(t.communityId, t.category, t.placeId, t.submittedAt),
    check('demand_tier', sql`${t.tier} in ('grid','committee','subdistrict')`),
    check(
      'demand_resolved_evidence',
      sql`${t.state} not in ('resolved','confirmed') or (${t.evidence} is not null and ${t.resolvedAt} is not null)`,
    ),
    index('demand_submitter').on(t.submitterAccountId, t.submittedAt),
    index('demand_person').on(t.submitterPersonId, t.submittedAt),
    index('demand_board').on(t.communityId, t.submittedAt),
    index('demand_handler').on(t.handlerPersonId, t.state),
  ],
);

/** What happened to a demand, in order; the texts people wrote are sealed. */
export const demandEvent = lilong.table(
  'demand_event',
  {
    id: id(),
    demandId: uuid('demand_id')
      .notNull()
      .references(() => demand.id),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    byRole: text('by_role').notNull(),
    textSealed: bytes('text_sealed'),
    /** Position in the demand's history. */
    ordinal: integer('ordinal').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('demand_event_ordinal').on(t.demandId, t.ordinal)],
);

/** 附议: a neighbour with the same problem. Whoever co-signs hears every step, and counts once. */
export const cosign = lilong.table(
  'cosign',
  {
    id: id(),
    demandId: uuid('demand_id')
      .notNull()
      .references(() => demand.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    /** Where the co-signer hears back. */
    chatId: uuid('chat_id').references(() => chat.id),
    at: instant('at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('cosign_once').on(t.demandId, t.personId).where(sql`${t.withdrawnAt} is null`),
    index('cosign_person').on(t.personId, t.at),
  ],
);

/** The last number given out per community and year. Taken by the last statement before commit. */
export const demandNumber = lilong.table(
  'demand_number',
  {
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    year: smallint('year').notNull(),
    last: integer('last').notNull(),
  },
  (t) => [unique('demand_number_of').on(t.communityId, t.year)],
);

/** A photo, voice, video, file or location. It may wait for a demand (sent before), or belong to one. */
export const attachment = lilong.table(
  'attachment',
  {
    id: id(),
    demandId: uuid('demand_id').references(() => demand.id),
    /** Handed in with a task instead. */
    taskId: uuid('task_id').references((): AnyPgColumn => task.id),
    /** Whose it is and in which chat it came, so that it can find its demand. */
    accountId: uuid('account_id').references(() => chatAccount.id),
    chatId: uuid('chat_id').references(() => chat.id),
    role: text('role').$type<'report' | 'evidence' | 'progress'>().notNull().default('report'),
    kind: text('kind').$type<'photo' | 'voice' | 'video' | 'file' | 'location'>().notNull(),
    /** `pending`: still on the platform. `stored`: here, cleaned. `gone`/`refused`: will never be here. `erased`: unsent or purged. */
    state: text('state').$type<'pending' | 'stored' | 'gone' | 'refused' | 'erased'>().notNull(),
    refSealed: bytes('ref_sealed'),
    pointSealed: bytes('point_sealed'),
    nameSealed: bytes('name_sealed'),
    mime: text('mime'),
    size: integer('size'),
    reason: text('reason'),
    messageKey: text('message_key'),
    /** Salted SHA-256 of the stored bytes, hex: a file that was swapped or altered no longer matches. */
    contentDigest: text('content_digest'),
    receivedAt: instant('received_at').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    nextAt: instant('next_at').notNull().default(sql`now()`),
    salt: bytes('salt'),
  },
  (t) => [
    check('attachment_state', sql`${t.state} in ('pending','stored','gone','refused','erased')`),
    index('attachment_demand').on(t.demandId),
    index('attachment_task').on(t.taskId).where(sql`${t.taskId} is not null`),
    index('attachment_loose').on(t.accountId, t.receivedAt).where(sql`${t.demandId} is null`),
    index('attachment_pending').on(t.nextAt).where(sql`${t.state} = 'pending'`),
    index('attachment_message').on(t.messageKey),
  ],
);

/** What an attachment's bytes are sealed for. Bound to the row: the sealed picture of another does not open in its place. */
export const blobPurpose = (attachmentId: string): string => `attachment_blob.bytes:${attachmentId}`;

/** The cleaned bytes of an attachment, sealed. Apart from its row, so that lists never read them. */
export const attachmentBlob = lilong.table('attachment_blob', {
  attachmentId: uuid('attachment_id')
    .primaryKey()
    .references(() => attachment.id, { onDelete: 'cascade' }),
  bytesSealed: bytes('bytes_sealed').notNull(),
});
