/** `case`: hotline cases as the operator may see them; `hotline import`: work orders of 12345 as cases. */
import { type Command, Option } from 'commander';
import { CASE_FAMILIES, CASE_STATES, REPORT_MODES } from '../../domain/hotline/states.ts';
import type { ShownCase, ShownEnteredCase, ShownFullCase, ShownImportedCases } from '../../http/api/cases.ts';
import { lookUp } from '../../locales/translate.ts';
import { answer, type Cli, changing, group, keyOf, pageOf, pageTable, paging } from '../cli.ts';
import { bodyId, placeId } from '../named.ts';
import { CliProblem } from '../problem.ts';
import { load } from './load.ts';
import { ratesCommand } from './rates.ts';
import { countOrders, ordersRead, wrongOrders } from './work-orders.ts';

interface Wanted {
  readonly open?: true;
  readonly late?: true;
  readonly state?: string;
  readonly family?: string;
  readonly category?: string;
  readonly unit?: string;
  readonly place?: string;
  readonly since?: string;
}

interface Entering {
  readonly source: string;
  readonly category?: string;
  readonly mode?: string;
  readonly place?: string;
  readonly accused?: string;
  readonly accusedText?: string;
  readonly name?: string;
  readonly phone?: string;
}

export function caseGroups(program: Command, cli: Cli): void {
  cases(group(program, 'case', 'Hotline cases: without who reported them, and with their words redacted'), cli);
  const hotline = group(program, 'hotline', 'Work orders of the 12345 hotline, and the rates of all cases');
  ratesCommand(hotline, cli);
  changing(hotline.command('import').description('Take over 12345 work orders as cases from an Excel or CSV file'))
    .argument('<community>', 'code or id')
    .argument('<file>', '.xlsx or .csv, in UTF-8 or GBK')
    .option('--dry-run', 'only say what would be taken over, and what is wrong')
    .option('--take-good', 'where rows are wrong, take the others; else nothing is taken')
    .action(
      async (
        community: string,
        path: string,
        { dryRun, takeGood }: { dryRun?: true; takeGood?: true },
        command: Command,
      ) => {
        const file = load(path);
        const ask = (dry: boolean) =>
          cli
            .client()
            .upload<ShownImportedCases>(
              '/cases/import',
              { community, dryRun: dry ? 'yes' : 'no', takeGood: takeGood ? 'yes' : 'no' },
              file,
              dry ? undefined : keyOf(command),
            );
        const looked = dryRun || !takeGood ? await ask(true) : undefined;
        const wrong = looked ? countOrders(looked, 'wrong') : 0;
        const done = dryRun || wrong > 0 ? looked : await ask(false);
        if (!done) throw new Error('nothing was asked');
        await answer(cli, command, done, done === looked ? ordersRead(cli.words) : taken(cli));
        if (wrong > 0) throw new CliProblem(1, 'rows_wrong', ['cli.problem.cases-wrong', { wrong }]);
      },
    );
}

const taken =
  ({ words }: Cli) =>
  (done: ShownImportedCases): string => {
    const card = words.card([
      ['cli.imported', done.imported],
      ['cli.known-before', done.known],
      ['cli.left-out', done.rows.length],
    ]);
    return done.rows.length === 0 ? card : `${card}\n\n${wrongOrders(words, done.rows)}`;
  };

