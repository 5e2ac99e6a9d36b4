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
  const read = readPapers(text, false);
  expect(read?.handedIn.map(({ number }) => number)).toEqual(numbers);
  expect(read?.handedIn.map(({ choice }) => choice)).toEqual(choices);
});

test('of a secret ballot the numbers and the sums stand apart', () => {
  expect(readPapers('1，5、7 赞成2 反对1票', true)).toEqual({
    handedIn: [{ number: 1 }, { number: 5 }, { number: 7 }],
    choices: [
      ['approve', 2],
      ['reject', 1],
    ],
  });
});

test('of a secret ballot numbers in a row are as many papers', () => {
  const read = readPapers('7-9,12 赞成3 反对1', true);
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
  expect(readPapers(text, secret)).toBeUndefined();
});
