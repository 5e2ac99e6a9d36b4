/**
 * Hotline cases, the letters that pass between a reporter and her case, who works on it, and what units may ask of a
 * community at all. Nothing here names or points at a reporter: what could is sealed in `case_reporter` and gone when she
 * asks for it. Ids are random, not ordered by time.
 */
import { sql } from 'drizzle-orm';
import {
  type AnyPgColumn,
  bigint,
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
import type { BulletinFigures } from '../../src/domain/hotline/bulletin.ts';
import type { CaseClock } from '../../src/domain/hotline/clocks.ts';
import type { ExcludedBecause } from '../../src/domain/hotline/exclusion.ts';
import type {
  CaseFamily,
  CaseOutcome,
  CaseSource,
  CaseState,
  CaseTier,
  ClaimKind,
  ReportMode,
  Satisfaction,
} from '../../src/domain/hotline/states.ts';
import { bytes, instant, lilong } from './namespace.ts';
import { person } from './people.ts';
import { body, community, place, subdistrict } from './registry.ts';

/** Random, so that a row's id says nothing of when it came. */
const randomId = () => uuid('id').primaryKey();

export const hotlineCase = lilong.table(
  'hotline_case',
  {
    id: randomId(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** `H-7KQ4M2` */
    number: text('number').notNull(),
    family: text('family').$type<CaseFamily>().notNull(),
    category: text('category').notNull(),
    mode: text('mode').$type<ReportMode>().notNull(),
    source: text('source').$type<CaseSource>().notNull(),
    state: text('state').$type<CaseState>().notNull(),
    tier: text('tier').$type<CaseTier>().notNull(),
    placeId: uuid('place_id').references(() => place.id),
    placeTextSealed: bytes('place_text_sealed'),
    /** In the reporter's own words; who works on it reads them without names, numbers and doors (`domain/hotline/redact.ts`). */
    textSealed: bytes('text_sealed').notNull(),
    /** Further words the desk has struck out for those who work on it, as JSON. */
    struckSealed: bytes('struck_sealed'),
    /** Who it is about, in her words, as long as nobody has said which unit that is. */
    accusedTextSealed: bytes('accused_text_sealed'),
    supervised: boolean('supervised').notNull().default(false),
    /** 110, 119, 120 or 122 was named to her. */
    emergency: boolean('emergency').notNull().default(false),
    advice: boolean('advice').notNull().default(false),
    complex: boolean('complex').notNull().default(false),
    complexAsked: boolean('complex_asked').notNull().default(false),
    reopenCount: smallint('reopen_count').notNull().default(0),
    returns: smallint('returns').notNull().default(0),
    /** Which answer of the lead this is; a callback answers one of them. */
    round: smallint('round').notNull().default(0),
    claim: text('claim').$type<ClaimKind>(),
    outcome: text('outcome').$type<CaseOutcome>(),
    solved: boolean('solved'),
    satisfaction: text('satisfaction').$type<Satisfaction>(),
    duplicateOfId: uuid('duplicate_of_id').references((): AnyPgColumn => hotlineCase.id),
    /** The case this one follows from: retaliation, a linked matter. */
    followsId: uuid('follows_id').references((): AnyPgColumn => hotlineCase.id),
    /** `demand:<id>`, `meeting:<id>`. */
    convertedTo: text('converted_to'),
    /** HMAC of the number another system gave it: the same work order comes in once. */
    externalKey: text('external_key'),
    externalSealed: bytes('external_sealed'),
    /** By when that system wants it answered. */
    orderDueAt: instant('order_due_at'),
    /** To the hour, unless it was named: a minute would join it to somebody's chat. */
    receivedAt: instant('received_at').notNull(),
    closedAt: instant('closed_at'),
    version: integer('version').notNull().default(1),
    salt: bytes('salt'),
  },
  (t) => [
    unique('hotline_case_number').on(t.number),
    check('hotline_case_family', sql`${t.family} in ('livelihood','burden')`),
    check('hotline_case_mode', sql`${t.mode} in ('named','confidential','anonymous')`),
    check(
      'hotline_case_source',
      sql`${t.source} in ('chat','phone','patrol','hotline_12345','admission','retaliation')`,
    ),
    check('hotline_case_tier', sql`${t.tier} in ('committee','subdistrict','leading_group','outside')`),
    check(
      'hotline_case_state',
      sql`${t.state} in ('received','accepted','dispatched','disputed','contacted','in_progress','claimed','callback','reopened','closed','not_accepted','duplicate','answered','converted','withdrawn')`,
    ),
    check('hotline_case_duplicate', sql`(${t.state} = 'duplicate') = (${t.duplicateOfId} is not null)`),
    check('hotline_case_closed', sql`(${t.state} = 'closed') = (${t.outcome} is not null)`),
    uniqueIndex('hotline_case_external').on(t.externalKey).where(sql`${t.externalKey} is not null`),
    index('hotline_case_open')
      .on(t.communityId, t.receivedAt, t.id)
      .where(
        sql`${t.state} in ('received','accepted','dispatched','disputed','contacted','in_progress','claimed','callback','reopened')`,
      ),
    index('hotline_case_burden').on(t.communityId, t.receivedAt, t.id).where(sql`${t.family} = 'burden'`),
    index('hotline_case_all').on(t.communityId, t.receivedAt, t.id),
    /** Lists by one filter at a time: what is rare must not be looked for among all. */
    index('hotline_case_state').on(t.communityId, t.state, t.receivedAt, t.id),
    index('hotline_case_category').on(t.communityId, t.category, t.receivedAt, t.id),
    /** What is linked to a case, or joined to it: looked up whenever it is shown, or its reporters are written to. */
    index('hotline_case_follows').on(t.followsId).where(sql`${t.followsId} is not null`),
    index('hotline_case_duplicates').on(t.duplicateOfId).where(sql`${t.duplicateOfId} is not null`),
    index('hotline_case_alike').on(t.communityId, t.category, t.placeId, t.receivedAt),
  ],
);

/** Who reported: apart from the case, readable only with the key, and only on two people's word. */
export const caseReporter = lilong.table(
  'case_reporter',
  {
    caseId: uuid('case_id')
      .primaryKey()
      .references(() => hotlineCase.id),
    /** HMAC of the chat account: finds her cases in her own chat. */
    reporterKey: text('reporter_key'),
    /** Where she hears back: account, chat, person. */
    contactSealed: bytes('contact_sealed'),
    /** Name and phone, as she or staff gave them. */
    identitySealed: bytes('identity_sealed'),
    /** HMAC of the receipt code. */
    codeKey: text('code_key').notNull().unique(),
    forgotten: boolean('forgotten').notNull().default(false),
  },
  (t) => [index('case_reporter_of').on(t.reporterKey).where(sql`${t.reporterKey} is not null`)],
);

/** Who never sees it. */
export const caseExcluded = lilong.table(
  'case_excluded',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    bodyId: uuid('body_id').references(() => body.id),
    personId: uuid('person_id').references(() => person.id),
    because: text('because').$type<ExcludedBecause>().notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    check('case_excluded_one', sql`(${t.bodyId} is null) <> (${t.personId} is null)`),
    check('case_excluded_because', sql`${t.because} in ('accused','stepped_aside','reporter_asked')`),
    uniqueIndex('case_excluded_body').on(t.caseId, t.bodyId).where(sql`${t.bodyId} is not null`),
    uniqueIndex('case_excluded_person').on(t.caseId, t.personId).where(sql`${t.personId} is not null`),
    index('case_excluded_of_body').on(t.bodyId).where(sql`${t.bodyId} is not null`),
    /** Every list of cases asks of each who is left out; without it a page reads all cases there are. */
    index('case_excluded_of_case').on(t.caseId),
  ],
);

/** Exactly one lead 牵头 at a time, any number that cooperate 配合. */
export const caseUnit = lilong.table(
  'case_unit',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    bodyId: uuid('body_id')
      .notNull()
      .references(() => body.id),
    part: text('part').$type<'lead' | 'cooperating'>().notNull(),
    since: instant('since').notNull(),
    until: instant('until'),
    answeredAt: instant('answered_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('case_unit_part', sql`${t.part} in ('lead','cooperating')`),
    uniqueIndex('case_unit_lead').on(t.caseId).where(sql`${t.part} = 'lead' and ${t.until} is null`),
    uniqueIndex('case_unit_once').on(t.caseId, t.bodyId).where(sql`${t.until} is null`),
    index('case_unit_of').on(t.bodyId, t.caseId).where(sql`${t.until} is null`),
  ],
);

/** As `src/domain/hotline/clocks.ts` keeps them. */
export const caseClock = lilong.table(
  'case_clock',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    clock: text('clock').$type<CaseClock>().notNull(),
    round: smallint('round').notNull(),
    startedAt: instant('started_at').notNull(),
    dueOn: date('due_on', { mode: 'string' }).notNull(),
    dueAt: instant('due_at').notNull(),
    provisional: boolean('provisional').notNull().default(false),
    pausedAt: instant('paused_at'),
    stoppedAt: instant('stopped_at'),
    /** Working days it has stood still. */
    stoodStill: smallint('stood_still').notNull().default(0),
    salt: bytes('salt'),
  },
  (t) => [
    unique('case_clock_once').on(t.caseId, t.clock, t.round),
    index('case_clock_running').on(t.dueAt).where(sql`${t.stoppedAt} is null and ${t.pausedAt} is null`),
  ],
);

