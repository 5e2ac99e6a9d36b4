/** Dates and times as people of each language read them, in the community's time zone. */
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(language: Language, zone: string, withTime: boolean): Intl.DateTimeFormat {
  const name = `${language} ${zone} ${withTime}`;
  const known = formats.get(name);
  if (known) return known;
  const made = new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: zone,
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    ...(withTime && { hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }),
  });
  formats.set(name, made);
  return made;
}

export const formatDay = (language: Language, zone: string, at: Temporal.Instant): string =>
  formatOf(language, zone, false).format(at.epochMilliseconds);
export const formatTime = (language: Language, zone: string, at: Temporal.Instant): string =>
  formatOf(language, zone, true).format(at.epochMilliseconds);

/** A day of the calendar, written as in the record: `2026-12-01`. */
export const formatDate = (language: Language, day: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
    day: 'numeric',
  }).format(Date.parse(day));

/** @param month `2026-12` */
export const monthAfter = (month: string): string => Temporal.PlainYearMonth.from(month).add({ months: 1 }).toString();

/** A month, written as in the record: `2026-12`. */
export const formatMonth = (language: Language, month: string): string =>
  new Intl.DateTimeFormat(language === 'en' ? 'en-GB' : language, {
    timeZone: 'UTC',
    year: 'numeric',
    month: 'long',
  }).format(Date.parse(`${month}-01`));
