import { getDayDetail, isHoliday, isInLieu, isWorkday } from 'chinese-days';
import { Temporal } from 'temporal-polyfill';
import { expect, it } from 'vitest';
import { createCalendar } from '../domain/calendar/working-calendar.ts';
import { chineseHolidayTable } from './chinese-days.ts';

const table = chineseHolidayTable();

it('covers 2004 to at least 2026, says where it comes from, and keeps Chinese names', () => {
  expect(table.firstYear).toBe(2004);
  expect(table.lastYear).toBeGreaterThanOrEqual(2026);
  expect(table.source).toBe('chinese-days');
  expect(table.version).toMatch(/^\d+\.\d+\.\d+$/);
  expect(table.holidays['2026-02-17']).toBe('春节');
  for (let year = table.firstYear; year <= table.lastYear; year += 1) {
    expect(
      Object.keys(table.holidays).some((date) => date.startsWith(`${year}-10-01`)),
      `${year}`,
    ).toBe(true);
  }
});

it('agrees with the library on every day of every year it knows', () => {
  const made = createCalendar(table, 'Asia/Shanghai');
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  const calendar = made.value;
  let date = new Temporal.PlainDate(table.firstYear, 1, 1);
  let days = 0;
  const differing: string[] = [];
  for (; date.year <= table.lastYear; date = date.add({ days: 1 }), days += 1) {
    const text = date.toString();
    const day = calendar.day(date);
    const same =
      day.working === isWorkday(text) &&
      day.working !== isHoliday(text) &&
      day.working === getDayDetail(text).work &&
      (!isInLieu(text) || day.why === 'holiday');
    if (!same) differing.push(text);
  }
  expect(differing).toEqual([]);
  expect(days).toBeGreaterThan(8000);
});
