import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { CaseCategory } from './categories.ts';
import {
  hotTopics,
  LEFT_OUT,
  leftOut,
  MEASURES,
  type RatedCase,
  type RatesCut,
  rateOf,
  ratesBy,
  repeatedPlaces,
  share,
} from './rates.ts';
import { CASE_STATES, CASE_TIERS, REPORT_MODES, SATISFACTIONS } from './states.ts';

const rated = (over: Partial<RatedCase> = {}): RatedCase => ({
  state: 'closed',
  tier: 'committee',
  mode: 'named',
  category: 'noise',
  unitId: 'property',
  gridId: 'g1',
  placeId: 'b3',
  month: '2026-03',
  dispatched: true,
  contactedInTime: true,
  callback: { solved: true, satisfaction: 'satisfied' },
  ...over,
});
const silent = (over: Partial<RatedCase> = {}): RatedCase => {
  const { callback: _, ...rest } = rated(over);
  return rest;
};
const times = (count: number, of: RatedCase): RatedCase[] => Array.from({ length: count }, () => of);

describe('the three rates', () => {
  test('are whole numbers, half rounded up', () => {
    expect(share(1, 3)).toEqual({ numerator: 1, denominator: 3, permille: 333 });
    expect(share(2, 3).permille).toBe(667);
    expect(share(1, 2000).permille).toBe(1);
    expect(share(0, 0)).toEqual({ numerator: 0, denominator: 0, permille: null });
  });

  test('count "basically satisfied" by its weight', () => {
    const cases = [
      rated(),
      rated({ callback: { solved: true, satisfaction: 'basically' } }),
      rated({ callback: { solved: false, satisfaction: 'dissatisfied' } }),
    ];
    expect(rateOf('satisfied', cases, 100)).toEqual({ of: 3, numerator: 200, denominator: 300, permille: 667 });
    expect(rateOf('satisfied', cases, 60).permille).toBe(533);
    expect(rateOf('solved', cases, 60)).toEqual({ of: 3, numerator: 2, denominator: 3, permille: 667 });
  });

  test('leave out what nobody could have done better, and say why', () => {
    expect(leftOut('response', rated({ state: 'withdrawn' }))).toBe('withdrawn');
    expect(leftOut('solved', rated({ state: 'duplicate' }))).toBe('duplicate');
    expect(leftOut('response', rated({ state: 'not_accepted' }))).toBe('not_accepted');
    expect(leftOut('solved', rated({ tier: 'outside' }))).toBe('outside');
    expect(leftOut('response', rated({ mode: 'anonymous' }))).toBe('anonymous');
    expect(leftOut('solved', rated({ mode: 'anonymous' }))).toBeUndefined();
    expect(leftOut('solved', silent())).toBe('no_answer');
    expect(leftOut('solved', silent({ state: 'in_progress' }))).toBe('not_yet');
    expect(leftOut('response', rated({ contactedInTime: null, state: 'dispatched' }))).toBe('not_yet');
    expect(leftOut('response', silent({ state: 'answered', dispatched: false }))).toBe('elsewhere');
  });

  test('do not forget a reopened case: what was said last counts', () => {
    const reopened = rated({ state: 'reopened', callback: { solved: false, satisfaction: 'dissatisfied' } });
    expect(rateOf('solved', [reopened, rated()], 100)).toMatchObject({ numerator: 1, denominator: 2 });
  });
});

const RULES = { weight: 100, smallest: 5 };

describe('a table of rates', () => {
  test('hides small cells, and one beside them', () => {
    const cases = [
      ...times(8, rated({ unitId: 'a' })),
      ...times(6, rated({ unitId: 'b' })),
      ...times(2, rated({ unitId: 'c' })),
    ];
    const table = ratesBy('unit', cases, RULES);
    expect(table.rows.map(({ key, cases: count }) => [key, count])).toEqual([
      ['a', 'hidden'],
      ['b', 6],
      ['c', 'hidden'],
    ]);
    expect(table.rows.map(({ rates }) => rates.solved === 'hidden')).toEqual([true, false, true]);
    expect(table.total.cases).toBe(16);
  });

  test('hides a rate that rests on few, though many came in', () => {
    const cases = [...times(9, silent({ state: 'in_progress' })), ...times(2, rated())];
    const { total } = ratesBy('unit', cases, RULES);
    expect(total.cases).toBe(11);
    expect(total.rates.response).toMatchObject({ of: 11 });
    expect(total.rates.solved).toBe('hidden');
  });

  test('does not give a hidden rate away by what was left out of it', () => {
    const cases = [...times(20, silent({ state: 'in_progress' })), ...times(2, rated())];
    const { total, leftOut: why } = ratesBy('unit', cases, RULES);
    expect(total.rates.solved).toBe('hidden');
    expect(why.solved.not_yet).toBe('hidden');
  });

  test('shows as hot and as repeated nothing that is hidden elsewhere', () => {
    const cases = [
      ...times(9, rated()),
      ...times(6, rated({ category: 'fumes', placeId: 'b4' })),
      ...times(7, rated({ category: 'elevator', placeId: null })),
      ...times(1, rated({ category: 'parking_lock', placeId: 'b5' })),
    ];
    // By name lifts come first, and are hidden so that the lock cannot be reckoned out.
    expect(hotTopics(cases, RULES, 5)).toEqual([
      { category: 'noise', cases: 9, jointAction: true },
      { category: 'fumes', cases: 6, jointAction: false },
    ]);
    expect(hotTopics(cases, RULES, 1)).toHaveLength(1);
    expect(repeatedPlaces(cases, RULES)).toEqual([
      { placeId: 'b3', category: 'noise', cases: 9 },
      { placeId: 'b4', category: 'fumes', cases: 6 },
    ]);
  });
});

