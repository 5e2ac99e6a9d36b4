/** A year's tasks as one document: templates, loading, ending. */
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import type { ShownEnded, ShownFullPlan, ShownLoaded, ShownPlan, ShownTemplate } from '../../http/api/plan-shapes.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { load } from './load.ts';
import { save } from './save.ts';
import { roleIn, titled, type Where } from './task-words.ts';

const loadedText =
  ({ words }: Cli) =>
  ({ batchId, communities, made, waiting, skipped }: ShownLoaded): string => {
    const rows = communities.map(({ community, added, tasks, passed, plan }) => [
      community,
      tasks,
      passed,
      words.say(added ? 'cli.plan-added' : 'cli.plan-there'),
      plan,
    ]);
    return [
      ...(batchId === null ? [] : [words.card([['cli.batch', batchId]])]),
      words.table(['cli.community', 'cli.tasks', 'cli.passed', 'cli.what', 'cli.plan'], rows),
      ...(made.length === 0
        ? []
        : [
            words.table(
              ['cli.due', 'cli.task', 'cli.communities'],
              made.map((each) => [each.dueOn, titled(words, each.title), each.communities]),
            ),
          ]),
      ...(waiting.length === 0
        ? []
        : [words.say('cli.plan-waiting', { items: waiting.map(({ title }) => titled(words, title)).join(', ') })]),
      ...(skipped.length === 0 ? [] : [words.say('cli.plan-skipped', { communities: skipped.join(', ') })]),
    ].join('\n\n');
  };

/** The ending says which kind of file. */
function formatOf(path: string): 'yaml' | 'xlsx' {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  if (/\.xlsx$/i.test(path)) return 'xlsx';
  throw new CliProblem(2, 'usage', ['cli.problem.plan-ending']);
}

