/** The rules of governance: what holds and why, what packs differ in, and what a community decided. */

import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { differences } from '../../domain/rules/diff.ts';
import { isRuleKey, RULE_KEYS, RULE_KINDS } from '../../domain/rules/keys.ts';
import { DEFAULT_PACK } from '../../domain/rules/pack.ts';
import { readValue } from '../../domain/rules/value-kinds.ts';
import type { ShownAdoption, ShownDecisions, ShownOverride } from '../../http/api/rule-shapes.ts';
import { type ShownDifference, type ShownRule, shownDifference, shownRule } from '../../notices/rule-shown.ts';
import { valueWords } from '../../notices/rule-words.ts';
import { answer, type Cli, changing, group, keyOf } from '../cli.ts';
import { differencesTable, packBook, ruleCard, rulesTable } from '../pages/rules.ts';
import { CliProblem, type Sentence } from '../problem.ts';
import type { Words } from '../words.ts';

interface Asked {
  readonly pack?: string;
  readonly community?: string;
  readonly on?: string;
}

const today = (): string => Temporal.Now.plainDateISO(DEFAULT_TIME_ZONE).toString();

export function ruleGroups(program: Command, cli: Cli): void {
  const rules = group(
    program,
    'rules',
    'The rules of governance: what holds, where it comes from, what a community decided',
  );
  show(rules, cli);
  diff(rules, cli);
  decided(rules, cli);
  adopt(rules, cli);
  override(rules, cli);
  end(rules, cli);
}

function show(rules: Command, cli: Cli): void {
  rules
    .command('show')
    .description('Show one rule in full, or all in a line each; of a pack it needs no installation')
    .argument('[key]', 'like demand.response')
    .option('--community <community>', 'as this community has them: code or id')
    .option('--pack <pack>', 'as this pack has them; lilong-default unless given')
    .option('--on <day>', 'as they stood or will stand on this day: 2026-12-01')
    .action(async (key: string | undefined, asked: Asked, command: Command) => {
      if (key !== undefined && !isRuleKey(key))
        throw new CliProblem(1, 'no_such_rule', ['cli.problem.no-rule', { key }], ...nearest(key));
      const shown = await rulesAsked(cli, asked, key);
      const [only] = shown;
      if (key === undefined || !only) return answer(cli, command, shown, rulesTable(cli.words));
      await answer(cli, command, only, ruleCard(cli.words));
    });
}

async function rulesAsked(
  cli: Cli,
  { community, pack, on }: Asked,
  key: string | undefined,
): Promise<readonly ShownRule[]> {
  if (community !== undefined) {
    const found = await cli.client().get<{ readonly items: readonly ShownRule[] }>('/rules', { community, on, key });
    return found.items;
  }
  const book = packBook(pack ?? DEFAULT_PACK, on ?? today());
  return RULE_KEYS.filter((each) => key === undefined || each === key).map((each) => shownRule(book, each));
}

function nearest(key: string): readonly Sentence[] {
  const area = key.split('.')[0];
  const near = RULE_KEYS.filter((known) => known.startsWith(`${area}.`));
  return near.length === 0 ? [] : [['cli.problem.near-rules', { keys: near.slice(0, 12).join(', ') }]];
}

function diff(rules: Command, cli: Cli): void {
  rules
    .command('diff')
    .description('Show in what a pack (right) differs from another pack, or from what a community has (left)')
    .argument('<pack>', 'like shanghai')
    .argument('[other]', 'the pack to compare it with; lilong-default unless given')
    .option('--community <community>', 'compare with what this community has: code or id')
    .option('--on <day>', 'on this day: 2026-12-01')
    .action(async (pack: string, other: string | undefined, { community, on }: Asked, command: Command) => {
      if (community !== undefined && other !== undefined)
        throw new CliProblem(2, 'usage', ['cli.problem.compare-with-one']);
      if (community !== undefined) {
        const query = { pack, community, on };
        const found = await cli.client().get<{ readonly items: readonly ShownDifference[] }>('/rules/diff', query);
        return answer(cli, command, found.items, differencesTable(cli.words, community, pack));
      }
      const day = on ?? today();
      const found = differences(packBook(other ?? DEFAULT_PACK, day), packBook(pack, day));
      await answer(cli, command, found.map(shownDifference), differencesTable(cli.words, other ?? DEFAULT_PACK, pack));
    });
}

