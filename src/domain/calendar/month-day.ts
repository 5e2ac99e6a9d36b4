/** A day of the year without a year ("by 30 April every year"), the shape in which yearly plans recur. */
import { Temporal } from 'temporal-polyfill';

export interface MonthDay {
  readonly month: number;
  readonly day: number;
}

/** Reads `MM-DD`; undefined when no year has that day. */
export function parseMonthDay(text: string): MonthDay | undefined {
  if (!/^\d{2}-\d{2}$/.test(text)) return undefined;
  const month = Number(text.slice(0, 2));
  const day = Number(text.slice(3));
  if (month < 1 || month > 12 || day < 1) return undefined;
  const longest = new Temporal.PlainDate(2000, month, 1).daysInMonth;
  return day <= longest ? { month, day } : undefined;
}
