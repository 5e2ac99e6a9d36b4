import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Ratio, reaches } from './ratio.ts';

const majority: Ratio = { numerator: 1, denominator: 2, strict: true };
const twoThirds: Ratio = { numerator: 2, denominator: 3, strict: false };
const ratios: fc.Arbitrary<Ratio> = fc
  .tuple(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 1, max: 100 }), fc.boolean())
  .map(([a, b, strict]) => ({ numerator: Math.min(a, b), denominator: Math.max(a, b), strict: strict && a !== b }));
const counts = fc.integer({ min: 0, max: 100_000 });

describe('shares of a count', () => {
  it('过半数 is strictly more than half, 三分之二以上 includes two thirds', () => {
    expect([reaches(15, 30, majority), reaches(16, 30, majority)]).toEqual([false, true]);
    expect([reaches(19, 30, twoThirds), reaches(20, 30, twoThirds), reaches(21, 31, twoThirds)]).toEqual([
      false,
      true,
      true,
    ]);
    expect(reaches(20, 31, twoThirds)).toBe(false);
  });
  it('are the integer rules 2p > n and 3p ≥ 2n', () => {
    fc.assert(
      fc.property(counts, fc.integer({ min: 1, max: 100_000 }), (part, whole) => {
        expect(reaches(part, whole, majority)).toBe(2 * part > whole);
        expect(reaches(part, whole, twoThirds)).toBe(3 * part >= 2 * whole);
      }),
    );
  });
  it('of nobody nothing is reached', () => {
    fc.assert(fc.property(ratios, (ratio) => !reaches(0, 0, ratio)));
  });
  it('more people never lose what fewer had, and all together reach every ratio', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), counts, ratios, (whole, some, ratio) => {
        const part = some % whole;
        if (reaches(part, whole, ratio)) expect(reaches(part + 1, whole, ratio)).toBe(true);
        expect(reaches(whole, whole, ratio)).toBe(true);
      }),
    );
  });
  it('stay exact where floating point would not', () => {
    const whole = 9_007_199_254_740_991;
    expect(reaches(Math.floor(whole / 2), whole, majority)).toBe(false);
    expect(reaches(Math.floor(whole / 2) + 1, whole, majority)).toBe(true);
  });
});
