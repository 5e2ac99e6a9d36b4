/** The ledger, messages, quota, the clock and the demo: what keeps an installation honest and running. */
import type { Command } from 'commander';
import type { ShownClock } from '../../http/api/clock.ts';
import type { ShownParked } from '../../http/api/inbox.ts';
import type { ShownEntry, ShownHead, ShownReport } from '../../http/api/ledger.ts';
import type { ShownMessage, ShownUnreached } from '../../http/api/outbox.ts';
import type { ShownForecast, ShownQuota } from '../../http/api/quota.ts';
import { answer, type Cli, changing, group, keyOf, type Page, pageOf, pageTable, paging } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import type { Words } from '../words.ts';

export function operationGroups(program: Command, cli: Cli): void {
  ledger(program, cli);
  outbox(program, cli);
  inbox(program, cli);
  quota(program, cli);
  clock(program, cli);
  demo(program, cli);
}

function ledger(program: Command, cli: Cli): void {
  const of = group(program, 'ledger', 'The record of every change');
  of.command('verify')
    .description('Recompute the chain and compare every row with it; exit code 1 when something is wrong')
    .option('--head <hash@position>', 'a head you kept earlier, which no one here can forge')
    .action(async ({ head }: { head?: string }, command: Command) => {
      const told = head === undefined ? {} : { head: headIn(head) };
      const report = await cli.client().post<ShownReport>('/ledger/verify', told, undefined);
      await answer(cli, command, report, reportText(cli.words));
      if (!report.ok) throw new CliProblem(1, 'ledger_differs', ['cli.problem.ledger-differs']);
    });
  of.command('head')
    .description('Show where the chain ends; keep it somewhere else, to give it to verify later')
    .action(async (_options, command: Command) => {
      const found = await cli.client().get<ShownHead & { readonly pending: number }>('/ledger/head');
      await answer(
        cli,
        command,
        found,
        ({ position, hash, pending }) =>
          `${hash}@${position}${pending > 0 ? `\n${cli.words.say('cli.entries-wait', { pending })}` : ''}`,
      );
    });
  paging(of.command('list').description('List sealed entries'))
    .option('--subject <subject>', 'only about this: demand:<id>')
    .action(async ({ subject }: { subject?: string }, command: Command) => {
      const page = await pageOf<ShownEntry>(cli, command, '/ledger', { subject });
      const rows = pageTable<ShownEntry>(cli, ['cli.ledger-position', 'cli.subject', 'cli.entry'], (each) => [
        each.position,
        each.subject,
        each.entry,
      ]);
      await answer(cli, command, page, rows);
    });
}

function headIn(written: string): { readonly position: number; readonly hash: string } {
  const [, hash, position] = /^([0-9a-f]{64})@(\d+)$/.exec(written.trim().toLowerCase()) ?? [];
  if (!position || !hash) throw new CliProblem(2, 'usage', ['cli.problem.head']);
  return { position: Number(position), hash };
}

const reportText =
  ({ say, table }: Words) =>
  ({ ok, entries, rows, head, problems, unlisted }: ShownReport): string => {
    const counted = say('cli.recomputed', { entries, rows, head: `${head.hash}@${head.position}` });
    if (ok) return `${say('cli.all-agree')} ${counted}`;
    const more = unlisted > 0 ? `\n${say('cli.and-more', { more: unlisted })}` : '';
    return `${counted}\n\n${table(
      ['cli.problem', 'cli.ledger-position', 'cli.what'],
      problems.map(({ kind, position, message }) => [kind, position, message]),
    )}${more}`;
  };

function outbox(program: Command, cli: Cli): void {
  const of = group(program, 'outbox', 'Messages and their fates');
  paging(of.command('list').description('List messages, newest first, without what they say'))
    .option('--state <state>', 'waiting, accepted, refused, unknown, dead or withdrawn')
    .action(async ({ state }: { state?: string }, command: Command) => {
      type Listed = Page<ShownMessage> & { readonly counts: Readonly<Record<string, number>> };
      const page = (await pageOf<ShownMessage>(cli, command, '/outbox', { state })) as Listed;
      const rows = pageTable<ShownMessage>(
        cli,
        ['cli.state', 'cli.reason', 'cli.topic', 'cli.platform', 'cli.tries', 'cli.made', 'cli.id'],
        (each, minute) => [
          each.state,
          each.reason,
          each.topic,
          each.platform,
          each.attempts,
          minute(each.createdAt),
          each.id,
        ],
      );
      await answer(
        cli,
        command,
        page,
        (listed, minute) => `${countsOf(cli.words, listed.counts)}\n\n${rows(listed, minute)}`,
      );
    });
  paging(of.command('unreached').description('List people for whom no chat is known: the list for a printed notice'))
    .option('--community <community>', 'code or id')
    .action(async ({ community }: { community?: string }, command: Command) => {
      const page = await pageOf<ShownUnreached>(cli, command, '/unreached', { community });
      const rows = pageTable<ShownUnreached>(
        cli,
        ['cli.community', 'cli.person', 'cli.home', 'cli.topic', 'cli.since'],
        (each, minute) => [each.community, each.personId, each.home, each.topic, minute(each.at)],
      );
      await answer(cli, command, page, rows);
    });
  for (const [name, description] of [
    ['retry', 'Send a dead or refused message, or one of unknown fate, again'],
    ['withdraw', 'Take back a message that has not gone'],
  ] as const) {
    changing(of.command(name).description(description))
      .argument('<message>', 'id')
      .action(async (id: string, _options, command: Command) => {
        const path = `/outbox/${encodeURIComponent(id)}/${name}`;
        const after = await cli.client().post<Pick<ShownMessage, 'id' | 'state'>>(path, undefined, keyOf(command));
        await answer(cli, command, after, ({ state }) =>
          cli.words.card([
            ['cli.message', id],
            ['cli.state', state],
          ]),
        );
      });
  }
}

