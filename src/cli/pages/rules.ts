/** Rules as an operator reads them in a terminal: value, where it comes from, how firmly it holds, what it replaced. */
import { parseDate } from '../../domain/calendar/holiday-table.ts';
import { RULE_LABELS, type RuleLabel } from '../../domain/rules/pack.ts';
import type { RuleBook } from '../../domain/rules/rule-book.ts';
import { lookUp } from '../../locales/translate.ts';
import type { ShownDifference, ShownRule, ShownStanding } from '../../notices/rule-shown.ts';
import { rulePacksIn } from '../../rule-packs/folder.ts';
import { packRulesOn } from '../../usecases/rules/read.ts';
import { CliProblem } from '../problem.ts';
import type { Words } from '../words.ts';

/** A pack as it is in the folder: needs no installation. */
export function packBook(id: string, on: string): RuleBook {
  const packs = rulePacksIn();
  const onDate = parseDate(on);
  if (!onDate) throw new CliProblem(2, 'usage', ['cli.problem.day', { on }]);
  const book = packRulesOn(packs, id, onDate);
  if (book) return book;
  const known = [...new Set(packs.map((pack) => pack.id))].join(', ');
  throw new CliProblem(1, 'pack_not_found', ['cli.problem.no-pack', { id, on, known }]);
}

const sourceOf = ({ source }: ShownStanding): string => [source.title, source.article].filter(Boolean).join(' ');
const whence = ({ say }: Words, { from }: ShownStanding): string =>
  from.kind === 'pack' ? `${from.id} ${from.version}` : say('cli.community-itself');
const labelled = ({ language }: Words, label: RuleLabel): string => lookUp(language, `rule.label.${label}`) ?? label;

/** What the letters of the labels mean: said once, below. */
const legend = (words: Words): string => RULE_LABELS.map((label) => `${label}: ${labelled(words, label)}`).join(' · ');

export const rulesTable =
  (words: Words) =>
  (rules: readonly ShownRule[]): string =>
    [
      words.table(
        ['cli.rule', 'cli.value', 'cli.label', 'cli.stands-in', 'cli.source'],
        rules.map((rule) => [rule.key, rule.value, rule.label, whence(words, rule), sourceOf(rule)]),
      ),
      legend(words),
    ].join('\n\n');

export const ruleCard =
  (words: Words) =>
  (rule: ShownRule): string =>
    [
      words.card([
        ['cli.rule', rule.key],
        ['cli.value', rule.value],
        ['cli.in-words', rule.plain],
        ['cli.label', `${rule.label} (${labelled(words, rule.label)})`],
        ['cli.source', sourceOf(rule)],
        ...(rule.source.url === undefined ? [] : [['cli.link', rule.source.url] as const]),
        ['cli.where', rule.jurisdiction],
        ['cli.from', rule.effectiveFrom],
        ['cli.stands-in', whence(words, rule)],
        ...(rule.note === undefined ? [] : [['cli.note', rule.note] as const]),
      ]),
      ...(rule.replaces.length === 0
        ? []
        : [
            `${words.say('cli.in-place-of')}\n${words.table(
              ['cli.value', 'cli.label', 'cli.stands-in', 'cli.source'],
              rule.replaces.map((past) => [past.value, past.label, whence(words, past), sourceOf(past)]),
            )}`,
          ]),
    ].join('\n\n');

/** @param left what it is compared with: a pack or a community, by name */
export const differencesTable =
  (words: Words, left: string, right: string) =>
  (found: readonly ShownDifference[]): string =>
    found.length === 0
      ? words.say('cli.no-difference')
      : [
          words.table(
            ['cli.rule', 'cli.differs-in', { raw: left }, { raw: right }],
            found.map((one) => [
              one.key,
              words.say(one.what === 'value' ? 'cli.its-value' : 'cli.its-source'),
              one.what === 'value' ? `${one.left.value} ${one.left.label}` : `${one.left.label} ${sourceOf(one.left)}`,
              one.what === 'value'
                ? `${one.right.value} ${one.right.label}`
                : `${one.right.label} ${sourceOf(one.right)}`,
            ]),
          ),
          legend(words),
        ].join('\n\n');
