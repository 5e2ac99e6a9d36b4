/** Who hears that a task is late, tier by tier: days after its date are rules (`task.escalation.*`), supervised matters climb sooner. */
import type { Temporal } from 'temporal-polyfill';
import type { RuleKey } from '../rules/keys.ts';

export const ESCALATION_TIERS = ['head', 'subdistrict', 'leading_group', 'board', 'bulletin'] as const;
/** Late, and every tier has heard. */
export const HIGHEST_LEVEL = ESCALATION_TIERS.length + 1;
export type EscalationTier = (typeof ESCALATION_TIERS)[number];

export const ESCALATION_RULES = {
  /** The committee's head, and whoever deputises for the owner. */
  head: 'task.escalation.head',
  /** The subdistrict's liaison. */
  subdistrict: 'task.escalation.subdistrict',
  leading_group: 'task.escalation.leading_group',
  /** The public list of what is late. */
  board: 'task.escalation.board',
  /** 通报: named in the bulletin. */
  bulletin: 'task.escalation.bulletin',
} as const satisfies { readonly [T in EscalationTier]: RuleKey };

export interface EscalationRules {
  /** Days after the date, per tier. */
  readonly days: { readonly [T in EscalationTier]: number };
  /** What supervised matters wait of that, in percent. */
  readonly supervisedPercent: number;
}

/** Days after the date at which a tier hears; a supervised matter never waits less than a day. */
export const daysUntilTier = (tier: EscalationTier, supervised: boolean, rules: EscalationRules): number =>
  supervised ? Math.max(1, Math.ceil((rules.days[tier] * rules.supervisedPercent) / 100)) : rules.days[tier];

/** The day on which each tier hears, in order. */
export const escalationsOf = (
  { dueOn, supervised }: { readonly dueOn: Temporal.PlainDate; readonly supervised: boolean },
  rules: EscalationRules,
): readonly { readonly tier: EscalationTier; readonly on: Temporal.PlainDate }[] =>
  ESCALATION_TIERS.map((tier) => ({ tier, on: dueOn.add({ days: daysUntilTier(tier, supervised, rules) }) }));

/**
 * How far lateness has come: 0 in time, 1 late, then one for each tier whose day has come.
 * @param lateBy days since the date; zero or less is in time
 */
export function overdueLevel(lateBy: number, supervised: boolean, rules: EscalationRules): number {
  if (lateBy <= 0) return 0;
  return 1 + ESCALATION_TIERS.filter((tier) => lateBy >= daysUntilTier(tier, supervised, rules)).length;
}
