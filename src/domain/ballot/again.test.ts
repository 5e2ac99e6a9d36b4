import fc from 'fast-check';
import { expect, test } from 'vitest';
import { nextRound, standingRounds } from './again.ts';
import { type CountedBallot, count, type Outcome } from './tally.ts';

const MORE_THAN_HALF = { numerator: 1, denominator: 2, strict: true };
const THIRD = { numerator: 1, denominator: 3, strict: false };
const counted = (question: CountedBallot['question'], choices: readonly (readonly [string, number])[]) =>
  count({
    question,
    attendance: { roll: 20, present: 12, recused: 0, recusedPresent: 0 },
    choices: new Map(choices),
    rules: {
      quorum: MORE_THAN_HALF,
      threshold: MORE_THAN_HALF,
      base: 'present',
      recusedCount: true,
      castingVote: false,
      runOff: THIRD,
    },
  });

test('a tie, and what is void, is put again as it was; what failed, passed or found too few is not', () => {
  const question = { kind: 'motion' } as const;
  const round = (choices: readonly (readonly [string, number])[]) => {
    const result = counted(question, choices);
    return nextRound({ question, outcome: result.outcome, result });
  };
  expect(
    round([
      ['approve', 6],
      ['reject', 6],
    ]),
  ).toEqual({ kind: 'revote', question });
  expect(
    round([
      ['approve', 7],
      ['reject', 5],
    ]),
  ).toBeUndefined();
  expect(
    round([
      ['approve', 5],
      ['reject', 7],
    ]),
  ).toBeUndefined();
  const result = counted(question, [
    ['approve', 6],
    ['reject', 6],
  ]);
  expect(nextRound({ question, outcome: null, result })).toBeUndefined();
  expect(nextRound({ question, outcome: 'void', result })).toEqual({ kind: 'revote', question });
});

test('of the rounds of an election those count that are not void, if what came after asked the same again', () => {
  const first = { kind: 'election', options: 4, seats: 2 } as const;
  const second = { kind: 'election', options: 2, seats: 1 } as const;
  const round = (question: typeof first | typeof second, outcome: Outcome) => ({ question, outcome });
  const [failed, voided] = [round(first, 'failed'), round(first, 'void')];
  const [runOff, lost] = [round(second, 'passed'), round(second, 'void')];
  expect(standingRounds([failed, runOff])).toEqual([failed, runOff]);
  expect(standingRounds([voided, failed, runOff])).toEqual([failed, runOff]);
  expect(standingRounds([failed, lost, runOff])).toEqual([failed, runOff]);
  // Whom a void round has chosen to go on is chosen by nobody.
  expect(standingRounds([voided, runOff])).toBeUndefined();
  expect(standingRounds([failed, lost])).toBeUndefined();
});

test('an election that left seats empty goes on between the next names, for these seats alone', () => {
  const question = { kind: 'election', options: 4, seats: 2 } as const;
  const result = counted(question, [
    ['1,2', 5],
    ['1,3', 4],
    ['2,4', 1],
  ]);
  expect(result).toMatchObject({ outcome: 'failed', chosen: [1] });
  expect(nextRound({ question, outcome: 'failed', result })).toEqual({
    kind: 'run_off',
    question: { kind: 'election', options: 2, seats: 1 },
    keep: [2, 3],
  });
});

test('a run-off never asks for those who are elected, and always has more names than seats', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.integer({ min: 1, max: 3 }),
      fc.array(fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 3 }), { maxLength: 12 }),
      (options, wanted, ballots) => {
        const seats = Math.min(wanted, options);
        const question = { kind: 'election', options, seats } as const;
        const choices = new Map<string, number>();
        for (const ballot of ballots) {
          const names = ballot.filter((name) => name <= options).slice(0, seats);
          const choice = names.length === 0 ? 'abstain' : names.sort((a, b) => a - b).join(',');
          choices.set(choice, (choices.get(choice) ?? 0) + 1);
        }
        const result = counted(question, [...choices]);
        const round = nextRound({ question, outcome: result.outcome as Outcome, result });
        if (round?.kind !== 'run_off') return;
        expect(round.keep.filter((name) => result.chosen.includes(name))).toEqual([]);
        expect(round.question).toMatchObject({ options: round.keep.length, seats: seats - result.chosen.length });
        expect(round.keep.length).toBeGreaterThan(seats - result.chosen.length);
      },
    ),
  );
});
