/**
 * The holidays and make-up working days of mainland China, from the maintained library `chinese-days`
 * (https://github.com/vsme/chinese-days), which follows the yearly notices of the State Council's General Office.
 * A new year's notice arrives as a new release of the library; dates planned before that are marked provisional.
 */
import days from 'chinese-days/dist/chinese-days.json' with { type: 'json' };
import library from 'chinese-days/package.json' with { type: 'json' };
import type { HolidayTable } from '../domain/calendar/holiday-table.ts';

/** Values look like `Spring Festival,春节,4`: English name, Chinese name, length of the statutory holiday. */
const chineseNames = (entries: Readonly<Record<string, string>>): Record<string, string> =>
  Object.fromEntries(Object.entries(entries).map(([date, value]) => [date, value.split(',')[1] ?? value]));

export function chineseHolidayTable(): HolidayTable {
  const years = Object.keys(days.holidays).map((date) => Number(date.slice(0, 4)));
  return {
    source: 'chinese-days',
    version: library.version,
    firstYear: Math.min(...years),
    lastYear: Math.max(...years),
    holidays: chineseNames(days.holidays),
    makeUpWorkdays: chineseNames(days.workdays),
    overrides: {},
  };
}
