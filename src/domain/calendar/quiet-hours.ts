/** The hours in which nobody is disturbed, and the next moment at which a message may go out. */
import { Temporal } from 'temporal-polyfill';

/** Local times. `from` later than `until` spans midnight; equal times mean there are no quiet hours. */
export interface QuietHours {
  /** The first quiet minute. */
  readonly from: Temporal.PlainTime;
  /** The first minute that is no longer quiet. */
  readonly until: Temporal.PlainTime;
}

export function isQuiet(instant: Temporal.Instant, quiet: QuietHours, timeZone: string): boolean {
  return isQuietTime(instant.toZonedDateTimeISO(timeZone).toPlainTime(), quiet);
}

function isQuietTime(time: Temporal.PlainTime, { from, until }: QuietHours): boolean {
  const afterFrom = Temporal.PlainTime.compare(time, from) >= 0;
  const beforeUntil = Temporal.PlainTime.compare(time, until) < 0;
  return Temporal.PlainTime.compare(from, until) <= 0 ? afterFrom && beforeUntil : afterFrom || beforeUntil;
}

/**
 * `instant` itself when it is not quiet, else the end of the quiet hours it falls in. Where a clock change swallows the
 * whole time that is not quiet, the day after.
 */
export function nextAllowed(instant: Temporal.Instant, quiet: QuietHours, timeZone: string): Temporal.Instant {
  let at = instant;
  while (isQuiet(at, quiet, timeZone)) at = endOfQuiet(at, quiet, timeZone);
  return at;
}

function endOfQuiet(instant: Temporal.Instant, quiet: QuietHours, timeZone: string): Temporal.Instant {
  const local = instant.toZonedDateTimeISO(timeZone);
  const endsToday = Temporal.PlainTime.compare(local.toPlainTime(), quiet.until) < 0;
  const endDate = endsToday ? local.toPlainDate() : local.toPlainDate().add({ days: 1 });
  const end = endDate.toZonedDateTime({ timeZone, plainTime: quiet.until }).toInstant();
  if (Temporal.Instant.compare(end, instant) > 0) return end;
  // Clocks went back and `until` comes twice on this date: the first has passed, the second is meant.
  return endDate.toPlainDateTime(quiet.until).toZonedDateTime(timeZone, { disambiguation: 'later' }).toInstant();
}
