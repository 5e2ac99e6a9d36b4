/** Demands that come from elsewhere: `demand enter` for somebody, `demand import` for work orders of the hotline. */
import { readFileSync } from 'node:fs';
import { type Command, Option } from 'commander';
import type { OrderProblem } from '../../domain/demand/work-orders.ts';
import type { ShownEntered, ShownOrders } from '../../http/api/work-orders.ts';
import { answer, type Cli, changing, keyOf } from '../cli.ts';
import { CliProblem } from '../problem.ts';
import { card, table } from '../table.ts';

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
        card([
          ['number', number],
          ['category', made.category],
          ['answer by', minute(respondBy)],
          ['id', id],
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
      await answer(cli, command, done, dryRun ? preview : taken);
    });
}

function load(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new CliProblem(2, 'usage', `The file ${path} cannot be read.`);
  }
}

const taken = ({ imported, known, first, last }: ShownOrders): string =>
  card([
    ['imported', imported],
    ['known before', known],
    ['numbers', first === null ? 'none' : `${first} to ${last}`],
  ]);

const WRONG: Readonly<Record<OrderProblem, string>> = {
  number_missing: '工单编号 is empty or too long',
  number_twice: '工单编号 stands in this file twice',
  text_missing: '诉求内容 is empty',
  text_too_long: '诉求内容 is too long',
  due_not_understood: '办理时限 is no date as in 2026-11-27 or 2026-11-27 17:00',
  received_not_understood: '受理时间 is no date as in 2026-11-27 or 2026-11-27 17:00',
};
const isKnown = (code: string): code is OrderProblem => code in WRONG;

function preview({ rows }: ShownOrders): string {
  const count = (state: string) => rows.filter((row) => row.state === state).length;
  const wrong = rows.filter(({ state }) => state === 'wrong');
  const counted = `${count('new')} new, ${count('known')} known before, ${wrong.length} wrong. Nothing was imported.`;
  if (wrong.length === 0) return counted;
  const listed = wrong.map(({ line, order, problems }) => [
    line,
    order,
    problems.map((code) => (isKnown(code) ? WRONG[code] : code)).join('; '),
  ]);
  return `${counted}\n\n${table(['LINE', 'ORDER', 'WRONG'], listed)}`;
}
