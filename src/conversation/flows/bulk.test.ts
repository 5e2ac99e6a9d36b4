import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BULK_ACTIONS, parseBulk } from './bulk.ts';

describe('several demands by their numbers', () => {
  test('are understood with whatever stands between the numbers', () => {
    for (const text of [
      '受理 1,3,5',
      '受理1、3、5',
      '受理 1 3 5',
      '受理：1，3，5',
      'accept 1, 3, 5',
      '受理　１，３，５',
    ])
      expect(parseBulk(text), text).toEqual({ action: 'accept', which: [1, 3, 5], words: '' });
    expect(parseBulk('受理全部')).toEqual({ action: 'accept', which: 'all', words: '' });
    expect(parseBulk('并案 1,3')).toEqual({ action: 'merge', which: [1, 3], words: '' });
    expect(parseBulk('办结 2 灯已换好')).toEqual({ action: 'resolve', which: [2], words: '灯已换好' });
    expect(parseBulk('報進展 1,2：已聯繫維保')).toEqual({ action: 'progress', which: [1, 2], words: '已聯繫維保' });
  });

  test('a sentence that begins alike stays a sentence', () => {
    for (const text of [
      '受理',
      '受理3号楼电梯的事了吗',
      '受理 2026 年的事',
      '办结了吗',
      '进展如何',
      'accepted 1',
      'closed 1',
      '受理 1号楼的',
    ])
      expect(parseBulk(text), text).toBeUndefined();
  });

  test('whatever is typed, it is numbers of one or two digits, or nothing', () => {
    const verb = fc.constantFrom('受理', '办结', '报进展', 'accept', 'close', '');
    fc.assert(
      fc.property(verb, fc.string(), (before, rest) => {
        const typed = parseBulk(before + rest);
        if (!typed) return;
        expect(BULK_ACTIONS).toContain(typed.action);
        if (typed.which !== 'all') for (const number of typed.which) expect(number).toBeLessThan(100);
      }),
    );
  });
});
