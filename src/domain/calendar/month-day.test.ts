import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { monthDayInYear, nextMonthDay, parseMonthDay } from './month-day.ts';

describe('a day of the year', () => {
  it('is read strictly', () => {
    expect(parseMonthDay('04-30')).toEqual({ month: 4, day: 30 });
    for (const text of ['04-31', '02-30', '13-01', '00-10', '01-00', '4-30', '2026-04-30', ' 04-30', '']) {
      expect(parseMonthDay(text), text).toBeUndefined();
    }
  });
  it('29 February is the last of February in common years', () => {
    const leap = { month: 2, day: 29 };
    expect(monthDayInYear(leap, 2024).toString()).toBe('2024-02-29');
    expect(monthDayInYear(leap, 2026).toString()).toBe('2026-02-28');
    expect(monthDayInYear(leap, 2100).toString()).toBe('2100-02-28');
  });
  it('comes next this year when it has not passed, today included', () => {
    const plan = { month: 4, day: 30 };
    expect(nextMonthDay(plan, Temporal.PlainDate.from('2026-04-30')).toString()).toBe('2026-04-30');
    expect(nextMonthDay(plan, Temporal.PlainDate.from('2026-05-01')).toString()).toBe('2027-04-30');
  });
  it('comes within a year, exactly once a year', () => {
    const dates = fc
      .integer({ min: 0, max: 40_000 })
      .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }));
    fc.assert(
      fc.property(dates, dates, (start, named) => {
        const monthDay = { month: named.month, day: named.day };
        expect(parseMonthDay(named.toString().slice(5))).toEqual(monthDay);
        const next = nextMonthDay(monthDay, start);
        expect(start.until(next).days).toBeGreaterThanOrEqual(0);
        expect(start.until(next).days).toBeLessThanOrEqual(366);
        const after = nextMonthDay(monthDay, next.add({ days: 1 }));
        expect(after.year).toBe(next.year + 1);
      }),
      { numRuns: 200 },
    );
  });
});
