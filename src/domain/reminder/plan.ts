/**
 * When somebody is reminded of something that is due: the one engine for tasks, and for whatever else gets a date later.
 *
 * A reminder belongs to a local day and goes out with that day's digest. After the system was down only the newest one
 * that has come due is sent; `offset` counts days from the date, negative before it.
 */
import { Temporal } from 'temporal-polyfill';
import type { WorkingCalendar } from '../calendar/working-calendar.ts';

export interface ReminderRules {
  /** Days before the date, and after it (rules `reminder.before`, `reminder.after`). */
  readonly before: readonly number[];
  readonly after: readonly number[];
  /** Local time of the day's digest (rule `reminder.time`). */
  readonly time: Temporal.PlainTime;
}

export interface Reminder {
  readonly offset: number;
  readonly on: Temporal.PlainDate;
  /** When the digest of that day goes out. */
  readonly at: Temporal.Instant;
}

/** Earliest first, each day once. What lies before `knownAt` was never promised and is left out. */
export function remindersOf(
  { dueOn, knownAt }: { readonly dueOn: Temporal.PlainDate; readonly knownAt: Temporal.Instant },
  rules: ReminderRules,
  calendar: Pick<WorkingCalendar, 'instantAt'>,
): readonly Reminder[] {
  const offsets = [...new Set([...rules.before.map((days) => (days === 0 ? 0 : -days)), ...rules.after])];
  return offsets
    .sort((a, b) => a - b)
    .map((offset) => {
      const on = dueOn.add({ days: offset });
      return { offset, on, at: calendar.instantAt(on, rules.time) };
    })
    .filter(({ at }) => Temporal.Instant.compare(at, knownAt) > 0);
}

/** Of several that have come due together, the newest is sent and the others are passed over. */
export function newest<R extends Pick<Reminder, 'offset'>>(due: readonly R[]): R | undefined {
  return due.reduce<R | undefined>((last, each) => (last && last.offset >= each.offset ? last : each), undefined);
}
