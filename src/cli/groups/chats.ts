/** Chats and what people reported in them. */
import { type Command, Option } from 'commander';
import { REPORTER_REASONS } from '../../domain/demand/reporter.ts';
import type { ShownAnnouncement } from '../../http/api/announcements.ts';
import type { ShownChat } from '../../http/api/chats.ts';
import type { ShownCommunity } from '../../http/api/communities.ts';
import type { ShownDemand, ShownFullDemand } from '../../http/api/demands.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import type { Minute } from '../times.ts';
import type { Cell, Heading, Words } from '../words.ts';
import { demandBook } from './book.ts';
import { demandSteps } from './demand-steps.ts';
import { workOrders } from './work-orders.ts';

export function chatGroups(program: Command, cli: Cli): void {
  chats(program, cli);
  demands(program, cli);
  announcements(program, cli);
}

interface Binding {
  readonly body?: string;
  readonly place?: string;
  readonly move?: boolean;
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
        cli,
        ['cli.platform', 'cli.scope', 'cli.state', 'cli.community', 'cli.bound-to', 'cli.title', 'cli.id'],
        (each) => [each.platform, each.scope, each.state, each.community, each.boundTo, each.title, each.id],
      );
      await answer(cli, command, page, rows);
    });
  const boundCard = ({ id, title, community, boundTo }: ShownChat) =>
    cli.words.card([
      ['cli.chat', id],
      ['cli.title', title],
      ['cli.community', community ?? cli.words.say('cli.no-community')],
      ['cli.bound-to', boundTo ?? cli.words.say(community === null ? 'cli.nothing' : 'cli.whole-community')],
    ]);
  changing(chat.command('bind').description('Bind a group to a community, or to one body, grid or building of it'))
    .argument('<chat>', 'id')
    .argument('<community>', 'code or id')
    .option('--body <body>', 'name or id')
    .option('--place <place>', 'grid, residents’ group or building: name or id')
    .option('--move', 'also when it is bound to another community, which then loses it')
    .action(async (id: string, community: string, options: Binding, command: Command) => {
      const bodyRef = await bodyId(cli, community, options.body);
      const placeRef = await placeId(cli, community, options.place);
      const to = {
        community,
        ...(bodyRef && { bodyId: bodyRef }),
        ...(placeRef && { placeId: placeRef }),
        ...(options.move && { move: true }),
      };
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
        cli,
        [
          'cli.number',
          'cli.community',
          'cli.state',
          'cli.tier',
          'cli.category',
          'cli.place',
          'cli.submitted',
          'demand.field.answer-by',
        ],
        (each, minute) => [
          each.number,
          each.community,
          each.state,
          each.tier,
          each.category,
          each.place,
          minute(each.submittedAt),
          minute.lastDay(each.respondBy),
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
      await answer(cli, command, found, demandCard(cli));
    });
}

/** How many stand behind it, what it hangs together with, and by when what is due: nothing where nothing is. */
const ties = ({ say }: Words, demand: ShownFullDemand, minute: Minute): readonly (readonly [Heading, Cell])[] => {
  const { bundle } = demand;
  return [
    ['cli.co-signatures', demand.signatures],
    ['cli.neighbours', demand.neighbours],
    ...(demand.mergedInto === null ? [] : [['demand.field.into', demand.mergedInto] as const]),
    ...(demand.merged.length === 0 ? [] : [['cli.merged', demand.merged.join(', ')] as const]),
    ...(demand.unit === null ? [] : [['demand.field.unit', demand.unit] as const]),
    ...(bundle === null
      ? []
      : ([
          ['cli.sent-up', minute(bundle.sentAt)],
          ['cli.sent-with', bundle.others.join(', ') || say('cli.nothing')],
          ['cli.answered', minute(bundle.answeredAt) || say('cli.not-yet')],
          ['cli.bundle', bundle.id],
        ] as const)),
  ];
};

const demandCard =
  ({ words }: Cli) =>
  (demand: ShownFullDemand, minute: Minute): string =>
    [
      words.card([
        ['cli.number', demand.number],
        ['cli.community', demand.community],
        ['cli.state', demand.state],
        ['cli.tier', demand.tier],
        ['cli.category', demand.category],
        ['cli.place', demand.place ?? demand.placeText],
        ['cli.submitted', minute(demand.submittedAt)],
        ['demand.field.answer-by', minute.lastDay(demand.respondBy)],
        ...(demand.respondedAt === null ? [] : [['cli.answered-at', minute(demand.respondedAt)] as const]),
        ...(demand.solveBy === null ? [] : [['demand.field.solve-by', minute.lastDay(demand.solveBy)] as const]),
        ['cli.pressed', demand.supervised],
        ['cli.verified', demand.verified],
        ...ties(words, demand, minute),
        ['cli.reported-by', demand.submitter?.name ?? demand.submitter?.accountName],
        ...Object.entries(demand.submitter?.contact ?? {}).map(
          ([name, value]) => [{ raw: `  ${name}` }, value] as const,
        ),
        ['cli.handled-by', demand.handler?.name],
        ['cli.id', demand.id],
      ]),
      demand.text,
      words.table(
        ['cli.when', 'cli.what', 'cli.by', 'cli.words'],
        demand.history.map(({ at, kind, byRole, text }) => [minute(at), kind, byRole, text]),
      ),
      ...(demand.attachments.length === 0
        ? []
        : [
            words.table(
              ['cli.file', 'cli.for', 'cli.state', 'cli.file-type', 'cli.bytes'],
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
        cli.words.card([
          ['cli.announcement', shown.id],
          ['cli.since', minute(shown.createdAt)],
          ['cli.sending', cli.words.say('cli.sending-goes-on')],
        ]),
      );
    });
}
