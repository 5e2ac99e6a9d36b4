/** The count against a reckoning of its own in fractions, and what the margin promises of a roll with wrong entries. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Ratio } from '../rules/ratio.ts';
import type { Question } from './question.ts';
import { afterErrors, type CountedBallot, count, type Outcome } from './tally.ts';

const ratio: fc.Arbitrary<Ratio> = fc
  .tuple(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 9 }), fc.boolean())
  .map(([a, b, strict]) => ({ numerator: Math.min(a, b), denominator: Math.max(a, b), strict: strict && a !== b }));

/** One person of the roll. */
interface Entry {
  readonly present: boolean;
  readonly recused: boolean;
  readonly choice: string | undefined;
}
const entryOf = (choices: readonly string[]): fc.Arbitrary<Entry> =>
  fc
    .record({ present: fc.boolean(), recused: fc.boolean(), choice: fc.option(fc.constantFrom(...choices)) })
    .map(({ present, recused, choice }) => ({
      present,
      recused,
      choice: present && !recused ? (choice ?? undefined) : undefined,
    }));

const rules = fc.record({
  quorum: ratio,
  threshold: ratio,
  base: fc.constantFrom('present' as const, 'cast' as const, 'roll' as const),
  recusedCount: fc.boolean(),
  castingVote: fc.constant(false),
  runOff: ratio,
});

function ballotOf(entries: readonly Entry[], question: Question, by: CountedBallot['rules']): CountedBallot {
  const choices = new Map<string, number>();
  for (const { choice } of entries) if (choice !== undefined) choices.set(choice, (choices.get(choice) ?? 0) + 1);
  return {
    question,
    attendance: {
      roll: entries.length,
      present: entries.filter(({ present }) => present).length,
      recused: entries.filter(({ recused }) => recused).length,
      recusedPresent: entries.filter(({ recused, present }) => recused && present).length,
    },
    choices,
    rules: by,
  };
}

/** part/whole against the ratio, as fractions over one denominator. */
function reachesInFractions(part: number, whole: number, { numerator, denominator, strict }: Ratio): boolean {
  if (whole === 0) return false;
  const has = BigInt(part) * BigInt(denominator);
  const needs = BigInt(numerator) * BigInt(whole);
  return strict ? has > needs : has >= needs;
}

const MOTION = ['approve', 'reject', 'abstain', 'invalid'];

test('a motion has the quorum and the outcome that fractions reckoned from the people give', () => {
  fc.assert(
    fc.property(fc.array(entryOf(MOTION), { maxLength: 40 }), rules, (entries, by) => {
      const result = count(ballotOf(entries, { kind: 'motion' }, by));
      const there = entries.filter(({ present, recused }) => present && (by.recusedCount || !recused)).length;
      expect(result.quorate).toBe(reachesInFractions(there, entries.length, by.quorum));
      const base = entries.filter(({ present, recused, choice }) =>
        by.base === 'cast' ? choice !== undefined : !recused && (by.base === 'roll' || present),
      ).length;
      const of = (wanted: string) => entries.filter(({ choice }) => choice === wanted).length;
      const passes = reachesInFractions(of('approve'), base, by.threshold);
      const tied = of('approve') > 0 && of('approve') === of('reject');
      expect(result.outcome).toBe(!result.quorate ? 'inquorate' : passes ? 'passed' : tied ? 'tied' : 'failed');
    }),
    { numRuns: 500 },
  );
});

/** Neither has passed; where the chair breaks a tie there is none. */
const decided = (outcome: Outcome): Outcome => (outcome === 'tied' ? 'failed' : outcome);

test('an outcome is void from the margin on, and below it no wrong entries could have made another', () => {
  fc.assert(
    fc.property(
      fc.array(entryOf(MOTION), { minLength: 1, maxLength: 25 }),
      rules,
      fc.constantFrom(undefined, 'approve', 'reject'),
      fc.array(fc.nat(24)),
      (entries, plain, chair, wrong) => {
        const by = { ...plain, castingVote: chair !== undefined };
        const counted = (of: readonly Entry[]) =>
          count({ ...ballotOf(of, { kind: 'motion' }, by), ...(chair !== undefined && { chair }) });
        const result = counted(entries);
        const errors = new Set(wrong.filter((at) => at < entries.length));
        const after = afterErrors(result, errors.size);
        expect(after === 'void').toBe(errors.size > 0 && errors.size >= result.margin);
        if (after === 'void') return;
        // Whoever did not belong on the roll, taken off it with the vote.
        const right = entries.filter((_, at) => !errors.has(at));
        expect(decided(counted(right).outcome)).toBe(decided(result.outcome));
      },
    ),
    { numRuns: 1000 },
  );
});

const CYCLES = ['1>2>3>4', '2>3>4>1', '3>4>1>2', '4>1>2>3', '1=2>3', 'abstain', 'invalid'];
const SETS: readonly (readonly [Question, readonly string[]])[] = [
  [{ kind: 'approval', options: 3 }, ['1', '2', '3', '1,2', '1,3', '2,3', '1,2,3', 'abstain', 'invalid']],
  [{ kind: 'election', options: 3, seats: 1 }, ['1', '2', '3', 'abstain', 'invalid']],
  [{ kind: 'election', options: 4, seats: 2 }, ['1', '2', '3', '4', '1,2', '1,3', '2,3', '3,4', 'abstain', 'invalid']],
  [{ kind: 'ranked', options: 3 }, ['1>2>3', '2>3>1', '3>1>2', '1>3>2', '2', 'abstain', 'invalid']],
  [{ kind: 'ranked', options: 4 }, CYCLES],
];

test.each(SETS)('below the margin no wrong entries could have chosen others: %o', (question, choices) => {
  fc.assert(
    fc.property(
      fc.array(entryOf(choices), { minLength: 1, maxLength: 16 }),
      rules,
      fc.array(fc.nat(15), { maxLength: 5 }),
      (entries, by, wrong) => {
        const counted = (of: readonly Entry[]) => {
          const { outcome, chosen } = count(ballotOf(of, question, by));
          return [decided(outcome), [...chosen].sort()];
        };
        const errors = new Set(wrong.filter((at) => at < entries.length));
        if (errors.size >= count(ballotOf(entries, question, by)).margin) return;
        expect(counted(entries.filter((_, at) => !errors.has(at)))).toEqual(counted(entries));
      },
    ),
    { numRuns: 2000 },
  );
});

test('a circle of four: one ballot decides, though no defeat in it is that narrow', () => {
  const rankings: readonly string[] = [
    '1>2>3>4',
    '2>3>4>1',
    '3>4>1>2',
    '1>2>3>4',
    '2>3>4>1',
    '3>4>1>2',
    '4>1>2>3',
    '3>4>1>2',
    '2>3>4>1',
    '2>3>4>1',
    '1>2>3>4',
  ];
  const half: Ratio = { numerator: 1, denominator: 2, strict: true };
  const by = {
    quorum: half,
    threshold: half,
    base: 'present',
    recusedCount: true,
    castingVote: false,
    runOff: half,
  } as const;
  const of = (choices: readonly string[]) =>
    count(
      ballotOf(
        choices.map((choice) => ({ present: true, recused: false, choice })),
        { kind: 'ranked', options: 4 },
        by,
      ),
    );
  const all = of(rankings);
  const one = of(rankings.filter((_, at) => at !== 8));
  expect(one.chosen).not.toEqual(all.chosen);
  expect(all.margin).toBe(1);
});
