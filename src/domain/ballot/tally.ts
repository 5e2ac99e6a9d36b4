/**
 * The count 计票: from the choices of a ballot to its outcome. Pure and in whole numbers, so that anybody who has the rows
 * and the rule gets the same (a majority passes iff 2·yes > base, two thirds iff 3·yes ≥ 2·base).
 */
import { type Ratio, reaches } from '../rules/ratio.ts';
import { ABSTAIN, INVALID, optionsIn, type Question, rankingIn } from './question.ts';
import { type Attendance, fewestFor, hasQuorum } from './roll.ts';
import { type Pairwise, pairwise, schulzeOrder, strongestPaths } from './schulze.ts';

/** Rule `ballot.base`: everybody present, everybody who handed a ballot in (also an empty one), or everybody on the roll. */
export type Base = 'present' | 'cast' | 'roll';

export interface CountingRules {
  readonly quorum: Ratio;
  readonly threshold: Ratio;
  readonly base: Base;
  /** Rule `ballot.recused_count_for_quorum`. */
  readonly recusedCount: boolean;
  /** Rule `ballot.casting_vote`: with it, the chair's own open choice decides a tie. */
  readonly castingVote: boolean;
  /** Rule `meeting.election.run_off`: what suffices in the second round of an election. */
  readonly runOff: Ratio;
}

/** How often each canonical choice was made. */
export type Choices = ReadonlyMap<string, number>;

export interface CountedBallot {
  readonly question: Question;
  readonly attendance: Attendance;
  readonly choices: Choices;
  readonly rules: CountingRules;
  /** The chair's choice in an open motion; matters only with `castingVote`. */
  readonly chair?: string;
  /** A second round of an election. */
  readonly runOff?: boolean;
}

/** What was handed in, as the result names it: 赞成、反对、弃权、无效. */
export interface Cast {
  readonly cast: number;
  readonly abstain: number;
  readonly invalid: number;
  /** What the threshold is measured against. */
  readonly base: number;
}

export interface OptionVotes {
  readonly option: number;
  readonly votes: number;
}

export type Tally =
  | (Cast & { readonly kind: 'motion'; readonly approve: number; readonly reject: number })
  | (Cast & { readonly kind: 'approval'; readonly votes: readonly OptionVotes[] })
  | (Cast & { readonly kind: 'election'; readonly votes: readonly OptionVotes[] })
  | (Cast & { readonly kind: 'ranked'; readonly preferred: Pairwise; readonly order: readonly (readonly number[])[] });

export const OUTCOMES = ['passed', 'failed', 'tied', 'inquorate', 'void'] as const;
export type Outcome = (typeof OUTCOMES)[number];

/** `chosen`: options that won, best first. Those after them in an election wait in `reserve`; one group, equal votes. */
export interface Result {
  readonly tally: Tally;
  readonly outcome: Outcome;
  readonly quorate: boolean;
  readonly chosen: readonly number[];
  readonly reserve: readonly (readonly number[])[];
  /** Seats of an election nobody won yet, and between whom the next round decides. */
  readonly runOff?: { readonly seats: number; readonly between: readonly number[] };
  /**
   * The fewest wrong entries of the roll that could have decided otherwise; the ballot is void from there on. A motion that
   * is tied has not passed any more than one that failed, unless the chair's vote breaks the tie.
   */
  readonly margin: number;
}

export function count(ballot: CountedBallot): Result {
  const tally = tallyOf(ballot);
  const { attendance, rules } = ballot;
  const quorate = hasQuorum(attendance, rules);
  if (!quorate) {
    const margin = 1 - quorumMargin(attendance, rules);
    return { tally, quorate, outcome: 'inquorate', chosen: [], reserve: [], margin };
  }
  const outcome = decided(ballot, tally);
  return { tally, quorate, ...outcome, margin: Math.min(outcome.margin, quorumMargin(attendance, rules)) };
}

/** Wrong entries can also have made the quorum. */
function quorumMargin({ roll, present, recusedPresent }: Attendance, { quorum, recusedCount }: CountingRules): number {
  return (recusedCount ? present : present - recusedPresent) - fewestFor(roll, quorum) + 1;
}

