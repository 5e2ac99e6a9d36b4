import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { lastDayBefore } from './day-before.ts';
import type { DurationUnit } from './duration.ts';
import { createCalendar } from './working-calendar.ts';

const made = createCalendar(chineseHolidayTable(), 'Asia/Shanghai');
if (!made.ok) throw new Error(JSON.stringify(made.error));
const calendar = made.value;
const before = (day: string, value: number, unit: DurationUnit) =>
  lastDayBefore(calendar, Temporal.PlainDate.from(day), { value, unit }).toString();

it('counts every day, or working days alone, as the rule says', () => {
  // Labour Day 2026: off from 1 to 5 May, and 9 May, a Saturday, is worked instead.
  expect(before('2026-05-07', 3, 'days')).toBe('2026-05-04');
  expect(before('2026-05-07', 3, 'working_days')).toBe('2026-04-29');
  expect(before('2026-05-11', 1, 'working_days')).toBe('2026-05-09');
});

it('does not count the day itself, and none at all leaves the day', () => {
  expect(before('2026-03-09', 1, 'working_days')).toBe('2026-03-06');
  expect(before('2026-03-09', 0, 'days')).toBe('2026-03-09');
  // A Sunday: not the Monday after the meeting.
  expect(before('2026-03-08', 0, 'working_days')).toBe('2026-03-08');
});

it('refuses what is no matter of days', () => {
  expect(() => before('2026-03-09', 1, 'hours')).toThrow(RangeError);
});
