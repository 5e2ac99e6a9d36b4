/** Meetings that come back 例会: on which days, and when each is called so that its notice is in time. */
import { Temporal } from 'temporal-polyfill';
import { lastDayBefore } from '../calendar/day-before.ts';
import type { Duration } from '../calendar/duration.ts';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';

export interface Recurrence {
  readonly every: 'month' | 'quarter';
  /** Of a quarter: its first, second or third month; of every month: 1. */
  readonly month: 1 | 2 | 3;
  /** 1 to 31; in a shorter month its last day. */
  readonly day: number;
  /** `19:00` */
  readonly time: string;
}

/** What becomes of one that falls on a day off: rule `meeting.series.day_off`. */
export const DAY_OFF = ['kept', 'next_working_day', 'previous_working_day'] as const;
export type DayOff = (typeof DAY_OFF)[number];

export interface Occurrence {
  /** The month it belongs to, whatever day it is moved to: `2026-12`. */
  readonly name: string;
  readonly day: Temporal.PlainDate;
}

/** Those from a month on, in order and without end. */
export function* occurrencesFrom(
  { every, month, day }: Recurrence,
  from: Temporal.PlainYearMonth,
  calendar: WorkingCalendar,
  dayOff: DayOff,
): Generator<Occurrence, never> {
  for (let at = from; ; at = at.add({ months: 1 })) {
    if (every === 'quarter' && ((at.month - 1) % 3) + 1 !== month) continue;
    const said = at.toPlainDate({ day: Math.min(day, at.daysInMonth) });
    yield { name: at.toString(), day: moved(said, calendar, dayOff) };
  }
}

function moved(day: Temporal.PlainDate, calendar: WorkingCalendar, dayOff: DayOff): Temporal.PlainDate {
  if (calendar.isWorkingDay(day)) return day;
  switch (dayOff) {
    case 'kept':
      return day;
    case 'next_working_day':
      return calendar.addWorkingDays(day, 1).date;
    case 'previous_working_day':
      return calendar.addWorkingDays(day, -1).date;
  }
}

export interface Coming extends Occurrence {
  /** The last day for its notice, and the day on which it is called, so that there is time to look at it. */
  readonly noticeBy: Temporal.PlainDate;
  readonly convenedOn: Temporal.PlainDate;
}

/**
 * The next one whose notice can still be in time and that was not called yet: after a long downtime one, and not all that were
 * missed.
 */
export function nextOccurrence(
  recurrence: Recurrence,
  {
    today,
    calendar,
    dayOff,
    notice,
    ahead,
    known,
  }: {
    readonly today: Temporal.PlainDate;
    readonly calendar: WorkingCalendar;
    readonly dayOff: DayOff;
    readonly notice: Duration;
    /** Rule `meeting.series.convened`. */
    readonly ahead: Duration;
    readonly known: ReadonlySet<string>;
  },
): Coming {
  // One of the month before may have been moved into this one.
  const from = today.toPlainYearMonth().subtract({ months: 1 });
  const coming = occurrencesFrom(recurrence, from, calendar, dayOff);
  for (;;) {
    const { value } = coming.next();
    const noticeBy = lastDayBefore(calendar, value.day, notice);
    if (known.has(value.name) || Temporal.PlainDate.compare(today, noticeBy) > 0) continue;
    return { ...value, noticeBy, convenedOn: lastDayBefore(calendar, noticeBy, ahead) };
  }
}
