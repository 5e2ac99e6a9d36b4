/** People, their households and seats, and how a chat account becomes a person. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { PersonRole, Role } from '../../src/domain/permissions/roles.ts';
import type { FilledBy, RightBasis, SeatPosition } from '../../src/domain/registry/seats.ts';
import { bytes, id, instant, lilong } from './namespace.ts';
import { body, community, place } from './registry.ts';

/**
 * Those who live behind one door. The flat's number is personal, so it is sealed and found by its HMAC. People move and
 * doors stay: a household is counted by the people in it, never by this row.
 */
export const household = lilong.table(
  'household',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** The building or unit it is in. */
    placeId: uuid('place_id').references(() => place.id),
    /** HMAC of community, place, the unit where it is no place of its own, and flat. */
    doorKey: text('door_key').notNull().unique(),
    doorSealed: bytes('door_sealed').notNull(),
    /** Whether the key is known to be read as doors are read now; rows of earlier releases are looked at once. */
    doorSettled: boolean('door_settled').notNull().default(false),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('household_community').on(t.communityId),
    index('household_unsettled').on(t.id).where(sql`not ${t.doorSettled}`),
  ],
);

export const person = lilong.table(
  'person',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    nameSealed: bytes('name_sealed').notNull(),
    /** Phone, flat number and other contact details, as JSON. */
    contactSealed: bytes('contact_sealed'),
    homePlaceId: uuid('home_place_id').references(() => place.id),
    householdId: uuid('household_id').references(() => household.id),
    /** HMAC of community and roster number (or phone): a roster read again finds the same person. */
    rosterKey: text('roster_key'),
    /** Why this person may speak in the community's meetings; absent = may not. Apart from the right to vote. */
    speakBasis: text('speak_basis').$type<RightBasis>(),
    voteBasis: text('vote_basis').$type<RightBasis>(),
    language: text('language'),
    createdAt: instant('created_at').notNull(),
    erasedAt: instant('erased_at'),
    salt: bytes('salt'),
  },
  (t) => [
    index('person_community').on(t.communityId),
    index('person_household').on(t.householdId).where(sql`${t.householdId} is not null`),
    uniqueIndex('person_roster').on(t.communityId, t.rosterKey).where(sql`${t.rosterKey} is not null`),
    check('person_speak_basis', sql`${t.speakBasis} in ('registered','habitual','worker','owner')`),
    check('person_vote_basis', sql`${t.voteBasis} in ('registered','habitual','worker','owner')`),
  ],
);

