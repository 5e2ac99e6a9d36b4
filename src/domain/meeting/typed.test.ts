import { expect, test } from 'vitest';
import { parseMeetingLine } from './typed.ts';

const items = (line: string) => parseMeetingLine(line)?.items;

test('a line with a kind, a time, a place and what it is about', () => {
  expect(parseMeetingLine('代表会 下周五19:00 议题:加装门禁;停车管理 地点:活动室')).toMatchObject({
    kind: 'representatives',
    time: '19:00',
    venue: '活动室',
    items: [
      { title: '加装门禁', vote: false },
      { title: '停车管理', vote: false },
    ],
  });
});

test('options belong to what was named last, and make it a vote', () => {
  expect(items('议题:通报工作;选哪天 选项:周六;周日')).toEqual([
    { title: '通报工作', vote: false },
    { title: '选哪天', vote: true, question: { kind: 'approval', options: ['周六', '周日'] } },
  ]);
  expect(items('表決:先修哪個 排序:電梯、門禁、路燈')).toEqual([
    { title: '先修哪個', vote: true, question: { kind: 'ranked', options: ['電梯', '門禁', '路燈'] } },
  ]);
  expect(items('vote: which day options: Saturday; Sunday form: secret')).toEqual([
    { title: 'which day', vote: true, question: { kind: 'approval', options: ['Saturday', 'Sunday'] }, form: 'secret' },
  ]);
});

test('candidates make it an election, whichever of the names and the seats comes first', () => {
  const election = { kind: 'election', options: ['张三', '李四', '王五'], seats: 2 };
  expect(items('表决:选楼组长 候选人:张三;李四;王五 名额:2名')).toMatchObject([{ question: election }]);
  expect(items('表决:选楼组长 名额：２ 候选人:张三;李四;王五')).toMatchObject([{ question: election }]);
  expect(items('表决:选楼组长 候选人:张三;李四')).toMatchObject([
    { question: { kind: 'election', options: ['张三', '李四'] } },
  ]);
});

test('two votes in one line keep their own options; a label inside a word is none', () => {
  expect(items('表决:选哪天 选项:周六;周日 表决:先修哪个 排序:电梯;门禁')).toMatchObject([
    { title: '选哪天', question: { kind: 'approval' } },
    { title: '先修哪个', question: { kind: 'ranked', options: ['电梯', '门禁'] } },
  ]);
  expect(items('vote: a new platform: yes')).toEqual([{ title: 'a new platform: yes', vote: true }]);
});

test('how it is voted on is said in words of its own, and is no part of a name', () => {
  const secret = { vote: true, form: 'secret' };
  expect(items('vote: 续聘物业 无记名')).toEqual([{ title: '续聘物业', ...secret }]);
  expect(items('表決:續聘物業（無記名投票）')).toEqual([{ title: '續聘物業', ...secret }]);
  expect(items('表决:无记名表决 续聘物业')).toEqual([{ title: '续聘物业', ...secret }]);
  expect(items('表决:楼道装灯 记名')).toEqual([{ title: '楼道装灯', vote: true, form: 'open' }]);
  expect(items('vote: keep the firm, secret ballot')).toEqual([{ title: 'keep the firm', ...secret }]);
  expect(items('表决:选哪天 选项:周六;周日 无记名')).toEqual([
    { title: '选哪天', ...secret, question: { kind: 'approval', options: ['周六', '周日'] } },
  ]);
  expect(items('议题:通报工作;续聘物业 无记名')).toEqual([
    { title: '通报工作', vote: false },
    { title: '续聘物业', ...secret },
  ]);
  // In the middle of a sentence it is what the motion is about, and alone it is all there is.
  expect(items('表决:今后一律无记名投票')).toEqual([{ title: '今后一律无记名投票', vote: true }]);
  expect(items('表决:无记名')).toEqual([{ title: '无记名', vote: true }]);
});
