import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import type { DayOverrides, HolidayTable } from './holiday-table.ts';
import { createCalendar, MOST_WORKING_DAYS, type WorkingCalendar } from './working-calendar.ts';

const table = chineseHolidayTable();
const day = (text: string) => Temporal.PlainDate.from(text);

function calendarOf(
  timeZone = 'Asia/Shanghai',
  overrides: DayOverrides = {},
  of: HolidayTable = table,
): WorkingCalendar {
  const made = createCalendar(of, timeZone, overrides);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
const shanghai = calendarOf();

const dates = fc.integer({ min: 0, max: 24 * 366 }).map((days) => day('2003-06-01').add({ days }));
const counts = fc.integer({ min: 1, max: 300 });

describe('working days', () => {
  it('skips holidays and counts make-up days (National Day and Mid-Autumn 2025)', () => {
    // 09-30 Tuesday; 10-01 to 10-08 off; 10-09, 10-10 worked; Saturday 10-11 makes up.
    expect(shanghai.addWorkingDays(day('2025-09-30'), 1).date.toString()).toBe('2025-10-09');
    expect(shanghai.addWorkingDays(day('2025-09-30'), 3).date.toString()).toBe('2025-10-11');
    expect(shanghai.addWorkingDays(day('2025-09-30'), 4).date.toString()).toBe('2025-10-13');
    expect(shanghai.day(day('2025-10-11'))).toMatchObject({ working: true, why: 'make_up_workday', name: '国庆节' });
    expect(shanghai.day(day('2025-10-06'))).toMatchObject({ working: false, why: 'holiday', name: '中秋' });
  });

  it('does not count the first day, whatever kind of day it is', () => {
    expect(shanghai.addWorkingDays(day('2026-03-06'), 1).date.toString()).toBe('2026-03-09');
    expect(shanghai.addWorkingDays(day('2026-03-07'), 1).date.toString()).toBe('2026-03-09');
  });

  it('crosses leap days and year ends', () => {
    expect(shanghai.addWorkingDays(day('2024-02-28'), 1).date.toString()).toBe('2024-02-29');
    expect(shanghai.addWorkingDays(day('2024-02-29'), 1).date.toString()).toBe('2024-03-01');
    expect(shanghai.addWorkingDays(day('2024-12-31'), 1).date.toString()).toBe('2025-01-02');
    expect(shanghai.workingDaysBetween(day('2024-01-01'), day('2024-12-31'))).toBe(251);
  });

  it('counts an instant from its local date', () => {
    const lateInUtc = Temporal.Instant.from('2026-03-05T17:00:00Z'); // already Friday the 6th in Shanghai
    expect(shanghai.addWorkingDays(lateInUtc, 1).date.toString()).toBe('2026-03-09');
    expect(calendarOf('UTC').addWorkingDays(lateInUtc, 1).date.toString()).toBe('2026-03-06');
  });

  it('never lands on a day of rest, and the count finds the way back', () => {
    fc.assert(
      fc.property(dates, counts, (from, count) => {
        const { date } = shanghai.addWorkingDays(from, count);
        expect(shanghai.isWorkingDay(date)).toBe(true);
        expect(shanghai.workingDaysBetween(from, date)).toBe(count);
        const back = shanghai.addWorkingDays(from, -count).date;
        expect(shanghai.isWorkingDay(back)).toBe(true);
        expect(shanghai.workingDaysBetween(from, back)).toBe(-count);
      }),
      { numRuns: 200 },
    );
  });

  it('grows with the count and with the start, and adds up', () => {
    fc.assert(
      fc.property(dates, fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }), (from, first, second) => {
        const near = shanghai.addWorkingDays(from, first).date;
        const far = shanghai.addWorkingDays(from, first + second + 1).date;
        // From a day of rest, zero and one both find the next working day.
        expect(Temporal.PlainDate.compare(near, far)).toBeLessThan(first === 0 ? 1 : 0);
        const nextDay = shanghai.addWorkingDays(from.add({ days: 1 }), first).date;
        expect(Temporal.PlainDate.compare(near, nextDay)).toBeLessThanOrEqual(0);
        if (first > 0) expect(shanghai.addWorkingDays(near, second + 1).date.toString()).toBe(far.toString());
      }),
      { numRuns: 200 },
    );
  });

  it('counts any span as the sum of its parts', () => {
    fc.assert(
      fc.property(fc.tuple(dates, dates, dates), (unsorted) => {
        const [a, b, c] = unsorted.toSorted(Temporal.PlainDate.compare) as typeof unsorted;
        const parts = shanghai.workingDaysBetween(a, b) + shanghai.workingDaysBetween(b, c);
        expect(parts).toBe(shanghai.workingDaysBetween(a, c));
      }),
      { numRuns: 50 },
    );
  });

  it('refuses a count that is no count', () => {
    for (const count of [0.5, Number.NaN, Number.POSITIVE_INFINITY, MOST_WORKING_DAYS + 1]) {
      expect(() => shanghai.addWorkingDays(day('2026-03-06'), count)).toThrow(RangeError);
    }
  });
});

