import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar, type WorkingCalendar } from '../calendar/working-calendar.ts';
import { newest, type ReminderRules, remindersOf } from './plan.ts';

const calendars = new Map<string, WorkingCalendar>();
function calendarIn(zone: string): WorkingCalendar {
  const kept = calendars.get(zone);
  if (kept) return kept;
  const made = createCalendar(chineseHolidayTable(), zone);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  calendars.set(zone, made.value);
  return made.value;
}
const RULES: ReminderRules = { before: [14, 7, 3, 1, 0], after: [1, 3, 7], time: Temporal.PlainTime.from('09:00') };
const dueOn = Temporal.PlainDate.from('2026-04-30');
const known = (at: string) =>
  remindersOf({ dueOn, knownAt: Temporal.Instant.from(at) }, RULES, calendarIn('Asia/Shanghai')).map(
    ({ offset, on }) => `${offset} ${on.toString().slice(5)}`,
  );

describe('reminders', () => {
  test('fall on the days of the rules', () => {
    expect(known('2026-01-01T00:00:00Z')).toEqual([
      '-14 04-16',
      '-7 04-23',
      '-3 04-27',
      '-1 04-29',
      '0 04-30',
      '1 05-01',
      '3 05-03',
      '7 05-07',
    ]);
  });

  test('of what became known late begin after it', () => {
    // 09:00 in Shanghai is 01:00 in UTC: that day's digest has gone.
    expect(known('2026-04-27T01:00:00Z')[0]).toBe('-1 04-29');
    expect(known('2026-04-27T00:59:59Z')[0]).toBe('-3 04-27');
    expect(known('2026-06-01T00:00:00Z')).toEqual([]);
  });

  test('are one a day at the local time, earliest first, whatever the rules and the zone', () => {
    const lists = fc.uniqueArray(fc.integer({ min: 0, max: 40 }), { minLength: 1, maxLength: 10 });
    fc.assert(
      fc.property(
        lists,
        lists,
        fc.constantFrom('Asia/Shanghai', 'America/New_York', 'America/Sao_Paulo', 'Australia/Lord_Howe'),
        fc.integer({ min: 0, max: 6000 }),
        (before, after, zone, offset) => {
          const calendar = calendarIn(zone);
          const date = Temporal.PlainDate.from('2012-01-01').add({ days: offset });
          const found = remindersOf(
            { dueOn: date, knownAt: Temporal.Instant.from('2000-01-01T00:00:00Z') },
            { before, after, time: RULES.time },
            calendar,
          );
          const expected = new Set([...before.map((days) => 0 - days), ...after]);
          expect(found.map((each) => each.offset)).toEqual([...expected].sort((a, b) => a - b));
          for (const { on, at, offset: days } of found) {
            const local = at.toZonedDateTimeISO(zone);
            expect(local.toPlainDate().equals(on)).toBe(true);
            expect(local.toPlainTime().toString({ smallestUnit: 'minute' })).toBe('09:00');
            expect(date.until(on, { largestUnit: 'days' }).days).toBe(days);
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  test('that come due together leave the newest', () => {
    expect(newest([{ offset: -3 }, { offset: 1 }, { offset: 0 }])).toEqual({ offset: 1 });
    expect(newest([])).toBeUndefined();
  });
});
