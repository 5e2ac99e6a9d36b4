import { expect, test } from 'vitest';
import { entriesNamedIn } from './named-entries.ts';

test.each([
  ['第3、8号早就搬走了', [3, 8]],
  ['第 8 号和第3号是同一户', [3, 8]],
  ['名册上12-15号不是本社区的', [12, 13, 14, 15]],
  ['名冊第３號不在', [3]],
  ['第3号、第8号，还有第3号', [3, 8]],
  ['Entries 3, 8 and 11 moved away', [3, 8, 11]],
  ['roll no. 7 is not one of us', [7]],
])('named: %s', (words, numbers) => {
  expect(entriesNamedIn(words)).toEqual(numbers);
});

test.each([
  '有人说纸票没有算',
  '3号楼的人都没通知',
  '第3号楼、第5号门没有贴通知',
  '第2号议案写得不清楚',
  '11月8号才通知',
  '名册30人，少了3个',
  '第9-3号',
])('no entry is named: %s', (words) => {
  expect(entriesNamedIn(words)).toEqual([]);
});