describe('days the table does not vouch for', () => {
  it('marks dates that lean on a year not announced yet, and on the end of the last year', () => {
    expect(shanghai.addWorkingDays(day('2026-12-21'), 3)).toMatchObject({ provisional: false });
    expect(shanghai.addWorkingDays(day('2026-12-24'), 3)).toMatchObject({ provisional: true });
    expect(shanghai.addWorkingDays(day('2027-05-01'), 1)).toMatchObject({ provisional: true });
    expect(shanghai.addWorkingDays(day('2003-05-01'), 1)).toMatchObject({ provisional: true });
  });

  it('leans on an override as on the table', () => {
    const overrides: DayOverrides = { '2027-01-04': { kind: 'rest_day', reason: '全区停工' } };
    const closed = calendarOf('Asia/Shanghai', overrides);
    expect(closed.day(day('2027-01-04'))).toEqual({ working: false, why: 'override', name: '全区停工', known: true });
    expect(closed.addWorkingDays(day('2027-01-03'), 1).date.toString()).toBe('2027-01-05');
  });

  it('lets an administrator win over the table, and the newer override over the older', () => {
    const worked: DayOverrides = { '2026-10-01': { kind: 'working_day', reason: '值守' } };
    const ofTable = { ...table, overrides: { '2026-10-01': { kind: 'rest_day', reason: '假' } } } as const;
    expect(calendarOf('Asia/Shanghai', worked, ofTable).isWorkingDay(day('2026-10-01'))).toBe(true);
    expect(calendarOf('Asia/Shanghai', {}, ofTable).day(day('2026-10-01')).why).toBe('override');
  });
});

describe('a table that cannot be right', () => {
  const broken = (change: Partial<HolidayTable>, timeZone = 'Asia/Shanghai', overrides: DayOverrides = {}) => {
    const made = createCalendar({ ...table, ...change }, timeZone, overrides);
    return made.ok ? [] : made.error;
  };

  it('is refused with every problem named', () => {
    expect(broken({}, 'Asia/Shangai')).toEqual([{ kind: 'unknown_time_zone', timeZone: 'Asia/Shangai' }]);
    expect(broken({ firstYear: 2027 })).toEqual([{ kind: 'bad_years', firstYear: 2027, lastYear: 2026 }]);
    const holidays = { '2026-02-30': '春节', '2026/01/01': '元旦' };
    expect(broken({ holidays, makeUpWorkdays: { '2031-01-04': '元旦' } })).toEqual([
      { kind: 'bad_date', list: 'holidays', date: '2026-02-30' },
      { kind: 'bad_date', list: 'holidays', date: '2026/01/01' },
      { kind: 'outside_years', list: 'makeUpWorkdays', date: '2031-01-04' },
    ]);
    expect(broken({ holidays: { '2026-01-03': '元旦' }, makeUpWorkdays: { '2026-01-03': '元旦' } })).toEqual([
      { kind: 'holiday_and_working_day', date: '2026-01-03' },
    ]);
    expect(broken({}, 'UTC', { tomorrow: { kind: 'rest_day', reason: 'x' } })).toEqual([
      { kind: 'bad_date', list: 'overrides', date: 'tomorrow' },
    ]);
  });
});

describe('local days', () => {
  it('are 23, 24 or 25 hours long, and touch without a gap', () => {
    const zones = ['Asia/Shanghai', 'America/New_York', 'America/Sao_Paulo', 'Europe/London', 'Australia/Lord_Howe'];
    for (const zone of zones) {
      const calendar = calendarOf(zone);
      fc.assert(
        fc.property(dates, (date) => {
          const start = calendar.startOfDay(date);
          const end = calendar.endOfDay(date);
          expect(calendar.startOfDay(date.add({ days: 1 })).equals(end)).toBe(true);
          expect(calendar.localDate(start).equals(date)).toBe(true);
          expect(calendar.localDate(end.subtract({ nanoseconds: 1 })).equals(date)).toBe(true);
        }),
        { numRuns: 40 },
      );
    }
  });

  it('start after midnight where the clocks skip it', () => {
    const saoPaulo = calendarOf('America/Sao_Paulo');
    expect(saoPaulo.startOfDay(day('2018-11-04')).toString()).toBe('2018-11-04T03:00:00Z'); // 01:00 local
  });

  it('take a skipped wall-clock time after the gap and a doubled one the first time', () => {
    const newYork = calendarOf('America/New_York');
    const half = Temporal.PlainTime.from('02:30');
    expect(newYork.instantAt(day('2026-03-08'), half).toString()).toBe('2026-03-08T07:30:00Z');
    expect(newYork.instantAt(day('2026-11-01'), Temporal.PlainTime.from('01:30')).toString()).toBe(
      '2026-11-01T05:30:00Z',
    );
  });
});