/** What the roll's errors, found within the objection period, make of a declared outcome. */
export const afterErrors = ({ outcome, margin }: Pick<Result, 'outcome' | 'margin'>, errors: number): Outcome =>
  errors > 0 && errors >= margin ? 'void' : outcome;

function tallyOf({ question, attendance, choices, rules }: CountedBallot): Tally {
  let cast = 0;
  for (const many of choices.values()) cast += many;
  const abstain = choices.get(ABSTAIN) ?? 0;
  const invalid = choices.get(INVALID) ?? 0;
  const shared: Cast = { cast, abstain, invalid, base: baseOf(rules.base, attendance, cast) };
  switch (question.kind) {
    case 'motion':
      return { kind: 'motion', ...shared, approve: choices.get('approve') ?? 0, reject: choices.get('reject') ?? 0 };
    case 'approval':
    case 'election':
      return { kind: question.kind, ...shared, votes: votesByOption(question.options, choices) };
    case 'ranked': {
      const votes = [...choices].map(([choice, many]) => ({ ranking: rankingIn(choice) ?? [], count: many }));
      const preferred = pairwise(question.options, votes);
      return { kind: 'ranked', ...shared, preferred, order: schulzeOrder(preferred) };
    }
  }
}

function baseOf(base: Base, { roll, present, recused, recusedPresent }: Attendance, cast: number): number {
  switch (base) {
    case 'present':
      return present - recusedPresent;
    case 'cast':
      return cast;
    case 'roll':
      return roll - recused;
  }
}

/** Most votes first; equal votes in the order of the published list. */
function votesByOption(options: number, choices: Choices): readonly OptionVotes[] {
  const votes = new Array<number>(options).fill(0);
  for (const [choice, many] of choices)
    for (const option of optionsIn(choice) ?? []) votes[option - 1] = (votes[option - 1] ?? 0) + many;
  return votes
    .map((of, index) => ({ option: index + 1, votes: of }))
    .sort((a, b) => b.votes - a.votes || a.option - b.option);
}

type Decided = Omit<Result, 'tally' | 'quorate'>;

function decided(ballot: CountedBallot, tally: Tally): Decided {
  switch (tally.kind) {
    case 'motion':
      return ofMotion(ballot, tally);
    case 'approval':
      return ofApproval(ballot, tally);
    case 'election':
      return ofElection(ballot, tally);
    case 'ranked':
      return ofRanking(tally);
  }
}

function ofMotion({ rules, chair }: CountedBallot, { approve, reject, base }: Tally & { kind: 'motion' }): Decided {
  const none = { chosen: [], reserve: [] };
  const needed = fewestFor(base, rules.threshold);
  if (reaches(approve, base, rules.threshold)) return { ...none, outcome: 'passed', margin: approve - needed + 1 };
  const breaks = rules.castingVote && (chair === 'approve' || chair === 'reject');
  if (approve === 0 || approve !== reject) {
    // So many off the larger side, and the chair would have decided.
    const toTie = breaks && Math.min(approve, reject) > 0 ? Math.abs(approve - reject) : Number.MAX_SAFE_INTEGER;
    return { ...none, outcome: 'failed', margin: Math.min(needed - approve, toTie) };
  }
  if (!breaks) return { ...none, outcome: 'tied', margin: 1 };
  // The casting vote is one more vote, counted like every other: one more yes is also one more in the base.
  const passed = chair === 'approve' && reaches(approve + 1, base + 1, rules.threshold);
  return { ...none, outcome: passed ? 'passed' : 'failed', margin: 1 };
}

function ofApproval({ rules }: CountedBallot, { votes, base }: Tally & { kind: 'approval' }): Decided {
  const needed = fewestFor(base, rules.threshold);
  const won = votes.filter((option) => reaches(option.votes, base, rules.threshold));
  const margin = Math.min(
    ...votes.map((option) => (option.votes >= needed ? option.votes - needed + 1 : needed - option.votes)),
  );
  return {
    outcome: won.length > 0 ? 'passed' : 'failed',
    chosen: won.map(({ option }) => option),
    reserve: grouped(votes.filter((option) => !won.includes(option) && option.votes > 0)),
    margin,
  };
}

