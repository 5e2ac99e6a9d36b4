import { expect, test } from 'vitest';
import { readPapers } from './typed-paper.ts';

test.each([
  ['1 赞成 5 反对', [1, 5], ['approve', 'reject']],
  ['1号赞成，5号：弃权；12 无效', [1, 5, 12], ['approve', 'abstain', 'invalid']],
  ['3 For, 4 Against', [3, 4], ['approve', 'reject']],
  [
    '7 - 9、12 赞成\n10到11号 反对',
    [7, 8, 9, 12, 10, 11],
    ['approve', 'approve', 'approve', 'approve', 'reject', 'reject'],
  ],
])('of an open ballot: %s', (text, numbers, choices) => {
  const read = readPapers(text, 'motion', false);
  expect(read?.handedIn.map(({ number }) => number)).toEqual(numbers);
  expect(read?.handedIn.map(({ choice }) => choice)).toEqual(choices);
});

test('of a secret ballot the numbers and the sums stand apart', () => {
  expect(readPapers('1，5、7 赞成2 反对1票', 'motion', true)).toEqual({
    handedIn: [{ number: 1 }, { number: 5 }, { number: 7 }],
    choices: [
      ['approve', 2],
      ['reject', 1],
    ],
  });
});

test('of a secret ballot numbers in a row are as many papers', () => {
  const read = readPapers('7-9,12 赞成3 反对1', 'motion', true);
  expect(read?.handedIn.map(({ number }) => number)).toEqual([7, 8, 9, 12]);
});

test.each([
  ['', false],
  ['9-7 赞成', false],
  ['1', false],
  ['1 赞成 5', false],
  ['1 也许', false],
  ['赞成2', true],
  ['1,2 赞成', true],
])('what is not understood to the end is not taken: %s', (text, secret) => {
  expect(readPapers(text, 'motion', secret)).toBeUndefined();
});

test.each([
  ['approval', '1-3 选1、3；5 选 2\n6、7 弃权;8 无效', ['1,3', '1,3', '1,3', '2', 'abstain', 'abstain', 'invalid']],
  ['ranked', '1 排2>1=3；2号：排3、1', ['2>1=3', '3>1']],
  ['approval', '4 pick 2, 1', ['1,2']],
] as const)('options of an open ballot, %s: %s', (kind, text, choices) => {
  expect(readPapers(text, kind, false)?.handedIn.map(({ choice }) => choice)).toEqual(choices);
});

test.each([
  ['election', '1、5-7；选1、3 共2张；选2：1票；无效1', ['1,3', 2], ['2', 1], ['invalid', 1]],
  ['election', '1,2\n选 1 2\n', ['1', 2]],
  ['ranked', '1-3;排2>1 x2;弃权 1张', ['2>1', 2], ['abstain', 1]],
] as const)('options of a secret ballot, %s: %s', (kind, text, ...choices) => {
  const read = readPapers(text, kind, true);
  expect(read?.choices).toEqual(choices);
  expect(read?.handedIn.every((paper) => !('choice' in paper))).toBe(true);
});

test.each([
  ['approval', '1 选', false],
  ['approval', '1 选1>2', false],
  ['approval', '1 选1、3 5 选2', false],
  ['election', '选1 共2张', true],
  ['election', '1,2；选1、3', true],
  ['election', '1,2；选12', true],
  ['ranked', '', false],
] as const)('options that are not understood to the end are not taken, %s: %s', (kind, text, secret) => {
  expect(readPapers(text, kind, secret)).toBeUndefined();
});
