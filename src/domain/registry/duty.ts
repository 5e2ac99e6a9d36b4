/**
 * 值班 (mechanism 125: 错时上下班、全日值班、节假日轮休). A weekly pattern becomes shifts on real days: a holiday is no
 * Monday, and a Saturday worked to make up for one is no Saturday.
 */
import type { Temporal } from 'temporal-polyfill';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';

const WEEKDAYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;
/** `working`: any working day; `rest`: any other; `holiday`: days off for a holiday. */
export const DUTY_DAYS = ['working', 'rest', 'holiday', ...WEEKDAYS] as const;
export type DutyDay = (typeof DUTY_DAYS)[number];

export interface PatternLine<W> {
  readonly days: readonly DutyDay[];
  readonly from: Temporal.PlainTime;
  /** Not later than `from`: it ends the day after. */
  readonly until: Temporal.PlainTime;
  readonly who: W;
}

export interface Shift<W> {
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
  readonly who: W;
}

function isDutyDay(date: Temporal.PlainDate, day: DutyDay, calendar: WorkingCalendar): boolean {
  const { working, why } = calendar.day(date);
  switch (day) {
    case 'working':
      return working;
    case 'rest':
      return !working;
    case 'holiday':
      return !working && (why === 'holiday' || why === 'override');
    default:
      return (why === 'weekday' || why === 'weekend') && WEEKDAYS[date.dayOfWeek - 1] === day;
  }
}

/** From the first day to the last, both included; in the order of their beginning. */
export function expandPattern<W>(
  lines: readonly PatternLine<W>[],
  calendar: WorkingCalendar,
  first: Temporal.PlainDate,
  last: Temporal.PlainDate,
): readonly Shift<W>[] {
  const shifts: Shift<W>[] = [];
  const span = first.until(last, { largestUnit: 'day' }).days;
  for (let offset = 0; offset <= span; offset += 1) {
    const date = first.add({ days: offset });
    for (const { days, from, until, who } of lines) {
      if (!days.some((day) => isDutyDay(date, day, calendar))) continue;
      const overnight = until.since(from).total('minutes') <= 0;
      const startsAt = calendar.instantAt(date, from);
      const endsAt = calendar.instantAt(overnight ? date.add({ days: 1 }) : date, until);
      shifts.push({ startsAt, endsAt, who });
    }
  }
  return shifts.sort((a, b) => a.startsAt.epochMilliseconds - b.startsAt.epochMilliseconds);
}
