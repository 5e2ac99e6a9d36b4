/** A community decides a single value for itself, from a day on, and ends that by a day. */
import { eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { ruleOverride } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type Decided, rulesOn } from '../../domain/rules/decided.ts';
import { isRuleKey, RULE_KINDS, type RuleKey, type RuleValue } from '../../domain/rules/keys.ts';
import { readValue } from '../../domain/rules/value-kinds.ts';
import { command } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { checkFit, comingDay, lockCommunity, type RuleRefusal, renewVersion, todayIn } from './change.ts';
import { decidedBy, type OverrideRow } from './decided-by.ts';

export interface OverrideRule {
  readonly communityId: string;
  readonly key: string;
  /** In the shape a pack would hold it. */
  readonly value: unknown;
  readonly effectiveFrom: string;
  readonly effectiveUntil?: string;
  /** Which resolution, and why. */
  readonly reason: string;
  /** Why the community may differ from law in force; recorded beside the reason. */
  readonly againstLawBecause?: string;
}

export const overrideRule = command<OverrideRule, CommunityRow, OverrideRow, RuleRefusal>({
  name: 'rules.override',
  load: (uow, { communityId }) => lockCommunity(uow, communityId),
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, input, as) => {
    const decided = await decidedBy(uow.tx, home);
    const checked = check(uow, home, decided, input);
    if (!checked.ok) return checked;
    const { key, againstLaw } = checked.value;
    const [row] = await uow.tx
      .insert(ruleOverride)
      .values({
        id: newId(),
        communityId: home.id,
        key,
        value: input.value,
        reason: input.reason.trim(),
        againstLawBecause: againstLaw ?? null,
        effectiveFrom: input.effectiveFrom,
        effectiveUntil: input.effectiveUntil ?? null,
        decidedAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the override was not returned');
    record(uow, 'rule_override', row, {
      action: 'rules.override',
      as,
      communityId: home.id,
      ...(againstLaw && { reason: 'against-law' }),
      facts: { rule: key, from: row.effectiveFrom, ...(row.effectiveUntil && { until: row.effectiveUntil }) },
    });
    await renewVersion(uow, home, 'rules.override', as);
    uow.notices.push({ kind: 'rules.overridden', communityId: home.id, overrideId: row.id });
    return ok(row);
  },
});

interface Checked {
  readonly key: RuleKey;
  readonly againstLaw?: string;
}

function check(
  uow: UnitOfWork,
  home: CommunityRow,
  decided: Decided,
  { key, value, reason, effectiveFrom, effectiveUntil, againstLawBecause }: OverrideRule,
): Result<Checked, RuleRefusal> {
  if (reason.trim() === '') return err({ kind: 'reason_missing' });
  if (!isRuleKey(key)) return err({ kind: 'rule_not_found', key });
  const read = readValue(RULE_KINDS[key], value);
  if (!read.ok) return err({ kind: 'rule_value_not_valid', key, expected: read.error.expected });
  const today = todayIn(home, uow.now);
  const day = comingDay(effectiveFrom, today);
  if (!day.ok) return day;
  if (effectiveUntil !== undefined) {
    const end = comingDay(effectiveUntil, day.value.add({ days: 1 }));
    if (!end.ok) return end.error.kind === 'day_not_valid' ? end : err({ kind: 'end_before_beginning', effectiveFrom });
  }
  const packs = rulesOn(uow.policies.packs, { ...decided, values: [] }, day.value);
  if (!packs.ok) throw new Error(`the rules of ${effectiveFrom} do not resolve: ${JSON.stringify(packs.error)}`);
  const law = packs.value.rule(key);
  const againstLaw = againstLawBecause?.trim();
  if (law.label === 'L' && !againstLaw) {
    return err({ kind: 'law_in_force', key, source: [law.source.title, law.source.article].filter(Boolean).join(' ') });
  }
  const own = {
    id: newId(),
    key,
    value: read.value as RuleValue,
    reason,
    effectiveFrom,
    ...(effectiveUntil !== undefined && { effectiveUntil }),
  };
  const fits = checkFit(uow, { ...decided, values: [...decided.values, own] }, today);
  if (!fits.ok) return fits;
  return ok({ key, ...(law.label === 'L' && againstLaw && { againstLaw }) });
}

export interface EndOverride {
  readonly overrideId: string;
  /** The day from which it no longer applies; today unless given. */
  readonly effectiveUntil?: string;
  readonly reason: string;
}

export const endOverride = command<
  EndOverride,
  { readonly home: CommunityRow; readonly row: OverrideRow },
  OverrideRow,
  RuleRefusal
>({
  name: 'rules.end-override',
  load: async (uow, { overrideId }) => {
    const [found] = await uow.tx
      .select({ communityId: ruleOverride.communityId })
      .from(ruleOverride)
      .where(eq(ruleOverride.id, overrideId));
    if (!found) return err({ kind: 'override_not_found' });
    // The community first, as every change of rules does, so that two changes cannot wait for each other.
    const home = await lockCommunity(uow, found.communityId);
    if (!home.ok) return home;
    const [row] = await uow.tx.select().from(ruleOverride).where(eq(ruleOverride.id, overrideId)).for('update');
    return row ? ok({ home: home.value, row }) : err({ kind: 'override_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, row }, { effectiveUntil: wanted, reason }, as) => {
    if (reason.trim() === '') return err({ kind: 'reason_missing' });
    const today = todayIn(home, uow.now);
    const effectiveUntil = wanted ?? today.toString();
    const end = comingDay(effectiveUntil, today);
    if (!end.ok) return end;
    if (effectiveUntil < row.effectiveFrom)
      return err({ kind: 'end_before_beginning', effectiveFrom: row.effectiveFrom });
    // An end that was decided before may come sooner, never later: more days are a new decision.
    if (row.effectiveUntil !== null && row.effectiveUntil <= effectiveUntil)
      return err({ kind: 'override_ended', effectiveUntil: row.effectiveUntil });
    const decided = await decidedBy(uow.tx, home);
    const values = decided.values.map((each) => (each.id === row.id ? { ...each, effectiveUntil } : each));
    const fits = checkFit(uow, { ...decided, values }, today);
    if (!fits.ok) return fits;
    const [after] = await uow.tx
      .update(ruleOverride)
      .set({ effectiveUntil, endedBecause: reason.trim() })
      .where(eq(ruleOverride.id, row.id))
      .returning();
    if (!after) throw new Error('a locked override vanished');
    record(uow, 'rule_override', after, {
      action: 'rules.end-override',
      as,
      communityId: home.id,
      facts: { rule: after.key, until: effectiveUntil },
    });
    await renewVersion(uow, home, 'rules.end-override', as);
    uow.notices.push({ kind: 'rules.override-ended', communityId: home.id, overrideId: row.id });
    return ok(after);
  },
});
