/** Chats and what people reported in them. */
import type { Command } from 'commander';
import type { ShownAnnouncement } from '../../http/api/announcements.ts';
import type { ShownChat } from '../../http/api/chats.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownDemand, ShownFullDemand } from '../../http/api/demands.ts';
import { answer, type Context, changing, group, keyOf, pageOf, pageTable, paging } from '../context.ts';
import { card, minute, table } from '../table.ts';
import { demandBook } from './book.ts';
import { demandSteps } from './demand-steps.ts';
import { workOrders } from './work-orders.ts';

export function chatGroups(program: Command, context: Context): void {
  chats(program, context);
  demands(program, context);
  announcements(program, context);
}

function chats(program: Command, context: Context): void {
  const chat = group(program, 'chat', 'Chats the bot is in');
  paging(chat.command('list').description('List the chats'))
    .option('--community <community>', 'code or id')
    .option('--platform <platform>', 'line, telegram or web')
    .option('--scope <scope>', 'direct or group')
    .option('--state <state>', 'active, blocked or left')
    .option('--bound <yes|no>', 'whether it is bound to a community')
    .action(async (filter: Record<string, string>, command: Command) => {
      const { community, platform, scope, state, bound } = filter;
      const page = await pageOf<ShownChat>(context, command, '/chats', { community, platform, scope, state, bound });
      const rows = pageTable<ShownChat>(['PLATFORM', 'SCOPE', 'STATE', 'COMMUNITY', 'TITLE', 'ID'], (each) => [
        each.platform,
        each.scope,
        each.state,
        each.community,
        each.title,
        each.id,
      ]);
      answer(context, command, page, rows);
    });
  changing(chat.command('bind').description('Bind a group to a community'))
    .argument('<chat>', 'id')
    .argument('<community>', 'code or id')
    .action(async (id: string, community: string, _options, command: Command) => {
      const path = `/chats/${encodeURIComponent(id)}/bind`;
      const bound = await context.client().post<ShownChat>(path, { community }, keyOf(command));
      answer(context, command, bound, ({ title }) =>
        card([
          ['chat', id],
          ['title', title],
          ['community', bound.community],
        ]),
      );
    });
}

function demands(program: Command, context: Context): void {
  const demand = group(program, 'demand', 'What people reported');
  paging(demand.command('list').description('List demands, newest first, without words and people'))
    .option('--community <community>', 'code or id')
    .option('--state <state>', 'submitted, accepted, resolved, …')
    .option('--since <day>', 'submitted on this day or later: 2026-11-01')
    .action(async ({ community, state, since }: Record<string, string>, command: Command) => {
      const page = await pageOf<ShownDemand>(context, command, '/demands', { community, state, since });
      const rows = pageTable<ShownDemand>(
        ['NUMBER', 'COMMUNITY', 'STATE', 'TIER', 'CATEGORY', 'PLACE', 'SUBMITTED', 'ANSWER BY'],
        (each) => [
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
      answer(context, command, page, rows);
    });
  demandSteps(demand, context);
  workOrders(demand, context);
  demandBook(demand, context);
  demand
    .command('show')
    .description('Show one demand with its words and people; leaves a line in the ledger')
    .argument('<demand>', 'number or id')
    .option('--community <community>', 'whose number it is')
    .action(async (ref: string, { community }: { community?: string }, command: Command) => {
      const found = await context.client().get<ShownFullDemand>(`/demands/${encodeURIComponent(ref)}`, { community });
      answer(context, command, found, demandCard);
    });
}

const demandCard = (demand: ShownFullDemand): string =>
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

function announcements(program: Command, context: Context): void {
  changing(program.command('announce').description('Tell everyone of a community something'))
    .argument('<community>', 'code or id')
    .argument('<text>')
    .action(async (community: string, text: string, _options, command: Command) => {
      const home = await context.client().get<ShownCommunity>(`/communities/${encodeURIComponent(community)}`);
      const body = { communityId: home.id, text };
      const made = await context.client().post<ShownAnnouncement>('/announcements', body, keyOf(command));
      answer(context, command, made, (shown) =>
        card([
          ['announcement', shown.id],
          ['since', minute(shown.createdAt)],
          ['sending', 'goes on in the background; see: outbox list'],
        ]),
      );
    });
}