/** What happened, in order; what people wrote is sealed, and what the reporter reads of it says `public`. */
export const caseEvent = lilong.table(
  'case_event',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    at: instant('at').notNull(),
    kind: text('kind').notNull(),
    byRole: text('by_role').notNull(),
    byBodyId: uuid('by_body_id').references(() => body.id),
    /** Staff only; of a reporter never. */
    byPersonId: uuid('by_person_id').references(() => person.id),
    textSealed: bytes('text_sealed'),
    /** Between the reporter and those who work on it; the rest stays among these. */
    forReporter: boolean('for_reporter').notNull().default(false),
    ordinal: integer('ordinal').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('case_event_order').on(t.caseId, t.ordinal)],
);

/** A picture, voice or paper of a case, without what it said of who took it and where. */
export const caseFile = lilong.table(
  'case_file',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    /** The reporter's, or evidence of whoever worked on it. */
    from: text('from').$type<'reporter' | 'unit'>().notNull(),
    kind: text('kind').$type<'photo' | 'voice' | 'video' | 'file'>().notNull(),
    mime: text('mime').notNull(),
    bytesSealed: bytes('bytes_sealed').notNull(),
    /** Salted SHA-256 of the bytes, hex. */
    contentDigest: text('content_digest').notNull(),
    salt: bytes('salt'),
  },
  (t) => [index('case_file_of').on(t.caseId)],
);

