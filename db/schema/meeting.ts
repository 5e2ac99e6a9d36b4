/** Meetings: what they are about, who belongs to them, who came, what was written down of them, and who asked for one. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { MinutesSigner } from '../../src/domain/meeting/decide.ts';
import type { GridDigest } from '../../src/domain/meeting/grid-digest.ts';
import type { MeetingKind } from '../../src/domain/meeting/kinds.ts';
import type { PresenceBy } from '../../src/domain/meeting/presence.ts';
import type { Recurrence } from '../../src/domain/meeting/series.ts';
import type { MeetingState } from '../../src/domain/meeting/states.ts';
import type { Role } from '../../src/domain/permissions/roles.ts';
import { chat } from './chat.ts';
import { demand } from './demand.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { person } from './people.ts';
import { body, community, place } from './registry.ts';

/** Residents or representatives ask for a meeting; at the rule's share it is convened. */
export const petition = lilong.table(
  'petition',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    kind: text('kind').$type<MeetingKind>().notNull(),
    /** What the meeting is to be about; it is read by everybody who is asked to sign. */
    about: text('about').notNull(),
    openedById: uuid('opened_by_id')
      .notNull()
      .references(() => person.id),
    openedAt: instant('opened_at').notNull(),
    /** `reached`: the meeting is convened. `withdrawn`: whoever had signed it has taken her name back. */
    state: text('state').$type<'open' | 'reached' | 'withdrawn'>().notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [
    index('petition_community').on(t.communityId, t.openedAt),
    check('petition_state', sql`${t.state} in ('open','reached','withdrawn')`),
    check('petition_ended', sql`(${t.state} = 'open') = (${t.endedAt} is null)`),
  ],
);

export const petitionSignature = lilong.table(
  'petition_signature',
  {
    id: id(),
    petitionId: uuid('petition_id')
      .notNull()
      .references(() => petition.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    at: instant('at').notNull(),
    withdrawnAt: instant('withdrawn_at'),
    salt: bytes('salt'),
  },
  (t) => [unique('petition_signature_once').on(t.petitionId, t.personId)],
);

/** 例会: meetings of one kind that come back; each is convened by itself in time for its notice. */
export const meetingSeries = lilong.table(
  'meeting_series',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    kind: text('kind').$type<MeetingKind>().notNull(),
    title: text('title').notNull(),
    venue: text('venue'),
    /** The day and hour they are held: see `domain/meeting/series.ts`. */
    recurrence: jsonb('recurrence').$type<Recurrence>().notNull(),
    /** What is on the agenda of each. */
    items: jsonb('items').$type<readonly string[]>().notNull(),
    placeId: uuid('place_id').references(() => place.id),
    bodyId: uuid('body_id').references(() => body.id),
    /** Which bodies take part, by id; null: those the community has when it is convened. */
    bodies: jsonb('bodies').$type<readonly string[]>(),
    chatId: uuid('chat_id').references(() => chat.id),
    /** Whoever holds the seat it was begun from chairs it; she herself as long as she holds it. */
    startedAs: text('started_as').$type<Role>().notNull(),
    startedById: uuid('started_by_id').references(() => person.id),
    startedAt: instant('started_at').notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('meeting_series_once')
      .on(t.communityId, t.kind, sql`coalesce(${t.placeId}, ${t.bodyId}, ${t.communityId})`)
      .where(sql`${t.endedAt} is null`),
  ],
);

export const meeting = lilong.table(
  'meeting',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    kind: text('kind').$type<MeetingKind>().notNull(),
    title: text('title').notNull(),
    venue: text('venue'),
    startsAt: instant('starts_at').notNull(),
    state: text('state').$type<MeetingState>().notNull(),
    /** Of a grid's monthly meeting: which grid. */
    placeId: uuid('place_id').references(() => place.id),
    /** A sub-committee's, a council's: whose members are asked. */
    bodyId: uuid('body_id').references(() => body.id),
    /** The demand it is about: everybody who made it hears how it goes on. */
    demandId: uuid('demand_id').references(() => demand.id),
    petitionId: uuid('petition_id').references(() => petition.id),
    /** Of a row of meetings that come back: its name and which of them. */
    series: text('series'),
    occurrence: text('occurrence'),
    convenedAs: text('convened_as').$type<Role>().notNull(),
    convenedById: uuid('convened_by_id').references(() => person.id),
    chairId: uuid('chair_id').references(() => person.id),
    recorderId: uuid('recorder_id').references(() => person.id),
    /** Who chaired it, where somebody else signs in her place because she is not here any more. */
    chairedById: uuid('chaired_by_id').references(() => person.id),
    /** The group in which it is announced and voted. */
    chatId: uuid('chat_id').references(() => chat.id),
    /** Why the notice is shorter than the rule, and who of the supervision committee agreed. */
    shortenedBecause: text('shortened_because'),
    consentById: uuid('consent_by_id').references(() => person.id),
    consentAt: instant('consent_at'),
    noticedAt: instant('noticed_at'),
    /** How many the notice went to: the number that was promised. */
    noticedTo: integer('noticed_to'),
    beganAt: instant('began_at'),
    closedAt: instant('closed_at'),
    /** Archived or cancelled. */
    endedAt: instant('ended_at'),
    /** Counts changes of its date: answers and reminders of an earlier date are void. */
    round: integer('round').notNull().default(0),
    /** 社情民意: what a grid's meeting goes through, as it stood when the notice went out. */
    gridDigest: jsonb('grid_digest').$type<GridDigest>(),
    /** From it the codes for checking in are made. */
    checkInSealed: bytes('check_in_sealed').notNull(),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('meeting_community').on(t.communityId, t.startsAt),
    index('meeting_open').on(t.communityId, t.startsAt).where(sql`${t.endedAt} is null`),
    index('meeting_chair').on(t.chairId).where(sql`${t.endedAt} is null`),
    uniqueIndex('meeting_occurrence').on(t.communityId, t.series, t.occurrence).where(sql`${t.series} is not null`),
    uniqueIndex('meeting_petition').on(t.petitionId).where(sql`${t.petitionId} is not null`),
    check(
      'meeting_kind',
      sql`${t.kind} in ('residents','representatives','hearing','mediation','appraisal','joint','council','committee','station','grid','election','owners')`,
    ),
    check(
      'meeting_state',
      sql`${t.state} in ('draft','convened','noticed','check_in','quorum_met','in_session','voting','suspended','quorum_failed','closed','minutes_draft','minutes_confirmed','published','follow_up','archived','cancelled')`,
    ),
    check('meeting_ended', sql`(${t.state} in ('archived','cancelled')) = (${t.endedAt} is not null)`),
    check('meeting_consent', sql`(${t.consentById} is null) = (${t.consentAt} is null)`),
  ],
);

