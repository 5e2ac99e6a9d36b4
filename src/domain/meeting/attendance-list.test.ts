import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readAttendance } from './attendance-list.ts';

const LIST = [
  { number: 1, name: '何桂英' },
  { number: 2, name: '王秀英' },
  { number: 4, name: '吕建国' },
  { number: 5, name: '王秀英' },
  { number: 6, name: 'Mary Smith' },
  { number: 12, name: '施美华' },
];

test.each([
  ['1', [1]],
  ['1 4', [1, 4]],
  ['1、4号，12', [1, 4, 12]],
  ['１～４', [1, 2, 4]],
  ['1 - 4 12', [1, 2, 4, 12]],
  ['4到6', [4, 5, 6]],
  ['何桂英 施美华', [1, 12]],
  ['何桂英、5', [1, 5]],
  ['mary smith, 何 桂英', [1, 6]],
  ['12 1 1', [1, 12]],
])('who came: %s', (words, numbers) => {
  expect(readAttendance(words, LIST)).toEqual({ ok: true, value: { kind: 'came', numbers } });
});

test.each(['离开 4', '離開：4', 'left 4', '走了4'])('who left: %s', (words) => {
  expect(readAttendance(words, LIST)).toEqual({ ok: true, value: { kind: 'left', numbers: [4] } });
});

test.each([
  ['3', { kind: 'not_listed', typed: '3' }],
  ['1-99', { kind: 'not_listed', typed: '1-99' }],
  ['12-1', { kind: 'not_listed', typed: '12-1' }],
  ['王小二', { kind: 'not_listed', typed: '王小二' }],
  ['王秀英', { kind: 'name_shared', name: '王秀英', numbers: [2, 5] }],
  ['离开', { kind: 'nothing_listed' }],
  ['，', { kind: 'nothing_listed' }],
])('what is not clear enters nobody: %s', (words, error) => {
  expect(readAttendance(words, LIST)).toEqual({ ok: false, error });
});

test('any set of numbers, in any order and however parted, is read as that set', () => {
  const list = Array.from({ length: 60 }, (_, at) => ({ number: at + 1, name: `代表${at}` }));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.integer({ min: 1, max: 60 }), { minLength: 1 }),
      fc.constantFrom(' ', '、', '，', ', ', '\n'),
      (numbers, between) => {
        const read = readAttendance(numbers.join(between), list);
        expect(read).toEqual({ ok: true, value: { kind: 'came', numbers: numbers.toSorted((a, b) => a - b) } });
      },
    ),
  );
});
