import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DemandFacts, type DemandStep, decideDemand } from './decide.ts';
import { DEMAND_STATES, DEMAND_TIERS, ENDED, TRANSITIONS } from './states.ts';

const LIMITS = { reopenLimit: 2 };
const facts = (over: Partial<DemandFacts> = {}): DemandFacts => ({
  state: 'submitted',
  tier: 'grid',
  taken: false,
  reopenCount: 0,
  resolution: 0,
  ...over,
});

const anyFacts = fc.record({
  state: fc.constantFrom(...DEMAND_STATES),
  tier: fc.constantFrom(...DEMAND_TIERS),
  taken: fc.boolean(),
  reopenCount: fc.integer({ min: 0, max: 5 }),
  resolution: fc.integer({ min: 0, max: 5 }),
});
const anyStep: fc.Arbitrary<DemandStep> = fc.oneof(
  fc.record({
    action: fc.constantFrom('accept', 'add_info', 'report_progress', 'withdraw', 'ask_info', 'expire_info'),
  }),
  fc.record({ action: fc.constant('reject' as const), reason: fc.string() }),
  fc.record({
    action: fc.constant('resolve' as const),
    feedback: fc.string(),
    evidence: fc.constantFrom('attachment', 'statement'),
  }),
  fc.record({
    action: fc.constantFrom('confirm', 'reopen', 'auto_confirm'),
    resolution: fc.integer({ min: 0, max: 5 }),
  }),
);

describe('a demand', () => {
  test('goes from submitted to confirmed', () => {
    const path: [DemandStep, string][] = [
      [{ action: 'accept' }, 'accepted'],
      [{ action: 'report_progress' }, 'handling'],
      [{ action: 'resolve', feedback: '已修好', evidence: 'attachment' }, 'resolved'],
      [{ action: 'confirm', resolution: 1 }, 'confirmed'],
    ];
    let now = facts();
    for (const [step, state] of path) {
      const decided = decideDemand(now, step, LIMITS);
      expect(decided.ok && decided.value.state).toBe(state);
      if (decided.ok) now = { ...now, ...decided.value };
    }
  });

  test('climbs one tier each time it is reopened, and at most as often as the rule says', () => {
    const first = decideDemand(
      facts({ state: 'resolved', resolution: 1 }),
      { action: 'reopen', resolution: 1 },
      LIMITS,
    );
    expect(first).toMatchObject({
      ok: true,
      value: { state: 'reopened', tier: 'committee', climbed: true, reopenCount: 1 },
    });
    const third = decideDemand(
      facts({ state: 'resolved', tier: 'subdistrict', resolution: 3, reopenCount: 2 }),
      { action: 'reopen', resolution: 3 },
      LIMITS,
    );
    expect(third).toMatchObject({ ok: false, error: { kind: 'reopened_too_often', limit: 2 } });
  });

  test('an answer to an earlier resolution touches nothing', () => {
    for (const action of ['confirm', 'reopen', 'auto_confirm'] as const) {
      expect(
        decideDemand(facts({ state: 'resolved', resolution: 2 }), { action, resolution: 1 }, LIMITS),
      ).toMatchObject({ ok: false, error: { kind: 'outdated' } });
    }
  });

  test('goes back to whoever has taken it on once the details have come', () => {
    expect(decideDemand(facts({ state: 'needs_info', taken: true }), { action: 'add_info' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'accepted' },
    });
    expect(decideDemand(facts({ state: 'needs_info' }), { action: 'add_info' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'submitted' },
    });
  });

  test('asked back after it was reopened, it waits again for someone to take it on', () => {
    const reopened = facts({ state: 'needs_info', tier: 'committee', reopenCount: 1 });
    expect(decideDemand(reopened, { action: 'add_info' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'reopened' },
    });
  });

  test('cannot be declined or solved without words', () => {
    expect(decideDemand(facts(), { action: 'reject', reason: ' \n' }, LIMITS)).toMatchObject({
      ok: false,
      error: { kind: 'words_missing' },
    });
    expect(
      decideDemand(facts({ state: 'handling' }), { action: 'resolve', feedback: '', evidence: 'statement' }, LIMITS),
    ).toMatchObject({ ok: false });
  });

  test('every decision follows the table, and nothing leaves an ended state', () => {
    fc.assert(
      fc.property(anyFacts, anyStep, (now, step) => {
        const decided = decideDemand(now, step, LIMITS);
        if (!decided.ok) return;
        expect(TRANSITIONS[step.action].from).toContain(now.state);
        expect(ENDED.has(now.state)).toBe(false);
        expect(decided.value.reopenCount).toBeLessThanOrEqual(Math.max(now.reopenCount, LIMITS.reopenLimit));
        expect(DEMAND_TIERS.indexOf(decided.value.tier)).toBeGreaterThanOrEqual(DEMAND_TIERS.indexOf(now.tier));
        expect(decided.value.resolution - now.resolution).toBe(step.action === 'resolve' ? 1 : 0);
      }),
    );
  });
});
