/** Dates as a calendar subscription (RFC 5545). */
import { ICalCalendar, ICalCalendarMethod } from 'ical-generator';

export interface CalendarDay {
  /** The same for the same thing, so that a calendar moves it instead of showing it twice. */
  readonly id: string;
  /** `2026-04-30`: the whole day. */
  readonly on: string;
  readonly title: string;
  readonly details?: string;
}

/** How often a calendar should look again. */
const REFRESH_SECONDS = 3600;

export function calendarOf(name: string, days: readonly CalendarDay[], now: Date): string {
  const calendar = new ICalCalendar({
    name,
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Lilong', product: 'tasks' },
    ttl: REFRESH_SECONDS,
  });
  for (const { id, on, title, details } of days)
    calendar.createEvent({
      id,
      stamp: now,
      // A date without a time has no zone: noon, so that no zone moves it to the day before.
      start: new Date(`${on}T12:00:00`),
      allDay: true,
      summary: title,
      ...(details !== undefined && { description: details }),
    });
  return calendar.toString();
}
