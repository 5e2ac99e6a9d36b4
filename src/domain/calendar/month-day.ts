/**
 * A day of the year without a year ("by 30 April every year"), the shape in which yearly plans recur.
 *
 * 02-29 is 28 February in common years: the last day of the month it names, so a yearly deadline never slips into
 * March (the rule of Civil Code art. 202 for a month without the corresponding day).
 */
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

export function monthDayInYear({ month, day }: MonthDay, year: number): Temporal.PlainDate {
  return Temporal.PlainDate.from({ year, month, day }, { overflow: 'constrain' });
}

/** The first occurrence on or after a date. */
export function nextMonthDay(monthDay: MonthDay, onOrAfter: Temporal.PlainDate): Temporal.PlainDate {
  const thisYear = monthDayInYear(monthDay, onOrAfter.year);
  return Temporal.PlainDate.compare(thisYear, onOrAfter) >= 0 ? thisYear : monthDayInYear(monthDay, onOrAfter.year + 1);
}
