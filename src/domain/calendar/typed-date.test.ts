import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { findTypedDate } from './typed-date.ts';

/** A Monday. */
const today = Temporal.PlainDate.from('2026-04-20');
const from = Temporal.PlainDate.from('2026-04-30');
const read = (typed: string) => {
  const found = findTypedDate(typed, { today, from });
  return found.ok ? found.value.date.toString() : found.error.kind;
};

describe('a day as people type it', () => {
  test.each([
    ['5月10日', '2026-05-10'],
    ['５月１０号', '2026-05-10'],
    ['5月10號前', '2026-05-10'],
    ['五月十日', '2026-05-10'],
    ['十二月三十一日', '2026-12-31'],
    ['2026年5月10日', '2026-05-10'],
    ['2026-05-10', '2026-05-10'],
    ['2026/5/10', '2026-05-10'],
    ['05-10', '2026-05-10'],
    ['5/10', '2026-05-10'],
    ['5.10', '2026-05-10'],
    ['明年1月5日', '2027-01-05'],
    ['1月5日', '2027-01-05'],
    ['4月18日', '2026-04-18'],
    ['今天', '2026-04-20'],
    ['明天', '2026-04-21'],
    ['後天', '2026-04-22'],
    ['大后天', '2026-04-23'],
    ['周五', '2026-04-24'],
    ['本周五', '2026-04-24'],
    ['下周五', '2026-05-01'],
    ['下週五', '2026-05-01'],
    ['下下星期一', '2026-05-04'],
    ['下个礼拜天', '2026-05-03'],
    ['+3天', '2026-05-03'],
    ['+ 3 days', '2026-05-03'],
    ['再两周', '2026-05-14'],
    ['延期十天', '2026-05-10'],
    ['3天后', '2026-04-23'],
    ['三天後', '2026-04-23'],
    ['2个星期后', '2026-05-04'],
    ['in 3 days', '2026-04-23'],
    ['three more days', '2026-05-03'],
    ['月底', '2026-04-30'],
    ['下个月底', '2026-05-31'],
    ['下月10号', '2026-05-10'],
    ['25号', '2026-04-25'],
    ['10号', '2026-05-10'],
    ['May 10', '2026-05-10'],
    ['by May 10th', '2026-05-10'],
    ['10 May 2026', '2026-05-10'],
    ['next Friday', '2026-05-01'],
    ['Friday', '2026-04-24'],
    ['tomorrow', '2026-04-21'],
    ['2月30日', 'no_such_day'],
    ['2026-13-01', 'no_such_day'],
    ['Feb 30', 'no_such_day'],
    ['32号', 'no_such_day'],
    ['等评审结果', 'no_date'],
    ['3号楼的灯', 'no_date'],
    ['三号楼', 'no_date'],
    ['彻底清扫', 'no_date'],
    ['本月底', '2026-04-30'],
    ['maybe later', 'no_date'],
    ['', 'no_date'],
  ])('%s → %s', (typed, expected) => {
    expect(read(typed)).toBe(expected);
  });

  test('29 February is no day of a common year', () => {
    expect(read('2月29日')).toBe('no_such_day');
    expect(findTypedDate('2月29日', { today: Temporal.PlainDate.from('2028-01-10') })).toMatchObject({ ok: true });
  });

  test('stands among other words, which are kept', () => {
    const rest = (typed: string) => {
      const found = findTypedDate(typed, { today });
      return found.ok ? found.value.rest : undefined;
    };
    expect(rest('5月20日前 整理居民代表名册 给李网格员')).toBe('整理居民代表名册 给李网格员');
    expect(rest('整理名册，5月20日之前')).toBe('整理名册');
    expect(rest('延到5月10日，等评审结果')).toBe('等评审结果');
    expect(rest('update the roster by May 20 for Li')).toBe('update the roster for Li');
    expect(rest('5月20日 检查3号楼')).toBe('检查3号楼');
  });

  test('written by us in any form it is read back', () => {
    const days = fc.integer({ min: 0, max: 300 }).map((ahead) => today.add({ days: ahead }));
    fc.assert(
      fc.property(days, (day) => {
        const forms = [
          `${day.month}月${day.day}日`,
          `${day.month}/${day.day}`,
          day.toString(),
          `${day.year}年${day.month}月${day.day}号`,
        ];
        for (const form of forms) expect(read(form), form).toBe(day.toString());
      }),
    );
  });

  test('is never an error, whatever is typed', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'0123456789月日号年周下天+-/. 底后Mayfri十三延') }), (typed) => {
        expect(() => findTypedDate(typed, { today, from })).not.toThrow();
      }),
    );
  });
});
