/** How often meetings come back, and what a grid's meeting goes through, in words. */
import { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import type { GridDigest } from '../domain/meeting/grid-digest.ts';
import type { Recurrence } from '../domain/meeting/series.ts';
import { formatDay } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase } from '../locales/translate.ts';

/** Whatever month: its last day. */
const LAST_DAY = 31;

export function recurrenceText(language: Language, { every, month, day, time }: Recurrence): string {
  const on = day === LAST_DAY ? phrase(language, 'series.day.last') : phrase(language, 'series.day', { day });
  return every === 'month'
    ? phrase(language, 'series.every.month', { day: on, time })
    : phrase(language, 'series.every.quarter', { month, day: on, time });
}

export function digestText(language: Language, zone: string, digest: GridDigest): string {
  const { fresh, solved, open, repeated, stays, goesUp, since, until } = digest;
  const day = (at: string): string => formatDay(language, zone, Temporal.Instant.from(at));
  const all = open.reduce((sum, { count }) => sum + count, 0);
  const last = open.at(-2)?.upTo ?? 0;
  const ages = open
    .filter(({ count }) => count > 0)
    .map(({ upTo, count }) =>
      upTo === null
        ? phrase(language, 'digest.age.over', { days: last, count })
        : phrase(language, 'digest.age.up-to', { days: upTo, count }),
    );
  return [
    phrase(language, 'digest.new', { since: day(since), until: day(until), fresh, solved }),
    all === 0
      ? phrase(language, 'digest.open.none')
      : phrase(language, 'digest.open', { count: all, ages: listed(language, ages) }),
    ...(all === 0 ? [] : [phrase(language, 'digest.tiers', { stays, up: goesUp })]),
    ...(repeated.length === 0
      ? []
      : [
          phrase(language, 'digest.repeated', {
            places: listed(
              language,
              repeated.map(({ name, count }) => phrase(language, 'digest.repeated.place', { name, count })),
            ),
          }),
        ]),
  ].join('\n');
}
