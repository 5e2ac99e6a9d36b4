import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, it } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import type { DueOptions, RollForward } from './deadline.ts';
import { DURATION_UNITS, type Duration, type DurationUnit } from './duration.ts';
import { createCalendar, type WorkingCalendar } from './working-calendar.ts';

function calendarOf(timeZone: string): WorkingCalendar {
  const made = createCalendar(chineseHolidayTable(), timeZone);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  return made.value;
}
const shanghai = calendarOf('Asia/Shanghai');
const at = (text: string) => Temporal.ZonedDateTime.from(`${text}[Asia/Shanghai]`).toInstant();
const due = (start: string, value: number, unit: DurationUnit, options: Partial<DueOptions> = {}) => {
  const found = shanghai.dueAt(at(start), { value, unit }, { rollForward: 'none', ...options });
  return {
    at: found.at.toZonedDateTimeISO('Asia/Shanghai').toPlainDateTime().toString({ smallestUnit: 'minute' }),
    lastDay: found.lastDay.toString(),
    provisional: found.provisional,
  };
};

describe('a period', () => {
  it('in working days ends at 24:00 of its last working day', () => {
    expect(due('2026-03-06T10:00', 1, 'working_days')).toEqual({
      at: '2026-03-10T00:00',
      lastDay: '2026-03-09',
      provisional: false,
    });
  });

  it('ends at closing time where there is one', () => {
    const closingTime = Temporal.PlainTime.from('17:00');
    expect(due('2026-03-06T10:00', 1, 'working_days', { closingTime }).at).toBe('2026-03-09T17:00');
    expect(due('2026-03-06T10:00', 3, 'days', { closingTime }).at).toBe('2026-03-09T17:00');
  });

  it('in hours runs from the moment itself and never moves', () => {
    expect(due('2026-09-30T22:30', 24, 'hours', { rollForward: 'rest_days' }).at).toBe('2026-10-01T22:30');
    expect(due('2026-09-30T22:30', 30, 'minutes').at).toBe('2026-09-30T23:00');
  });

  it('in months ends on the corresponding day, or on the last of a shorter month', () => {
    expect(due('2026-01-31T10:00', 1, 'months').lastDay).toBe('2026-02-28');
    expect(due('2024-01-31T10:00', 1, 'months').lastDay).toBe('2024-02-29');
    expect(due('2024-02-29T10:00', 12, 'months').lastDay).toBe('2025-02-28');
  });

  it('of zero days ends today', () => {
    expect(due('2026-03-06T10:00', 0, 'days').at).toBe('2026-03-07T00:00');
  });

  it('moves past a statutory holiday only where asked (art. 203)', () => {
    // 2026-10-01 to 10-07 are the National Day holiday; 10-08 is a Thursday.
    expect(due('2026-09-28T09:00', 3, 'days').lastDay).toBe('2026-10-01');
    expect(due('2026-09-28T09:00', 3, 'days', { rollForward: 'statutory_holidays' }).lastDay).toBe('2026-10-08');
    expect(due('2026-09-28T09:00', 3, 'days', { rollForward: 'rest_days' }).lastDay).toBe('2026-10-08');
  });

  it('moves past an ordinary weekend only under the wider reading, and not past a worked Saturday', () => {
    expect(due('2026-03-05T09:00', 2, 'days', { rollForward: 'statutory_holidays' }).lastDay).toBe('2026-03-07');
    expect(due('2026-03-05T09:00', 2, 'days', { rollForward: 'rest_days' }).lastDay).toBe('2026-03-09');
    expect(due('2025-10-09T09:00', 2, 'days', { rollForward: 'rest_days' }).lastDay).toBe('2025-10-11');
  });

  it('is provisional only when days not vouched for decide it', () => {
    expect(due('2026-12-30T09:00', 30, 'days').provisional).toBe(false);
    expect(due('2026-12-30T09:00', 30, 'days', { rollForward: 'rest_days' }).provisional).toBe(true);
    expect(due('2026-12-30T09:00', 2, 'working_days').provisional).toBe(true);
    expect(due('2026-12-30T09:00', 48, 'hours').provisional).toBe(false);
  });

  it('refuses a length that is no length', () => {
    for (const value of [-1, 0.5, Number.NaN]) {
      expect(() => due('2026-03-06T10:00', value, 'days')).toThrow(RangeError);
    }
  });
});

describe('every period, in every zone', () => {
  const zones = fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Europe/London', 'Pacific/Apia', 'UTC');
  const starts = fc
    .integer({ min: Date.UTC(2004, 0, 1), max: Date.UTC(2027, 0, 1) })
    .map((ms) => Temporal.Instant.fromEpochMilliseconds(ms));
  const periods: fc.Arbitrary<Duration> = fc.record({
    value: fc.integer({ min: 1, max: 90 }),
    unit: fc.constantFrom(...DURATION_UNITS),
  });
  const rolls = fc.constantFrom<RollForward[]>('none', 'statutory_holidays', 'rest_days');
  const calendars = new Map<string, WorkingCalendar>();
  const zoned = (zone: string): WorkingCalendar => {
    const kept = calendars.get(zone) ?? calendarOf(zone);
    calendars.set(zone, kept);
    return kept;
  };

  it('ends after it starts, on the day it names, and a longer one never ends sooner', () => {
    fc.assert(
      fc.property(zones, starts, periods, rolls, (zone, start, period, rollForward) => {
        const calendar = zoned(zone);
        const found = calendar.dueAt(start, period, { rollForward });
        const longer = calendar.dueAt(start, { ...period, value: period.value + 1 }, { rollForward });
        expect(Temporal.Instant.compare(found.at, start)).toBe(1);
        expect(Temporal.Instant.compare(longer.at, found.at)).toBeGreaterThanOrEqual(0);
        const elapsed = period.unit === 'hours' || period.unit === 'minutes' || period.unit === 'seconds';
        const lastInTime = elapsed ? found.at : found.at.subtract({ nanoseconds: 1 });
        expect(calendar.localDate(lastInTime).toString()).toBe(found.lastDay.toString());
        if (period.unit === 'working_days') expect(calendar.isWorkingDay(found.lastDay)).toBe(true);
        if (period.unit === 'days' && rollForward === 'rest_days') {
          expect(calendar.isWorkingDay(found.lastDay)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
