/** `matrix`: which unit leads in what, where; kept row by row, or taken in and given out as a table. */
import { type Command, Option } from 'commander';
import type { ShownDutiesTaken, ShownDuty } from '../../http/api/duty-matrix.ts';
import { lookUp, type MessageKey } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import type { Words } from '../words.ts';
import { load } from './load.ts';
import { save } from './save.ts';

interface Putting {
  readonly place?: string;
  readonly cooperating?: readonly string[];
  readonly item?: string;
  readonly wholeSubdistrict?: true;
}

interface Importing {
  readonly dryRun?: true;
  readonly instead?: true;
  readonly wholeSubdistrict?: true;
}

const WHOLE = 'for all communities of the subdistrict';

export function matrixGroup(program: Command, cli: Cli): void {
  const of = group(program, 'matrix', 'The list of duties: which unit leads in what, where');
  const { words } = cli;
  const row = (duty: ShownDuty) => [
    duty.item,
    lookUp(words.language, `case.category.${duty.category}`) ?? duty.category,
    duty.place,
    duty.lead,
    duty.cooperating.map(({ name }) => name).join(', '),
    words.say(duty.home === 'community' ? 'cli.community' : 'cli.subdistrict'),
    duty.id,
  ];
  const table = (duties: readonly ShownDuty[]): string =>
    words.table(
      ['cli.number', 'cli.category', 'cli.place', 'cli.lead', 'cli.cooperating', 'cli.for', 'cli.id'],
      duties.map(row),
    );

  of.command('list')
    .description('The list of a community, with that of its subdistrict')
    .argument('<community>', 'code or id')
    .action(async (community: string, _options, command: Command) => {
      const found = await cli.client().get<{ items: ShownDuty[] }>('/duty-matrix', { community });
      await answer(cli, command, found, ({ items }) => table(items));
    });
  changing(of.command('put').description('Enter a duty'))
    .argument('<community>', 'code or id')
    .argument('<category>', 'key of a category of cases, or of a group of them')
    .argument('<lead>', 'the body that leads: name or id')
    .option('--cooperating <body...>', 'the bodies that cooperate: names or ids')
    .option('--place <place>', 'name or id; anywhere unless given')
    .option('--item <number>', 'its number in the list it comes from')
    .option('--whole-subdistrict', WHOLE)
    .action(async (community: string, category: string, lead: string, options: Putting, command: Command) => {
      const { place, cooperating = [], item, wholeSubdistrict } = options;
      const others: (string | undefined)[] = [];
      for (const each of cooperating) others.push(await bodyId(cli, community, each));
      const where = await placeId(cli, community, place);
      const body = {
        community,
        category,
        leadBodyId: await bodyId(cli, community, lead),
        cooperatingBodyIds: others,
        ...(where && { placeId: where }),
        ...(item && { item }),
        ...(wholeSubdistrict && { wholeSubdistrict }),
      };
      const made = await cli.client().post<ShownDuty>('/duty-matrix', body, keyOf(command));
      await answer(cli, command, made, (duty) => table([duty]));
    });
  changing(of.command('end').description('Take a duty out of the list'))
    .argument('<community>', 'code or id')
    .argument('<duty>', 'id')
    .action(async (community: string, id: string, _options, command: Command) => {
      const path = `/duty-matrix/${encodeURIComponent(id)}/end`;
      const ended = await cli.client().post<ShownDuty>(path, { community }, keyOf(command));
      await answer(cli, command, ended, (duty) => table([duty]));
    });
  changing(of.command('import').description('Take in a list from an Excel or CSV file: all of it, or nothing'))
    .argument('<community>', 'code or id')
    .argument(
      '<file>',
      '.xlsx or .csv, with the columns 事项 and 牵头单位, and 序号, 地点, 配合单位 where there are any',
    )
    .option('--dry-run', 'only say what would change, and what is wrong')
    .option('--instead', 'end what is not in the file')
    .option('--whole-subdistrict', WHOLE)
    .action(async (community: string, path: string, options: Importing, command: Command) => {
      const { dryRun, instead, wholeSubdistrict } = options;
      const file = load(path);
      const ask = (dry: boolean) =>
        cli.client().upload<ShownDutiesTaken>(
          '/duty-matrix/import',
          {
            community,
            dryRun: dry ? 'yes' : 'no',
            instead: instead ? 'yes' : 'no',
            wholeSubdistrict: wholeSubdistrict ? 'yes' : 'no',
          },
          file,
          dry ? undefined : keyOf(command),
        );
      const looked = await ask(true);
      const wrong = looked.rows.length;
      const done = dryRun || wrong > 0 ? looked : await ask(false);
      await answer(cli, command, done, takenIn(words));
      if (wrong > 0) throw new CliProblem(1, 'rows_wrong', ['cli.problem.duties-wrong', { wrong }]);
    });
  of.command('export')
    .description('Save the list as a table that can be mended and taken in again')
    .argument('<community>', 'code or id')
    .argument('<file>', 'ending in .xlsx or .csv')
    .addOption(new Option('--home <home>', 'whose list').choices(['community', 'subdistrict']).default('community'))
    .action(async (community: string, path: string, { home }: { home: string }) => {
      const format = /\.(xlsx|csv)$/i.exec(path)?.[1]?.toLowerCase();
      if (!format) throw new CliProblem(2, 'usage', ['cli.problem.duties-ending']);
      const query = { community, home, format, lang: words.language };
      const { bytes } = await cli.client().download('GET', '/duty-matrix/file', query);
      save(path, bytes);
      cli.print(words.say('cli.saved', { file: path }));
    });
}

const WRONG: Readonly<Record<string, MessageKey>> = {
  category_missing: 'cli.duty.category-missing',
  category_unknown: 'cli.duty.category-unknown',
  place_unknown: 'cli.duty.place-unknown',
  place_ambiguous: 'cli.duty.place-ambiguous',
  lead_missing: 'cli.duty.lead-missing',
  body_unknown: 'cli.duty.body-unknown',
  body_ambiguous: 'cli.duty.body-ambiguous',
  lead_cooperates: 'cli.duty.lead-cooperates',
  cooperates_twice: 'cli.duty.cooperates-twice',
  led_already: 'cli.duty.led-already',
};

const takenIn =
  ({ say, card, table }: Words) =>
  ({ added, same, ended, rows }: ShownDutiesTaken): string => {
    const counted = card([
      ['cli.added', added],
      ['cli.unchanged', same],
      ['cli.ended', ended],
      ['cli.wrong', rows.length],
    ]);
    if (rows.length === 0) return counted;
    const told = (code: string): string => {
      const key = WRONG[code];
      return key ? say(key) : code;
    };
    const wrong = rows.map(({ line, category, problems }) => [line, category, problems.map(told).join('; ')]);
    return `${counted}\n\n${table(['cli.line', 'cli.category', 'cli.what-is-wrong'], wrong)}`;
  };
