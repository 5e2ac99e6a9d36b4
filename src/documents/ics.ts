/** Dates for calendars (RFC 5545): a subscription, or one date to be put in. */
import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';

interface CalendarEntry {
  /** The same for the same thing, so that a calendar moves it instead of showing it twice. */
  readonly id: string;
  readonly title: string;
  readonly details?: string;
}

export interface CalendarDay extends CalendarEntry {
  /** `2026-04-30`: the whole day. */
  readonly on: string;
}

export interface CalendarTime extends CalendarEntry {
  readonly at: Date;
  readonly place?: string;
  /** Higher each time its date is changed. */
  readonly version: number;
  readonly off: boolean;
}

/** How often a calendar should look again. */
const REFRESH_SECONDS = 3600;

export function calendarOf(name: string, entries: readonly (CalendarDay | CalendarTime)[], now: Date): string {
  const calendar = new ICalCalendar({
    name,
    method: ICalCalendarMethod.PUBLISH,
    prodId: { company: 'Lilong', product: 'tasks' },
    ttl: REFRESH_SECONDS,
  });
  for (const entry of entries) {
    const { id, title, details } = entry;
    calendar.createEvent({
      id,
      stamp: now,
      summary: title,
      ...(details !== undefined && { description: details }),
      ...('on' in entry ? wholeDay(entry) : moment(entry)),
    });
  }
  return calendar.toString();
}

/** A date without a time has no zone: noon, so that no zone moves it to the day before. */
const wholeDay = ({ on }: CalendarDay) => ({ start: new Date(`${on}T12:00:00`), allDay: true });

const moment = ({ at, place, version, off }: CalendarTime) => ({
  start: at,
  sequence: version,
  ...(place !== undefined && { location: place }),
  ...(off && { status: ICalEventStatus.CANCELLED }),
});
