import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar } from '../calendar/working-calendar.ts';
import { type DutyDay, expandPattern } from './duty.ts';

const made = createCalendar(chineseHolidayTable(), 'Asia/Shanghai');
if (!made.ok) throw new Error('no calendar');
const calendar = made.value;
const time = (text: string) => Temporal.PlainTime.from(text);
const days = (from: string, until: string, day: DutyDay): string[] =>
  expandPattern(
    [{ days: [day], from: time('09:00'), until: time('17:00'), who: 'x' }],
    calendar,
    Temporal.PlainDate.from(from),
    Temporal.PlainDate.from(until),
  ).map(({ startsAt }) => calendar.localDate(startsAt).toString());

test('a weekday in a holiday is no such weekday, and a make-up Saturday is a working day', () => {
  // Spring Festival 2025: 28 January to 4 February off; Sunday 26 January and Saturday 8 February worked.
  expect(days('2025-01-20', '2025-02-09', 'mon')).toEqual(['2025-01-20', '2025-01-27']);
  expect(days('2025-02-03', '2025-02-09', 'working')).toEqual(['2025-02-05', '2025-02-06', '2025-02-07', '2025-02-08']);
  expect(days('2025-02-03', '2025-02-09', 'sat')).toEqual([]);
  expect(days('2025-02-03', '2025-02-09', 'holiday')).toEqual(['2025-02-03', '2025-02-04']);
});

test('a night shift ends the day after', () => {
  const [shift] = expandPattern(
    [{ days: ['working'], from: time('20:00'), until: time('08:00'), who: 'x' }],
    calendar,
    Temporal.PlainDate.from('2025-03-03'),
    Temporal.PlainDate.from('2025-03-03'),
  );
  expect(shift?.startsAt.until(shift.endsAt).total('hours')).toBe(12);
});