function decided(rules: Command, cli: Cli): void {
  rules
    .command('decided')
    .description('List what a community adopted and decided for itself, with what has ended')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const found = await cli.client().get<ShownDecisions>('/rules/decisions', { community });
      await answer(cli, command, found, ({ firstPack, adoptions, overrides }) =>
        [
          cli.words.say('cli.first-pack', { pack: firstPack }),
          cli.words.table(
            ['cli.pack', 'cli.from', 'cli.reason'],
            adoptions.map(({ pack, effectiveFrom, reason }) => [pack, effectiveFrom, reason]),
          ),
          cli.words.table(
            ['cli.rule', 'cli.value', 'cli.from', 'cli.until', 'cli.reason', 'cli.id'],
            overrides.map((own) => [
              own.key,
              valueShown(cli.words, own),
              own.effectiveFrom,
              own.effectiveUntil,
              own.reason,
              own.id,
            ]),
          ),
        ].join('\n\n'),
      );
    });
}

function adopt(rules: Command, cli: Cli): void {
  changing(rules.command('adopt').description('Enter that a community adopts a pack'))
    .argument('<community>', 'code or id')
    .argument('<pack>', 'like shanghai')
    .requiredOption('--reason <reason>', 'which resolution, and why; everyone may read it')
    .option('--from <day>', 'the first day it holds: 2026-12-01; today unless given')
    .action(
      async (
        community: string,
        pack: string,
        { reason, from }: { reason: string; from?: string },
        command: Command,
      ) => {
        const body = { community, pack, reason, ...(from !== undefined && { effectiveFrom: from }) };
        const made = await cli.client().post<ShownAdoption>('/rules/adoptions', body, keyOf(command));
        await answer(cli, command, made, ({ effectiveFrom, id }) =>
          cli.words.card([
            ['cli.pack', made.pack],
            ['cli.from', effectiveFrom],
            ['cli.reason', made.reason],
            ['cli.id', id],
          ]),
        );
      },
    );
}

/** With its unit, in words; as it was written where no rule is called so any more. */
const valueShown = ({ language }: Words, { key, value }: ShownOverride): string => {
  const read = isRuleKey(key) ? readValue(RULE_KINDS[key], value) : undefined;
  return isRuleKey(key) && read?.ok ? valueWords(language, RULE_KINDS[key], read.value) : JSON.stringify(value);
};

const overrideCard =
  ({ words }: Cli) =>
  (own: ShownOverride): string =>
    words.card([
      ['cli.rule', own.key],
      ['cli.value', valueShown(words, own)],
      ['cli.from', own.effectiveFrom],
      ['cli.until', own.effectiveUntil],
      ['cli.reason', own.reason],
      ['cli.against-law', own.againstLawBecause],
      ['cli.ended-because', own.endedBecause],
      ['cli.id', own.id],
    ]);

interface OverrideOptions {
  readonly reason: string;
  readonly from?: string;
  readonly until?: string;
  readonly againstLaw?: string;
}

function override(rules: Command, cli: Cli): void {
  changing(rules.command('override').description('Enter a value a community decided for itself'))
    .argument('<community>', 'code or id')
    .argument('<key>', 'like demand.response')
    .argument('<value>', 'as a pack holds it: 3, true, 09:00, {"value":2,"unit":"working_days"}')
    .requiredOption('--reason <reason>', 'which resolution, and why; everyone may read it')
    .option('--from <day>', 'the first day it holds: 2026-12-01; today unless given')
    .option('--until <day>', 'the day from which it no longer holds')
    .option('--against-law <reason>', 'why the community may differ from law in force; recorded and told')
    .action(async (community: string, key: string, written: string, options: OverrideOptions, command: Command) => {
      const body = {
        community,
        key,
        value: valueIn(written),
        reason: options.reason,
        ...(options.from !== undefined && { effectiveFrom: options.from }),
        ...(options.until !== undefined && { effectiveUntil: options.until }),
        ...(options.againstLaw !== undefined && { againstLawBecause: options.againstLaw }),
      };
      const made = await cli.client().post<ShownOverride>('/rules/overrides', body, keyOf(command));
      await answer(cli, command, made, overrideCard(cli));
    });
}

/** JSON where it is JSON, else the word itself: `09:00` and `secret` need no quotes. */
function valueIn(written: string): unknown {
  try {
    return JSON.parse(written);
  } catch {
    return written;
  }
}

function end(rules: Command, cli: Cli): void {
  changing(rules.command('end').description('Enter that a community’s own value ends'))
    .argument('<override>', 'id, as rules decided shows it')
    .requiredOption('--reason <reason>', 'which resolution, and why')
    .option('--on <day>', 'the first day without it: 2026-12-01; today unless given')
    .action(async (id: string, { reason, on }: { reason: string; on?: string }, command: Command) => {
      const path = `/rules/overrides/${encodeURIComponent(id)}/end`;
      const body = { reason, ...(on !== undefined && { effectiveUntil: on }) };
      const ended = await cli.client().post<ShownOverride>(path, body, keyOf(command));
      await answer(cli, command, ended, overrideCard(cli));
    });
}