const CATEGORIES = ['noise', 'fumes', 'ledgers'] as const satisfies readonly CaseCategory[];
const anyCase: fc.Arbitrary<RatedCase> = fc
  .record({
    state: fc.constantFrom(...CASE_STATES),
    tier: fc.constantFrom(...CASE_TIERS),
    mode: fc.constantFrom(...REPORT_MODES),
    category: fc.constantFrom(...CATEGORIES),
    unitId: fc.constantFrom(null, 'u1', 'u2'),
    gridId: fc.constantFrom(null, 'g1', 'g2'),
    placeId: fc.constantFrom(null, 'p1', 'p2'),
    month: fc.constantFrom('2026-02', '2026-03'),
    dispatched: fc.boolean(),
    contactedInTime: fc.constantFrom(null, true, false),
    callback: fc.option(fc.record({ solved: fc.boolean(), satisfaction: fc.constantFrom(...SATISFACTIONS) })),
  })
  .map(({ callback, ...rest }) => (callback ? { ...rest, callback } : rest));
const someCases = fc.array(anyCase, { maxLength: 40 });

describe('whatever the cases', () => {
  test('the rates are what counting by hand gives', () => {
    fc.assert(
      fc.property(someCases, fc.integer({ min: 0, max: 100 }), (cases, weight) => {
        let [dispatched, spoken, valid, solved, points] = [0, 0, 0, 0, 0];
        for (const each of cases) {
          if (['withdrawn', 'duplicate', 'not_accepted'].includes(each.state) || each.tier === 'outside') continue;
          if (each.dispatched && each.mode !== 'anonymous' && each.contactedInTime !== null) {
            dispatched += 1;
            if (each.contactedInTime) spoken += 1;
          }
          if (!each.callback) continue;
          valid += 1;
          if (each.callback.solved) solved += 1;
          points += { satisfied: 100, basically: weight, dissatisfied: 0 }[each.callback.satisfaction];
        }
        expect(rateOf('response', cases, weight)).toMatchObject({ numerator: spoken, denominator: dispatched });
        expect(rateOf('solved', cases, weight)).toMatchObject({ numerator: solved, denominator: valid });
        expect(rateOf('satisfied', cases, weight)).toMatchObject({ numerator: points, denominator: valid * 100 });
        const { permille } = rateOf('satisfied', cases, weight);
        if (valid > 0) {
          expect(Math.abs((permille ?? -1) - points / valid / 0.1)).toBeLessThanOrEqual(0.5);
          expect(permille).toBeLessThanOrEqual(1000);
        } else expect(permille).toBeNull();
      }),
    );
  });

  test('every case is in a rate or left out of it for one reason, and shown rows add up', () => {
    const cuts: readonly RatesCut[] = ['unit', 'category', 'grid', 'month'];
    fc.assert(
      fc.property(someCases, fc.constantFrom(...cuts), (cases, cut) => {
        const all = ratesBy(cut, cases, { weight: 100, smallest: 1 });
        expect(all.total.cases).toBe(cases.length);
        for (const measure of MEASURES) {
          const total = all.total.rates[measure];
          const rows = all.rows.map(({ rates }) => rates[measure]);
          const count = (of: (typeof rows)[number]): number => (of === 'hidden' ? Number.NaN : of.of);
          expect(rows.reduce((sum, row) => sum + count(row), 0)).toBe(count(total));
          const out = LEFT_OUT.reduce((sum, why) => sum + Number(all.leftOut[measure][why]), 0);
          expect(out + count(total)).toBe(cases.length);
        }
      }),
    );
  });

  test('nothing small is shown in any cell, and no lone cell is hidden under a shown total', () => {
    fc.assert(
      fc.property(someCases, fc.integer({ min: 2, max: 6 }), (cases, smallest) => {
        const { total, rows, leftOut: why } = ratesBy('unit', cases, { weight: 100, smallest });
        const columns = [
          { sum: total.cases, cells: rows.map((row) => row.cases) },
          ...MEASURES.map((measure) => ({
            sum: total.rates[measure],
            cells: rows.map(({ rates }) => rates[measure]),
          })),
        ];
        for (const { sum, cells } of columns) {
          for (const cell of [sum, ...cells]) {
            const size = cell === 'hidden' ? 0 : typeof cell === 'number' ? cell : cell.of;
            expect(size === 0 || size >= smallest).toBe(true);
          }
          if (sum !== 'hidden') expect(cells.filter((cell) => cell === 'hidden').length).not.toBe(1);
        }
        for (const measure of MEASURES) {
          const reasons = LEFT_OUT.map((reason) => why[measure][reason]);
          for (const count of reasons) expect(count === 'hidden' || count === 0 || count >= smallest).toBe(true);
          // All cases are known, and so is the sum of the reasons where none is hidden.
          if (total.cases !== 'hidden' && total.rates[measure] === 'hidden') expect(reasons).toContain('hidden');
        }
      }),
    );
  });
});
