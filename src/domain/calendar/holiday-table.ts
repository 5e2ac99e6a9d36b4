/**
 * Which days are working days, as data. The State Council announces the holidays and make-up working days of a year
 * late in the year before, so every table ends somewhere; days beyond its end are known only as weekdays or weekends.
 */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';

export interface DayOverride {
  readonly kind: 'working_day' | 'rest_day';
  /** Shown beside the date, e.g. a decree that lengthened a holiday. */
  readonly reason: string;
}
/** ISO date → what an administrator knows better than the table. */
export type DayOverrides = Readonly<Record<string, DayOverride>>;

export interface HolidayTable {
  readonly source: string;
  readonly version: string;
  /** The first and last year for which the table is complete. */
  readonly firstYear: number;
  readonly lastYear: number;
  /** ISO date → name of the holiday; weekends inside a holiday are listed too. */
  readonly holidays: Readonly<Record<string, string>>;
  /** ISO date of a weekend day that is worked → name of the holiday it makes up for. */
  readonly makeUpWorkdays: Readonly<Record<string, string>>;
  readonly overrides: DayOverrides;
}

export type CalendarProblem =
  | { readonly kind: 'unknown_time_zone'; readonly timeZone: string }
  | { readonly kind: 'bad_years'; readonly firstYear: number; readonly lastYear: number }
  | { readonly kind: 'bad_date'; readonly list: DayList; readonly date: string }
  | { readonly kind: 'outside_years'; readonly list: DayList; readonly date: string }
  | { readonly kind: 'holiday_and_working_day'; readonly date: string };
export type DayList = 'holidays' | 'makeUpWorkdays' | 'overrides';

/** One date, explained. `known`: the table or an override vouches for it; otherwise a later table may change it. */
export interface Day {
  readonly working: boolean;
  readonly why: 'weekday' | 'weekend' | 'holiday' | 'make_up_workday' | 'override';
  /** Name of the holiday, or the reason of the override. */
  readonly name?: string;
  readonly known: boolean;
}

/** Looks a day up by its number since 1970-01-01, which makes counting over years cheap. */
export type DayLookup = (epochDay: number) => Day;

const EPOCH = new Temporal.PlainDate(1970, 1, 1);
export const epochDayOf = (date: Temporal.PlainDate): number => EPOCH.until(date).days;
export const dateOfEpochDay = (epochDay: number): Temporal.PlainDate => EPOCH.add({ days: epochDay });

/** A strict `YYYY-MM-DD` that exists; Temporal alone would also take times, week dates and calendars. */
export function parseDate(text: string): Temporal.PlainDate | undefined {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined;
  try {
    return Temporal.PlainDate.from(text, { overflow: 'reject' });
  } catch {
    return undefined;
  }
}

/**
 * The announcement for a new year may reach back into the last days of December (Saturday 2018-12-29 was worked for
 * the 2019 New Year holiday), so from 28 December on the last year of the table is not final either.
 */
const lastKnownDay = (lastYear: number): number => epochDayOf(new Temporal.PlainDate(lastYear, 12, 27));

/** 1970-01-01 was a Thursday. Saturday and Sunday rest: State Council rule on working hours, 1995, art. 7. */
const isWeekend = (epochDay: number): boolean => (((epochDay + 3) % 7) + 7) % 7 >= 5;

/** Checks every list and builds the lookup; `extra` overrides win over the table's own. */
export function readTable(
  table: HolidayTable,
  extra: DayOverrides,
): Result<DayLookup, readonly [CalendarProblem, ...CalendarProblem[]]> {
  const problems: CalendarProblem[] = [];
  const { firstYear, lastYear } = table;
  const plausible = (year: number) => Number.isInteger(year) && year >= 1900 && year <= 9999;
  if (!plausible(firstYear) || !plausible(lastYear) || firstYear > lastYear) {
    return err([{ kind: 'bad_years', firstYear, lastYear }]);
  }
  const days = new Map<number, Day>();
  const read = <T>(list: DayList, entries: Readonly<Record<string, T>>, toDay: (value: T) => Day): void => {
    for (const [text, value] of Object.entries(entries)) {
      const date = parseDate(text);
      if (!date) {
        problems.push({ kind: 'bad_date', list, date: text });
        continue;
      }
      if (list !== 'overrides' && (date.year < firstYear || date.year > lastYear)) {
        problems.push({ kind: 'outside_years', list, date: text });
        continue;
      }
      const epochDay = epochDayOf(date);
      if (list === 'makeUpWorkdays' && days.has(epochDay)) {
        problems.push({ kind: 'holiday_and_working_day', date: text });
      }
      days.set(epochDay, toDay(value));
    }
  };
  read('holidays', table.holidays, (name) => ({ working: false, why: 'holiday', name, known: true }));
  read('makeUpWorkdays', table.makeUpWorkdays, (name) => ({
    working: true,
    why: 'make_up_workday',
    name,
    known: true,
  }));
  const fromOverride = (override: DayOverride): Day => ({
    working: override.kind === 'working_day',
    why: 'override',
    name: override.reason,
    known: true,
  });
  read('overrides', table.overrides, fromOverride);
  read('overrides', extra, fromOverride);
  const [first, ...rest] = problems;
  if (first) return err([first, ...rest]);

  const from = epochDayOf(new Temporal.PlainDate(firstYear, 1, 1));
  const to = lastKnownDay(lastYear);
  return ok((epochDay) => {
    const listed = days.get(epochDay);
    if (listed) return listed;
    const known = epochDay >= from && epochDay <= to;
    return isWeekend(epochDay) ? { working: false, why: 'weekend', known } : { working: true, why: 'weekday', known };
  });
}
