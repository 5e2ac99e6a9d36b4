import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Ratio } from '../rules/ratio.ts';
import type { Question } from './question.ts';
import type { Attendance } from './roll.ts';
import { afterErrors, type CountedBallot, type CountingRules, count } from './tally.ts';

const MAJORITY: Ratio = { numerator: 1, denominator: 2, strict: true };
const TWO_THIRDS: Ratio = { numerator: 2, denominator: 3, strict: false };
const RULES: CountingRules = {
  quorum: TWO_THIRDS,
  threshold: MAJORITY,
  base: 'present',
  recusedCount: true,
  castingVote: false,
  runOff: { numerator: 1, denominator: 3, strict: false },
};
const room = (roll: number, present: number, recused = 0): Attendance => ({
  roll,
  present,
  recused,
  recusedPresent: recused,
});
const ballot = (
  attendance: Attendance,
  choices: Readonly<Record<string, number>>,
  rules: Partial<CountingRules> = {},
  question: Question = { kind: 'motion' },
): CountedBallot => ({
  question,
  attendance,
  choices: new Map(Object.entries(choices)),
  rules: { ...RULES, ...rules },
});
const outcome = (counted: CountedBallot) => count(counted).outcome;

describe('a motion', () => {
  test('needs more than half of all present: whoever abstains or stays silent stands in the way', () => {
    expect(outcome(ballot(room(42, 30), { approve: 16, reject: 3 }))).toBe('passed');
    expect(outcome(ballot(room(42, 30), { approve: 15, reject: 3, abstain: 12 }))).toBe('failed');
  });

  test('two thirds are reached by two thirds', () => {
    expect(outcome(ballot(room(30, 30), { approve: 20 }, { threshold: TWO_THIRDS }))).toBe('passed');
    expect(outcome(ballot(room(30, 30), { approve: 19 }, { threshold: TWO_THIRDS }))).toBe('failed');
  });

  test('with 27 of 42 in the room nothing is decided, with 28 it is', () => {
    expect(count(ballot(room(42, 27), { approve: 27 }))).toMatchObject({
      outcome: 'inquorate',
      quorate: false,
      margin: 1,
    });
    expect(outcome(ballot(room(42, 28), { approve: 28 }))).toBe('passed');
    expect(outcome(ballot(room(0, 0), {}))).toBe('inquorate');
  });

  test('whoever is recused leaves the base and stays in the room, unless the rule says otherwise', () => {
    expect(outcome(ballot(room(42, 28, 3), { approve: 13, reject: 12 }))).toBe('passed');
    expect(outcome(ballot(room(42, 28, 3), { approve: 13, reject: 12 }, { recusedCount: false }))).toBe('inquorate');
  });

  test('a tie is not passed, and the chair decides only where a rule gives a casting vote', () => {
    const tie = ballot(room(20, 20), { approve: 10, reject: 10 });
    expect(outcome(tie)).toBe('tied');
    expect(outcome({ ...tie, chair: 'approve' })).toBe('tied');
    const withVote = { ...tie, rules: { ...RULES, castingVote: true } };
    expect(outcome({ ...withVote, chair: 'approve' })).toBe('passed');
    expect(outcome({ ...withVote, chair: 'reject' })).toBe('failed');
    expect(outcome({ ...withVote, chair: 'abstain' })).toBe('tied');
  });

  test('as many wrong entries on the roll as the margin make it void', () => {
    const passed = count(ballot(room(42, 40), { approve: 23, reject: 17 }));
    expect(passed).toMatchObject({ outcome: 'passed', margin: 3 });
    expect(afterErrors(passed, 2)).toBe('passed');
    expect(afterErrors(passed, 3)).toBe('void');
    expect(afterErrors(passed, 0)).toBe('passed');
  });
});

describe('an election', () => {
  const election = (seats: number, choices: Readonly<Record<string, number>>, runOff = false) =>
    count({
      ...ballot(room(100, 60), choices, { quorum: MAJORITY, base: 'cast' }, { kind: 'election', options: 4, seats }),
      runOff,
    });

  test('elects whoever has more than half of the voters, the rest wait in their order', () => {
    expect(election(2, { '1,2': 35, '1,3': 15, '4': 6, invalid: 4 })).toMatchObject({
      outcome: 'passed',
      chosen: [1, 2],
      reserve: [[3], [4]],
    });
  });

  test('a seat nobody has half for goes to a run-off, where a third suffices', () => {
    const first = election(2, { '1,2': 20, '1,3': 20, '1,4': 20 });
    expect(first).toMatchObject({ outcome: 'failed', chosen: [1], runOff: { seats: 1, between: [2, 3, 4] } });
    expect(election(1, { '2': 20, '3': 25, '4': 15 }, true)).toMatchObject({ outcome: 'passed', chosen: [3] });
    expect(election(1, { '2': 19, '3': 19, '4': 19, abstain: 3 }, true)).toMatchObject({
      outcome: 'failed',
      chosen: [],
    });
  });

  test('equal votes at the border elect neither', () => {
    expect(election(1, { '1,2': 0, '1': 0 })).toMatchObject({ outcome: 'failed', chosen: [] });
    expect(election(2, { '1,2': 20, '1,3': 20, '2,3': 20 })).toMatchObject({
      outcome: 'tied',
      chosen: [],
      runOff: { seats: 2, between: [1, 2, 3] },
    });
  });
});