/** The agenda 议程; what was on it when the notice went out may be decided with effect. */
export const meetingItem = lilong.table(
  'meeting_item',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    ordinal: smallint('ordinal').notNull(),
    title: text('title').notNull(),
    text: text('text'),
    /** The round of the notice it first stood in; null: on no notice yet. */
    noticedRound: integer('noticed_round'),
    removedAt: instant('removed_at'),
    salt: bytes('salt'),
  },
  (t) => [unique('meeting_item_order').on(t.meetingId, t.ordinal)],
);

/** Who belongs to a meeting, and whether she comes. */
export const meetingMember = lilong.table(
  'meeting_member',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    /** On what it rests; `named`: whoever convened it asked her. */
    basis: text('basis').$type<'seat' | 'household' | 'area' | 'named' | 'body'>().notNull(),
    /** The seat or household; the body she is there for. */
    basisId: uuid('basis_id'),
    /** What somebody named is there: a side, somebody affected, a unit, a guest; `stand_in`: came for her unit in another's place. */
    part: text('part').$type<'side' | 'affected' | 'user' | 'unit' | 'guest' | 'stand_in'>(),
    mayVote: boolean('may_vote').notNull(),
    answer: text('answer').$type<'attending' | 'leave'>(),
    answeredAt: instant('answered_at'),
    removedAt: instant('removed_at'),
    salt: bytes('salt'),
  },
  (t) => [
    unique('meeting_member_once').on(t.meetingId, t.personId),
    index('meeting_member_person').on(t.personId),
    uniqueIndex('meeting_member_body')
      .on(t.meetingId, t.basisId)
      .where(sql`${t.basis} = 'body' and ${t.part} = 'unit' and ${t.removedAt} is null`),
    check('meeting_member_basis', sql`${t.basis} in ('seat','household','area','named','body')`),
    check(
      'meeting_member_of_body',
      sql`${t.basis} <> 'body' or (${t.basisId} is not null and ${t.part} in ('unit','stand_in'))`,
    ),
    check('meeting_member_part', sql`${t.part} in ('side','affected','user','unit','guest','stand_in')`),
    check('meeting_member_answer', sql`${t.answer} in ('attending','leave')`),
    check('meeting_member_answered', sql`(${t.answer} is null) = (${t.answeredAt} is null)`),
  ],
);

/** Somebody came or left; the last of each person counts. */
export const meetingPresence = lilong.table(
  'meeting_presence',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    kind: text('kind').$type<'came' | 'left'>().notNull(),
    by: text('by').$type<PresenceBy>().notNull(),
    enteredById: uuid('entered_by_id').references(() => person.id),
    at: instant('at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('meeting_presence_of').on(t.meetingId, t.personId, t.at),
    check('meeting_presence_kind', sql`${t.kind} in ('came','left')`),
    check('meeting_presence_by', sql`${t.by} in ('code','staff','paper')`),
  ],
);

/** What happened to a meeting, in order. */
export const meetingEvent = lilong.table(
  'meeting_event',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    at: instant('at').notNull(),
    /** An action of `domain/meeting/states.ts`, or `consent`, `agenda`, `people`. */
    kind: text('kind').notNull(),
    byRole: text('by_role').notNull(),
    byPersonId: uuid('by_person_id').references(() => person.id),
    /** In somebody's own words. */
    reasonSealed: bytes('reason_sealed'),
    ordinal: integer('ordinal').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('meeting_event_order').on(t.meetingId, t.ordinal)],
);

/** A text of the minutes 会议记录: every change is a new version, and signatures hold for one version. */
export const minutes = lilong.table(
  'minutes',
  {
    id: id(),
    meetingId: uuid('meeting_id')
      .notNull()
      .references(() => meeting.id),
    version: smallint('version').notNull(),
    /** Names stand in it, so it is sealed: a `MinutesText` of `domain/meeting/minutes.ts` as JSON. */
    textSealed: bytes('text_sealed').notNull(),
    writtenAs: text('written_as').$type<Role>().notNull(),
    writtenById: uuid('written_by_id').references(() => person.id),
    writtenAt: instant('written_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('minutes_version').on(t.meetingId, t.version)],
);

export const minutesSignature = lilong.table(
  'minutes_signature',
  {
    id: id(),
    minutesId: uuid('minutes_id')
      .notNull()
      .references(() => minutes.id),
    signer: text('signer').$type<MinutesSigner>().notNull(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    at: instant('at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    unique('minutes_signature_once').on(t.minutesId, t.signer),
    check('minutes_signature_signer', sql`${t.signer} in ('chair','recorder','supervisor')`),
  ],
);
