import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { parseMonthDay } from './month-day.ts';

describe('a day of the year', () => {
  it('is read strictly', () => {
    expect(parseMonthDay('04-30')).toEqual({ month: 4, day: 30 });
    for (const text of ['04-31', '02-30', '13-01', '00-10', '01-00', '4-30', '2026-04-30', ' 04-30', '']) {
      expect(parseMonthDay(text), text).toBeUndefined();
    }
  });
  it('is read as it was written, on any day', () => {
    const dates = fc
      .integer({ min: 0, max: 40_000 })
      .map((days) => Temporal.PlainDate.from('2000-01-01').add({ days }));
    fc.assert(
      fc.property(dates, (named) => {
        expect(parseMonthDay(named.toString().slice(5))).toEqual({ month: named.month, day: named.day });
      }),
      { numRuns: 200 },
    );
  });
});
