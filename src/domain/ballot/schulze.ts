/**
 * The Schulze method, by winning votes: the one way rankings are counted here. It elects the option that would win against
 * every other wherever there is one, and a copy of a candidate hurts nobody.
 *
 * Source: Markus Schulze, “A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
 * election method”, Social Choice and Welfare 36 (2011), 267–303.
 */
import type { Ranking } from './question.ts';

/** How many prefer the row's option to the column's. Both count from 0: option 1 is at 0. */
export type Pairwise = readonly (readonly number[])[];

export function pairwise(
  options: number,
  votes: Iterable<{ readonly ranking: Ranking; readonly count: number }>,
): Pairwise {
  const preferred = Array.from({ length: options }, () => new Array<number>(options).fill(0));
  for (const { ranking, count } of votes) {
    const level = new Array<number>(options).fill(ranking.length);
    for (const [index, alike] of ranking.entries()) for (const option of alike) level[option - 1] = index;
    for (const [a, row] of preferred.entries())
      for (let b = 0; b < options; b += 1) if ((level[a] ?? 0) < (level[b] ?? 0)) row[b] = (row[b] ?? 0) + count;
  }
  return preferred;
}

/** For each pair the strength of the strongest path of defeats: the weakest defeat on it, as strong as can be. */
export function strongestPaths(preferred: Pairwise): Pairwise {
  const many = preferred.length;
  const at = (from: number, to: number): number => preferred[from]?.[to] ?? 0;
  const path = preferred.map((row, a) => row.map((votes, b) => (a !== b && votes > at(b, a) ? votes : 0)));
  for (let via = 0; via < many; via += 1)
    for (const [a, row] of path.entries()) {
      if (a === via) continue;
      for (let b = 0; b < many; b += 1) {
        if (b === a || b === via) continue;
        row[b] = Math.max(row[b] ?? 0, Math.min(row[via] ?? 0, path[via]?.[b] ?? 0));
      }
    }
  return path;
}

/**
 * The options in the order of the result, alike ones together: first all that nothing beats, then all that nothing beats
 * among the rest. “Has the stronger path” never goes in a circle, so every round finds some.
 */
export function schulzeOrder(preferred: Pairwise): readonly (readonly number[])[] {
  const path = strongestPaths(preferred);
  const beats = (a: number, b: number): boolean => (path[a]?.[b] ?? 0) > (path[b]?.[a] ?? 0);
  const order: number[][] = [];
  let left = preferred.map((_, index) => index);
  while (left.length > 0) {
    const unbeaten = left.filter((option) => !left.some((other) => beats(other, option)));
    order.push(unbeaten.map((index) => index + 1));
    left = left.filter((option) => !unbeaten.includes(option));
  }
  return order;
}
