/** The rules of governance: what holds and why, what packs differ in, and what a community decided. */

import type { Command } from 'commander';
import { Temporal } from 'temporal-polyfill';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { differences } from '../../domain/rules/diff.ts';
import { isRuleKey, RULE_KEYS } from '../../domain/rules/keys.ts';
import { DEFAULT_PACK } from '../../domain/rules/pack.ts';
import type { ShownAdoption, ShownDecisions, ShownOverride } from '../../http/api/rule-shapes.ts';
import { type ShownDifference, type ShownRule, shownDifference, shownRule } from '../../notices/rule-shown.ts';
import { answer, type Cli, changing, group, keyOf } from '../cli.ts';
import { differencesTable, packBook, ruleCard, rulesTable } from '../pages/rules.ts';
import { CliProblem } from '../problem.ts';
import { card, table } from '../table.ts';

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
        throw new CliProblem(1, 'no_such_rule', `There is no rule "${key}"; "rules show" lists them.${nearest(key)}`);
      const shown = await rulesAsked(cli, asked, key);
      const [only] = shown;
      if (key === undefined || !only) return answer(cli, command, shown, rulesTable);
      await answer(cli, command, only, ruleCard);
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

function nearest(key: string): string {
  const area = key.split('.')[0];
  const near = RULE_KEYS.filter((known) => known.startsWith(`${area}.`));
  return near.length === 0 ? '' : ` Did you mean one of: ${near.slice(0, 12).join(', ')}?`;
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
        throw new CliProblem(2, 'usage', 'Compare the pack with another pack or with --community, not with both.');
      if (community !== undefined) {
        const query = { pack, community, on };
        const found = await cli.client().get<{ readonly items: readonly ShownDifference[] }>('/rules/diff', query);
        return answer(cli, command, found.items, differencesTable);
      }
      const day = on ?? today();
      const found = differences(packBook(other ?? DEFAULT_PACK, day), packBook(pack, day));
      await answer(cli, command, found.map(shownDifference), differencesTable);
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
          `At first: ${firstPack}`,
          table(
            ['PACK', 'FROM', 'REASON'],
            adoptions.map(({ pack, effectiveFrom, reason }) => [pack, effectiveFrom, reason]),
          ),
          table(
            ['RULE', 'VALUE', 'FROM', 'UNTIL', 'REASON', 'ID'],
            overrides.map((own) => [
              own.key,
              JSON.stringify(own.value),
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
          card([
            ['pack', made.pack],
            ['from', effectiveFrom],
            ['reason', made.reason],
            ['id', id],
          ]),
        );
      },
    );
}

const overrideCard = (own: ShownOverride): string =>
  card([
    ['rule', own.key],
    ['value', JSON.stringify(own.value)],
    ['from', own.effectiveFrom],
    ['until', own.effectiveUntil],
    ['reason', own.reason],
    ['against law', own.againstLawBecause],
    ['ended because', own.endedBecause],
    ['id', own.id],
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
      await answer(cli, command, made, overrideCard);
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
      await answer(cli, command, ended, overrideCard);
    });
}
