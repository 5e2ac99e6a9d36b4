import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { hideSmall } from './small-cells.ts';

/** What a reader of the published table sees. */
const published = (sizes: readonly number[], smallest: number): string => {
  const { cells, total } = hideSmall(sizes, smallest);
  const sum = sizes.reduce((a, b) => a + b, 0);
  return JSON.stringify([sizes.map((size, at) => (cells[at] ? '*' : size)), total ? '*' : sum]);
};

const tables = (cells: number, most: number): readonly (readonly number[])[] =>
  cells === 0
    ? [[]]
    : tables(cells - 1, most).flatMap((rest) => Array.from({ length: most + 1 }, (_, n) => [...rest, n]));

describe('a table of small numbers', () => {
  test('hides what is small, and something beside it', () => {
    expect(hideSmall([9, 2, 7, 0], 5)).toEqual({ cells: [true, true, false, false], total: false });
    expect(hideSmall([4, 3, 9, 0, 8], 5)).toEqual({ cells: [true, true, true, false, false], total: false });
    expect(hideSmall([4, 3, 0], 5)).toEqual({ cells: [true, true, false], total: false });
  });

  test('hides all of it where the total would say the same', () => {
    expect(hideSmall([2, 0], 5)).toEqual({ cells: [true, true], total: true });
    expect(hideSmall([1, 1], 5)).toEqual({ cells: [true, true], total: true });
    expect(hideSmall([5, 1, 0], 5)).toEqual({ cells: [true, true, true], total: true });
    expect(hideSmall([5, 1, 8], 5)).toEqual({ cells: [true, true, true], total: false });
    expect(hideSmall([], 5)).toEqual({ cells: [], total: false });
  });

  test('hides nothing where nothing is small', () => {
    expect(hideSmall([5, 0, 12], 5)).toEqual({ cells: [false, false, false], total: false });
    expect(hideSmall([1, 2, 3], 1)).toEqual({ cells: [false, false, false], total: false });
  });

  // Every table there is, and a reader who knows the rule and all that is shown.
  test.each([
    [1, 30, 5],
    [2, 40, 5],
    [3, 24, 4],
    [4, 14, 3],
    [4, 15, 4],
  ])(
    'of %i cells that add up to %i leaves at least two readings of each hidden one (smallest %i)',
    (cells, most, smallest) => {
      const readings = new Map<string, (readonly number[])[]>();
      for (const sizes of tables(cells, most)) {
        const key = published(sizes, smallest);
        readings.set(key, [...(readings.get(key) ?? []), sizes]);
      }
      for (const [key, same] of readings) {
        // A larger total has readings with larger cells than were tried.
        if (same.some((sizes) => sizes.reduce((a, b) => a + b, 0) > most)) continue;
        const { cells: hidden } = hideSmall(same[0] ?? [], smallest);
        hidden.forEach((isHidden, at) => {
          if (isHidden) expect(new Set(same.map((sizes) => sizes[at])).size, `${key} ${at}`).toBeGreaterThan(1);
        });
      }
    },
  );

  test('never shows a small one', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(30), { maxLength: 12 }), fc.integer({ min: 1, max: 10 }), (sizes, smallest) => {
        const { cells } = hideSmall(sizes, smallest);
        sizes.forEach((size, at) => {
          if (size > 0 && size < smallest) expect(cells[at]).toBe(true);
        });
      }),
    );
  });
});