export function plans(program: Command, cli: Cli): void {
  const of = group(program, 'plan', 'A year’s tasks as one document');
  of.command('templates')
    .description('The plans that come with the program')
    .action(async (_options, command: Command) => {
      const found = await cli.client().get<{ items: ShownTemplate[] }>('/plan-templates');
      await answer(cli, command, found, ({ items }) =>
        cli.words.table(
          ['cli.plan', 'cli.title', 'cli.items', 'cli.proposals', 'cli.its-source'],
          items.map(({ key, title, items: count, proposals, source }) => [
            key,
            titled(cli.words, title),
            count,
            proposals,
            source,
          ]),
        ),
      );
    });
  changing(of.command('load').description('Load a template or a file for one community, or all of a subdistrict'))
    .argument('<plan>', 'key of a template, or a .yaml, .xlsx or .csv file')
    .requiredOption('--year <year>')
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code')
    .option('--dry-run', 'only say what is wrong in the file')
    .action(async (plan: string, options: Where & { year: string; dryRun?: boolean }, command: Command) => {
      const { community, subdistrict, year, dryRun } = options;
      const where = { community, subdistrict };
      if (!/\.(ya?ml|xlsx|csv)$/i.test(plan)) {
        if (dryRun) throw new CliProblem(2, 'usage', ['cli.problem.plan-dry-run']);
        const body = { template: plan, year: Number(year), ...where };
        await answer(
          cli,
          command,
          await cli.client().post<ShownLoaded>('/plans', body, keyOf(command)),
          loadedText(cli),
        );
        return;
      }
      const bytes = load(plan);
      // First looked at, so that what is wrong is said in the language of whoever sits here.
      const query = { ...where, year, lang: cli.words.language };
      const looked = await cli
        .client()
        .upload<ShownLoaded>('/plans/import', { ...query, dryRun: 'yes' }, bytes, undefined);
      if (looked.problems.length > 0) {
        await answer(cli, command, looked, ({ problems }) =>
          cli.words.table(
            ['cli.line', 'cli.what-is-wrong'],
            problems.map(({ line, said }) => [line, said]),
          ),
        );
        throw new CliProblem(1, 'plan_wrong', ['cli.problem.plan-wrong', { wrong: looked.problems.length }]);
      }
      if (dryRun) return answer(cli, command, looked, () => cli.words.say('cli.plan-right'));
      const done = await cli.client().upload<ShownLoaded>('/plans/import', query, bytes, keyOf(command));
      await answer(cli, command, done, loadedText(cli));
    });
  paging(of.command('list').description('Plans that were loaded'))
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code')
    .option('--year <year>')
    .option('--ended', 'ended ones too')
    .action(async (options: Where & { year?: string; ended?: boolean }, command: Command) => {
      const { community, subdistrict, year, ended } = options;
      const query = { community, subdistrict, year, ended: ended ? 'yes' : undefined };
      const page = await pageOf<ShownPlan>(cli, command, '/plans', query);
      const rows = pageTable<ShownPlan>(
        cli,
        ['cli.community', 'cli.plan', 'cli.year', 'cli.title', 'cli.tasks', 'cli.open', 'cli.ended', 'cli.id'],
        (plan, minute) => [
          plan.community,
          plan.key,
          plan.year,
          titled(cli.words, plan.title),
          plan.tasks,
          plan.open,
          minute(plan.endedAt),
          plan.id,
        ],
      );
      await answer(cli, command, page, rows);
    });
  of.command('show')
    .description('One plan with its items')
    .argument('<plan>', 'id')
    .action(async (plan: string, _options, command: Command) => {
      const found = await cli.client().get<ShownFullPlan>(`/plans/${encodeURIComponent(plan)}`);
      await answer(cli, command, found, (shown, minute) =>
        [
          cli.words.card([
            ['cli.title', titled(cli.words, shown.title)],
            ['cli.community', shown.community],
            ['cli.year', shown.year],
            ['cli.its-source', shown.source],
            ['cli.tasks', shown.tasks],
            ['cli.open', shown.open],
            ['cli.batch', shown.batchId],
            ['cli.ended', minute(shown.endedAt)],
          ]),
          cli.words.table(
            ['cli.item', 'cli.title', 'cli.owner', 'cli.due', 'cli.stage', 'cli.proposal'],
            shown.items.map((item) => [
              item.key,
              titled(cli.words, item.title),
              roleIn(cli.words, item.owner),
              item.mode,
              item.stage,
              item.proposal && titled(cli.words, item.proposal),
            ]),
          ),
        ].join('\n\n'),
      );
    });
  of.command('export')
    .description('Save a template or a loaded plan as YAML or Excel, to be changed and loaded')
    .argument('<plan>', 'key of a template, or id of a loaded plan')
    .requiredOption('--out <file>', 'ending in .yaml or .xlsx')
    .addOption(new Option('--language <language>', 'of the headings in Excel').choices([...LANGUAGES]))
    .action(async (plan: string, { out, language }: { out: string; language?: string }) => {
      const name = encodeURIComponent(plan);
      const path = /^[0-9a-f]{8}-[0-9a-f-]{27}$/i.test(plan) ? `/plans/${name}/file` : `/plan-templates/${name}`;
      const asked = { format: formatOf(out), lang: language ?? cli.words.language };
      const { bytes } = await cli.client().download('GET', path, asked);
      save(out, bytes);
      cli.print(cli.words.say('cli.saved', { file: out }));
    });
  changing(of.command('end').description('End a plan; its open tasks are called off with the reason'))
    .argument('<plan>', 'id')
    .argument('<reason>')
    .option('--batch', 'with all that were loaded in the same command')
    .action(async (plan: string, reason: string, { batch }: { batch?: boolean }, command: Command) => {
      const body = { reason, ...(batch && { batch }) };
      const path = `/plans/${encodeURIComponent(plan)}/end`;
      await answer(cli, command, await cli.client().post<ShownEnded>(path, body, keyOf(command)), (ended) =>
        cli.words.card([
          ['cli.plans', ended.plans],
          ['cli.tasks-off', ended.cancelled],
        ]),
      );
    });
}