const countsOf = ({ say }: Words, counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([state, messages]) => `${state} ${messages}`)
    .join(', ') || say('cli.no-messages');

function inbox(program: Command, cli: Cli): void {
  const of = group(program, 'inbox', 'Events that failed too often and were set aside');
  paging(of.command('parked').description('List them, without what they hold')).action(
    async (_options, command: Command) => {
      const page = await pageOf<ShownParked>(cli, command, '/inbox/parked', {});
      const rows = pageTable<ShownParked>(
        cli,
        ['cli.seq', 'cli.platform', 'cli.tries', 'cli.error', 'cli.came'],
        (each, minute) => [each.seq, each.platform, each.attempts, each.lastError, minute(each.receivedAt)],
      );
      await answer(cli, command, page, rows);
    },
  );
  changing(of.command('retry').description('Try them again'))
    .argument('[seq...]', 'which, as parked lists them')
    .option('--all', 'all of them')
    .action(async (seqs: string[], { all }: { all?: boolean }, command: Command) => {
      if (seqs.length > 0 === (all === true) || seqs.some((seq) => !/^\d{1,15}$/.test(seq)))
        throw new CliProblem(2, 'usage', ['cli.problem.which-events']);
      const body = all ? { all } : { seqs: seqs.map(Number) };
      const done = await cli.client().post<{ readonly retried: number }>('/inbox/parked/retry', body, keyOf(command));
      await answer(cli, command, done, ({ retried }) => cli.words.say('cli.tried-again', { retried }));
    });
}

function quota(program: Command, cli: Cli): void {
  paging(group(program, 'quota', 'Metered pushes per account and month')).action(async (_options, command: Command) => {
    type Listed = Page<ShownQuota> & { readonly forecast: readonly ShownForecast[] };
    const page = (await pageOf<ShownQuota>(cli, command, '/quota', {})) as Listed;
    const rows = pageTable<ShownQuota>(
      cli,
      ['cli.month', 'cli.platform', 'cli.used', 'cli.limit', 'cli.asked'],
      (each, minute) => [
        each.month,
        each.platform,
        each.used,
        each.limit ?? cli.words.say('cli.none-known'),
        minute(each.syncedAt),
      ],
    );
    await answer(cli, command, page, (listed, minute) =>
      [rows(listed, minute), ...listed.forecast.map((each) => forecastCard(cli.words, each))].join('\n\n'),
    );
  });
}

const forecastCard = ({ card, say }: Words, forecast: ShownForecast): string =>
  card([
    ['cli.month', forecast.month],
    ['cli.platform', forecast.platform],
    ['cli.used', forecast.used],
    ['cli.quota.waiting', forecast.waiting],
    ['cli.quota.groups', forecast.groups],
    ['cli.quota.reminders', forecast.reminders],
    ['cli.quota.summaries', forecast.summaries],
    ['cli.quota.announcements', forecast.announcements],
    ['cli.quota.expected', forecast.expected],
    ['cli.limit', forecast.limit ?? say('cli.none-known')],
    ['cli.quota.runs-out', forecast.runsOutOn ?? say('cli.quota.enough')],
  ]);

function clock(program: Command, cli: Cli): void {
  changing(group(program, 'clock', 'Show domain time, or move it forward in demo mode'))
    .option('--advance <duration>', 'stop at everything due on the way: P1D')
    .option('--jump <duration>', 'go there at once, as if the system had been down')
    .action(async ({ advance, jump }: { advance?: string; jump?: string }, command: Command) => {
      if (advance === undefined && jump === undefined) {
        const found = await cli.client().get<ShownClock>('/clock');
        await answer(cli, command, found, ({ now, offsetSeconds, movable }, minute) =>
          cli.words.card([
            ['cli.domain-time', minute(now)],
            ['cli.ahead-by', `${offsetSeconds} s`],
            ['cli.movable', movable],
          ]),
        );
        return;
      }
      const body = { ...(advance !== undefined && { advance }), ...(jump !== undefined && { jump }) };
      const moved = await cli.client().post<{ readonly movedTo: string }>('/clock', body, keyOf(command));
      await answer(cli, command, moved, ({ movedTo }, minute) =>
        cli.words.say('cli.clock-moved', { time: minute(movedTo) }),
      );
    });
}

function demo(program: Command, cli: Cli): void {
  const of = group(program, 'demo', 'The demo community');
  changing(of.command('load').description('Load it; twice changes nothing')).action(
    async (_options, command: Command) => {
      const done = await cli.client().post<{ readonly demo: 'made' | 'there' }>('/demo', undefined, keyOf(command));
      await answer(cli, command, done, (result) =>
        cli.words.say(result.demo === 'made' ? 'cli.demo-made' : 'cli.demo-there'),
      );
    },
  );
}