test('an approval takes every option that reaches the threshold', () => {
  const counted = ballot(
    room(10, 10),
    { '1,2': 4, '1,3': 3, '2': 2, abstain: 1 },
    {},
    { kind: 'approval', options: 3 },
  );
  expect(count(counted)).toMatchObject({ outcome: 'passed', chosen: [1, 2], reserve: [[3]], margin: 1 });
});

test('a ranking takes the one that nothing beats, and is tied when there are two', () => {
  const ranked = (choices: Readonly<Record<string, number>>) =>
    outcome(ballot(room(10, 10), choices, {}, { kind: 'ranked', options: 3 }));
  expect(ranked({ '1>2>3': 6, '3>2>1': 4 })).toBe('passed');
  expect(ranked({ '1>2>3': 5, '2>1>3': 5 })).toBe('tied');
  expect(ranked({ abstain: 10 })).toBe('failed');
});

const ratio = fc
  .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }), fc.boolean())
  .map(([a, b, strict]) => ({
    numerator: Math.min(a, b),
    denominator: Math.max(a, b),
    strict: a === b ? false : strict,
  }));
const someMotion = fc
  .record({
    approve: fc.nat(40),
    reject: fc.nat(40),
    abstain: fc.nat(20),
    invalid: fc.nat(5),
    silent: fc.nat(20),
    absent: fc.nat(40),
    recused: fc.nat(6),
    quorum: ratio,
    threshold: ratio,
    base: fc.constantFrom('present', 'cast', 'roll'),
    recusedCount: fc.boolean(),
  })
  .map(({ approve, reject, abstain, invalid, silent, absent, recused, ...rules }) => {
    const present = approve + reject + abstain + invalid + silent + recused;
    return ballot(
      room(present + absent, present, recused),
      { approve, reject, abstain, invalid },
      rules as Partial<CountingRules>,
    );
  });

/** The rule in fractions of a common denominator, written without the code it checks. */
function byFractions({ attendance: a, choices, rules }: CountedBallot): string {
  const over = (part: number, whole: number, { numerator, denominator, strict }: Ratio): boolean => {
    if (whole === 0) return false;
    const difference = part * denominator - whole * numerator;
    return strict ? difference > 0 : difference >= 0;
  };
  const of = (choice: string) => choices.get(choice) ?? 0;
  const there = rules.recusedCount ? a.present : a.present - a.recused;
  if (!over(there, a.roll, rules.quorum)) return 'inquorate';
  const base = {
    present: a.present - a.recused,
    cast: [...choices.values()].reduce((x, y) => x + y, 0),
    roll: a.roll - a.recused,
  };
  if (over(of('approve'), base[rules.base], rules.threshold)) return 'passed';
  return of('approve') > 0 && of('approve') === of('reject') ? 'tied' : 'failed';
}

test('equals the rule reckoned in fractions', () => {
  fc.assert(
    fc.property(someMotion, (counted) => {
      expect(outcome(counted)).toBe(byFractions(counted));
    }),
  );
});

test('fewer changed ballots than the margin never change whether it passed', () => {
  fc.assert(
    fc.property(someMotion, fc.nat(), fc.boolean(), (counted, many, up) => {
      const before = count(counted);
      if (before.outcome !== 'passed' && before.outcome !== 'failed') return;
      const approve = counted.choices.get('approve') ?? 0;
      const reject = counted.choices.get('reject') ?? 0;
      const moved = Math.min(many % Math.max(before.margin, 1), up ? reject : approve);
      const choices = new Map(counted.choices);
      choices.set('approve', approve + (up ? moved : -moved));
      choices.set('reject', reject - (up ? moved : -moved));
      const after = count({ ...counted, choices });
      expect(after.outcome === 'passed').toBe(before.outcome === 'passed');
    }),
  );
});
