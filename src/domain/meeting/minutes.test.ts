/** What everybody may read of the minutes names nobody who took part. */
import { expect, test } from 'vitest';
import { type MinutesText, remarksWithoutNames } from './minutes.ts';

const text: MinutesText = {
  kind: 'representatives',
  title: '加装门禁',
  beganAt: null,
  closedAt: null,
  venue: null,
  chair: '陈平',
  recorder: '',
  of: 3,
  came: ['欧阳陈平', '王秀英'],
  leave: ['钱(二)'],
  absent: ['李建国'],
  items: [],
  remarks: '欧阳陈平问费用，陈平答；王秀英、王秀英的邻居和钱(二)同意。李建国没来。',
};

test('names of the chair, of those who came and of those who did not are left out; a longer one as a whole', () => {
  expect(remarksWithoutNames(text)).toBe('〇〇问费用，〇〇答；〇〇、〇〇的邻居和〇〇同意。〇〇没来。');
  expect(remarksWithoutNames({ ...text, remarks: '没有人发言。' })).toBe('没有人发言。');
});
