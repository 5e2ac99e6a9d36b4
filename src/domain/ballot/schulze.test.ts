import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { rankingIn } from './question.ts';
import { pairwise, schulzeOrder } from './schulze.ts';

const votes = (...rows: readonly (readonly [number, string])[]) =>
  rows.map(([count, choice]) => ({ ranking: rankingIn(choice) ?? [], count }));

describe('the Schulze method', () => {
  test('gives the published order of the example with 45 voters', () => {
    // Schulze 2011, example 1: A to E are 1 to 5; the result is E, A, C, B, D.
    const preferred = pairwise(
      5,
      votes(
        [5, '1>3>2>5>4'],
        [5, '1>4>5>3>2'],
        [8, '2>5>4>1>3'],
        [3, '3>1>2>5>4'],
        [7, '3>1>5>2>4'],
        [2, '3>2>1>4>5'],
        [7, '4>3>5>2>1'],
        [8, '5>2>1>4>3'],
      ),
    );
    expect(schulzeOrder(preferred)).toEqual([[5], [1], [3], [2], [4]]);
  });

  test('leaves options level that nobody preferred', () => {
    expect(schulzeOrder(pairwise(3, votes([4, '1>2=3'])))).toEqual([[1], [2, 3]]);
    expect(schulzeOrder(pairwise(2, votes([3, '1>2'], [3, '2>1'])))).toEqual([[1, 2]]);
    expect(schulzeOrder(pairwise(2, votes([9, 'abstain'])))).toEqual([[1, 2]]);
  });

  const ranking = (options: number) =>
    fc
      .shuffledSubarray(Array.from({ length: options }, (_, index) => index + 1))
      .chain((order) =>
        fc
          .array(fc.constantFrom('>', '='), { minLength: options, maxLength: options })
          .map(
            (marks) =>
              order.map((option, index) => (index === 0 ? `${option}` : `${marks[index]}${option}`)).join('') ||
              'abstain',
          ),
      );
  const someVotes = fc.integer({ min: 1, max: 5 }).chain((options) =>
    fc.record({
      options: fc.constant(options),
      rows: fc.array(fc.tuple(fc.integer({ min: 1, max: 9 }), ranking(options)), { minLength: 1, maxLength: 12 }),
    }),
  );

  test('whoever would win against every other is first, alone', () => {
    fc.assert(
      fc.property(someVotes, ({ options, rows }) => {
        const preferred = pairwise(options, votes(...rows));
        const all = preferred.map((_, index) => index);
        const best = all.find((a) => all.every((b) => a === b || (preferred[a]?.[b] ?? 0) > (preferred[b]?.[a] ?? 0)));
        if (best !== undefined) expect(schulzeOrder(preferred)[0]).toEqual([best + 1]);
      }),
    );
  });

  test('names each option once, whatever was ranked', () => {
    fc.assert(
      fc.property(someVotes, ({ options, rows }) => {
        const order = schulzeOrder(pairwise(options, votes(...rows))).flat();
        expect([...order].sort()).toEqual(Array.from({ length: options }, (_, index) => index + 1).sort());
      }),
    );
  });
});
