import fc from 'fast-check';
import { expect, test } from 'vitest';
import { demandNumbersIn, formatDemandNumber, parseDemandNumber } from './number.ts';

test('a number reads back as it was written', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2000, max: 2099 }), fc.integer({ min: 1, max: 9_999_999 }), (year, number) => {
      expect(parseDemandNumber(formatDemandNumber({ year, number }))).toEqual({ year, number });
    }),
  );
});

test('what people make of it is understood', () => {
  for (const typed of [
    '查 D-2026-0047',
    'd-2026-47',
    'D—2026—0047 怎么样了',
    'D-2026-47',
    'd 2026 47',
    '编号D-2026-0047。',
  ]) {
    expect(parseDemandNumber(typed), typed).toEqual({ year: 2026, number: 47 });
  }
});

test('other numbers are left alone', () => {
  for (const typed of ['2026-0047', 'AD-2026-0047', 'D-1999-1', 'D-2026-0', '3号楼电梯坏了', 'D-2026-12345678', '']) {
    expect(parseDemandNumber(typed), typed).toBeUndefined();
  }
});

test('several are found in one sentence, each once', () => {
  expect(demandNumbersIn('把 D-2026-3、d-2026-0004 和 D-2026-0003 一起上报')).toEqual([
    { year: 2026, number: 3 },
    { year: 2026, number: 4 },
  ]);
  expect(demandNumbersIn('没有编号')).toEqual([]);
});
