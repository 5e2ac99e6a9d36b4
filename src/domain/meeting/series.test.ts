import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { chineseHolidayTable } from '../../holidays/chinese-days.ts';
import { createCalendar } from '../calendar/working-calendar.ts';
import { DAY_OFF, nextOccurrence, occurrencesFrom, type Recurrence } from './series.ts';
import { recurrenceIn } from './typed-series.ts';

const made = createCalendar(chineseHolidayTable(), 'Asia/Shanghai');
if (!made.ok) throw new Error(JSON.stringify(made.error));
const calendar = made.value;
const monthly = (day: number): Recurrence => ({ every: 'month', month: 1, day, time: '19:00' });
const first = (recurrence: Recurrence, from: string, many: number, dayOff: (typeof DAY_OFF)[number] = 'kept') => {
  const days = occurrencesFrom(recurrence, Temporal.PlainYearMonth.from(from), calendar, dayOff);
  return Array.from({ length: many }, () => days.next().value).map(({ name, day }) => `${name} ${day}`);
};
const NEXT = {
  calendar,
  dayOff: 'next_working_day',
  notice: { value: 1, unit: 'days' },
  ahead: { value: 3, unit: 'working_days' },
  known: new Set<string>(),
} as const;

describe('the days', () => {
  test('a month that is shorter has it on its last day', () => {
    expect(first(monthly(31), '2026-01', 3)).toEqual([
      '2026-01 2026-01-31',
      '2026-02 2026-02-28',
      '2026-03 2026-03-31',
    ]);
  });

  test('of a quarter, its second month', () => {
    const quarterly: Recurrence = { every: 'quarter', month: 2, day: 10, time: '19:00' };
    expect(first(quarterly, '2026-01', 3)).toEqual(['2026-02 2026-02-10', '2026-05 2026-05-10', '2026-08 2026-08-10']);
  });

  test('a day off is moved as the rule says, and the meeting keeps the name of its month', () => {
    // 1 to 5 May 2026 are off; 31 January is a Saturday.
    expect(first(monthly(1), '2026-05', 1, 'next_working_day')).toEqual(['2026-05 2026-05-06']);
    expect(first(monthly(1), '2026-05', 1, 'previous_working_day')).toEqual(['2026-05 2026-04-30']);
    expect(first(monthly(1), '2026-05', 1)).toEqual(['2026-05 2026-05-01']);
    expect(first(monthly(31), '2026-01', 1, 'next_working_day')).toEqual(['2026-01 2026-02-02']);
  });
});

describe('the next one', () => {
  const next = (today: string, over: Partial<Parameters<typeof nextOccurrence>[1]> = {}) => {
    const { name, day, noticeBy, convenedOn } = nextOccurrence(monthly(15), {
      ...NEXT,
      today: Temporal.PlainDate.from(today),
      ...over,
    });
    return [name, day, noticeBy, convenedOn].map(String);
  };

  test('is called some working days before its notice, whatever weekend lies between', () => {
    // 15 March 2026 is a Sunday, so it is on Monday 16; the notice by Sunday 15, called on Wednesday 11.
    expect(next('2026-03-01')).toEqual(['2026-03', '2026-03-16', '2026-03-15', '2026-03-11']);
  });

  test('is one whose notice can be in time: after a downtime not all that were missed, and none that is late', () => {
    expect(next('2026-03-15')[0]).toBe('2026-03');
    expect(next('2026-03-16')[0]).toBe('2026-04');
  });

  test('is none that was called already', () => {
    expect(next('2026-03-01', { known: new Set(['2026-03', '2026-04']) })[0]).toBe('2026-05');
  });

  test('is always ahead, in time, and called before its notice', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 31 }),
        fc.integer({ min: 0, max: 700 }),
        fc.constantFrom(...DAY_OFF),
        fc.constantFrom<'days' | 'working_days'>('days', 'working_days'),
        fc.nat(20),
        (day, from, dayOff, unit, value) => {
          const today = Temporal.PlainDate.from('2025-01-01').add({ days: from });
          const found = nextOccurrence(monthly(day), { ...NEXT, dayOff, notice: { value, unit }, today });
          const order = [found.convenedOn, found.noticeBy, found.day];
          expect([...order].sort(Temporal.PlainDate.compare)).toEqual(order);
          expect(Temporal.PlainDate.compare(today, found.noticeBy)).toBeLessThanOrEqual(0);
        },
      ),
    );
  });
});

test.each([
  ['每月15日19:00 网格例会', 'month', 1, 15],
  ['每个月二十号 居站例会', 'month', 1, 20],
  ['每月底 网格月会', 'month', 1, 31],
  ['每季度第二个月10日 代表会议', 'quarter', 2, 10],
  ['每季度末月5號 代表會議', 'quarter', 3, 5],
  ['every month on the 15th 19:00 grid meeting', 'month', 1, 15],
  ['every quarter second month on the 10th, representatives’ meeting', 'quarter', 2, 10],
] as const)('“%s” is understood', (words, every, month, day) => {
  expect(recurrenceIn(words)?.recurrence).toEqual({ every, month, day });
});

test.each([
  '下周五19:00 网格例会',
  '每月32日 网格例会',
  '每月0日 网格例会',
  '3月15日 代表会议',
  '这个月的电费每月都不一样',
])('“%s” says nothing of the kind', (words) => {
  expect(recurrenceIn(words)).toBeUndefined();
});
