/** Demands that come from elsewhere: `demand enter` for somebody, `demand import` for work orders of the hotline. */
import { type Command, Option } from 'commander';
import type { OrderProblem } from '../../domain/demand/work-orders.ts';
import type { ShownEntered, ShownOrders } from '../../http/api/work-orders.ts';
import type { MessageKey } from '../../locales/translate.ts';
import { answer, type Cli, changing, keyOf } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import type { Words } from '../words.ts';
import { load } from './load.ts';

interface Entering {
  readonly source: string;
  readonly category?: string;
  readonly place?: string;
  readonly person?: string;
  readonly name?: string;
  readonly phone?: string;
}

export function workOrders(demand: Command, cli: Cli): void {
  changing(demand.command('enter').description('Enter a demand for somebody without a phone'))
    .argument('<community>', 'code or id')
    .argument('<words>', 'what was said')
    .addOption(
      new Option('--source <source>', 'how it came')
        .choices(['phone', 'paper', 'visit', 'patrol'])
        .makeOptionMandatory(),
    )
    .option('--category <category>', 'guessed from the words unless given')
    .option('--place <place>', 'id; guessed from the words unless given')
    .option('--person <person>', 'id of a registered person whose words these are')
    .option('--name <name>', 'of somebody who is not registered')
    .option('--phone <phone>')
    .action(async (community: string, words: string, options: Entering, command: Command) => {
      const { source, category, place, person, name, phone } = options;
      const body = {
        community,
        source,
        text: words,
        ...(category && { category }),
        ...(place && { placeId: place }),
        ...(person && { personId: person }),
        ...(name && { name }),
        ...(phone && { phone }),
      };
      const made = await cli.client().post<ShownEntered>('/demands', body, keyOf(command));
      await answer(cli, command, made, ({ number, respondBy, id }, minute) =>
        cli.words.card([
          ['cli.number', number],
          ['cli.category', made.category],
          ['demand.field.answer-by', minute.lastDay(respondBy)],
          ['cli.id', id],
        ]),
      );
    });
  changing(
    demand.command('import').description('Take over 12345 work orders from an Excel or CSV file: all or nothing'),
  )
    .argument('<community>', 'code or id')
    .argument('<file>', '.xlsx or .csv, in UTF-8 or GBK')
    .option('--dry-run', 'only say what would be taken over, and what is wrong')
    .action(async (community: string, path: string, { dryRun }: { dryRun?: boolean }, command: Command) => {
      const query = { community, dryRun: dryRun ? 'yes' : 'no' };
      const done = await cli.client().upload<ShownOrders>('/demands/import', query, load(path), keyOf(command));
      await answer(cli, command, done, (dryRun ? ordersRead : taken)(cli.words));
      const wrong = countOrders(done, 'wrong');
      if (wrong > 0) throw new CliProblem(1, 'rows_wrong', ['cli.problem.orders-wrong', { wrong }]);
    });
}

const taken =
  ({ say, card }: Words) =>
  ({ imported, known, first, last }: ShownOrders): string =>
    card([
      ['cli.imported', imported],
      ['cli.known-before', known],
      [
        'cli.numbers',
        first === null || last === null ? say('cli.no-numbers') : say('cli.from-to', { from: first, to: last }),
      ],
    ]);

const WRONG: Readonly<Record<OrderProblem, MessageKey>> = {
  number_missing: 'cli.order.number-missing',
  number_twice: 'cli.order.number-twice',
  text_missing: 'cli.order.text-missing',
  text_too_long: 'cli.order.text-too-long',
  due_not_understood: 'cli.order.due-not-understood',
  received_not_understood: 'cli.order.received-not-understood',
};
const isKnown = (code: string): code is OrderProblem => code in WRONG;

interface Read {
  readonly rows: readonly ShownOrders['rows'][number][];
}

export const countOrders = ({ rows }: Read, state: ShownOrders['rows'][number]['state']): number =>
  rows.filter((row) => row.state === state).length;

/** What a dry run found. */
export const ordersRead =
  (words: Words) =>
  (done: Read): string => {
    const wrong = done.rows.filter(({ state }) => state === 'wrong');
    const counted = words.say('cli.orders-read', {
      added: countOrders(done, 'new'),
      known: countOrders(done, 'known'),
      wrong: wrong.length,
    });
    return wrong.length === 0 ? counted : `${counted}\n\n${wrongOrders(words, wrong)}`;
  };

/** Each with the line it stands on. */
export const wrongOrders = ({ say, table }: Words, rows: Read['rows']): string =>
  table(
    ['cli.line', 'cli.order', 'cli.what-is-wrong'],
    rows.map(({ line, order, problems }) => [
      line,
      order,
      problems.map((code) => (isKnown(code) ? say(WRONG[code]) : code)).join('; '),
    ]),
  );