/**
 * Whoever has the threshold and is among the first `seats` is elected; equal votes at the border elect neither of them.
 * What is left goes to a run-off between the next by votes, one more than there are seats, and everybody level with the last
 * of these. In a run-off the smaller share suffices.
 */
function ofElection(
  { question, rules, runOff }: CountedBallot,
  { votes, base }: Tally & { kind: 'election' },
): Decided {
  const seats = question.kind === 'election' ? question.seats : 0;
  const share = runOff ? rules.runOff : rules.threshold;
  const enough = votes.filter((option) => option.votes > 0 && reaches(option.votes, base, share));
  const border = enough[seats]?.votes;
  const won = border === undefined ? enough : enough.filter((option) => option.votes > border);
  const left = seats - won.length;
  const rest = votes.filter((option) => !won.includes(option));
  const last = rest[left]?.votes;
  const between = left === 0 ? [] : rest.filter((option) => last === undefined || option.votes >= last);
  const margin = electionMargin(votes, seats, fewestFor(base, share));
  return {
    outcome: left === 0 ? 'passed' : border === undefined ? 'failed' : 'tied',
    chosen: won.map(({ option }) => option),
    reserve: grouped(rest.filter((option) => option.votes > 0)),
    ...(left > 0 && between.length > left
      ? { runOff: { seats: left, between: between.map(({ option }) => option) } }
      : {}),
    margin,
  };
}

/** How few votes put somebody else in or out: over the threshold, or over one another at the border of the seats. */
function electionMargin(votes: readonly OptionVotes[], seats: number, needed: number): number {
  const overThreshold = votes.map((option) =>
    option.votes >= needed ? option.votes - needed + 1 : needed - option.votes,
  );
  const [lastIn, firstOut] = [votes[seats - 1], votes[seats]];
  // One ballot too many can stand against both of two neighbours, so half the distance is already enough.
  const between =
    lastIn && firstOut ? Math.max(Math.ceil((lastIn.votes - firstOut.votes) / 2), 1) : Number.MAX_SAFE_INTEGER;
  return Math.min(...overThreshold, between);
}

function ofRanking({ order, preferred, cast }: Tally & { kind: 'ranked' }): Decided {
  const [first = []] = order;
  const nobody = preferred.every((row) => row.every((votes) => votes === 0));
  if (nobody) return { outcome: 'failed', chosen: [], reserve: [], margin: 1 };
  const differences = preferred.flatMap((row, a) =>
    row.flatMap((votes, b) => (a < b ? [Math.abs(votes - (preferred[b]?.[a] ?? 0))] : [])),
  );
  const margin = Math.max(Math.ceil(Math.min(cast, ...differences) / 2), 1);
  return first.length === 1
    ? { outcome: 'passed', chosen: first, reserve: order.slice(1), margin: Math.min(margin, leadOf(first, preferred)) }
    : { outcome: 'tied', chosen: [], reserve: order, margin: 1 };
}

/**
 * In a circle the weakest defeat counts: by how much the winner's strongest path is stronger than the one back. A ballot less
 * weakens a path by one at the most, and strengthens none as long as no defeat is turned round.
 */
function leadOf([winner = 1]: readonly number[], preferred: Pairwise): number {
  const path = strongestPaths(preferred);
  const leads = path.flatMap((row, other) =>
    other === winner - 1 ? [] : [(path[winner - 1]?.[other] ?? 0) - (row[winner - 1] ?? 0)],
  );
  return Math.min(Number.MAX_SAFE_INTEGER, ...leads);
}

/** Options with equal votes stand together: their order is drawn by lot, in public, when it matters. */
function grouped(votes: readonly OptionVotes[]): readonly (readonly number[])[] {
  const groups = new Map<number, number[]>();
  for (const { option, votes: many } of votes) groups.set(many, [...(groups.get(many) ?? []), option]);
  return [...groups.values()];
}