function cases(of: Command, cli: Cli): void {
  const { words } = cli;
  const categoryOf = ({ category }: { readonly category: string }): string =>
    lookUp(words.language, `case.category.${category}`) ?? category;

  paging(of.command('list').description('List the cases of a community, newest first'))
    .argument('<community>', 'code or id')
    .option('--open', 'only those that are not over')
    .option('--late', 'only those with a clock that has run out')
    .addOption(new Option('--state <state>').choices(CASE_STATES))
    .addOption(new Option('--family <family>').choices(CASE_FAMILIES))
    .option('--category <category>', 'its key')
    .option('--unit <body>', 'that has it now: name or id')
    .option('--place <place>', 'name or id')
    .option('--since <day>', 'received on or after it')
    .action(async (community: string, wanted: Wanted, command: Command) => {
      const { open, late, state, family, category, unit, place, since } = wanted;
      const query = {
        community,
        ...(open && { open: 'yes' }),
        ...(late && { late: 'yes' }),
        state,
        family,
        category,
        unit: await bodyId(cli, community, unit),
        place: await placeId(cli, community, place),
        since,
      };
      const page = await pageOf<ShownCase>(cli, command, '/cases', query);
      const rows = pageTable<ShownCase>(
        cli,
        ['cli.number', 'cli.category', 'cli.state', 'cli.lead', 'cli.due', 'cli.place', 'cli.received'],
        (item, minute) => [
          item.number,
          categoryOf(item),
          item.state,
          item.lead,
          minute(item.dueAt),
          item.place,
          minute(item.receivedAt),
        ],
      );
      await answer(cli, command, page, rows);
    });
  of.command('show')
    .description('Show one case with its words redacted; the ledger notes that it was read')
    .argument('<case>', 'number or id')
    .action(async (ref: string, _options, command: Command) => {
      const found = await cli.client().get<ShownFullCase>(`/cases/${encodeURIComponent(ref)}`);
      await answer(cli, command, found, (one, minute) =>
        [
          words.card([
            ['cli.number', one.number],
            ['cli.category', categoryOf(one)],
            ['cli.state', one.state],
            ['cli.tier', one.tier],
            ['cli.place', one.place ?? one.placeText],
            ['cli.about', one.accused.length > 0 ? one.accused.join(', ') : one.accusedText],
            ['cli.received', minute(one.receivedAt)],
            ['cli.due', minute(one.dueAt)],
            ['cli.outcome', one.outcome],
            ['cli.words', one.text],
          ]),
          words.table(
            ['cli.unit', 'cli.part', 'cli.since'],
            one.units.map(({ name, part, since }) => [name, part, minute(since)]),
          ),
          words.table(
            ['cli.when', 'cli.what', 'cli.by', 'cli.unit', 'cli.words'],
            one.history.map(({ at, kind, byRole, unit, text }) => [minute(at), kind, byRole, unit, text]),
          ),
        ].join('\n\n'),
      );
    });
  changing(of.command('enter').description('Enter a case for somebody on the phone, or one found on a patrol'))
    .argument('<community>', 'code or id')
    .argument('<words>', 'what was said')
    .addOption(new Option('--source <source>', 'how it came').choices(['phone', 'patrol']).makeOptionMandatory())
    .option('--category <category>', 'guessed from the words unless given')
    .addOption(new Option('--mode <mode>', 'who may know who reported it').choices(REPORT_MODES))
    .option('--place <place>', 'name or id')
    .option('--accused <body>', 'the unit it is about: name or id')
    .option('--accused-text <words>', 'the unit it is about, where it is not among the bodies')
    .option('--name <name>', 'of whoever phoned; kept sealed')
    .option('--phone <phone>', 'of whoever phoned; kept sealed')
    .action(async (community: string, text: string, options: Entering, command: Command) => {
      const { source, category, mode, place, accused, accusedText, name, phone } = options;
      const [where, about] = [await placeId(cli, community, place), await bodyId(cli, community, accused)];
      const body = {
        community,
        source,
        text,
        ...(category && { category }),
        ...(mode && { mode }),
        ...(where && { placeId: where }),
        ...(about && { accusedBodyId: about }),
        ...(accusedText && { accusedText }),
        ...(name && { name }),
        ...(phone && { phone }),
      };
      const made = await cli.client().post<ShownEnteredCase>('/cases', body, keyOf(command));
      await answer(cli, command, made, (entered) =>
        [
          words.card([
            ['cli.number', entered.number],
            ['cli.code', entered.code],
            ['cli.category', categoryOf(entered)],
          ]),
          words.say('cli.case-code'),
        ].join('\n\n'),
      );
    });
}
