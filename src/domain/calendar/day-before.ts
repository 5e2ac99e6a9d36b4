/** A time that must lie before something: notice of a meeting, a roll that is published, each counted back from its day. */
import type { Temporal } from 'temporal-polyfill';
import type { Duration } from './duration.ts';
import type { WorkingCalendar } from './working-calendar.ts';

/**
 * The last local day that still leaves the whole time. Days off on the way count, unless the rule says working days; the day
 * itself does not.
 */
export const lastDayBefore = (
  calendar: WorkingCalendar,
  day: Temporal.PlainDate,
  { value, unit }: Duration,
): Temporal.PlainDate => {
  switch (unit) {
    case 'working_days':
      return value === 0 ? day : calendar.addWorkingDays(day, -value).date;
    case 'days':
      return day.subtract({ days: value });
    case 'months':
      return day.subtract({ months: value });
    case 'hours':
    case 'minutes':
    case 'seconds':
      throw new RangeError(`a time before a day is counted in days, not in ${unit}`);
  }
};
