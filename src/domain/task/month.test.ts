import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar } from '../calendar/working-calendar.ts';
import { summariesAround, summaryAt } from './month.ts';

const made = createCalendar(chineseHolidayTable(), 'Asia/Shanghai');
if (!made.ok) throw new Error('no calendar');
const calendar = made.value;
const rules = { day: 1, time: Temporal.PlainTime.from('09:00') };
const local = (at: Temporal.Instant) => at.toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString();
const month = (text: string) => Temporal.PlainYearMonth.from(text);

test('the first working day, whatever stands at the beginning of the month', () => {
  // A Saturday and a Sunday; the National Day holidays; an ordinary Tuesday.
  expect(local(summaryAt(month('2026-08'), rules, calendar))).toBe('2026-08-03T09:00:00');
  expect(local(summaryAt(month('2025-10'), rules, calendar))).toBe('2025-10-09T09:00:00');
  expect(local(summaryAt(month('2026-12'), rules, calendar))).toBe('2026-12-01T09:00:00');
  expect(local(summaryAt(month('2026-12'), { ...rules, day: 3 }, calendar))).toBe('2026-12-03T09:00:00');
});

test('after a downtime of months only the last one is due, and the next is known', () => {
  const around = (at: string) => summariesAround(Temporal.Instant.from(at), rules, calendar, (instant) => instant);
  const before = around('2025-12-01T00:59:00Z');
  expect([before.last.toString(), local(before.next), before.in.toString()]).toEqual([
    '2025-10',
    '2025-12-01T09:00:00',
    '2025-12',
  ]);
  const then = around('2025-12-01T01:00:00Z');
  expect([then.last.toString(), local(then.next), then.in.toString()]).toEqual([
    '2025-11',
    // New Year's days, and the Sunday worked for them.
    '2026-01-04T09:00:00',
    '2026-01',
  ]);
});
