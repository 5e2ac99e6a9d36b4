/**
 * Working days, local days and deadlines of one community: a holiday table plus a time zone.
 *
 * Counting follows the Civil Code of the PRC, arts 201–203
 * (http://www.npc.gov.cn/npc/c2/c30834/202006/t20200602_306457.html): the day an event happens is not counted, a
 * period ends at 24:00 of its last day or at closing time.
 */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';
import { type Due, type DueOptions, dueAt } from './deadline.ts';
import type { Duration } from './duration.ts';
import {
  type CalendarProblem,
  type Day,
  type DayLookup,
  type DayOverrides,
  dateOfEpochDay,
  epochDayOf,
  type HolidayTable,
  readTable,
} from './holiday-table.ts';

/** A date and whether it leans on days the holiday table does not vouch for; such dates are planned again on update. */
export interface CountedDate {
  readonly date: Temporal.PlainDate;
  readonly provisional: boolean;
}

export interface WorkingCalendar {
  readonly timeZone: string;
  /** The last year of the holiday table. */
  readonly knownThrough: number;
  /** Why a date is or is not a working day. */
  day(date: Temporal.PlainDate): Day;
  isWorkingDay(date: Temporal.PlainDate): boolean;
  /**
   * The `count`-th working day after `from`, `from` itself not counted. Negative counts go back. Zero is the first
   * working day on or after `from`. An instant stands for its local date.
   *
   * @throws RangeError when `count` is not a whole number within ±{@link MOST_WORKING_DAYS}: a fault in the caller.
   */
  addWorkingDays(from: Temporal.PlainDate | Temporal.Instant, count: number): CountedDate;
  /** Working days after `from` up to and including `to`; negative when `to` is earlier: the inverse of {@link addWorkingDays}. */
  workingDaysBetween(from: Temporal.PlainDate, to: Temporal.PlainDate): number;
  /** When a period that starts at `start` is over. */
  dueAt(start: Temporal.Instant, period: Duration, options: DueOptions): Due;
  localDate(instant: Temporal.Instant): Temporal.PlainDate;
  /** The first instant of a local day; not always 00:00, some zones skip midnight when clocks change. */
  startOfDay(date: Temporal.PlainDate): Temporal.Instant;
  /** 24:00: the first instant that no longer belongs to the day. */
  endOfDay(date: Temporal.PlainDate): Temporal.Instant;
  /** A wall-clock time; one skipped by a clock change falls after the gap, one that happens twice is the first. */
  instantAt(date: Temporal.PlainDate, time: Temporal.PlainTime): Temporal.Instant;
}

/** About forty years; more is surely a mistake, and every count stays quick. */
export const MOST_WORKING_DAYS = 10_000;

export type CalendarProblems = readonly [CalendarProblem, ...CalendarProblem[]];

/** @param overrides what administrators entered; they win over the table's own overrides. */
export function createCalendar(
  table: HolidayTable,
  timeZone: string,
  overrides: DayOverrides = {},
): Result<WorkingCalendar, CalendarProblems> {
  if (!isTimeZone(timeZone)) return err([{ kind: 'unknown_time_zone', timeZone }]);
  const lookup = readTable(table, overrides);
  return lookup.ok ? ok(calendarOver(lookup.value, timeZone, table.lastYear)) : lookup;
}

export function isTimeZone(timeZone: string): boolean {
  try {
    new Temporal.ZonedDateTime(0n, timeZone);
    return true;
  } catch {
    return false;
  }
}

function calendarOver(dayOf: DayLookup, timeZone: string, knownThrough: number): WorkingCalendar {
  const localDate = (instant: Temporal.Instant) => instant.toZonedDateTimeISO(timeZone).toPlainDate();
  const startOfDay = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).toInstant();

  const addWorkingDays = (from: Temporal.PlainDate | Temporal.Instant, count: number): CountedDate => {
    if (!Number.isInteger(count) || Math.abs(count) > MOST_WORKING_DAYS) {
      throw new RangeError(`a count of working days is a whole number within ±${MOST_WORKING_DAYS}, not ${count}`);
    }
    const start = epochDayOf(from instanceof Temporal.Instant ? localDate(from) : from);
    const step = count < 0 ? -1 : 1;
    // Zero asks for the first working day on or after the start: one step from the day before.
    let at = count === 0 ? start - 1 : start;
    let left = Math.max(Math.abs(count), 1);
    let provisional = false;
    while (left > 0) {
      at += step;
      const day = dayOf(at);
      provisional ||= !day.known;
      if (day.working) left -= 1;
    }
    return { date: dateOfEpochDay(at), provisional };
  };

  const workingDaysBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate): number => {
    const start = epochDayOf(from);
    const end = epochDayOf(to);
    const step = end < start ? -1 : 1;
    let count = 0;
    for (let at = start; at !== end; ) {
      at += step;
      if (dayOf(at).working) count += step;
    }
    return count;
  };

  const calendar: WorkingCalendar = {
    timeZone,
    knownThrough,
    day: (date) => dayOf(epochDayOf(date)),
    isWorkingDay: (date) => dayOf(epochDayOf(date)).working,
    addWorkingDays,
    workingDaysBetween,
    dueAt: (start, period, options) => dueAt(calendar, start, period, options),
    localDate,
    startOfDay,
    endOfDay: (date) => startOfDay(date.add({ days: 1 })),
    instantAt: (date, time) => date.toZonedDateTime({ timeZone, plainTime: time }).toInstant(),
  };
  return calendar;
}
