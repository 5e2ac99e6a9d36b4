/** Which rules a community chose, and since when: packs it adopted, single values it decided for itself. */
import { sql } from 'drizzle-orm';
import { check, date, index, jsonb, text, unique, uuid } from 'drizzle-orm/pg-core';
import { bytes, id, instant, lilong } from './namespace.ts';
import { community } from './registry.ts';

/** From a date on, another pack answers; before the first adoption `community.rule_pack` does. */
export const ruleAdoption = lilong.table(
  'rule_adoption',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    packId: text('pack_id').notNull(),
    /** ISO date of the community's calendar. */
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    reason: text('reason').notNull(),
    decidedAt: instant('decided_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [unique('rule_adoption_date').on(t.communityId, t.effectiveFrom)],
);

/** A value of its own, from a date on, with the reason; ended by a date, otherwise never edited. */
export const ruleOverride = lilong.table(
  'rule_override',
  {
    id: id(),
    communityId: uuid('community_id')
      .notNull()
      .references(() => community.id),
    key: text('key').notNull(),
    value: jsonb('value').notNull(),
    reason: text('reason').notNull(),
    /** Why it differs from a value that is law in force. */
    againstLawBecause: text('against_law_because'),
    effectiveFrom: date('effective_from', { mode: 'string' }).notNull(),
    effectiveUntil: date('effective_until', { mode: 'string' }),
    /** Why it was ended; absent when its end was decided together with it. */
    endedBecause: text('ended_because'),
    decidedAt: instant('decided_at').notNull(),
    salt: bytes('salt'),
  },
  (t) => [
    index('rule_override_of').on(t.communityId, t.key),
    check('rule_override_span', sql`${t.effectiveUntil} is null or ${t.effectiveUntil} >= ${t.effectiveFrom}`),
  ],
);