/** Bound to the row: the sealed file of another does not open in its place. */
export const caseFilePurpose = (fileId: string): string => `case_file.bytes:${fileId}`;

/** 信箱: sealed, taken in order within a case by a transaction of its own, and gone. */
export const letter = lilong.table(
  'letter',
  {
    seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
    id: uuid('id').notNull().unique(),
    way: text('way').$type<'in' | 'out'>().notNull(),
    bodySealed: bytes('body_sealed').notNull(),
    attempts: smallint('attempts').notNull().default(0),
    nextAt: instant('next_at').notNull().default(sql`now()`),
  },
  (t) => [check('letter_way', sql`${t.way} in ('in','out')`), index('letter_next').on(t.nextAt)],
);

/** To see who reported: one asks and says why, others agree (rule `hotline.reveal`). */
export const caseReveal = lilong.table(
  'case_reveal',
  {
    id: randomId(),
    caseId: uuid('case_id')
      .notNull()
      .references(() => hotlineCase.id),
    askedById: uuid('asked_by_id')
      .notNull()
      .references(() => person.id),
    reasonSealed: bytes('reason_sealed').notNull(),
    at: instant('at').notNull(),
    agreedById: uuid('agreed_by_id').references(() => person.id),
    state: text('state').$type<'asked' | 'agreed' | 'refused'>().notNull(),
    decidedAt: instant('decided_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('case_reveal_state', sql`${t.state} in ('asked','agreed','refused')`),
    check('case_reveal_two', sql`${t.agreedById} is null or ${t.agreedById} <> ${t.askedById}`),
    uniqueIndex('case_reveal_open').on(t.caseId, t.askedById).where(sql`${t.state} = 'asked'`),
  ],
);

/** 职责清单: for a kind of matter, at a place or anywhere, exactly one lead and those that cooperate. */
export const dutyMatrix = lilong.table(
  'duty_matrix',
  {
    id: randomId(),
    /** Of one community, or of all of a subdistrict. */
    communityId: uuid('community_id').references(() => community.id),
    subdistrictId: uuid('subdistrict_id').references(() => subdistrict.id),
    /** The item's own number in the list it comes from. */
    item: text('item'),
    category: text('category').notNull(),
    placeId: uuid('place_id').references(() => place.id),
    leadBodyId: uuid('lead_body_id')
      .notNull()
      .references(() => body.id),
    cooperatingBodyIds: jsonb('cooperating_body_ids').$type<readonly string[]>().notNull().default([]),
    from: instant('from').notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('duty_matrix_home', sql`(${t.communityId} is null) <> (${t.subdistrictId} is null)`),
    uniqueIndex('duty_matrix_one')
      .on(
        sql`coalesce(${t.communityId}, ${t.subdistrictId})`,
        t.category,
        sql`coalesce(${t.placeId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
      )
      .where(sql`${t.endedAt} is null`),
  ],
);

/** 准入清单: what a department may ask of a committee, and what it asked for beside it (准入、费随事转). */
export const admissionItem = lilong.table(
  'admission_item',
  {
    id: randomId(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    departmentBodyId: uuid('department_body_id').references(() => body.id),
    /** Where the department is not in the registry. */
    department: text('department').notNull(),
    title: text('title').notNull(),
    basis: text('basis'),
    state: text('state').$type<'requested' | 'accepted' | 'refused' | 'reported' | 'ended'>().notNull(),
    /** Money that comes with it, in fen; null: none was named. */
    fundingFen: bigint('funding_fen', { mode: 'number' }),
    fundingReceivedOn: date('funding_received_on', { mode: 'string' }),
    /** Why the committee refused it, in its words. */
    reasonSealed: bytes('reason_sealed'),
    /** The case in which it was reported. */
    caseId: uuid('case_id').references(() => hotlineCase.id),
    requestedAt: instant('requested_at').notNull(),
    decidedAt: instant('decided_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('admission_state', sql`${t.state} in ('requested','accepted','refused','reported','ended')`),
    check('admission_funding', sql`${t.fundingFen} >= 0`),
    index('admission_item_community').on(t.communityId, t.state),
  ],
);

/** 通报: a month's bulletin, or one about a single case. The unit is named, the reporter never. */
export const bulletin = lilong.table(
  'bulletin',
  {
    id: randomId(),
    communityId: uuid('community_id').references(() => community.id),
    subdistrictId: uuid('subdistrict_id').references(() => subdistrict.id),
    /** First day of the month. */
    month: date('month', { mode: 'string' }).notNull(),
    state: text('state').$type<'draft' | 'approved' | 'published' | 'withdrawn'>().notNull(),
    /** What it says, as counted when it was drafted. */
    figures: jsonb('figures').$type<BulletinFigures>().notNull(),
    words: text('words').notNull().default(''),
    draftedAt: instant('drafted_at').notNull(),
    /** Null where the system or the operator drafted it; whoever did does not approve it. */
    draftedById: uuid('drafted_by_id').references(() => person.id),
    approvedById: uuid('approved_by_id').references(() => person.id),
    approvedAt: instant('approved_at'),
    publishedAt: instant('published_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('bulletin_home', sql`(${t.communityId} is null) <> (${t.subdistrictId} is null)`),
    check('bulletin_state', sql`${t.state} in ('draft','approved','published','withdrawn')`),
    uniqueIndex('bulletin_one')
      .on(sql`coalesce(${t.communityId}, ${t.subdistrictId})`, t.month)
      .where(sql`${t.state} <> 'withdrawn'`),
  ],
);
