/** Reads what a community decided about its rules. */
import { asc, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { ruleAdoption, ruleOverride } from '../../../db/schema/index.ts';
import type { Decided, OwnValue } from '../../domain/rules/decided.ts';
import { isRuleKey, RULE_KINDS, type RuleValue } from '../../domain/rules/keys.ts';
import { readValue } from '../../domain/rules/value-kinds.ts';

export type AdoptionRow = typeof ruleAdoption.$inferSelect;
export type OverrideRow = typeof ruleOverride.$inferSelect;

interface Governed {
  readonly id: string;
  readonly rulePack: string;
}

export async function decidedBy(tx: Tx, { id, rulePack }: Governed): Promise<Decided> {
  const adoptions = await adoptionsOf(tx, id);
  const overrides = await overridesOf(tx, id);
  return { firstPack: rulePack, adoptions, values: overrides.map(ownValue) };
}

export const adoptionsOf = (tx: Tx, communityId: string): Promise<AdoptionRow[]> =>
  tx.select().from(ruleAdoption).where(eq(ruleAdoption.communityId, communityId)).orderBy(asc(ruleAdoption.id));

export const overridesOf = (tx: Tx, communityId: string): Promise<OverrideRow[]> =>
  tx.select().from(ruleOverride).where(eq(ruleOverride.communityId, communityId)).orderBy(asc(ruleOverride.id));

/** @throws Error when a stored value is none of its rule: no number may be guessed in its place */
function ownValue({ id, key, value, reason, effectiveFrom, effectiveUntil }: OverrideRow): OwnValue {
  const read = isRuleKey(key) ? readValue(RULE_KINDS[key], value) : undefined;
  if (!isRuleKey(key) || !read?.ok) throw new Error(`the override ${id} holds no value of a rule`);
  return {
    id,
    key,
    value: read.value as RuleValue,
    reason,
    effectiveFrom,
    ...(effectiveUntil !== null && { effectiveUntil }),
  };
}
