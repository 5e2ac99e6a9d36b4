import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar, type WorkingCalendar } from '../calendar/working-calendar.ts';
import type { RuleKey, RuleValue } from '../rules/keys.ts';
import { type DateRules, type DueRule, dayIn, lineOf, occurrenceAfter, occurrencesIn } from './due.ts';
import { isCrossed, volunteersPercent } from './figures.ts';

const calendars = new Map<string, WorkingCalendar>();
function calendarIn(zone: string): WorkingCalendar {
  const kept = calendars.get(zone);
  if (kept) return kept;
  const made = createCalendar(chineseHolidayTable(), zone);
  if (!made.ok) throw new Error(JSON.stringify(made.error));
  calendars.set(zone, made.value);
  return made.value;
}
const shanghai = calendarIn('Asia/Shanghai');

const rules = (over: Partial<Record<RuleKey, unknown>> = {}): DateRules => ({
  value: <K extends RuleKey>(key: K) => {
    const known: Partial<Record<RuleKey, unknown>> = {
      'calendar.fixed_dates_roll': false,
      'calendar.roll_forward': 'statutory_holidays',
      'plan.main_tasks': { month: 4, day: 30 },
      'training.head': { value: 12, unit: 'months' },
      'community.committee_due_at_occupancy': { numerator: 1, denominator: 2, strict: false },
      'representatives.min': 30,
      'task.term_end_lead': { value: 180, unit: 'days' },
      ...over,
    };
    if (!(key in known)) throw new Error(`no rule ${key}`);
    return known[key] as RuleValue<K>;
  },
});
const dates = (due: DueRule, year: number, over?: Partial<Record<RuleKey, unknown>>) =>
  occurrencesIn(due, year, rules(over), shanghai).map(({ name, dueOn }) => `${name} ${dueOn}`);

describe('dates of a year', () => {
  test('a day of the year follows the rule it names', () => {
    expect(dates({ mode: 'yearly', on: { rule: 'plan.main_tasks' } }, 2027)).toEqual(['2027 2027-04-30']);
    expect(
      dates({ mode: 'yearly', on: { rule: 'plan.main_tasks' } }, 2027, { 'plan.main_tasks': { month: 5, day: 8 } }),
    ).toEqual(['2027 2027-05-08']);
  });

  test('29 February is the 28th in a common year', () => {
    const leap: DueRule = { mode: 'yearly', on: { value: { month: 2, day: 29 } } };
    expect(dates(leap, 2028)).toEqual(['2028 2028-02-29']);
    expect(dates(leap, 2027)).toEqual(['2027 2027-02-28']);
  });

  test('each month and each quarter ends on its own last day', () => {
    const months = dates({ mode: 'monthly', day: 31 }, 2027);
    expect(months).toHaveLength(12);
    expect(months.slice(0, 4)).toEqual([
      '2027-01 2027-01-31',
      '2027-02 2027-02-28',
      '2027-03 2027-03-31',
      '2027-04 2027-04-30',
    ]);
    expect(dates({ mode: 'quarterly', day: 31 }, 2027)).toEqual([
      '2027-Q1 2027-03-31',
      '2027-Q2 2027-06-30',
      '2027-Q3 2027-09-30',
      '2027-Q4 2027-12-31',
    ]);
    expect(dates({ mode: 'quarterly', day: 15 }, 2027)[3]).toBe('2027-Q4 2027-12-15');
  });

  test('a written date stays on its day, holiday or not, unless the rules let it move', () => {
    const holiday: DueRule = { mode: 'date', on: '2026-10-01' };
    expect(dates(holiday, 2026)).toEqual(['2026-10-01 2026-10-01']);
    expect(dates(holiday, 2027)).toEqual([]);
    expect(dates(holiday, 2026, { 'calendar.fixed_dates_roll': true })).toEqual(['2026-10-01 2026-10-08']);
  });

  test('against plain date arithmetic, for every day of the year and every year', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1970, max: 2199 }),
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 31 }),
        (year, month, day) => {
          // The last day of a month is the day before the next one begins.
          const last = new Date(Date.UTC(year, month, 0)).getUTCDate();
          const expected = new Date(Date.UTC(year, month - 1, Math.min(day, last))).toISOString().slice(0, 10);
          expect(dayIn(year, month, day).toString()).toBe(expected);
        },
      ),
    );
  });
});

