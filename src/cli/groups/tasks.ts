/** Tasks: what has to be done by when. */
import { type Command, Option } from 'commander';
import { TASK_EVIDENCE, TASK_OWNERS, TASK_STATES, TASK_VERIFIERS } from '../../domain/task/states.ts';
import type { ShownFullTask, ShownSent, ShownTask } from '../../http/api/tasks.ts';
import type { ShownWall } from '../../http/api/wall.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import { figures } from './figures.ts';
import { plans } from './plans.ts';
import { save } from './save.ts';
import { roleIn, titled, type Where } from './task-words.ts';

export function taskGroups(program: Command, cli: Cli): void {
  tasks(program, cli);
  plans(program, cli);
  figures(program, cli);
}

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
