/** A time that keeps the hour and not the minute, where a minute would join two things that must not be joined. */
import type { Temporal } from 'temporal-polyfill';

const HOUR_MS = 3_600_000;

/**
 * Up to an hour earlier, by chance: a time on the hour would say that something is hidden in it.
 * @param chance from 0 up to, without, 1
 */
export const withinTheHour = (at: Temporal.Instant, chance: number): Temporal.Instant =>
  at.subtract({ milliseconds: Math.floor(chance * HOUR_MS) });
