/** How often meetings come back, as it is typed: 每月15日, 每季度第二个月10日, every month on the 15th. */
import type { Recurrence } from './series.ts';

const HAN: Readonly<Record<string, number>> = { 一: 1, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 };
const DAY = '(\\d{1,2}|[一二三四五六七八九十]{1,3})\\s*[日号號]|月?(底|末)';
const MONTHLY = new RegExp(`每[个個]?月(?:的)?\\s*(?:${DAY})`);
const QUARTERLY = new RegExp(
  `每[个個]?季度?(?:的)?\\s*(?:第?([一二三123])[个個]?月|(首)月|(末)月)(?:的)?\\s*(?:${DAY})`,
);
const MONTHLY_EN = /\bevery month,?\s+(?:on\s+)?(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\b/i;
const QUARTERLY_EN =
  /\bevery quarter,?\s+(?:in\s+)?(?:the\s+)?(first|second|third) month,?\s+(?:on\s+)?(?:the\s+)?(\d{1,2})(?:st|nd|rd|th)?\b/i;
const ORDINALS = ['first', 'second', 'third'];

export interface TypedRecurrence {
  readonly recurrence: Omit<Recurrence, 'time'>;
  /** The words without it. */
  readonly rest: string;
}

/** Undefined where the words say nothing of the kind, or a day no month has. */
export function recurrenceIn(words: string): TypedRecurrence | undefined {
  const quarterly = QUARTERLY.exec(words);
  if (quarterly) {
    const [, number, first, last, day, end] = quarterly;
    const month = first ? 1 : last ? 3 : numberOf(number ?? '');
    return made(words, quarterly[0], 'quarter', month, end ? 31 : numberOf(day ?? ''));
  }
  const monthly = MONTHLY.exec(words);
  if (monthly) return made(words, monthly[0], 'month', 1, monthly[2] ? 31 : numberOf(monthly[1] ?? ''));
  const quarterlyEn = QUARTERLY_EN.exec(words);
  if (quarterlyEn) {
    const [whole, ordinal = '', day = ''] = quarterlyEn;
    return made(words, whole, 'quarter', ORDINALS.indexOf(ordinal.toLowerCase()) + 1, Number(day));
  }
  const monthlyEn = MONTHLY_EN.exec(words);
  return monthlyEn ? made(words, monthlyEn[0], 'month', 1, Number(monthlyEn[1])) : undefined;
}

function made(
  words: string,
  found: string,
  every: Recurrence['every'],
  month: number,
  day: number,
): TypedRecurrence | undefined {
  if (month !== 1 && month !== 2 && month !== 3) return undefined;
  if (!Number.isInteger(day) || day < 1 || day > 31) return undefined;
  return { recurrence: { every, month, day }, rest: words.replace(found, ' ') };
}

/** 15, 十五, 二十. */
function numberOf(written: string): number {
  if (/^\d+$/.test(written)) return Number(written);
  const [tens = '', ones = ''] = written.includes('十') ? written.split('十') : ['', written];
  const ten = written.includes('十') ? (tens === '' ? 1 : (HAN[tens] ?? Number.NaN)) : 0;
  return ten * 10 + (ones === '' ? 0 : (HAN[ones] ?? Number.NaN));
}
