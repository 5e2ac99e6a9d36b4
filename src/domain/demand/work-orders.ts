/**
 * Work orders of the 12345 hotline as their systems export them (mechanism 89): the columns under the names the cities use,
 * and each row read into what a demand needs, or told what is wrong with it.
 */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';

const ORDER_COLUMNS = ['number', 'received', 'text', 'title', 'place', 'name', 'phone', 'due'] as const;
export type OrderColumn = (typeof ORDER_COLUMNS)[number];

const NAMES: { readonly [C in OrderColumn]: readonly string[] } = {
  number: [
    '工单编号',
    '工单号',
    '工单编码',
    '案件编号',
    '案件号',
    '诉求编号',
    '受理编号',
    '业务编号',
    '编号',
    'number',
  ],
  received: ['受理时间', '来电时间', '登记时间', '诉求时间', '派单时间', '交办时间', '创建时间', 'received'],
  text: ['诉求内容', '工单内容', '反映内容', '诉求描述', '问题描述', '诉求详情', '主要内容', '内容', 'text'],
  title: ['诉求标题', '工单标题', '标题', '主题', 'title'],
  place: ['诉求地址', '事发地址', '事发地点', '发生地址', '问题地址', '详细地址', '地址', '地点', 'place', 'address'],
  name: ['诉求人', '来电人', '反映人', '市民姓名', '联系人', '姓名', 'name'],
  phone: ['联系电话', '来电号码', '主叫号码', '联系方式', '手机号', '手机', '电话', 'phone'],
  due: ['办理时限', '办结时限', '处理时限', '办理期限', '答复期限', '截止时间', '要求办结时间', '到期时间', 'due'],
};

/** A heading without spaces, colons and hints in brackets; 時 and 时 count as written in either script. */
const plain = (cell: string): string =>
  cell
    .normalize('NFKC')
    .replace(/[(【[].*$/u, '')
    .replace(/[\s*::]/gu, '')
    .toLowerCase();

export type OrderHeader = ReadonlyMap<OrderColumn, number>;

/** Undefined where the row is no heading; the number and the words are what no work order is without. */
export function readOrderHeading(cells: readonly string[]): OrderHeader | undefined {
  const header = new Map<OrderColumn, number>();
  for (const [at, cell] of cells.entries()) {
    const column = ORDER_COLUMNS.find((each) => NAMES[each].includes(plain(cell)));
    if (column && !header.has(column)) header.set(column, at);
  }
  return header.has('number') && (header.has('text') || header.has('title')) ? header : undefined;
}

export const looksLikeOrders = (text: string): boolean =>
  NAMES.number.some((name) => text.slice(0, 4_000).includes(name));

export interface WorkOrder {
  readonly number: string;
  readonly text: string;
  readonly place?: string;
  readonly name?: string;
  readonly phone?: string;
  readonly received?: Temporal.Instant;
  readonly due?: Temporal.Instant;
}

export type OrderProblem =
  | 'number_missing'
  | 'number_twice'
  | 'text_missing'
  | 'text_too_long'
  | 'due_not_understood'
  | 'received_not_understood';

const MOST_NUMBER = 64;

export function readOrder(
  cells: readonly string[],
  header: OrderHeader,
  zone: string,
  mostText: number,
): Result<WorkOrder, readonly OrderProblem[]> {
  const cell = (column: OrderColumn): string => cells[header.get(column) ?? -1]?.trim() ?? '';
  const problems: OrderProblem[] = [];
  const number = cell('number').normalize('NFKC').replace(/\s/g, '');
  if (number === '' || number.length > MOST_NUMBER) problems.push('number_missing');
  const text = [cell('title'), cell('text')]
    .filter((part, at, all) => part !== '' && all.indexOf(part) === at)
    .join('\n');
  if (text === '') problems.push('text_missing');
  if (Array.from(text).length > mostText) problems.push('text_too_long');
  const due = cell('due') === '' ? undefined : readMoment(cell('due'), zone, 'end');
  if (cell('due') !== '' && !due) problems.push('due_not_understood');
  const received = cell('received') === '' ? undefined : readMoment(cell('received'), zone, 'start');
  if (cell('received') !== '' && !received) problems.push('received_not_understood');
  if (problems.length > 0) return err(problems);
  return ok({
    number,
    text,
    ...(cell('place') !== '' && { place: cell('place') }),
    ...(cell('name') !== '' && { name: cell('name') }),
    ...(cell('phone') !== '' && { phone: cell('phone') }),
    ...(received && { received }),
    ...(due && { due }),
  });
}

/** 「2026-11-20 09:30:00」「2026/11/20」「2026年11月20日9时30分」, or the day's number as Excel counts it. */
const WRITTEN =
  /^(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?:日|號|号)?(?:[T\s]*(\d{1,2})[:时時](\d{1,2})(?:[:分](\d{1,2})?)?(?:\.\d+)?秒?)?$/u;
const EXCEL_EPOCH = Temporal.PlainDate.from('1899-12-30');

/** @param edge a day without a time means its beginning, or for a deadline its end */
export function readMoment(written: string, zone: string, edge: 'start' | 'end'): Temporal.Instant | undefined {
  const plainly = written.normalize('NFKC').trim();
  const serial = /^(\d{5})(\.\d+)?$/.exec(plainly);
  if (serial?.[1]) {
    const day = EXCEL_EPOCH.add({ days: Number(serial[1]) });
    const minutes = Math.round(Number(serial[2] ?? 0) * 1440);
    return serial[2] === undefined
      ? dayOf(day, zone, edge)
      : day.toPlainDateTime().add({ minutes }).toZonedDateTime(zone).toInstant();
  }
  const found = WRITTEN.exec(plainly);
  if (!found) return undefined;
  const [year, month, day, hour, minute, second] = found
    .slice(1)
    .map((part) => (part === undefined ? undefined : Number(part)));
  try {
    const date = Temporal.PlainDate.from({ year: year ?? 0, month: month ?? 0, day: day ?? 0 }, { overflow: 'reject' });
    if (hour === undefined) return dayOf(date, zone, edge);
    const time = Temporal.PlainTime.from({ hour, minute: minute ?? 0, second: second ?? 0 }, { overflow: 'reject' });
    return date.toZonedDateTime({ timeZone: zone, plainTime: time }).toInstant();
  } catch {
    return undefined;
  }
}

const dayOf = (date: Temporal.PlainDate, zone: string, edge: 'start' | 'end'): Temporal.Instant =>
  (edge === 'end' ? date.add({ days: 1 }) : date).toZonedDateTime(zone).toInstant();
