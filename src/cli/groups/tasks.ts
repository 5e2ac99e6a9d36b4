/** Tasks, plans, figures and trainings: what has to be done by when. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import { LANGUAGES } from '../../channel.ts';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_STATES, TASK_VERIFIERS } from '../../domain/task/states.ts';
import type { ShownEnteredFigure, ShownFigures } from '../../http/api/figures.ts';
import type { ShownEnded, ShownFullPlan, ShownLoaded, ShownPlan, ShownTemplate } from '../../http/api/plans.ts';
import type { ShownFullTask, ShownSent, ShownTask } from '../../http/api/tasks.ts';
import type { ShownWall } from '../../http/api/wall.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Words } from '../words.ts';
import { save } from './save.ts';

export function taskGroups(program: Command, cli: Cli): void {
  tasks(program, cli);
  plans(program, cli);
  figures(program, cli);
}

interface Where {
  readonly community?: string;
  readonly subdistrict?: string;
}

const titled = ({ language }: Words, title: ShownTask['title']): string => title[language] ?? title['zh-Hans'];
const roleIn = ({ language }: Words, role: string): string => lookUp(language, `role.${role}`) ?? role;

const taskCard =
  ({ words }: Cli) =>
  (task: ShownTask): string =>
    words.card([
      ['cli.task', titled(words, task.title)],
      ['cli.community', task.community],
      ['cli.state', task.state],
      ['cli.due', task.dueOn],
      ['cli.level', task.level],
      ['cli.owner', roleIn(words, task.owner)],
      ['cli.verified-by', task.verifier && roleIn(words, task.verifier)],
      ['cli.pressed', task.supervised],
      ['cli.title-public', task.titlePublic],
      ['cli.id', task.id],
    ]);

const taskTable = (cli: Cli) =>
  pageTable<ShownTask>(
    cli,
    ['cli.community', 'cli.due', 'cli.state', 'cli.level', 'cli.task', 'cli.owner', 'cli.id'],
    (task) => [
      task.community,
      task.dueOn,
      task.state,
      task.level,
      titled(cli.words, task.title),
      roleIn(cli.words, task.owner),
      task.id,
    ],
  );

function tasks(program: Command, cli: Cli): void {
  const of = group(program, 'task', 'What has to be done by when');
  paging(of.command('list').description('Tasks, soonest first'))
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code: of all its communities')
    .addOption(new Option('--state <state>').choices(TASK_STATES))
    .option('--overdue', 'only what is late now')
    .option('--batch <batch>', 'only those sent out together: who has answered')
    .option('--plan <plan>', 'only those of a loaded plan')
    .action(
      async (
        options: Where & { state?: string; overdue?: boolean; batch?: string; plan?: string },
        command: Command,
      ) => {
        const { community, subdistrict, state, overdue, batch, plan } = options;
        const query = { community, subdistrict, state, batch, plan, overdue: overdue ? 'yes' : undefined };
        await answer(cli, command, await pageOf<ShownTask>(cli, command, '/tasks', query), taskTable(cli));
      },
    );
  of.command('show')
    .description('One task with its history, without anybody’s words')
    .argument('<task>', 'id')
    .action(async (task: string, _options, command: Command) => {
      const found = await cli.client().get<ShownFullTask>(`/tasks/${encodeURIComponent(task)}`);
      await answer(cli, command, found, (shown, minute) =>
        [
          taskCard(cli)(shown),
          cli.words.table(
            ['cli.when', 'cli.what', 'cli.by'],
            shown.history.map(({ at, kind, byRole }) => [minute(at), kind, byRole]),
          ),
        ].join('\n\n'),
      );
    });
  changing(of.command('create').description('Set a task for one community, several, or all of a subdistrict'))
    .argument('<title>')
    .requiredOption('--due <day>', 'the last day on which it is in time, like 2027-04-30')
    .option('--community <communities...>', 'codes or ids')
    .option('--subdistrict <subdistrict>', 'code: for all its communities')
    .option('--details <text>')
    .addOption(new Option('--owner <role>', 'who does it').choices(TASK_OWNERS).default('committee_head'))
    .option('--body <body>', 'only the seats of this body: name or id')
    .addOption(
      new Option('--verifier <role>', 'who looks at it').choices([...TASK_VERIFIERS, 'none']).default('subdistrict'),
    )
    .addOption(new Option('--evidence <evidence>', 'what is handed in').choices(TASK_EVIDENCE).default('none'))
    .option('--supervised', 'pressed from the start')
    .option('--public-title', 'its title may stand on the public wall')
    .action(
      async (
        title: string,
        options: {
          due: string;
          community?: string[];
          subdistrict?: string;
          details?: string;
          owner: string;
          body?: string;
          verifier: string;
          evidence: string;
          supervised?: boolean;
          publicTitle?: boolean;
        },
        command: Command,
      ) => {
        const { due, community, subdistrict, details, owner, body, verifier, evidence, supervised, publicTitle } =
          options;
        const ownerBodyId = await bodyId(cli, community?.[0], body);
        const asked = {
          title,
          dueOn: due,
          owner,
          verifier,
          evidence,
          ...(community && { communities: community }),
          ...(subdistrict && { subdistrict }),
          ...(details && { details }),
          ...(ownerBodyId && { ownerBodyId }),
          ...(supervised && { supervised }),
          ...(publicTitle && { titlePublic: true }),
        };
        const sent = await cli.client().post<ShownSent>('/tasks', asked, keyOf(command));
        await answer(cli, command, sent, ({ batchId, items }, minute) =>
          [
            ...(batchId === null ? [] : [cli.words.card([['cli.batch', batchId]])]),
            taskTable(cli)({ items, next: null }, minute),
          ].join('\n\n'),
        );
      },
    );
  of.command('wall')
    .description('How the communities of a subdistrict stand: shown, or saved as a picture or a table')
    .argument('<subdistrict>', 'code')
    .option('--year <year>', 'this year unless given')
    .option('--out <file>', 'ending in .png or .xlsx')
    .action(async (subdistrict: string, { year, out }: { year?: string; out?: string }, command: Command) => {
      if (out === undefined) {
        const wall = await cli.client().get<ShownWall>('/wall', { subdistrict, year });
        await answer(cli, command, wall, ({ communities }) =>
          cli.words.table(
            ['cli.community', 'wall.rate', 'wall.due', 'wall.on-time', 'wall.open', 'wall.late'],
            communities.map((row) => [
              row.community,
              row.percent === null ? '' : `${row.percent}%`,
              row.due,
              row.onTime,
              row.open,
              row.late,
            ]),
          ),
        );
        return;
      }
      const format = /\.(png|xlsx)$/i.exec(out)?.[1]?.toLowerCase();
      if (!format) throw new CliProblem(2, 'usage', ['cli.problem.wall-ending']);
      const asked = { subdistrict, year, format, lang: cli.words.language };
      const { bytes } = await cli.client().download('GET', '/wall/file', asked);
      save(out, bytes);
      cli.print(cli.words.say('cli.saved', { file: out }));
    });
  const step = (name: 'cancel' | 'supervise' | 'unsupervise', description: string) =>
    changing(of.command(name).description(description))
      .argument('<task>', 'id')
      .argument('<reason>')
      .action(async (task: string, reason: string, _options, command: Command) => {
        const path = `/tasks/${encodeURIComponent(task)}/${name}`;
        await answer(cli, command, await cli.client().post<ShownTask>(path, { reason }, keyOf(command)), taskCard(cli));
      });
  step('cancel', 'Call a task off, with the reason');
  step('supervise', 'Press a task: it is reminded of more often and climbs sooner');
  step('unsupervise', 'Press a task no longer');
  const title = (name: 'publish-title' | 'withdraw-title', description: string) =>
    changing(of.command(name).description(description))
      .argument('<task>', 'id')
      .action(async (task: string, _options, command: Command) => {
        const path = `/tasks/${encodeURIComponent(task)}/${name}`;
        await answer(cli, command, await cli.client().post<ShownTask>(path, {}, keyOf(command)), taskCard(cli));
      });
  title('publish-title', 'Let the typed title of a task stand on the public wall');
  title('withdraw-title', 'Take the typed title of a task off the public wall');
  changing(of.command('reschedule').description('Give a task another date'))
    .argument('<task>', 'id')
    .argument('<day>', 'like 2027-05-15')
    .option('--reason <text>')
    .action(async (task: string, dueOn: string, { reason }: { reason?: string }, command: Command) => {
      const path = `/tasks/${encodeURIComponent(task)}/reschedule`;
      const body = { dueOn, ...(reason && { reason }) };
      await answer(cli, command, await cli.client().post<ShownTask>(path, body, keyOf(command)), taskCard(cli));
    });
}

const loadedText =
  ({ words }: Cli) =>
  ({ batchId, communities, skipped }: ShownLoaded): string => {
    const rows = communities.map(({ community, added, tasks: made, passed, plan }) => [
      community,
      made,
      passed,
      words.say(added ? 'cli.plan-added' : 'cli.plan-there'),
      plan,
    ]);
    return [
      ...(batchId === null ? [] : [words.card([['cli.batch', batchId]])]),
      words.table(['cli.community', 'cli.tasks', 'cli.passed', 'cli.what', 'cli.plan'], rows),
      ...(skipped.length === 0 ? [] : [words.say('cli.plan-skipped', { communities: skipped.join(', ') })]),
    ].join('\n\n');
  };

/** The ending says which kind of file. */
function formatOf(path: string): 'yaml' | 'xlsx' {
  if (/\.ya?ml$/i.test(path)) return 'yaml';
  if (/\.xlsx$/i.test(path)) return 'xlsx';
  throw new CliProblem(2, 'usage', ['cli.problem.plan-ending']);
}

