import { expect, test } from 'vitest';
import { asks, bestEntry, gramsOf } from './match.ts';

const ENTRIES = [
  '垃圾投放时间是几点到几点',
  '居住证怎么办理',
  '居委会几点上班',
  '停车证在哪里办',
  '独生子女证明怎么开',
  '老年卡怎么申请',
  '装修需要登记吗',
  '养狗证怎么办',
  '社区食堂几点开饭',
  'How do I register a bicycle?',
].map((question) => ({ question, grams: gramsOf(question) }));

/** Asked in other words, with the entry that answers. */
const ANSWERED: readonly (readonly [string, number])[] = [
  ['请问垃圾投放时间是几点？', 0],
  ['垃圾投放时间', 0],
  ['垃圾几点投放时间到几点', 0],
  ['居住证怎么办理呀', 1],
  ['我想问一下居住证办理', 1],
  ['办理居住证要什么', 1],
  ['居委会几点上班？', 2],
  ['居委会上班几点到几点', 2],
  ['停车证哪里办', 3],
  ['请问停车证在哪办', 3],
  ['独生子女证明怎么开啊', 4],
  ['怎么开独生子女证明', 4],
  ['老年卡申请', 5],
  ['老年卡怎么申请，要带什么', 5],
  ['装修要登记吗', 6],
  ['养狗证怎么办理', 7],
  ['社区食堂几点开饭', 8],
  ['食堂几点开饭', 8],
  ['how can i register my bicycle', 9],
];

/** Demands and other questions that share words with an entry and must not be answered by it. */
const SILENT = [
  '垃圾桶满了没人收，什么时候能来',
  '楼下垃圾堆了三天了',
  '停车位被人占了怎么办',
  '居委会的人态度不好怎么办',
  '楼上装修太吵了能不能管管',
  '邻居养狗半夜叫怎么办',
  '食堂的油烟熏死人了',
  '老人下不了楼怎么办',
  '电梯几点能修好',
  '什么时候停水',
  '家里漏水怎么办',
  '路灯不亮了几天了',
  '有没有人管管广场舞',
  'when will the lift be repaired',
];

test('questions in other words find their entry, and nothing else does', () => {
  const found = ANSWERED.map(([question, at]) => bestEntry(question, ENTRIES) === ENTRIES[at]);
  const right = found.filter(Boolean).length;
  expect(right / ANSWERED.length).toBeGreaterThanOrEqual(0.85);
  const wrong = ANSWERED.filter(([question, at]) => {
    const entry = bestEntry(question, ENTRIES);
    return entry !== undefined && entry !== ENTRIES[at];
  });
  expect(wrong).toEqual([]);
  expect(SILENT.filter((text) => bestEntry(text, ENTRIES) !== undefined)).toEqual([]);
});

test('a statement does not ask', () => {
  expect(asks('垃圾投放时间是几点')).toBe(true);
  expect(asks('3号楼电梯坏了')).toBe(false);
});

test('an empty handbook, and a question of empty words, find nothing', () => {
  expect(bestEntry('垃圾投放时间', [])).toBeUndefined();
  expect(bestEntry('请问怎么', ENTRIES)).toBeUndefined();
});
