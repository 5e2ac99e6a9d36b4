/** Rules as an operator reads them in a terminal: value, where it comes from, how firmly it holds, what it replaced. */
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import type { RuleLabel } from '../../domain/rules/pack.ts';
import type { RuleBook } from '../../domain/rules/rule-book.ts';
import type { ShownDifference, ShownRule, ShownStanding } from '../../notices/rule-shown.ts';
import { rulePacksIn } from '../../rule-packs/folder.ts';
import { packRulesOn } from '../../usecases/rules/read.ts';
import { CliProblem } from '../problem.ts';
import { card, table } from '../table.ts';

const LABELS: { readonly [L in RuleLabel]: string } = {
  L: 'law in force',
  A: 'taken from another or an older law',
  P: 'from a document, practice or decision',
  N: 'a proposal of ours, for the community to decide',
};

/** A pack as it is in the folder: needs no installation. */
export function packBook(id: string, on: string): RuleBook {
  const packs = rulePacksIn();
  const onDate = parseDate(on);
  if (!onDate) throw new CliProblem(2, 'usage', `"${on}" is not a day; write it as 2026-12-01.`);
  const book = packRulesOn(packs, id, onDate);
  if (book) return book;
  const known = [...new Set(packs.map((pack) => pack.id))].join(', ');
  throw new CliProblem(1, 'pack_not_found', `There is no rule pack "${id}" on ${on}; there are: ${known}.`);
}

const sourceOf = ({ source }: ShownStanding): string => [source.title, source.article].filter(Boolean).join(' ');
const whence = ({ from }: ShownStanding): string =>
  from.kind === 'pack' ? `${from.id} ${from.version}` : 'the community itself';

export const rulesTable = (rules: readonly ShownRule[]): string =>
  table(
    ['KEY', 'VALUE', 'LABEL', 'FROM', 'SOURCE'],
    rules.map((rule) => [rule.key, rule.value, rule.label, whence(rule), sourceOf(rule)]),
  );

export const ruleCard = (rule: ShownRule): string =>
  [
    card(
      [
        ['key', rule.key],
        ['value', rule.value],
        ['in words', rule.plain],
        ['label', `${rule.label} (${LABELS[rule.label]})`],
        ['source', sourceOf(rule)],
        ['link', rule.source.url],
        ['where', rule.jurisdiction],
        ['from', rule.effectiveFrom],
        ['stands in', whence(rule)],
        ['note', rule.note],
      ].filter((pair): pair is [string, string] => pair[1] !== undefined),
    ),
    ...(rule.replaces.length === 0
      ? []
      : [
          `In place of:\n${table(
            ['VALUE', 'LABEL', 'FROM', 'SOURCE'],
            rule.replaces.map((past) => [past.value, past.label, whence(past), sourceOf(past)]),
          )}`,
        ]),
  ].join('\n\n');

export const differencesTable = (found: readonly ShownDifference[]): string =>
  found.length === 0
    ? 'No difference.'
    : table(
        ['KEY', 'DIFFERS IN', 'LEFT', 'RIGHT'],
        found.map(({ key, what, left, right }) => [
          key,
          what,
          what === 'value' ? `${left.value} ${left.label}` : `${left.label} ${sourceOf(left)}`,
          what === 'value' ? `${right.value} ${right.label}` : `${right.label} ${sourceOf(right)}`,
        ]),
      );
