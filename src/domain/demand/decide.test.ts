import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type DecisionFacts, type DemandStep, decideDemand } from './decide.ts';
import { DEMAND_STATES, DEMAND_TIERS, type DemandAction, ENDED, TRANSITIONS } from './states.ts';

const LIMITS = { reopenLimit: 2, topicCosigns: 40 };
const facts = (over: Partial<DecisionFacts> = {}): DecisionFacts => ({
  state: 'submitted',
  tier: 'grid',
  taken: false,
  withUnit: false,
  supervised: false,
  reopenCount: 0,
  resolution: 0,
  ...over,
});

const anyFacts = fc.record({
  state: fc.constantFrom(...DEMAND_STATES),
  tier: fc.constantFrom(...DEMAND_TIERS),
  taken: fc.boolean(),
  withUnit: fc.boolean(),
  supervised: fc.boolean(),
  reopenCount: fc.integer({ min: 0, max: 5 }),
  resolution: fc.integer({ min: 0, max: 5 }),
});
const anyStep: fc.Arbitrary<DemandStep> = fc.oneof(
  fc.record({
    action: fc.constantFrom(
      'accept',
      'add_info',
      'report_progress',
      'withdraw',
      'ask_info',
      'expire_info',
      'refer',
      'merge',
      'split',
      'list',
    ),
  }),
  fc.record({
    action: fc.constantFrom('reject', 'return', 'supervise', 'unsupervise', 'escalate'),
    reason: fc.string(),
  }),
  fc.record({
    action: fc.constant('resolve' as const),
    feedback: fc.string(),
    evidence: fc.constantFrom('attachment', 'statement'),
  }),
  fc.record({
    action: fc.constantFrom('confirm', 'reopen', 'auto_confirm'),
    resolution: fc.integer({ min: 0, max: 5 }),
  }),
  fc.record({
    action: fc.constant('promote' as const),
    because: fc.oneof(
      fc.record({ by: fc.constant('cosigns' as const), count: fc.integer({ min: 0, max: 80 }) }),
      fc.record({ by: fc.constant('pick' as const), reason: fc.string() }),
    ),
  }),
  fc.record({
    action: fc.constant('answer' as const),
    feedback: fc.string(),
    next: fc.constantFrom('keep', 'hand_back'),
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

  test('climbs one tier each time it is reopened; once more, and it is no longer reopened but pressed from above', () => {
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
    expect(third).toMatchObject({
      ok: true,
      value: { action: 'climb', state: 'handling', tier: 'subdistrict', supervised: true, reopenCount: 2 },
    });
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

  test('a unit gives it back with a reason; what it was asked about comes back to the unit', () => {
    const there = facts({ state: 'referred', taken: true, withUnit: true });
    expect(decideDemand(there, { action: 'return', reason: ' ' }, LIMITS)).toMatchObject({ ok: false });
    expect(decideDemand(there, { action: 'return', reason: '不归我们管' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'accepted' },
    });
    expect(decideDemand({ ...there, state: 'needs_info' }, { action: 'add_info' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'referred' },
    });
    expect(decideDemand(there, { action: 'report_progress' }, LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'referred' },
    });
  });

  test('a listed concern becomes a topic by enough co-signatures, or because the committee picks it and says why', () => {
    const listed = facts({ state: 'listed', taken: true });
    const by = (count: number) =>
      decideDemand(listed, { action: 'promote', because: { by: 'cosigns', count } }, LIMITS);
    expect(by(39)).toMatchObject({ ok: false, error: { kind: 'too_few_cosigns', count: 39, needed: 40 } });
    expect(by(40)).toMatchObject({ ok: true, value: { state: 'promoted' } });
    const pick = (reason: string) =>
      decideDemand(listed, { action: 'promote', because: { by: 'pick', reason } }, LIMITS);
    expect(pick('').ok).toBe(false);
    expect(pick('居民多次反映')).toMatchObject({ ok: true, value: { state: 'promoted' } });
  });

  test('pressed is lifted with a reason, and only what is pressed', () => {
    const pressed = facts({ state: 'handling', taken: true, supervised: true });
    const lift = (reason: string): DemandStep => ({ action: 'unsupervise', reason });
    expect(decideDemand(pressed, lift('已安排进场'), LIMITS)).toMatchObject({
      ok: true,
      value: { state: 'handling', supervised: false },
    });
    expect(decideDemand(pressed, lift(' '), LIMITS)).toMatchObject({ ok: false, error: { kind: 'words_missing' } });
    expect(decideDemand({ ...pressed, supervised: false }, lift('误点'), LIMITS)).toMatchObject({
      ok: false,
      error: { kind: 'not_supervised' },
    });
  });

  test('two who close one demand at once: the second is told that it is done', () => {
    const step: DemandStep = { action: 'resolve', feedback: '修好了', evidence: 'statement' };
    const first = decideDemand(facts({ state: 'handling', taken: true }), step, LIMITS);
    expect(first.ok).toBe(true);
    expect(decideDemand(facts({ state: 'resolved', resolution: 1 }), step, LIMITS)).toMatchObject({
      ok: false,
      error: { kind: 'already', state: 'resolved' },
    });
  });

  test('every decision follows the table, and nothing leaves an ended state', () => {
    fc.assert(
      fc.property(anyFacts, anyStep, (now, step) => {
        const decided = decideDemand(now, step, LIMITS);
        if (!decided.ok) return;
        const { value } = decided;
        expect(TRANSITIONS[step.action].from).toContain(now.state);
        expect(ENDED.has(now.state)).toBe(false);
        expect(value.reopenCount).toBeLessThanOrEqual(Math.max(now.reopenCount, LIMITS.reopenLimit));
        const down = DEMAND_TIERS.indexOf(value.tier) < DEMAND_TIERS.indexOf(now.tier);
        expect(down && !(step.action === 'answer' && step.next === 'hand_back')).toBe(false);
        expect(value.resolution - now.resolution).toBe(step.action === 'resolve' ? 1 : 0);
        // Pressed once, it stays pressed until somebody lifts it.
        expect(value.supervised || !now.supervised || step.action === 'unsupervise').toBe(true);
      }),
      { numRuns: 2000 },
    );
  });

  test('what was merged does nothing but come apart again, and what became a topic does nothing at all', () => {
    fc.assert(
      fc.property(anyFacts, anyStep, (now, step) => {
        if (step.action !== 'split')
          expect(decideDemand({ ...now, state: 'merged' }, { ...step }, LIMITS).ok).toBe(false);
        expect(decideDemand({ ...now, state: 'promoted' }, step, LIMITS).ok).toBe(false);
      }),
      { numRuns: 2000 },
    );
  });

  test('withdrawn only before it became a topic', () => {
    for (const state of DEMAND_STATES) {
      const done = decideDemand(facts({ state }), { action: 'withdraw' }, LIMITS).ok;
      expect(done, state).toBe(!ENDED.has(state) && !['resolved', 'merged', 'promoted'].includes(state));
    }
  });

  test('every state is reached from the first one, and from each that is not an end one gets to an end', () => {
    const all = Object.keys(TRANSITIONS) as DemandAction[];
    const edges = DEMAND_STATES.flatMap((from) =>
      all
        .filter((action) => TRANSITIONS[action].from.includes(from))
        .flatMap((action) => {
          const { to } = TRANSITIONS[action];
          if (to === 'same') return [];
          return (to === 'standing' ? (['submitted', 'accepted', 'referred', 'reopened'] as const) : [to]).map(
            (state) => [from, state] as const,
          );
        }),
    );
    const reach = (start: string): Set<string> => {
      const seen = new Set([start]);
      for (const state of seen) for (const [from, to] of edges) if (from === state) seen.add(to);
      return seen;
    };
    expect([...reach('submitted')].sort()).toEqual([...DEMAND_STATES].sort());
    for (const state of DEMAND_STATES) {
      if (ENDED.has(state) || state === 'promoted') continue;
      expect(
        [...reach(state)].some((end) => ENDED.has(end as (typeof DEMAND_STATES)[number])),
        state,
      ).toBe(true);
    }
  });
});
