/** Communities, the tree of places, people, their roles, and how a chat account becomes a person. */
import { sql } from 'drizzle-orm';
import { boolean, check, index, integer, jsonb, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { PersonRole } from '../../src/domain/permissions/roles.ts';
import { bytes, id, instant, lilong } from './namespace.ts';

export const community = lilong.table('community', {
  id: id(),
  /** Short code of deep links and the command line. */
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
  /** The adopted rule pack, by id. */
  rulePack: text('rule_pack').notNull().default('lilong-default'),
  createdAt: instant('created_at').notNull(),
  salt: bytes('salt'),
});

/** Grid, group, building, unit: one tree per community. A person's flat number is personal and lives in `person`. */
export const place = lilong.table(
  'place',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    parentId: uuid('parent_id'),
    kind: text('kind').$type<'grid' | 'group' | 'building' | 'unit'>().notNull(),
    name: text('name').notNull(),
    aliases: jsonb('aliases').$type<readonly string[]>().notNull().default([]),
    salt: bytes('salt'),
  },
  (t) => [
    unique('place_name').on(t.communityId, t.kind, t.name),
    check('place_kind', sql`${t.kind} in ('grid','group','building','unit')`),
    index('place_parent').on(t.parentId),
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
    language: text('language'),
    createdAt: instant('created_at').notNull(),
    erasedAt: instant('erased_at'),
    salt: bytes('salt'),
  },
  (t) => [index('person_community').on(t.communityId)],
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
    since: instant('since').notNull(),
    until: instant('until'),
    salt: bytes('salt'),
  },
  (t) => [
    uniqueIndex('role_seat_once')
      .on(t.personId, t.role, sql`coalesce(${t.placeId}, '00000000-0000-0000-0000-000000000000'::uuid)`)
      .where(sql`${t.until} is null`),
    index('role_seat_of').on(t.communityId, t.role).where(sql`${t.until} is null`),
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
    salt: bytes('salt'),
  },
  (t) => [check('invitation_used', sql`(${t.usedAt} is null) = (${t.usedBy} is null)`)],
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
