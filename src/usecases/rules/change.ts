/** What every change of a community's rules has in common: the day it begins, the check that all rules still fit, the version. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { community } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type Decided, firstConflict } from '../../domain/rules/decided.ts';
import type { RuleKey } from '../../domain/rules/keys.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type RuleRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'reason_missing' }
  | { readonly kind: 'pack_not_found'; readonly known: readonly string[] }
  | { readonly kind: 'rule_not_found'; readonly key: string }
  | { readonly kind: 'rule_value_not_valid'; readonly key: RuleKey; readonly expected: string }
  | { readonly kind: 'day_not_valid' }
  /** What was promised and decided under a rule keeps it: rules never change for days that have passed. */
  | { readonly kind: 'day_has_passed'; readonly today: string }
  | { readonly kind: 'end_before_beginning'; readonly effectiveFrom: string }
  | { readonly kind: 'adopted_that_day'; readonly packId: string }
  /** Law in force binds the community too, unless it says why it may differ. */
  | { readonly kind: 'law_in_force'; readonly key: RuleKey; readonly source: string }
  | { readonly kind: 'rules_conflict'; readonly onDate: string; readonly min: RuleKey; readonly max: RuleKey }
  | { readonly kind: 'override_not_found' }
  | { readonly kind: 'override_ended'; readonly effectiveUntil: string };

/** Locked, so that two changes of one community are checked one after the other. */
export async function lockCommunity(
  { tx }: UnitOfWork,
  communityId: string,
): Promise<Result<CommunityRow, Extract<RuleRefusal, { kind: 'community_not_found' }>>> {
  const [home] = await tx.select().from(community).where(eq(community.id, communityId)).for('no key update');
  return home ? ok(home) : err({ kind: 'community_not_found' });
}

export const todayIn = ({ timeZone }: CommunityRow, now: Temporal.Instant): Temporal.PlainDate =>
  now.toZonedDateTimeISO(timeZone).toPlainDate();

export function comingDay(text: string, today: Temporal.PlainDate): Result<Temporal.PlainDate, RuleRefusal> {
  const day = parseDate(text);
  if (!day) return err({ kind: 'day_not_valid' });
  return Temporal.PlainDate.compare(day, today) < 0
    ? err({ kind: 'day_has_passed', today: today.toString() })
    : ok(day);
}

/** Whether all rules would still fit each other, today and on every day to come. */
export function checkFit(
  { policies }: UnitOfWork,
  decided: Decided,
  today: Temporal.PlainDate,
): Result<undefined, RuleRefusal> {
  const conflict = firstConflict(policies.packs, decided, today);
  if (!conflict) return ok(undefined);
  if (conflict.problem.kind !== 'min_above_max')
    throw new Error(`the rules of ${conflict.onDate} would not resolve: ${JSON.stringify(conflict.problem)}`);
  const { min, max } = conflict.problem;
  return err({ kind: 'rules_conflict', onDate: conflict.onDate, min, max });
}

/** From here on every process reads the community's rules anew, and not before this commits. */
export async function renewVersion(
  uow: UnitOfWork,
  { id }: CommunityRow,
  action: 'rules.adopt' | 'rules.override' | 'rules.end-override',
  as: Role,
): Promise<void> {
  const [row] = await uow.tx.update(community).set({ rulesVersion: newId() }).where(eq(community.id, id)).returning();
  if (!row) throw new Error('a locked community vanished');
  record(uow, 'community', row, { action, as, communityId: id });
}
