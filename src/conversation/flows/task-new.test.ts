import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import {
  type Candidate,
  meansAll,
  missingOf,
  type NewTaskState,
  newTaskFlow,
  parseTask,
  personNamed,
} from './task-new.ts';

const me = 'chen';
const people: Candidate[] = [
  { id: 'chen', name: '陈建平', role: 'committee_head', bodyId: 'rc' },
  { id: 'li', name: '李桂兰', role: 'grid_officer', bodyId: null },
  { id: 'zhou', name: '周敏', role: 'committee_member', bodyId: 'rc' },
  { id: 'zhou2', name: '周敏捷', role: 'grid_officer', bodyId: null },
  { id: 'ann', name: 'Ann Lee', role: 'building_lead', bodyId: null },
];
const view = {
  today: Temporal.PlainDate.from('2026-04-20'),
  language: 'zh-Hans',
  places: [],
  communities: [],
} as const;
const parse = (line: string) => parseTask(line, { communityIds: ['xfl'], people, me }, view);

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

describe('a task for all committees', () => {
  const all: NewTaskState = {
    communityIds: ['xfl', 'second', 'third'],
    people: [],
    me,
    said: [],
    page: 0,
    evidence: 'none',
    titlePublic: false,
  };
  const ready: NewTaskState = { ...all, said: [{ text: '上报安全检查' }], dueOn: '2026-05-20' };

  test.each([
    ['5月20日前 上报安全检查 给各居委会', '上报安全检查'],
    ['上报安全检查，5月20日前，给所有居委会', '上报安全检查'],
    ['5月20日前 上报安全检查 给全街道', '上报安全检查'],
    ['上报安全检查 交给各居委会主任办 5月20日前', '上报安全检查'],
    ['给各社区 5月20日前 上报安全检查', '上报安全检查'],
    ['5月20日前 上報安全檢查 給所有居委會', '上報安全檢查'],
    ['by May 20 report the safety check for all committees', 'report the safety check'],
    ['report the safety check to all the committees by May 20', 'report the safety check'],
  ])('%s', (line, title) => {
    expect(meansAll(line, view)).toBe(true);
    expect(parseTask(line, all, view)).toEqual({ title, dueOn: '2026-05-20' });
  });

  test.each(['发通知给各居委会主任的家属', '上报安全检查 给李网格员', 'a report for all committees of the ward', ''])(
    'not said: %s',
    (line) => expect(meansAll(line, view)).toBe(false),
  );

  test('nobody is asked for, and the look-over says the heads, with no button to change them', () => {
    expect([missingOf(all), missingOf({ ...ready, dueOn: undefined }), missingOf(ready)]).toEqual([
      'title',
      'date',
      'sure',
    ]);
    const shown = newTaskFlow.steps.sure?.prompt(ready, view);
    expect(shown?.fields?.map(({ value }) => value)).toContain('各居委会主任（3个）');
    expect(shown?.choices?.map(({ label }) => label)).not.toContain('换人');
    expect(newTaskFlow.steps.sure?.on({ kind: 'picked', pick: 'who' }, ready, view)).toMatchObject({ step: 'sure' });
  });

  test('one name in it is said to be none, for it goes to the heads', () => {
    expect(parseTask('明天 打扫 给李桂兰', all, view).remark).toMatchObject({ because: 'task.new.who.none' });
  });

  test('a draft of the version before, for one community, is not read as one of now', () => {
    const { communityIds: _, ...before } = { ...ready, communityId: 'xfl' };
    expect(newTaskFlow.schema.safeParse(before).success).toBe(false);
    expect(newTaskFlow.schema.safeParse(ready).success).toBe(true);
  });
});
