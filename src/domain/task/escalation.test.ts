import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { daysUntilTier, ESCALATION_TIERS, type EscalationRules, escalationsOf, overdueLevel } from './escalation.ts';

const RULES: EscalationRules = {
  days: { head: 1, subdistrict: 3, leading_group: 7, board: 10, bulletin: 15 },
  supervisedPercent: 50,
};
const dueOn = Temporal.PlainDate.from('2026-04-30');
const days = (supervised: boolean) =>
  escalationsOf({ dueOn, supervised }, RULES).map(({ tier, on }) => `${tier} ${on.toString().slice(5)}`);

test('climbs tier by tier on the days of the rules', () => {
  expect(days(false)).toEqual([
    'head 05-01',
    'subdistrict 05-03',
    'leading_group 05-07',
    'board 05-10',
    'bulletin 05-15',
  ]);
});

test('climbs sooner when pressed, never on the day itself', () => {
  expect(days(true)).toEqual([
    'head 05-01',
    'subdistrict 05-02',
    'leading_group 05-04',
    'board 05-05',
    'bulletin 05-08',
  ]);
});

test('the level counts the tiers whose day has come, for any rules', () => {
  const rules: fc.Arbitrary<EscalationRules> = fc.record({
    days: fc.record(
      Object.fromEntries(ESCALATION_TIERS.map((tier) => [tier, fc.integer({ min: 1, max: 60 })])) as {
        [T in (typeof ESCALATION_TIERS)[number]]: fc.Arbitrary<number>;
      },
    ),
    supervisedPercent: fc.integer({ min: 1, max: 100 }),
  });
  fc.assert(
    fc.property(rules, fc.boolean(), fc.integer({ min: -30, max: 90 }), (any, supervised, lateBy) => {
      const level = overdueLevel(lateBy, supervised, any);
      const today = dueOn.add({ days: lateBy });
      const told = escalationsOf({ dueOn, supervised }, any).filter(
        ({ on }) => Temporal.PlainDate.compare(on, today) <= 0,
      ).length;
      expect(level).toBe(lateBy <= 0 ? 0 : 1 + told);
      for (const tier of ESCALATION_TIERS)
        expect(daysUntilTier(tier, true, any)).toBeLessThanOrEqual(daysUntilTier(tier, false, any));
    }),
  );
});
