/** A committee that chooses: which day, what first, and whom; all of it typed in one line and answered by taps, on both platforms. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a committee that chooses', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const supervisor = onLine(town);
  const members = [head, zhou, wu, zheng];
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const card = async () => {
    await head.says('会议');
    await head.presses('1. 选哪天');
  };
  const row = async (number: number) =>
    (
      await town.rows<{ state: string; form: string; outcome: string | null; result: { chosen: number[] } | null }>(
        sql`select state, form, outcome, result from lilong.ballot where number = ${number}`,
      )
    )[0];
  /** Taps each in turn, and gives the answer without its receipt. */
  const taps = async (who: Voice, ...pressed: string[]): Promise<string> => {
    await who.presses('去投票');
    for (const label of pressed) await who.presses(label);
    return who.sees('已收到').text.replace(/回执\w+/, '');
  };
  const opens = async (number: number) => {
    await card();
    await head.presses(`${number}. 冻结名册`);
    await card();
    await head.presses(`${number}. 开始投票`);
  };
  const closes = async (number: number) => {
    await card();
    await head.presses(`${number}. 截止投票`);
    await town.passes({ minutes: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
  };

  test('the people', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
  });

  test('what has options is typed in one line, with the meeting or for it; without a meeting it is said how', async () => {
    await head.says('表决 选哪天 选项:周六;周日');
    head.sees('先召集会议');
    await head.says('召集 居委会会议 三天后19:00 表决:选哪天 选项:周六;周日');
    expect(supervisor.sees('请您审查').text).toContain('1. 周六\n2. 周日');
    await supervisor.presses('审查通过');
    await head.says('表决 先修哪个 排序:电梯;门禁;路灯');
    expect(head.sees('先由居务监督委员会审查').text).toContain('3. 路灯');
    await supervisor.presses('审查通过');
    await card();
    await head.presses('加一项表决');
    await head.says('选组长 候选人:甲先生 名额:2');
    head.sees('请写成一行');
    expect(await row(3)).toBeUndefined();
    await card();
    await head.presses('加一项表决');
    await head.says('选组长 候选人:甲先生;乙女士;丙先生 名额:1');
    expect(head.sees('先由居务监督委员会审查').text).toContain('无记名投票');
    await supervisor.presses('审查通过');
    expect((await row(1))?.form).toBe('open');
    expect((await row(3))?.form).toBe('secret');
    await card();
    await head.presses('发通知');
    expect(shown(wu, '请回复能不能来').text).toContain('选组长');
    const [{ at } = { at: '' }] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await town.passesUntil(Temporal.Instant.from(at));
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of members) await who.says(`签到 ${code}`);
    await head.presses('开会');
  });

  test('which days suit is approved one by one; what comes first is put in order', async () => {
    await opens(1);
    expect(shown(wu, '🗳').text).toContain('1. 周六\n2. 周日');
    await taps(head, '选', '不选');
    await taps(zhou, '选', '选');
    await taps(wu, '选', '不选');
    await taps(zheng, '不选', '选');
    await closes(1);
    expect(await row(1)).toMatchObject({ outcome: 'passed', result: { chosen: [1] } });
    expect(shown(zheng, '📣').text).toContain('1. 周六：3票 ✓');
    await opens(2);
    await taps(head, '门禁', '电梯', '路灯');
    await taps(zhou, '门禁', '就这些，交票');
    await taps(wu, '电梯', '门禁', '路灯');
    await taps(zheng, '路灯', '门禁', '电梯');
    await closes(2);
    expect(await row(2)).toMatchObject({ outcome: 'passed', result: { chosen: [2] } });
  });

  test('whom is chosen in secret: too many is said only at the end, and every answer is the same', async () => {
    await opens(3);
    await zhou.presses('去投票');
    await zhou.presses('选');
    await zhou.presses('选');
    // Here it would show that the first was taken.
    expect(holds(zhou.last(), '不止')).toBe(false);
    await zhou.presses('不选');
    zhou.sees('选了不止1项，请从头再选一遍');
    for (const label of ['不选', '选', '不选']) await zhou.presses(label);
    const answers = [zhou.sees('已收到').text.replace(/回执\w+/, '')];
    answers.push(await taps(head, '选', '不选', '不选'));
    answers.push(await taps(wu, '选', '不选', '不选'));
    answers.push(await taps(zheng, '不选', '不选', '选'));
    expect(new Set(answers).size).toBe(1);
    await closes(3);
    expect(await row(3)).toMatchObject({ outcome: 'failed', result: { chosen: [] } });
  });

  test('the seat it left empty goes to a second round with one button, for whoever runs it', async () => {
    expect(labels(shown(wu, '📣'))).not.toContain('第二轮选举');
    expect(labels(shown(head, '📣'))).toContain('第二轮选举');
    await head.presses('第二轮选举');
    head.sees('第4号名册已冻结，共4人');
    expect(shown(wu, '名册已冻结').text).toContain('这是第3号的第二轮选举');
    await head.presses('开始投票');
    for (const who of [head, wu]) await taps(who, '选', '不选', '不选');
    await taps(zhou, '不选', '选', '不选');
    await taps(zheng, '不选', '不选', '选');
    await closes(4);
    // Half is not more than half, but a third suffices now.
    expect(await row(4)).toMatchObject({ outcome: 'passed', result: { chosen: [1] } });
    await card();
    await head.presses('3. 看这一项');
    expect(labels(head.last())).not.toContain('第二轮选举');
  });

  theRecordHolds(town);
});
