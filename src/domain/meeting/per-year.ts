/**
 * 每年至少召开几次: the year is parted into as many spans as meetings must be held, and one belongs in each. Looked at two months
 * ahead, so that the notice and its ten days still fit before a span ends.
 */
import type { Temporal } from 'temporal-polyfill';

const MONTHS_AHEAD = 2;

/** How many of this year's should be held within two months from today and are not; never less than none. */
export function meetingsMissing(perYear: number, held: number, today: Temporal.PlainDate): number {
  const ahead = today.add({ months: MONTHS_AHEAD });
  const ended = ahead.year > today.year ? today.daysInYear : ahead.dayOfYear;
  return Math.max(Math.floor((perYear * ended) / today.daysInYear) - held, 0);
}
