import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { LANGUAGES } from '../channel.ts';
import { howDue } from './task-words.ts';

describe('the date of a task', () => {
  const today = Temporal.PlainDate.from('2026-05-20');
  const at = (text: string) => Temporal.Instant.from(`${text}+08:00`);
  /** Due on 30 April: late from the first of May on. */
  const row = { dueOn: '2026-04-30', dueAt: at('2026-05-01T00:00') };
  const said = (state: Parameters<typeof howDue>[1]['state'], submittedAt: Temporal.Instant | null) =>
    LANGUAGES.map((language) => howDue(language, { ...row, state, submittedAt }, today));

  test('of finished work says that it was finished, and how late', () => {
    const late = ['2026年4月30日到期，逾期完成（晚2天）', '2026年4月30日到期，逾期完成（晚2天）'];
    expect(said('done', at('2026-05-02T10:00'))).toEqual([...late, expect.stringMatching(/finished 2 days late$/)]);
    expect(said('submitted', at('2026-05-01T00:00'))[0]).toBe('2026年4月30日到期，逾期完成（晚1天）');
    expect(said('done', at('2026-04-30T23:59'))).toEqual([
      '2026年4月30日到期，按时完成',
      '2026年4月30日到期，按時完成',
      expect.stringMatching(/finished in time$/),
    ]);
  });

  test('counts on while it is to be done, also where it was handed in and sent back', () => {
    expect(said('returned', at('2026-05-02T10:00'))[0]).toBe('2026年4月30日到期，已逾期20天');
  });

  test('of what need not be done is only the date', () => {
    expect(said('waived', null)[0]).toBe('原定2026年4月30日到期');
    expect(said('cancelled', at('2026-05-02T10:00'))[2]).not.toMatch(/late/);
  });
});
