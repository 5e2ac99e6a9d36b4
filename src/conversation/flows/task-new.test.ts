import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { type Candidate, parseTask, personNamed } from './task-new.ts';

const me = 'chen';
const people: Candidate[] = [
  { id: 'chen', name: '陈建平', role: 'committee_head', bodyId: 'rc' },
  { id: 'li', name: '李桂兰', role: 'grid_officer', bodyId: null },
  { id: 'zhou', name: '周敏', role: 'committee_member', bodyId: 'rc' },
  { id: 'zhou2', name: '周敏捷', role: 'grid_officer', bodyId: null },
  { id: 'ann', name: 'Ann Lee', role: 'building_lead', bodyId: null },
];
const parse = (line: string) =>
  parseTask(line, { people, me }, { today: Temporal.PlainDate.from('2026-04-20'), language: 'zh-Hans' });

describe('a name', () => {
  test.each([
    ['李桂兰', 'li'],
    ['李网格员', 'li'],
    ['周敏', 'zhou'],
    ['陈主任', 'chen'],
    ['我自己', 'chen'],
    ['桂兰', 'li'],
    ['ann', 'ann'],
    ['周', undefined],
    ['王网格员', undefined],
    ['', undefined],
  ])('%s', (typed, id) => {
    expect(personNamed(people, me, typed)?.id).toBe(id);
  });
});

describe('a task in one line', () => {
  test.each([
    ['5月20日前 整理居民代表名册 给李网格员', '整理居民代表名册', '2026-05-20', 'li'],
    ['整理名册，5月20日之前，交给周敏办', '整理名册', '2026-05-20', 'zhou'],
    ['by May 20 update the list for Ann Lee', 'update the list', '2026-05-20', 'ann'],
    ['update the list for the meeting by May 20', 'update the list for the meeting', '2026-05-20', undefined],
    ['发通知给居民', '发通知给居民', undefined, undefined],
    ['明天 打扫 给我', '打扫', '2026-04-21', 'chen'],
  ])('%s', (line, title, dueOn, who) => {
    const { remark, ...typed } = parse(line);
    expect(remark).toBeUndefined();
    expect(typed).toEqual({ title, ...(dueOn && { dueOn }), ...(who && { who }) });
  });

  test('what could not be taken is said, and the rest is kept', () => {
    expect(parse('4月1日 打扫')).toMatchObject({ title: '打扫', remark: { because: 'task.date.past' } });
    expect(parse('2月30日 打扫').remark).toMatchObject({ because: 'task.date.no-such-day' });
    expect(parse('明天 打扫 给王小明')).toMatchObject({
      title: '打扫',
      dueOn: '2026-04-21',
      remark: { because: 'task.new.who.none', values: { name: '王小明' } },
    });
  });
});
