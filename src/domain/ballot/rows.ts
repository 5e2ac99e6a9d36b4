/**
 * A counted ballot as a table anybody can count again: `tools/recount.mjs` reads it with nothing of this project. Two columns
 * of facts and rules, then one row a ballot. Secret ballots carry no entry number and stand in the order of their choices.
 *
 * | row | value | of |
 * | --- | --- | --- |
 * | `format` | `lilong-ballot-1` | |
 * | `question` | `motion`, `approval`, `ranked`, `election` | options of it; for an election `options/seats` |
 * | `roll`, `present`, `recused`, `recused_present` | a count | |
 * | `base` | `present`, `cast`, `roll` | |
 * | `quorum`, `threshold`, `run_off` | `2/3` | `at_least` or `more_than` |
 * | `recused_count`, `casting_vote`, `second_round` | `yes` or `no` | |
 * | `chair` | a choice | only with a casting vote |
 * | `outcome`, `chosen` | what was declared | |
 * | `vote` | a choice | the entry on the roll, in an open ballot |
 */
import type { Ratio } from '../rules/ratio.ts';
import type { CountedBallot, Result } from './tally.ts';

export interface VoteRow {
  readonly choice: string;
  /** The entry of the roll; undefined in a secret ballot. */
  readonly entry?: number;
}

export const ROWS_FORMAT = 'lilong-ballot-1';

export function ballotRows(
  { question, attendance, rules, chair, runOff }: CountedBallot,
  { outcome, chosen }: Pick<Result, 'outcome' | 'chosen'>,
  votes: readonly VoteRow[],
): readonly (readonly string[])[] {
  const share = ({ numerator, denominator, strict }: Ratio) => [
    `${numerator}/${denominator}`,
    strict ? 'more_than' : 'at_least',
  ];
  const yes = (is: boolean | undefined) => [is ? 'yes' : 'no', ''];
  return [
    ['row', 'value', 'of'],
    ['format', ROWS_FORMAT, ''],
    ['question', question.kind, sizeOf(question)],
    ['roll', String(attendance.roll), ''],
    ['present', String(attendance.present), ''],
    ['recused', String(attendance.recused), ''],
    ['recused_present', String(attendance.recusedPresent), ''],
    ['base', rules.base, ''],
    ['quorum', ...share(rules.quorum)],
    ['threshold', ...share(rules.threshold)],
    ['run_off', ...share(rules.runOff)],
    ['recused_count', ...yes(rules.recusedCount)],
    ['casting_vote', ...yes(rules.castingVote)],
    ['second_round', ...yes(runOff)],
    ...(chair === undefined ? [] : [['chair', chair, '']]),
    ['outcome', outcome, ''],
    ['chosen', chosen.join(' '), ''],
    ...votes.map(({ choice, entry }) => ['vote', choice, entry === undefined ? '' : String(entry)]),
  ];
}

function sizeOf(question: CountedBallot['question']): string {
  switch (question.kind) {
    case 'motion':
      return '';
    case 'approval':
    case 'ranked':
      return String(question.options);
    case 'election':
      return `${question.options}/${question.seats}`;
  }
}
