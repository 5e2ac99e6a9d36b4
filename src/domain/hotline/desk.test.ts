import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SeatFact } from '../task/people.ts';
import { deskOf, firstDesk, mayReadFrom, startDesk, topDesk } from './desk.ts';
import type { Excluded } from './exclusion.ts';
import { CASE_FAMILIES, CASE_TIERS } from './states.ts';

const seat = (personId: string, role: SeatFact['role'], bodyId: string, bodyKind: SeatFact['bodyKind']): SeatFact => ({
  personId,
  role,
  bodyId,
  bodyKind,
  position: 'member',
});
const HEAD = seat('head', 'committee_head', 'committee', 'committee');
const MEMBER = seat('member', 'committee_member', 'committee', 'committee');
const LIAISON = seat('liaison', 'subdistrict', 'office', 'office');
const LEADER = seat('leader', 'subdistrict', 'group', 'leading_group');
const SUPERVISOR = seat('supervisor', 'supervisor', 'supervision', 'supervision');
const FIRM = seat('firm', 'unit_member', 'property', 'property_firm');
const ALL = [HEAD, MEMBER, LIAISON, LEADER, SUPERVISOR, FIRM];
const NOBODY: Excluded = { bodyIds: [], personIds: [] };
const without = (...bodyIds: string[]): Excluded => ({ bodyIds, personIds: [] });
const livelihood = { family: 'livelihood', accusedUnknown: false } as const;
const burden = { family: 'burden', accusedUnknown: false } as const;

describe('a desk', () => {
  test('is made of the seats of its tier', () => {
    expect(deskOf('committee', ALL, NOBODY)).toEqual(['head', 'member']);
    expect(deskOf('subdistrict', ALL, NOBODY)).toEqual(['liaison']);
    expect(deskOf('leading_group', ALL, NOBODY)).toEqual(['leader']);
    expect(deskOf('outside', ALL, NOBODY)).toEqual([]);
  });

  test('loses whoever belongs to the accused in any of her seats', () => {
    const both = [...ALL, seat('leader', 'subdistrict', 'office', 'office')];
    expect(deskOf('leading_group', both, without('office'))).toEqual([]);
    expect(deskOf('committee', ALL, { bodyIds: [], personIds: ['head'] })).toEqual(['member']);
  });
});

describe('where a case begins', () => {
  test('a livelihood matter at the committee, a burden above it', () => {
    expect(startDesk(livelihood, ALL, NOBODY)).toBe('committee');
    expect(startDesk(burden, ALL, NOBODY)).toBe('subdistrict');
  });

  test('passes over a desk that is the accused itself', () => {
    expect(startDesk(livelihood, ALL, without('committee'))).toBe('subdistrict');
    expect(startDesk(burden, ALL, without('office'))).toBe('leading_group');
    expect(startDesk(burden, ALL, without('office', 'group'))).toBe('outside');
  });

  test('a burden by nobody knows whom goes to the leading group, where there is one', () => {
    const unknown = { family: 'burden', accusedUnknown: true } as const;
    expect(startDesk(unknown, ALL, NOBODY)).toBe('leading_group');
    expect(startDesk(unknown, [HEAD, LIAISON], NOBODY)).toBe('subdistrict');
  });

  test('retaliation one desk above the case she suffers for, and there if nobody is above', () => {
    expect(startDesk({ ...livelihood, above: 'committee' }, ALL, NOBODY)).toBe('subdistrict');
    expect(startDesk({ ...livelihood, above: 'committee' }, ALL, without('office'))).toBe('leading_group');
    expect(startDesk({ ...livelihood, above: 'leading_group' }, ALL, NOBODY)).toBe('leading_group');
  });
});

describe('who may read', () => {
  test('of a burden nobody in the community: the reporter’s colleagues least of all', () => {
    expect(['head', 'member', 'supervisor', 'firm'].some((who) => mayReadFrom('burden', ALL, who))).toBe(false);
    expect(mayReadFrom('burden', ALL, 'liaison')).toBe(true);
  });

  test('of a livelihood matter also those who supervise, and no unit by its seat alone', () => {
    expect(mayReadFrom('livelihood', ALL, 'supervisor')).toBe(true);
    expect(mayReadFrom('livelihood', ALL, 'firm')).toBe(false);
  });
});

describe('whoever is there and whoever is left out', () => {
  const seats = fc.subarray(ALL);
  const excluded = fc.record({
    bodyIds: fc.subarray(['committee', 'office', 'group']),
    personIds: fc.subarray(['head', 'liaison', 'leader']),
  });
  const family = fc.constantFrom(...CASE_FAMILIES);

  test('a case begins where somebody may have it, never below its family and never above the top', () => {
    fc.assert(
      fc.property(seats, excluded, family, fc.boolean(), (held, out, of, accusedUnknown) => {
        const start = startDesk({ family: of, accusedUnknown }, held, out);
        const rank = (tier: (typeof CASE_TIERS)[number]) => CASE_TIERS.indexOf(tier);
        if (start !== 'outside') expect(deskOf(start, held, out).length).toBeGreaterThan(0);
        const lowest = of === 'burden' ? 'subdistrict' : 'committee';
        expect(rank(start)).toBeGreaterThanOrEqual(rank(lowest));
        const anybody = CASE_TIERS.slice(rank(lowest)).some((tier) => deskOf(tier, held, out).length > 0);
        expect(start === 'outside').toBe(!anybody);
        if (anybody) expect(rank(start)).toBeLessThanOrEqual(rank(topDesk(held, out)));
        expect(firstDesk('committee', held, NOBODY) === 'outside').toBe(topDesk(held, NOBODY) === 'outside');
      }),
    );
  });
});
