import fc from 'fast-check';
import { expect, test } from 'vitest';
import { lineOf } from './elected.ts';
import { count } from './tally.ts';

const NAMES = ['甲', '乙', '丙', '丁', '戊'];
const HALF = { numerator: 1, denominator: 2, strict: true };
const THIRD = { numerator: 1, denominator: 3, strict: false };
const RULES = {
  quorum: HALF,
  threshold: HALF,
  base: 'cast',
  recusedCount: true,
  castingVote: false,
  runOff: THIRD,
} as const;

/** One round among these names, each voter naming one. */
function held(candidates: readonly string[], seats: number, votes: readonly number[], runOff: boolean) {
  const choices = new Map<string, number>();
  for (const vote of votes) {
    const choice = String((vote % candidates.length) + 1);
    choices.set(choice, (choices.get(choice) ?? 0) + 1);
  }
  const many = votes.length;
  return count({
    question: { kind: 'election', options: candidates.length, seats },
    attendance: { roll: many, present: many, recused: 0, recusedPresent: 0 },
    choices,
    rules: RULES,
    runOff,
  });
}

const name = (candidate: string) => candidate;

test('over both rounds nobody has two places, no more are elected than there are seats, and ranks follow the votes', () => {
  const votes = fc.array(fc.nat(4), { minLength: 1, maxLength: 12 });
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 3 }), votes, votes, (seats, first, second) => {
      const one = held(NAMES, seats, first, false);
      const rounds = [{ candidates: NAMES, result: one }];
      if (one.runOff) {
        const between = one.runOff.between.map((option) => NAMES[option - 1] ?? '');
        rounds.push({ candidates: between, result: held(between, one.runOff.seats, second, true) });
      }
      const { elected, reserve } = lineOf(rounds, name);
      const all = [...elected, ...reserve];
      expect(new Set(all.map(({ candidate }) => candidate)).size).toBe(all.length);
      expect(elected.length).toBeLessThanOrEqual(seats);
      expect(elected.map(({ rank }) => rank)).toEqual(elected.map((_, at) => at + 1));
      const ranks = reserve.map(({ rank }) => rank);
      expect(ranks).toEqual([...ranks].sort((a, b) => a - b));
      // Whoever stands behind k others has rank k + 1, and equals share the first of their places.
      reserve.forEach(({ rank }) => {
        expect(rank).toBe(elected.length + ranks.indexOf(rank) + 1);
      });
      // Of one round, more votes never stand behind fewer, and equal votes stand at one place.
      if (rounds.length === 1 && one.tally.kind === 'election') {
        const votesOf = new Map(one.tally.votes.map(({ option, votes: n }) => [NAMES[option - 1] ?? '', n]));
        for (const a of reserve)
          for (const b of reserve)
            expect(Math.sign(a.rank - b.rank)).toBe(
              Math.sign((votesOf.get(b.candidate) ?? 0) - (votesOf.get(a.candidate) ?? 0)) || 0,
            );
      }
    }),
  );
});

test('who was elected in the second round comes after the first, and whoever only stood in the first waits last', () => {
  const first = { candidates: NAMES, result: { chosen: [1], reserve: [[2, 3], [4], [5]] } };
  const second = { candidates: ['乙', '丙'], result: { chosen: [2], reserve: [[1]] } };
  const { elected, reserve } = lineOf([first, second], name);
  expect(elected.map(({ candidate, rank, round }) => [candidate, rank, round])).toEqual([
    ['甲', 1, 0],
    ['丙', 2, 1],
  ]);
  expect(reserve.map(({ candidate, rank }) => [candidate, rank])).toEqual([
    ['乙', 3],
    ['丁', 4],
    ['戊', 5],
  ]);
});
