/**
 * What can be put to the vote once more, and how: after a tie, or where wrong entries on the roll made it void, the same
 * question; after an election that left seats empty the next names for these seats. Everything else that was not passed waits for new facts or for its time (`ballot.same_text_blocked`).
 */
import type { Question } from './question.ts';
import type { Outcome, Result } from './tally.ts';

export interface DeclaredBallot {
  readonly question: Question;
  readonly outcome: Outcome | null;
  readonly result: Result | null;
}

/** `keep`: the options of the first round that stand again, by their numbers there, in the order of their votes. */
export type NextRound =
  | { readonly kind: 'revote'; readonly question: Question }
  | { readonly kind: 'run_off'; readonly question: Question; readonly keep: readonly number[] };

/** Undefined where nothing was declared yet, or what was declared leaves nothing to put again. */
export function nextRound({ question, outcome, result }: DeclaredBallot): NextRound | undefined {
  if (outcome === null || !result) return undefined;
  if (outcome === 'void') return { kind: 'revote', question };
  if (question.kind !== 'election') return outcome === 'tied' ? { kind: 'revote', question } : undefined;
  if (!result.runOff) return undefined;
  const { seats, between } = result.runOff;
  return { kind: 'run_off', question: { kind: 'election', options: between.length, seats }, keep: between };
}

export interface Round {
  readonly question: Question;
  readonly outcome: Outcome | null;
}

/**
 * The rounds that count, first round first: one that is void has been put again or counts for nothing. Undefined where the last
 * one is void, or one rests on names a void round has chosen.
 */
export function standingRounds<R extends Round>(rounds: readonly R[]): readonly R[] | undefined {
  const rests = rounds.some((round, at) => {
    const next = rounds[at + 1];
    return round.outcome === 'void' && !(next && asksTheSame(round.question, next.question));
  });
  return rests ? undefined : rounds.filter(({ outcome }) => outcome !== 'void');
}

const asksTheSame = (a: Question, b: Question): boolean => sizesOf(a).join() === sizesOf(b).join();
const sizesOf = (question: Question): readonly (string | number)[] => [
  question.kind,
  'options' in question ? question.options : 0,
  'seats' in question ? question.seats : 0,
];
