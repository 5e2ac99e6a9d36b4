/**
 * 就任: whom an election seats and who waits in which order, over its rounds. Whoever a later round elected comes after those of
 * the earlier; the reserve is the later round's, then whoever only stood in the earlier.
 */
import type { BallotState } from './states.ts';
import type { Outcome, Result } from './tally.ts';

export interface RoundResult<C> {
  readonly candidates: readonly C[];
  readonly result: Pick<Result, 'chosen' | 'reserve'>;
}

/** `rank` counts from 1 through both lists; equal votes have one rank, and the lot decides when it matters. */
export interface Placed<C> {
  readonly candidate: C;
  readonly rank: number;
  /** The round that placed her, counted from 0. */
  readonly round: number;
}

export interface Line<C> {
  readonly elected: readonly Placed<C>[];
  readonly reserve: readonly Placed<C>[];
}

/**
 * @param rounds the first round first
 * @param nameOf what makes a candidate of one round the same in another
 */
export function lineOf<C>(rounds: readonly RoundResult<C>[], nameOf: (candidate: C) => string): Line<C> {
  const seen = new Set<string>();
  const fresh = ({ candidates }: RoundResult<C>, options: readonly number[]): readonly C[] =>
    options.flatMap((option) => {
      const candidate = candidates[option - 1];
      if (candidate === undefined || seen.has(nameOf(candidate))) return [];
      seen.add(nameOf(candidate));
      return [candidate];
    });
  const elected: Placed<C>[] = [];
  rounds.forEach((each, round) => {
    for (const candidate of fresh(each, each.result.chosen))
      elected.push({ candidate, rank: elected.length + 1, round });
  });
  const reserve: Placed<C>[] = [];
  for (const [back, each] of [...rounds].reverse().entries())
    for (const level of each.result.reserve) {
      const rank = elected.length + reserve.length + 1;
      for (const candidate of fresh(each, level)) reserve.push({ candidate, rank, round: rounds.length - 1 - back });
    }
  return { elected, reserve };
}

/** Whether whoever it elected may take the seats now, and has not yet. */
export const waitsForSeating = (row: {
  readonly state: BallotState;
  readonly outcome: Outcome | null;
  readonly fillsBodyId: string | null;
  readonly seatedAt: unknown;
  readonly result: Result | null;
}): boolean =>
  row.state === 'final' &&
  row.outcome !== 'void' &&
  row.fillsBodyId !== null &&
  row.seatedAt === null &&
  (row.result?.chosen.length ?? 0) > 0;