/** A seat a person holds. One person may hold several; a grid officer's covers the place and everything below it. */
export const roleSeat = lilong.table(
  'role_seat',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    role: text('role').$type<PersonRole>().notNull(),
    placeId: uuid('place_id').references(() => place.id),
    /** The body the seat belongs to; a grid officer's or building lead's belongs to none. */
    bodyId: uuid('body_id').references(() => body.id),
    position: text('position').$type<SeatPosition>(),
    filledBy: text('filled_by').$type<FilledBy>(),
    /** Place in the result it was filled from, counted from 1: who comes next when a seat falls vacant. */
    rank: smallint('rank'),
    /** When the term ends; the seat is held until it is ended all the same. */
    termEndsAt: instant('term_ends_at'),
    since: instant('since').notNull(),
    until: instant('until'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('role_seat_held_once')
      .on(
        t.personId,
        t.communityId,
        t.role,
        sql`coalesce(${t.placeId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
        sql`coalesce(${t.bodyId}, '00000000-0000-0000-0000-000000000000'::uuid)`,
      )
      .where(sql`${t.until} is null`),
    index('role_seat_of').on(t.communityId, t.role).where(sql`${t.until} is null`),
    index('role_seat_body').on(t.bodyId).where(sql`${t.until} is null and ${t.bodyId} is not null`),
    index('role_seat_person').on(t.personId).where(sql`${t.until} is null`),
    check('role_seat_position', sql`${t.position} in ('chair','deputy','member')`),
    check('role_seat_filled_by', sql`${t.filledBy} in ('elected','recommended','appointed','substituted','hired')`),
  ],
);

/** Someone on a platform. Bound to a person by an invitation; unbound accounts may file demands, marked unverified. */
export const chatAccount = lilong.table(
  'chat_account',
  {
    id: id(),
    platform: text('platform').notNull(),
    botAccount: text('bot_account').notNull(),
    /** HMAC of the platform's user id. */
    userKey: text('user_key').notNull(),
    userSealed: bytes('user_sealed').notNull(),
    nameSealed: bytes('name_sealed'),
    personId: uuid('person_id').references(() => person.id),
    boundAt: instant('bound_at'),
    /** The community an unbound person chose or came from. */
    communityId: uuid('community_id').references(() => community.id),
    /** Chosen by the person; until then `guessedLanguage` from the platform applies. */
    language: text('language'),
    guessedLanguage: text('guessed_language'),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    unique('chat_account_user').on(t.userKey),
    index('chat_account_person').on(t.personId),
    check('chat_account_bound', sql`(${t.personId} is null) = (${t.boundAt} is null)`),
  ],
);

export const invitation = lilong.table(
  'invitation',
  {
    id: id(),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    /** HMAC of the normalised code; the code itself is shown once and never stored. */
    codeKey: text('code_key').notNull().unique(),
    expiresAt: instant('expires_at').notNull(),
    createdAt: instant('created_at').notNull(),
    usedAt: instant('used_at'),
    usedBy: uuid('used_by').references(() => chatAccount.id),
    revoked: boolean('revoked').notNull().default(false),
    /** From which seat it was given, and by whom; unknown of codes of earlier releases. */
    givenAs: text('given_as').$type<Role>(),
    givenByPersonId: uuid('given_by_person_id').references(() => person.id),
    salt: bytes('salt'),
  },
  (t) => [check('invitation_used', sql`(${t.usedAt} is null) = (${t.usedBy} is null)`)],
);

/** Somebody's new chat account asks to take the place of a lost one; the committee decides. */
export const rebinding = lilong.table(
  'rebinding',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    accountId: uuid('account_id')
      .notNull()
      .references(() => chatAccount.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    state: text('state').$type<'asked' | 'approved' | 'refused'>().notNull().default('asked'),
    askedAt: instant('asked_at').notNull(),
    decidedAt: instant('decided_at'),
    decidedBy: uuid('decided_by').references(() => person.id),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('rebinding_open').on(t.accountId).where(sql`${t.state} = 'asked'`),
    index('rebinding_community').on(t.communityId, t.askedAt),
    check('rebinding_state', sql`${t.state} in ('asked','approved','refused')`),
    check('rebinding_decided', sql`(${t.state} = 'asked') = (${t.decidedAt} is null)`),
  ],
);

/** Somebody entitled said yes to a request that needs more than one of them. */
export const rebindingApproval = lilong.table(
  'rebinding_approval',
  {
    id: id(),
    rebindingId: uuid('rebinding_id')
      .notNull()
      .references(() => rebinding.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    at: instant('at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('rebinding_approval_once').on(t.rebindingId, t.personId)],
);

/** A seat changes hands, with its open work and what has to be passed on. */
export const handover = lilong.table(
  'handover',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    /** The seat that ended, and the one that took its place. */
    fromSeatId: uuid('from_seat_id')
      .notNull()
      .unique()
      .references(() => roleSeat.id),
    toSeatId: uuid('to_seat_id')
      .notNull()
      .references(() => roleSeat.id),
    startedAt: instant('started_at').notNull(),
    doneAt: instant('done_at'),
    salt: bytes('salt'),
  },
  (t) => [index('handover_community').on(t.communityId, t.startedAt)],
);

export const handoverItem = lilong.table(
  'handover_item',
  {
    id: id(),
    handoverId: uuid('handover_id')
      .notNull()
      .references(() => handover.id),
    ordinal: smallint('ordinal').notNull(),
    /** A known item of the checklist (`ledgers`, `seal`, `keys`…), or `other` with words of its own. */
    what: text('what').notNull(),
    textSealed: bytes('text_sealed'),
    doneAt: instant('done_at'),
    salt: bytes('salt'),
  },
  (t) => [unique('handover_item_ordinal').on(t.handoverId, t.ordinal)],
);

/** Who is on duty when: for a community, or for one of its places or bodies. */
export const dutyShift = lilong.table(
  'duty_shift',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    personId: uuid('person_id')
      .notNull()
      .references(() => person.id),
    placeId: uuid('place_id').references(() => place.id),
    bodyId: uuid('body_id').references(() => body.id),
    startsAt: instant('starts_at').notNull(),
    endsAt: instant('ends_at').notNull(),
    cancelledAt: instant('cancelled_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('duty_shift_span', sql`${t.endsAt} > ${t.startsAt}`),
    index('duty_shift_now').on(t.communityId, t.endsAt).where(sql`${t.cancelledAt} is null`),
    index('duty_shift_person').on(t.personId, t.startsAt),
  ],
);

/** Counts per window for rate limits; the key is an HMAC of whom and what is limited. */
export const rateWindow = lilong.table(
  'rate_window',
  {
    key: text('key').notNull(),
    windowStart: instant('window_start').notNull(),
    count: integer('count').notNull(),
  },
  (t) => [unique('rate_window_key').on(t.key, t.windowStart)],
);
