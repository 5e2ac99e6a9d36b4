/** Subdistricts, communities, the tree of places, and the bodies that act in them. */
import { sql } from 'drizzle-orm';
import { check, index, jsonb, primaryKey, smallint, text, unique, uniqueIndex, uuid } from 'drizzle-orm/pg-core';
import type { BodyKind, CommunityType } from '../../src/domain/registry/bodies.ts';
import { bytes, id, instant, lilong } from './namespace.ts';

export const subdistrict = lilong.table('subdistrict', {
  id: id(),
  /** Short code of the command line. */
  code: text('code').notNull().unique(),
  name: text('name').notNull(),
  createdAt: instant('created_at').notNull(),
  salt: bytes('salt'),
});

export const community = lilong.table(
  'community',
  {
    id: id(),
    subdistrictId: uuid('subdistrict_id').references(() => subdistrict.id),
    /** Short code of deep links and the command line. */
    code: text('code').notNull().unique(),
    name: text('name').notNull(),
    /** 现代型, 现实型, 过渡型: which templates fit. */
    type: text('type').$type<CommunityType>(),
    /** Dwellings lived in, of a hundred. */
    occupancyPercent: smallint('occupancy_percent'),
    timeZone: text('time_zone').notNull().default('Asia/Shanghai'),
    /** The rule pack it started with, by id; what it adopted since is in `rule_adoption`. */
    rulePack: text('rule_pack').notNull().default('lilong-default'),
    /**
     * New with every adoption and override, in the same transaction; null before the first. Whoever has read the row knows
     * whether the rules it holds in memory are still the community's, in any process and without another statement.
     */
    rulesVersion: uuid('rules_version'),
    createdAt: instant('created_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    check('community_type', sql`${t.type} in ('modern','existing','transitional')`),
    check('community_occupancy', sql`${t.occupancyPercent} between 0 and 100`),
    index('community_subdistrict').on(t.subdistrictId),
  ],
);

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

/**
 * A body 组织: the residents' committee, the supervision committee, the representatives, a property firm, an office.
 * It belongs to one community, or to a subdistrict; a party organisation or service station may serve several communities.
 */
export const body = lilong.table(
  'body',
  {
    id: id(),
    kind: text('kind').$type<BodyKind>().notNull(),
    name: text('name').notNull(),
    /** What people call it in chat. */
    aliases: jsonb('aliases').$type<readonly string[]>().notNull().default([]),
    communityId: uuid('community_id').references(() => community.id),
    subdistrictId: uuid('subdistrict_id').references(() => subdistrict.id),
    /** A sub-committee's committee, a department's station. */
    parentId: uuid('parent_id'),
    termStartsAt: instant('term_starts_at'),
    termEndsAt: instant('term_ends_at'),
    /** Why its size may differ from the rule; what is blocked without a reason is allowed with one. */
    sizeWaivedBecause: text('size_waived_because'),
    /** Why a community has a second committee. */
    secondBecause: text('second_because'),
    createdAt: instant('created_at').notNull(),
    endedAt: instant('ended_at'),
    salt: bytes('salt'),
  },
  (t) => [
    check('body_home', sql`(${t.communityId} is null) <> (${t.subdistrictId} is null)`),
    check(
      'body_kind',
      sql`${t.kind} in ('committee','supervision','representatives','election_committee','sub_committee','group_leads','party','property_firm','owners_committee','station','station_department','office','leading_group','utility','unit')`,
    ),
    uniqueIndex('body_one_committee')
      .on(t.communityId)
      .where(sql`${t.kind} = 'committee' and ${t.endedAt} is null and ${t.secondBecause} is null`),
    uniqueIndex('body_name')
      .on(sql`coalesce(${t.communityId}, ${t.subdistrictId})`, t.name)
      .where(sql`${t.endedAt} is null`),
    index('body_community').on(t.communityId, t.kind),
    index('body_subdistrict').on(t.subdistrictId, t.kind),
  ],
);

/** The further communities a body serves. */
export const bodyServes = lilong.table(
  'body_serves',
  {
    bodyId: uuid('body_id')
      .notNull()
      .references(() => body.id),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
  },
  (t) => [primaryKey({ columns: [t.bodyId, t.communityId] }), index('body_serves_community').on(t.communityId)],
);