describe('dates after something', () => {
  const dueAfter = (due: Parameters<typeof occurrenceAfter>[0], at: string, calendar = shanghai) => {
    const { dueOn, provisional } = occurrenceAfter(
      due,
      { at: Temporal.Instant.from(at), name: 'x' },
      rules(),
      calendar,
    );
    return `${dueOn}${provisional ? ' provisional' : ''}`;
  };

  test('a training is due twelve months after the last', () => {
    const rolling = { mode: 'rolling', since: 'head', every: { rule: 'training.head' } } as const;
    expect(dueAfter(rolling, '2025-03-10T02:00:00Z')).toBe('2026-03-10');
    expect(dueAfter(rolling, '2024-02-29T02:00:00Z')).toBe('2025-02-28');
  });

  test('working days pass over holidays and count make-up days', () => {
    const relative = (value: number) =>
      ({ mode: 'relative', after: 'structure_changed', within: { value: { value, unit: 'working_days' } } }) as const;
    // 2026-09-30 is a Wednesday; the National Day holiday runs to 7 October, and 10 October is worked.
    expect(dueAfter(relative(1), '2026-09-30T02:00:00Z')).toBe('2026-10-08');
    expect(dueAfter(relative(3), '2026-09-30T02:00:00Z')).toBe('2026-10-10');
  });

  test('the day is the local one, in any zone', () => {
    const due = { mode: 'relative', after: 'plan_loaded', within: { value: { value: 1, unit: 'days' } } } as const;
    expect(dueAfter(due, '2026-03-10T20:00:00Z')).toBe('2026-03-12');
    expect(dueAfter(due, '2026-03-10T20:00:00Z', calendarIn('America/New_York'))).toBe('2026-03-11');
    // In New York the clocks go forward during that night.
    expect(dueAfter(due, '2026-03-08T04:30:00Z', calendarIn('America/New_York'))).toBe('2026-03-08');
  });

  test('working days against a count that walks from day to day', () => {
    const { holidays, makeUpWorkdays } = chineseHolidayTable();
    const works = (date: Temporal.PlainDate) => {
      const name = date.toString();
      return name in makeUpWorkdays || (date.dayOfWeek <= 5 && !(name in holidays));
    };
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4000 }),
        fc.integer({ min: 1, max: 60 }),
        fc.constantFrom('Asia/Shanghai', 'America/New_York', 'Pacific/Apia', 'Europe/London'),
        (offset, value, zone) => {
          const start = Temporal.PlainDate.from('2014-01-01').add({ days: offset });
          const at = start.toZonedDateTime({ timeZone: zone, plainTime: '12:00' }).toInstant();
          let expected = start;
          for (let left = value; left > 0; ) {
            expected = expected.add({ days: 1 });
            if (works(expected)) left -= 1;
          }
          const due = {
            mode: 'relative',
            after: 'plan_loaded',
            within: { value: { value, unit: 'working_days' } },
          } as const;
          const found = occurrenceAfter(due, { at, name: 'x' }, rules(), calendarIn(zone));
          expect(found.dueOn.toString()).toBe(expected.toString());
        },
      ),
      { numRuns: 100 },
    );
  });
});

describe('thresholds', () => {
  const threshold = (rule: RuleKey) =>
    ({
      mode: 'threshold',
      figure: 'occupancy',
      when: 'reaches',
      line: { rule },
      within: { value: { value: 30, unit: 'days' } },
    }) as const;

  test('read a share as percent, a number as it is, a number of days as days', () => {
    expect(lineOf(threshold('community.committee_due_at_occupancy'), rules())).toBe(50);
    expect(lineOf(threshold('representatives.min'), rules())).toBe(30);
    expect(lineOf(threshold('task.term_end_lead'), rules())).toBe(180);
    expect(() => lineOf(threshold('plan.main_tasks'), rules())).toThrow('plan.main_tasks');
  });

  test('are reached at the line itself and undershot below it; nobody knows nothing', () => {
    expect(isCrossed(50, 'reaches', 50)).toBe(true);
    expect(isCrossed(49, 'reaches', 50)).toBe(false);
    expect(isCrossed(30, 'below', 30)).toBe(false);
    expect(isCrossed(29, 'below', 30)).toBe(true);
    expect(isCrossed(undefined, 'below', 30)).toBe(false);
    expect(volunteersPercent(9, 100)).toBe(9);
    expect(volunteersPercent(undefined, 100)).toBeUndefined();
    expect(volunteersPercent(5, 0)).toBeUndefined();
  });
});
