import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BULLETIN_STATES,
  type BulletinAction,
  decideBulletin,
  figuresOf,
  isBulletinMonth,
  percentOf,
} from './bulletin.ts';
import type { RatedCase } from './rates.ts';

const ACTIONS: readonly BulletinAction[] = ['approve', 'publish', 'withdraw'];

describe('a bulletin', () => {
  test('is published only once somebody approved it, and never taken back after that', () => {
    const allowed = BULLETIN_STATES.flatMap((state) =>
      ACTIONS.flatMap((action) => {
        const done = decideBulletin(state, action);
        return done.ok ? [`${state} ${action} ${done.value}`] : [];
      }),
    );
    expect(allowed).toEqual([
      'draft approve approved',
      'draft withdraw withdrawn',
      'approved publish published',
      'approved withdraw withdrawn',
    ]);
  });

  test('of every nth month comes once in n months, whatever the year', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2000, max: 2100 }), fc.constantFrom(1, 2, 3, 4, 6, 12), (year, every) => {
        const months = Array.from({ length: 12 }, (_none, at) => ({ year, month: at + 1 }));
        expect(months.filter((month) => isBulletinMonth(month, every))).toHaveLength(12 / every);
      }),
    );
  });

  test('a share is told to a tenth of a percent', () => {
    const rate = (permille: number | null) => ({ of: 7, numerator: 1, denominator: 7, permille });
    expect(percentOf(rate(834))).toBe('83.4%');
    expect(percentOf(rate(1000))).toBe('100.0%');
    expect(percentOf(rate(5))).toBe('0.5%');
    expect([percentOf('hidden'), percentOf(rate(null))]).toEqual([undefined, undefined]);
  });
});

const CATEGORIES = ['noise', 'parking', 'ledgers', 'elevator'] as const;
const arbitraryCase = fc.record({
  state: fc.constantFrom('closed', 'dispatched', 'withdrawn', 'received'),
  tier: fc.constant('committee'),
  mode: fc.constantFrom('named', 'anonymous'),
  category: fc.constantFrom(...CATEGORIES),
  unitId: fc.constantFrom('u1', 'u2', 'u3', null),
  gridId: fc.constantFrom('g1', null),
  placeId: fc.constantFrom('p1', 'p2', null),
  month: fc.constant('2026-10'),
  dispatched: fc.boolean(),
  contactedInTime: fc.constantFrom(true, false, null),
}) satisfies fc.Arbitrary<RatedCase>;

describe('its figures', () => {
  const names = new Map([
    ['u1', '甲单位'],
    ['u2', '乙单位'],
    ['g1', '第一网格'],
    ['p1', '1号楼'],
  ]);
  const rules = { weight: 100, smallest: 5, months: 1 };

  test('tell no number below the smallest, name nothing that has no name, and do not mention what is wholly hidden', () => {
    fc.assert(
      fc.property(fc.array(arbitraryCase, { maxLength: 60 }), (cases) => {
        const figures = figuresOf(cases, rules, names);
        const told = [...figures.units, ...figures.grids, ...figures.categories];
        for (const { cases: many } of told) if (many !== 'hidden') expect(many).toBeGreaterThanOrEqual(5);
        for (const { cases: many } of [...figures.topics, ...figures.places]) expect(many).toBeGreaterThanOrEqual(5);
        expect(figures.units.every(({ name }) => name === '甲单位' || name === '乙单位')).toBe(true);
        for (const category of CATEGORIES) {
          const many = cases.filter((each) => each.category === category).length;
          const isTold = figures.categories.some((each) => each.category === category);
          if (many === 0) expect(isTold).toBe(false);
        }
      }),
    );
  });
});
