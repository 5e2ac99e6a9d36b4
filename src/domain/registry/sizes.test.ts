import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nextInLine } from './seats.ts';
import { bodyFindings, committeeDue, gridFindings, type SizeRules } from './sizes.ts';

const NUMBERS: Readonly<Record<string, unknown>> = {
  'committee.size.min': 5,
  'committee.size.max': 9,
  'supervision.size.min': 3,
  'supervision.size.max': 5,
  'supervision.chairs': 1,
  'supervision.women.min': 1,
  'representatives.min': 30,
  'grid.officers.min': 1,
  'grid.officers.max': 2,
  'community.committee_due_at_occupancy': { numerator: 1, denominator: 2, strict: false },
};
const rules = { value: (key: string) => NUMBERS[key] } as SizeRules;
const member = { position: 'member', woman: undefined } as const;
const chair = { position: 'chair', woman: true } as const;
const many = (count: number) => Array.from({ length: count }, () => member);

describe('the size of a body', () => {
  test('a committee of another size only warns', () => {
    fc.assert(
      fc.property(fc.nat({ max: 30 }), fc.boolean(), (count, waived) => {
        const found = bodyFindings({ kind: 'committee', seats: many(count), waived }, rules);
        expect(found.map(({ kind }) => kind)).toEqual(count < 5 ? ['too_few'] : count > 9 ? ['too_many'] : []);
        expect(found.every(({ level }) => level === 'warn')).toBe(true);
      }),
    );
  });

  test('a supervision committee needs three to five, one chair and a woman; a waiver lets it pass and stays to be seen', () => {
    const supervision = (seats: readonly (typeof member | typeof chair)[], waived = false) =>
      bodyFindings({ kind: 'supervision', seats, waived }, rules).map(({ kind, level }) => `${level} ${kind}`);
    expect(supervision([chair, ...many(2)])).toEqual([]);
    expect(supervision([chair, ...many(4)])).toEqual([]);
    expect(supervision([chair, ...many(5)])).toEqual(['block too_many']);
    expect(supervision([chair, chair, member])).toEqual(['block too_many_chairs']);
    // What nobody entered counts for nothing.
    expect(supervision(many(3))).toEqual(['block no_chair', 'block too_few_women']);
    expect(supervision(many(3), true)).toEqual(['warn no_chair', 'warn too_few_women']);
  });

  test('twenty-nine representatives are too few, thirty are not', () => {
    const representatives = (count: number) =>
      bodyFindings({ kind: 'representatives', seats: many(count), waived: false }, rules);
    expect(representatives(29)).toMatchObject([{ kind: 'too_few', level: 'block', count: 29, limit: 30 }]);
    expect(representatives(30)).toEqual([]);
  });

  test('a grid has one or two officers', () => {
    expect([0, 1, 2, 3].map((count) => gridFindings(count, rules).map(({ kind }) => kind))).toEqual([
      ['too_few_officers'],
      [],
      [],
      ['too_many_officers'],
    ]);
  });

  test('from half of the dwellings lived in on, a committee is due', () => {
    expect(committeeDue(49, 0, rules)).toEqual([]);
    expect(committeeDue(50, 0, rules)).toHaveLength(1);
    expect(committeeDue(50, 1, rules)).toEqual([]);
    expect(committeeDue(null, 0, rules)).toEqual([]);
  });
});

test('who comes next is the lowest rank in the reserve, and nobody else', () => {
  const rank = fc.option(fc.integer({ min: 1, max: 99 }), { nil: null });
  const seat = fc.record({ role: fc.constantFrom('resident' as const, 'committee_member' as const), rank });
  fc.assert(
    fc.property(fc.array(seat), (seats) => {
      const ranks = seats.flatMap((one) => (one.role === 'resident' && one.rank !== null ? [one.rank] : []));
      expect(nextInLine(seats).map(({ rank }) => rank)).toEqual(ranks.filter((rank) => rank === Math.min(...ranks)));
    }),
  );
});
