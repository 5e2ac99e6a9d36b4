/** `hotline rates`: the three rates as they stand now. */
import { type Command, Option } from 'commander';
import { RATES_CUTS } from '../../domain/hotline/rates.ts';
import type { ShownRates } from '../../http/api/rates.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli } from '../cli.ts';

interface Asked {
  readonly community?: string;
  readonly subdistrict?: string;
  readonly by: string;
  readonly month?: string;
  readonly months?: string;
}

export function ratesCommand(hotline: Command, cli: Cli): void {
  const { words } = cli;
  hotline
    .command('rates')
    .description('Show response, solved and satisfied rates as they stand now; small cells are hidden')
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code')
    .addOption(new Option('--by <what>', 'what the rows are told apart by').choices(RATES_CUTS).default('unit'))
    .option('--month <month>', 'the last of the months, like 2026-11; left out: the one that runs')
    .option('--months <count>', 'how many months up to that one')
    .action(async ({ community, subdistrict, by, month, months }: Asked, command: Command) => {
      const found = await cli.client().get<ShownRates>('/hotline/rates', { community, subdistrict, by, month, months });
      await answer(cli, command, found, ({ of, from, month: last, total, rows }) => {
        const line = ({ cases, response, solved, satisfied }: ShownRates['total']) => [
          cases,
          response,
          solved,
          satisfied,
        ];
        const nameOf = (row: ShownRates['rows'][number]) =>
          (by === 'category' && row.key !== null && lookUp(words.language, `case.category.${row.key}`)) || row.name;
        return [
          words.card([
            ['cli.about', of],
            ['cli.month', from === last ? last : `${from} – ${last}`],
          ]),
          words.table(
            [
              'cli.name',
              'bulletin.column.cases',
              'bulletin.rate.response',
              'bulletin.rate.solved',
              'bulletin.rate.satisfied',
            ],
            [[words.say('bulletin.head.total'), ...line(total)], ...rows.map((row) => [nameOf(row), ...line(row)])],
          ),
        ].join('\n\n');
      });
    });
}
