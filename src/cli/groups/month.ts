/** `month`: what became of the tasks of a month, shown, or saved as a picture or a table. */
import type { Command } from 'commander';
import type { ShownMonth } from '../../http/api/month.ts';
import { formatMonth, monthAfter } from '../../locales/dates.ts';
import { answer, type Cli, group } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { save } from './save.ts';

interface Wanted {
  readonly community?: string;
  readonly subdistrict?: string;
  readonly month?: string;
  readonly out?: string;
}

export function monthGroup(program: Command, cli: Cli): void {
  group(program, 'month', 'What became of the tasks of a month: shown, or saved as a picture or a table')
    .option('--community <community>', 'code or id')
    .option('--subdistrict <subdistrict>', 'code: all its communities')
    .option('--month <month>', 'like 2026-11; the last one that is over unless given')
    .option('--out <file>', 'ending in .png or .xlsx')
    .action(async ({ community, subdistrict, month, out }: Wanted, command: Command) => {
      if (month !== undefined && !/^\d{4}-\d{2}$/.test(month)) throw new CliProblem(2, 'usage', ['cli.problem.month']);
      const asked = { community, subdistrict, month };
      if (out !== undefined) {
        const format = /\.(png|xlsx)$/i.exec(out)?.[1]?.toLowerCase();
        if (!format) throw new CliProblem(2, 'usage', ['cli.problem.wall-ending']);
        const query = { ...asked, format, lang: cli.words.language };
        const { bytes } = await cli.client().download('GET', '/month/file', query);
        save(out, bytes);
        cli.print(cli.words.say('cli.saved', { file: out }));
        return;
      }
      const found = await cli.client().get<ShownMonth>('/month', asked);
      const { language } = cli.words;
      await answer(cli, command, found, ({ name, month: of, asOf, communities }) =>
        [
          cli.words.card([
            ['cli.about', name],
            ['cli.month', of],
            ['cli.as-of', asOf],
          ]),
          cli.words.table(
            [
              'month.column.community',
              'month.column.on-time',
              'month.column.late',
              'month.column.open',
              'month.column.extensions',
              'month.column.waived',
              {
                raw: cli.words.say('month.column.next', { next: formatMonth(language, monthAfter(of)) }).toUpperCase(),
              },
            ],
            communities.map((row) => [
              row.community,
              row.onTime,
              row.late,
              row.open,
              row.extensions,
              row.waived,
              row.next,
            ]),
          ),
        ].join('\n\n'),
      );
    });
}
