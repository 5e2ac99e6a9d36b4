/** Regular meetings: begun, listed and ended. */
import { type Command, Option } from 'commander';
import { isRegular, MEETING_KINDS } from '../../domain/meeting/kinds.ts';
import type { ShownSeries } from '../../http/api/meeting-series.ts';
import { answer, type Cli, changing, keyOf } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';

const onDay = ({ every, month, day, time }: ShownSeries): string =>
  every === 'month' ? `${every} ${day} ${time}` : `${every} ${month}/3 ${day} ${time}`;

const card =
  ({ words }: Cli) =>
  (row: ShownSeries): string =>
    words.card([
      ['cli.title', row.title],
      ['cli.kind', row.kind],
      ['cli.when', onDay(row)],
      ['cli.where', row.venue],
      ['cli.id', row.id],
    ]);

interface Starting {
  readonly every: string;
  readonly month?: string;
  readonly day: string;
  readonly time: string;
  readonly item?: string[];
  readonly venue?: string;
  readonly place?: string;
  readonly body?: string;
}

export function seriesCommands(of: Command, cli: Cli): void {
  of.command('series')
    .description('Regular meetings that go on, each with the day of the next one')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const found = await cli
        .client()
        .get<{ readonly items: readonly (ShownSeries & { readonly next: string })[] }>('/meeting-series', {
          community,
        });
      await answer(cli, command, found, ({ items }) =>
        cli.words.table(
          ['cli.title', 'cli.kind', 'cli.when', 'cli.next', 'cli.id'],
          items.map((row) => [row.title, row.kind, onDay(row), row.next, row.id]),
        ),
      );
    });
  changing(of.command('start-series').description('Begin a regular meeting; each is convened by itself in time'))
    .argument('<community>', 'code or id')
    .argument('<kind>', MEETING_KINDS.filter(isRegular).join(', '))
    .argument('<title>')
    .addOption(new Option('--every <period>', 'how often').choices(['month', 'quarter']).makeOptionMandatory())
    .option('--month <number>', 'of a quarter: its month 1, 2 or 3')
    .requiredOption('--day <number>', '1 to 31; in a shorter month its last day')
    .requiredOption('--time <time>', 'like 19:00')
    .option('--item <titles...>', 'the agenda')
    .option('--venue <venue>')
    .option('--place <place>', 'the grid whose meeting it is: name or id')
    .option('--body <body>', 'whose members are asked: name or id')
    .action(async (community: string, kind: string, title: string, options: Starting, command: Command) => {
      const { every, month, day, time, item, venue, place, body } = options;
      const placeRef = await placeId(cli, community, place);
      const bodyRef = await bodyId(cli, community, body);
      const input = {
        community,
        kind,
        title,
        every,
        day: Number(day),
        time,
        ...(month !== undefined && { month: Number(month) }),
        ...(item && { agenda: item }),
        ...(venue && { venue }),
        ...(placeRef && { placeId: placeRef }),
        ...(bodyRef && { bodyId: bodyRef }),
      };
      const made = await cli.client().post<ShownSeries>('/meeting-series', input, keyOf(command));
      await answer(cli, command, made, card(cli));
    });
  changing(of.command('end-series').description('End a regular meeting; what was convened is held'))
    .argument('<series>', 'id')
    .action(async (series: string, _options, command: Command) => {
      const path = `/meeting-series/${encodeURIComponent(series)}/end`;
      await answer(cli, command, await cli.client().post<ShownSeries>(path, undefined, keyOf(command)), card(cli));
    });
}
