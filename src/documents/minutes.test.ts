/** Minutes as Word opens them: the usual heads, every number, and who has confirmed them and who has not. */
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test } from 'vitest';
import { paragraphsOf } from '../../test/stories/word.ts';
import type { MinutesText } from '../domain/meeting/minutes.ts';
import { type MinutesPaper, minutesDocx } from './minutes.ts';

const minutes: MinutesText = {
  kind: 'representatives',
  title: '加装门禁 <第3版> & 其他',
  beganAt: '2026-11-20T11:00:00Z',
  closedAt: '2026-11-20T12:30:00Z',
  venue: '活动室',
  chair: '陈主任',
  recorder: '周委员',
  of: 4,
  came: ['王代表', '赵代表'],
  leave: ['钱代表'],
  absent: [],
  items: [
    {
      title: '加装门禁',
      text: '费用由公益金出\n预算两万元',
      ballots: [
        {
          number: 1,
          title: '加装门禁',
          secret: false,
          binding: true,
          attendance: null,
          rules: null,
          result: null,
          outcome: 'passed',
          options: [],
        },
        {
          number: 2,
          title: '选组长',
          secret: true,
          binding: false,
          attendance: null,
          rules: null,
          result: null,
          outcome: null,
          options: [],
        },
      ],
    },
  ],
  remarks: '有人问费用。\u0007\n会后答复。',
};
const paper: MinutesPaper = {
  language: 'zh-Hans',
  community: '幸福里社区',
  zone: 'Asia/Shanghai',
  minutes,
  results: new Map([[1, '应到4人，实到2人，投票2票：赞成2，反对0，弃权0。\n须超过1/2（2人中至少2票）。']]),
  signatures: [{ signer: 'chair', name: '陈主任', at: Temporal.Instant.from('2026-11-21T02:05:00Z') }],
};
const beside = (said: readonly string[], name: string): string | undefined => said[said.indexOf(name) + 1];

describe('minutes', () => {
  test('say what, when, where, who, each vote with its arithmetic, what was said, and who confirmed when', async () => {
    const said = paragraphsOf(await minutesDocx(paper));
    expect(said[0]).toBe('幸福里社区居民代表会议记录');
    expect(beside(said, '会议名称')).toBe('加装门禁 <第3版> & 其他');
    expect(beside(said, '时间')).toBe('2026年11月20日 19:00至2026年11月20日 20:30');
    expect(beside(said, '地点')).toBe('活动室');
    expect(beside(said, '主持人')).toBe('陈主任');
    expect(beside(said, '记录人')).toBe('周委员');
    expect(beside(said, '应到')).toBe('4人');
    expect(beside(said, '实到')).toBe('2人：王代表、赵代表');
    expect(beside(said, '请假')).toBe('1人：钱代表');
    expect(beside(said, '缺席')).toBe('0人');
    expect(beside(said, '1. 加装门禁')).toBe('费用由公益金出');
    const vote = said.indexOf('表决第1号“加装门禁”（记名投票，有约束力）：通过');
    expect(said.slice(vote + 1, vote + 4)).toEqual([
      '应到4人，实到2人，投票2票：赞成2，反对0，弃权0。',
      '须超过1/2（2人中至少2票）。',
      '表决第2号“选组长”（无记名投票，只作参考）：没有表决',
    ]);
    // A control character has no place in a file of XML.
    expect(beside(said, '发言和其他事项')).toBe('有人问费用。');
    expect(said).toContain('会后答复。');
    expect(said.slice(said.indexOf('确认') + 1)).toEqual([
      '主持人',
      '陈主任，11月21日周六 10:05确认',
      '记录人',
      '＿＿＿＿＿＿＿＿（未确认）',
      '居务监督委员会',
      '＿＿＿＿＿＿＿＿（未确认）',
    ]);
  });

  test('a supervisor confirms only what binds, and an empty page still says so', async () => {
    const said = paragraphsOf(
      await minutesDocx({ ...paper, minutes: { ...minutes, items: [], remarks: '', venue: null, beganAt: null } }),
    );
    expect(said).not.toContain('居务监督委员会');
    expect(beside(said, '发言和其他事项')).toBe('无');
    expect(beside(said, '时间')).toBe('');
  });

  test('in the other two languages', async () => {
    const hant = paragraphsOf(await minutesDocx({ ...paper, language: 'zh-Hant' }));
    expect(hant[0]).toBe('幸福里社区居民代表會議記錄');
    expect(beside(hant, '應到')).toBe('4人');
    const en = paragraphsOf(await minutesDocx({ ...paper, language: 'en' }));
    expect(en[0]).toBe('幸福里社区: Representatives’ meeting, minutes');
    expect(beside(en, 'Present')).toBe('2 people: 王代表, 赵代表');
    expect(en).toContain('Vote 1 “加装门禁” (Open vote, binding): passed');
  });
});
