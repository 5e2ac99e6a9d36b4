/** A file of 12345 work orders as it was uploaded: its rows read, each with the line it stands on and what is wrong with it. */
import { openTable } from '../../documents/read-table.ts';
import { type FileProblem, TableUnreadable } from '../../documents/table.ts';
import {
  looksLikeOrders,
  type OrderHeader,
  type OrderProblem,
  readOrder,
  readOrderHeading,
  type WorkOrder,
} from '../../domain/demand/work-orders.ts';
import { MOST_ORDERS } from '../../usecases/demand/import.ts';
import { ApiProblem } from './problem.ts';

export interface Lines {
  readonly header: OrderHeader;
  readonly rows: readonly { readonly line: number; readonly cells: readonly string[] }[];
}

export async function linesOf(bytes: Uint8Array): Promise<Lines> {
  const opened = await openTable(bytes, looksLikeOrders);
  if (!opened.ok) throw notATable(opened.problem);
  let header: OrderHeader | undefined;
  const rows: { line: number; cells: readonly string[] }[] = [];
  try {
    for await (const { line, cells } of opened.table.rows) {
      if (!header) header = readOrderHeading(cells);
      else if (cells.some((cell) => cell.trim() !== '')) rows.push({ line, cells });
      if (rows.length > MOST_ORDERS) break;
    }
  } catch (error) {
    if (error instanceof TableUnreadable) throw notATable(error.problem);
    throw error;
  }
  if (!header)
    throw new ApiProblem(
      400,
      'heading_missing',
      'No row has the headings 工单编号 and 诉求内容; nothing was imported.',
    );
  if (rows.length > MOST_ORDERS)
    throw new ApiProblem(400, 'too_many_orders', `The file has more than ${MOST_ORDERS} work orders; divide it.`);
  return { header, rows };
}

export const notATable = (problem: FileProblem): ApiProblem =>
  new ApiProblem(400, problem, 'The file cannot be read as a table; save it as .xlsx or .csv and try again.');

export interface ReadRow {
  readonly line: number;
  readonly order: string;
  readonly problems: readonly OrderProblem[];
}

export function readAll({ header, rows }: Lines, zone: string, mostText: number) {
  const orders: WorkOrder[] = [];
  const shown: ReadRow[] = [];
  const seen = new Set<string>();
  for (const { line, cells } of rows) {
    const read = readOrder(cells, header, zone, mostText);
    const order = cells[header.get('number') ?? -1]?.trim() ?? '';
    if (!read.ok) shown.push({ line, order, problems: read.error });
    else if (seen.has(read.value.number)) shown.push({ line, order, problems: ['number_twice'] });
    else {
      seen.add(read.value.number);
      orders.push(read.value);
      shown.push({ line, order: read.value.number, problems: [] });
    }
  }
  return { orders, rows: shown };
}

export function rowsWrong(wrong: readonly ReadRow[]): ApiProblem {
  const some = wrong.slice(0, 10).map(({ line, problems }) => `line ${line} (${problems.join(', ')})`);
  const more = wrong.length > some.length ? ` and ${wrong.length - some.length} more` : '';
  return new ApiProblem(409, 'rows_wrong', `Nothing was imported; these are wrong: ${some.join('; ')}${more}.`);
}