function plans(program: Command, cli: Cli): void {
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

function load(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new CliProblem(2, 'usage', ['cli.problem.not-read', { file: path }]);
  }
}

const enteredText =
  ({ words }: Cli) =>
  ({ entered, opened }: ShownEnteredFigure): string =>
    words.card([
      ['cli.entered', entered],
      ['cli.tasks-opened', opened.length],
    ]);

function figures(program: Command, cli: Cli): void {
  const of = group(program, 'figure', 'Figures that tasks depend on');
  of.command('list')
    .description('The figures of a community today')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const found = await cli.client().get<ShownFigures>('/figures', { community });
      await answer(cli, command, found, ({ items }) =>
        cli.words.table(
          ['cli.figure', 'cli.its-value'],
          items.map(({ name, value }) => [name, value]),
        ),
      );
    });
  changing(of.command('enter').description('Enter what a figure was on a day'))
    .argument('<community>', 'code or id')
    .argument('<name>', 'residents, volunteers or projects')
    .argument('<value>')
    .option('--day <day>', 'today unless given')
    .action(async (community: string, name: string, value: string, { day }: { day?: string }, command: Command) => {
      const body = { community, name, value: Number(value), ...(day && { asOf: day }) };
      const done = await cli.client().post<ShownEnteredFigure>('/figures', body, keyOf(command));
      await answer(cli, command, done, enteredText(cli));
    });
  const trainings = group(program, 'training', 'Trainings that come round');
  changing(trainings.command('enter').description('Enter when a training was held'))
    .argument('<community>', 'code or id')
    .argument('<name>', 'head, members or grid')
    .argument('<day>')
    .action(async (community: string, name: string, heldOn: string, _options, command: Command) => {
      const done = await cli
        .client()
        .post<ShownEnteredFigure>('/trainings', { community, name, heldOn }, keyOf(command));
      await answer(cli, command, done, enteredText(cli));
    });
}
