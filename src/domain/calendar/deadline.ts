/**
 * When a period is over (Civil Code of the PRC, arts 201–203,
 * http://www.npc.gov.cn/npc/c2/c30834/202006/t20200602_306457.html).
 *
 * Fixed dates ("by 30 April", 「4月30日前」) are not periods: take `calendar.endOfDay(date)`; they do not move when
 * they fall on a holiday.
 */
import type { Temporal } from 'temporal-polyfill';
import type { Duration } from './duration.ts';
import type { CountedDate, WorkingCalendar } from './working-calendar.ts';

/**
 * What happens when the last day of a period in days or months is not a working day (art. 203).
 * `statutory_holidays`: it moves past announced holidays only. `rest_days`: past weekends too, as the older text
 * (General Principles of Civil Law, art. 154) said in so many words. A weekend worked as a make-up day does not move.
 */
export type RollForward = 'none' | 'statutory_holidays' | 'rest_days';
export const ROLL_FORWARDS: readonly RollForward[] = ['none', 'statutory_holidays', 'rest_days'];

export interface DueOptions {
  readonly rollForward: RollForward;
  /** Art. 203: 24:00 of the last day (when absent), or the hour at which business closes. */
  readonly closingTime?: Temporal.PlainTime;
}

export interface Due {
  /** The first instant that is late; whatever happens before it is in time. At 24:00 that is 00:00 of the next day. */
  readonly at: Temporal.Instant;
  /** The date to show: the local day on which the period ends. */
  readonly lastDay: Temporal.PlainDate;
  /** Leans on days the holiday table does not vouch for. */
  readonly provisional: boolean;
}

/** @throws RangeError when the period's value is not a whole number of zero or more: a fault in the caller. */
export function dueAt(calendar: WorkingCalendar, start: Temporal.Instant, period: Duration, options: DueOptions): Due {
  const { value, unit } = period;
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`a period is a whole number of ${unit}, not ${value}`);
  }
  switch (unit) {
    case 'hours':
    case 'minutes':
    case 'seconds': {
      // Art. 201: a period in hours runs from the moment itself.
      const at = start.add({ [unit]: value });
      return { at, lastDay: calendar.localDate(at), provisional: false };
    }
    case 'working_days':
      return ending(calendar, calendar.addWorkingDays(start, value), options);
    case 'days':
    case 'months': {
      // Art. 202: the corresponding day of the last month, or that month's last day where it has none.
      const last = calendar.localDate(start).add({ [unit]: value });
      return ending(calendar, rolled(calendar, last, options.rollForward), options);
    }
  }
}

function ending(calendar: WorkingCalendar, last: CountedDate, options: DueOptions): Due {
  const at = options.closingTime ? calendar.instantAt(last.date, options.closingTime) : calendar.endOfDay(last.date);
  return { at, lastDay: last.date, provisional: last.provisional };
}

function rolled(calendar: WorkingCalendar, last: Temporal.PlainDate, rollForward: RollForward): CountedDate {
  if (rollForward === 'none') return { date: last, provisional: false };
  let date = last;
  let provisional = false;
  for (;;) {
    const day = calendar.day(date);
    provisional ||= !day.known;
    const stays = day.working || (rollForward === 'statutory_holidays' && day.why === 'weekend');
    if (stays) return { date, provisional };
    date = date.add({ days: 1 });
  }
}
