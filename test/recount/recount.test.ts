/** The program that counts again knows nothing of this project: both must say the same of every ballot. */
import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { writeCsv } from '../../src/documents/csv-write.ts';
import { type Question, readChoice } from '../../src/domain/ballot/question.ts';
import { ballotRows } from '../../src/domain/ballot/rows.ts';
import { type CountedBallot, count } from '../../src/domain/ballot/tally.ts';
import type { Ratio } from '../../src/domain/rules/ratio.ts';
import { recount, Unreadable } from '../../tools/recount.mjs';

const run = promisify(execFile);
const PROGRAM = fileURLToPath(new URL('../../tools/recount.mjs', import.meta.url));

const ratio: fc.Arbitrary<Ratio> = fc.constantFrom(
  { numerator: 1, denominator: 2, strict: true },
  { numerator: 2, denominator: 3, strict: false },
  { numerator: 1, denominator: 3, strict: false },
);
const question: fc.Arbitrary<Question> = fc.oneof(
  fc.constant<Question>({ kind: 'motion' }),
  fc.integer({ min: 1, max: 5 }).map<Question>((options) => ({ kind: 'approval', options })),
  fc.integer({ min: 1, max: 5 }).map<Question>((options) => ({ kind: 'ranked', options })),
  fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 3 }))
    .map<Question>(([options, seats]) => ({ kind: 'election', options, seats: Math.min(options, seats) })),
);
const choices = (asked: Question): fc.Arbitrary<string> => {
  if (asked.kind === 'motion') return fc.constantFrom('approve', 'approve', 'reject', 'abstain', 'invalid');
  const options = Array.from({ length: asked.options }, (_, index) => index + 1);
  const most = asked.kind === 'election' ? asked.seats : asked.options;
  const some = fc.shuffledSubarray(options, { minLength: 1, maxLength: most });
  const mark = asked.kind === 'ranked' ? fc.constantFrom('>', '=') : fc.constant(',');
  return fc.oneof(
    { weight: 8, arbitrary: fc.tuple(some, mark).map(([picked, by]) => picked.join(by)) },
    { weight: 1, arbitrary: fc.constantFrom('abstain', 'invalid') },
  );
};
const someBallot = question.chain((asked) =>
  fc
    .record({
      votes: fc.array(choices(asked), { maxLength: 30 }),
      silent: fc.nat(8),
      absent: fc.nat(20),
      recused: fc.nat(3),
      quorum: ratio,
      threshold: ratio,
      base: fc.constantFrom('present' as const, 'cast' as const, 'roll' as const),
      recusedCount: fc.boolean(),
      castingVote: fc.boolean(),
      chair: fc.constantFrom('approve', 'reject', 'abstain'),
      runOff: fc.boolean(),
      secret: fc.boolean(),
    })
    .map(({ votes, silent, absent, recused, secret, chair, runOff, ...rules }) => {
      const canonical = votes.map((vote) => {
        const read = readChoice(asked, vote);
        return read.ok ? read.value : 'invalid';
      });
      const tally = new Map<string, number>();
      for (const vote of canonical) tally.set(vote, (tally.get(vote) ?? 0) + 1);
      const present = votes.length + silent + recused;
      const counted: CountedBallot = {
        question: asked,
        attendance: { roll: present + absent, present, recused, recusedPresent: recused },
        choices: tally,
        rules: { ...rules, runOff: { numerator: 1, denominator: 3, strict: false } },
        chair,
        runOff,
      };
      const rows = canonical.map((choice, index) => ({ choice, ...(secret ? {} : { entry: index + 1 }) }));
      return { counted, rows };
    }),
);
const exported = ({ counted, rows }: typeof someBallot extends fc.Arbitrary<infer T> ? T : never): string =>
  Buffer.from(writeCsv(ballotRows(counted, count(counted), rows))).toString('utf8');

test('counts every ballot as it was declared', () => {
  fc.assert(
    fc.property(someBallot, (ballot) => {
      const declared = count(ballot.counted);
      const again = recount(exported(ballot));
      expect(again).toMatchObject({ outcome: declared.outcome, chosen: declared.chosen, base: declared.tally.base });
    }),
    { numRuns: 500 },
  );
});

describe('as a program', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'lilong-recount-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  const FILE = [
    'row,value,of',
    'format,lilong-ballot-1,',
    'question,motion,',
    'roll,4,',
    'present,3,',
    'recused,0,',
    'recused_present,0,',
    'base,present,',
    'quorum,2/3,at_least',
    'threshold,1/2,more_than',
    'run_off,1/3,at_least',
    'recused_count,yes,',
    'casting_vote,no,',
    'second_round,no,',
    'outcome,passed,',
    'chosen,,',
    'vote,approve,1',
    'vote,approve,3',
    'vote,reject,4',
    '',
  ].join('\n');
  const asked = async (text: string) => {
    const path = join(folder, 'ballot.csv');
    await writeFile(path, text);
    return run(process.execPath, [PROGRAM, path]).then(
      ({ stdout }) => ({ code: 0, said: stdout }),
      (problem: { code: number; stdout: string; stderr: string }) => ({
        code: problem.code,
        said: problem.stdout + problem.stderr,
      }),
    );
  };

  test('agrees with a right result', async () => {
    expect(await asked(FILE)).toMatchObject({ code: 0, said: expect.stringContaining('ok:') });
  });

  test('finds a ballot that was turned', async () => {
    const turned = FILE.replace('vote,approve,3', 'vote,reject,3');
    expect(await asked(turned)).toMatchObject({ code: 1, said: expect.stringContaining('different: passed') });
  });

  test('counts nothing that is no ballot', async () => {
    expect(await asked('hello')).toMatchObject({ code: 2, said: expect.stringContaining('not counted') });
    expect(() => recount(FILE.replace('vote,approve,3', 'vote,approve,1'))).toThrow(Unreadable);
    expect(() => recount(FILE.replace('roll,4', 'roll,2'))).toThrow(Unreadable);
    expect(() => recount(FILE.replace('quorum,2/3,at_least\n', ''))).toThrow(Unreadable);
  });

  test('counts no ballot that nobody could have handed in', () => {
    const election = FILE.replace('question,motion,', 'question,election,3/1')
      .replace('vote,approve,1', 'vote,2,1')
      .replace('vote,approve,3', 'vote,2,3')
      .replace('vote,reject,4', 'vote,3,4')
      .replace('chosen,,', 'chosen,2,');
    expect(recount(election)).toMatchObject({ outcome: 'passed', chosen: [2] });
    // One ballot more than once for one name, for more names than seats, for a name that does not stand.
    for (const choice of ['"3,3"', '"2,3"', '4', '0', '3.0', 'approve'])
      expect(() => recount(election.replace('vote,3,4', `vote,${choice},4`)), choice).toThrow(Unreadable);
    const ranked = election.replace('question,election,3/1', 'question,ranked,3');
    for (const choice of ['3>3', '1=2>4', '1>>2'])
      expect(() => recount(ranked.replace('vote,3,4', `vote,${choice},4`)), choice).toThrow(Unreadable);
    expect(() => recount(FILE.replace('vote,reject,4', 'vote,yes,4'))).toThrow(Unreadable);
    // An entry that is not on the roll, and a ballot more than there were people in the room.
    expect(() => recount(FILE.replace('vote,reject,4', 'vote,reject,5'))).toThrow(Unreadable);
    expect(() => recount(FILE.replace('vote,reject,4', 'vote,reject,4\nvote,approve,2'))).toThrow(Unreadable);
    expect(() => recount(FILE.replace('present,3,', 'present,5,'))).toThrow(Unreadable);
  });
});
