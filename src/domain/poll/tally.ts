/** Counting a poll, and what of it may be told. */
import { pairwise, schulzeOrder } from '../ballot/schulze.ts';
import { NO_ANSWER, type PollKind, pickedIn, rankingOf } from './poll.ts';

/** How often each answer was given, sorted by answer: nothing of the order in which they came is left. */
export type CountedAnswers = readonly (readonly [answer: string, many: number])[];

export function countAnswers(answers: Iterable<string>): CountedAnswers {
  const many = new Map<string, number>();
  for (const answer of answers) if (answer !== NO_ANSWER) many.set(answer, (many.get(answer) ?? 0) + 1);
  return [...many].sort(([a], [b]) => (a < b ? -1 : 1));
}

export interface PollTally {
  readonly answered: number;
  /** By option, from option 1 on; where options were ranked, how many put it first. Undefined where it is not told. */
  readonly votes: readonly (number | undefined)[];
  /** Where options were ranked: the options in the order of the result, alike ones together. */
  readonly order?: readonly (readonly number[])[];
  /** Of a rating, one decimal. */
  readonly mean?: number;
  /** Too few answered for anything but their number to be told. */
  readonly withheld: boolean;
}

/**
 * @param cell of an anonymous poll: so few answers are not broken down, neither all of them nor those for one option
 */
export function tallyPoll(kind: PollKind, options: number, counted: CountedAnswers, cell?: number): PollTally {
  const answered = counted.reduce((sum, [, many]) => sum + many, 0);
  if (cell !== undefined && answered < cell)
    return { answered, votes: Array.from({ length: options }, () => undefined), withheld: true };
  const votes = new Array<number>(options).fill(0);
  for (const [answer, many] of counted) {
    const picked = kind === 'ranked' ? (rankingOf(answer)[0] ?? []) : pickedIn(kind, answer);
    for (const option of picked) votes[option - 1] = (votes[option - 1] ?? 0) + many;
  }
  const told = cell === undefined ? votes : withoutSmall(votes, cell);
  return {
    answered,
    votes: told,
    ...(kind === 'ranked' && {
      order: schulzeOrder(
        pairwise(
          options,
          counted.map(([answer, count]) => ({ ranking: rankingOf(answer), count })),
        ),
      ),
    }),
    ...(kind === 'rating' && answered > 0 && { mean: Math.round((10 * sumOf(votes)) / answered) / 10 }),
    withheld: false,
  };
}

const sumOf = (votes: readonly number[]): number => votes.reduce((sum, many, at) => sum + many * (at + 1), 0);

/** A single number left out could be had by subtraction: then the next smallest goes with it. */
function withoutSmall(votes: readonly number[], cell: number): readonly (number | undefined)[] {
  const hidden = new Set(votes.flatMap((many, at) => (many < cell ? [at] : [])));
  if (hidden.size === 1) {
    const [next] = votes
      .map((many, at) => ({ many, at }))
      .filter(({ at }) => !hidden.has(at))
      .sort((a, b) => a.many - b.many || a.at - b.at);
    if (next) hidden.add(next.at);
  }
  return votes.map((many, at) => (hidden.has(at) ? undefined : many));
}
