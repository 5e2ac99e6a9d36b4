/** Chats and what people reported in them. */
import { type Command, Option } from 'commander';
import { REPORTER_REASONS } from '../../domain/demand/reporter.ts';
import type { ShownAnnouncement } from '../../http/api/announcements.ts';
import type { ShownChat } from '../../http/api/chats.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownDemand, ShownFullDemand } from '../../http/api/demands.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import { card, table } from '../table.ts';
import type { Minute } from '../times.ts';
import { demandBook } from './book.ts';
import { demandSteps } from './demand-steps.ts';
import { workOrders } from './work-orders.ts';

export function chatGroups(program: Command, cli: Cli): void {
  chats(program, cli);
  demands(program, cli);
  announcements(program, cli);
}

function chats(program: Command, cli: Cli): void {
  const chat = group(program, 'chat', 'Chats the bot is in');
  paging(chat.command('list').description('List the chats'))
    .option('--community <community>', 'code or id')
    .option('--platform <platform>', 'line, telegram or web')
    .option('--scope <scope>', 'direct or group')
    .option('--state <state>', 'active, blocked or left')
    .option('--bound <yes|no>', 'whether it is bound to a community')
    .action(async (filter: Record<string, string>, command: Command) => {
      const { community, platform, scope, state, bound } = filter;
      const page = await pageOf<ShownChat>(cli, command, '/chats', { community, platform, scope, state, bound });
      const rows = pageTable<ShownChat>(
        ['PLATFORM', 'SCOPE', 'STATE', 'COMMUNITY', 'BOUND TO', 'TITLE', 'ID'],
        (each) => [each.platform, each.scope, each.state, each.community, each.boundTo, each.title, each.id],
      );
      await answer(cli, command, page, rows);
    });
  const boundCard = ({ id, title, community, boundTo }: ShownChat) =>
    card([
      ['chat', id],
      ['title', title],
      ['community', community ?? 'none'],
      ['bound to', community === null ? 'nothing' : (boundTo ?? 'the whole community')],
    ]);
  changing(chat.command('bind').description('Bind a group to a community, or to one body, grid or building of it'))
    .argument('<chat>', 'id')
    .argument('<community>', 'code or id')
    .option('--body <body>', 'name or id')
    .option('--place <place>', 'grid, residents’ group or building: name or id')
    .action(async (id: string, community: string, options: { body?: string; place?: string }, command: Command) => {
      const bodyRef = await bodyId(cli, community, options.body);
      const placeRef = await placeId(cli, community, options.place);
      const to = { community, ...(bodyRef && { bodyId: bodyRef }), ...(placeRef && { placeId: placeRef }) };
      const path = `/chats/${encodeURIComponent(id)}/bind`;
      await answer(cli, command, await cli.client().post<ShownChat>(path, to, keyOf(command)), boundCard);
    });
  changing(chat.command('unbind').description('Part a group from what it is bound to'))
    .argument('<chat>', 'id')
    .action(async (id: string, _options, command: Command) => {
      const path = `/chats/${encodeURIComponent(id)}/unbind`;
      await answer(cli, command, await cli.client().post<ShownChat>(path, undefined, keyOf(command)), boundCard);
    });
}

function demands(program: Command, cli: Cli): void {
  const demand = group(program, 'demand', 'What people reported');
  paging(demand.command('list').description('List demands, newest first, without words and people'))
    .option('--community <community>', 'code or id')
    .option('--state <state>', 'submitted, accepted, resolved, …')
    .option('--since <day>', 'submitted on this day or later: 2026-11-01')
    .action(async ({ community, state, since }: Record<string, string>, command: Command) => {
      const page = await pageOf<ShownDemand>(cli, command, '/demands', { community, state, since });
      const rows = pageTable<ShownDemand>(
        ['NUMBER', 'COMMUNITY', 'STATE', 'TIER', 'CATEGORY', 'PLACE', 'SUBMITTED', 'ANSWER BY'],
        (each, minute) => [
          each.number,
          each.community,
          each.state,
          each.tier,
          each.category,
          each.place,
          minute(each.submittedAt),
          minute(each.respondBy),
        ],
      );
      await answer(cli, command, page, rows);
    });
  demandSteps(demand, cli);
  workOrders(demand, cli);
  demandBook(demand, cli);
  demand
    .command('show')
    .description('Show one demand with its words; leaves a line in the ledger')
    .argument('<demand>', 'number or id')
    .option('--community <community>', 'whose number it is')
    .addOption(
      new Option(
        '--reporter <reason>',
        `show who reported it too; the ledger keeps why: ${REPORTER_REASONS.join(', ')}`,
      ).choices([...REPORTER_REASONS]),
    )
    .action(async (ref: string, query: { community?: string; reporter?: string }, command: Command) => {
      const found = await cli.client().get<ShownFullDemand>(`/demands/${encodeURIComponent(ref)}`, { ...query });
      await answer(cli, command, found, demandCard);
    });
}

const demandCard = (demand: ShownFullDemand, minute: Minute): string =>
  [
    card([
      ['number', demand.number],
      ['community', demand.community],
      ['state', demand.state],
      ['tier', demand.tier],
      ['category', demand.category],
      ['place', demand.place ?? demand.placeText],
      ['submitted', minute(demand.submittedAt)],
      ['answer by', minute(demand.respondBy)],
      ['verified', demand.verified],
      ['from', demand.submitter?.name ?? demand.submitter?.accountName],
      ...Object.entries(demand.submitter?.contact ?? {}).map(([name, value]) => [`  ${name}`, value] as const),
      ['handled by', demand.handler?.name],
      ['id', demand.id],
    ]),
    demand.text,
    table(
      ['WHEN', 'WHAT', 'BY', 'WORDS'],
      demand.history.map(({ at, kind, byRole, text }) => [minute(at), kind, byRole, text]),
    ),
    ...(demand.attachments.length === 0
      ? []
      : [
          table(
            ['FILE', 'FOR', 'STATE', 'TYPE', 'BYTES'],
            demand.attachments.map((file) => [file.kind, file.role, file.state, file.mime, file.size]),
          ),
        ]),
  ].join('\n\n');

function announcements(program: Command, cli: Cli): void {
  changing(program.command('announce').description('Tell everyone of a community something'))
    .argument('<community>', 'code or id')
    .argument('<text>')
    .action(async (community: string, text: string, _options, command: Command) => {
      const home = await cli.client().get<ShownCommunity>(`/communities/${encodeURIComponent(community)}`);
      const body = { communityId: home.id, text };
      const made = await cli.client().post<ShownAnnouncement>('/announcements', body, keyOf(command));
      await answer(cli, command, made, (shown, minute) =>
        card([
          ['announcement', shown.id],
          ['since', minute(shown.createdAt)],
          ['sending', 'goes on in the background; see: outbox list'],
        ]),
      );
    });
}
