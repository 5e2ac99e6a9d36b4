/**
 * A vote on which the roll was wrong, and papers of every kind of vote: an objection names the entries, what was found makes the
 * result void, and it is put again without them. All of it in chat, on both platforms.
 */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('wrong entries and papers', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const supervisor = onLine(town);
  const second = onTelegram(town, { name: '钱监委' });
  const members = [head, zhou, wu, zheng];
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const ballot = async (number: number) =>
    (
      await town.rows<{ state: string; outcome: string | null; result: { tally: object; chosen: number[] } | null }>(
        sql`select state, outcome, result from lilong.ballot where number = ${number}`,
      )
    )[0];
  const rollOf = async (number: number) =>
    (
      await town.rows<{ n: number }>(
        sql`select count(*)::int as n from lilong.ballot_entry e join lilong.ballot b on b.id = e.ballot_id
            where b.number = ${number}`,
      )
    )[0]?.n;
  const card = async (who: Voice = head) => {
    await who.says('会议');
    await who.presses('1. 更换门锁');
  };
  const numberOf = (who: Voice): string => /您是第(\d+)号/.exec(shown(who, '您是第').text)?.[1] ?? 'none';
  const freezes = async (number: number) => {
    await card();
    await head.presses(`${number}. 冻结名册`);
    await head.presses('开始投票');
  };
  const declared = async (number: number) => {
    await card();
    await head.presses(`${number}. 截止投票`);
    await town.passes({ minutes: 2 });
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    return ballot(number);
  };

  test('the people, a meeting of theirs, and four questions of four kinds', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await second.says(`绑定 ${await town.invites({ name: '钱监委本人', role: 'supervisor' })}`);
    await head.says('召集 居委会会议 三天后19:00 表决:更换门锁');
    await supervisor.presses('审查通过');
    for (const line of ['选颜色 选项:红;绿', '先修哪个 排序:电梯;门禁;路灯', '选组长 候选人:甲;乙;丙 名额:2']) {
      await head.says(`表决 ${line}`);
      await supervisor.presses('审查通过');
    }
    await card();
    await head.presses('发通知');
    const [{ at } = { at: '' }] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await town.passesUntil(Temporal.Instant.from(at));
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of members) await who.says(`签到 ${code}`);
    await head.presses('开会');
  });

  test('as many wrong entries as the margin: named by one on LINE, found by another on Telegram, and the result is void', async () => {
    await freezes(1);
    for (const who of [head, zhou, wu]) await who.presses('赞成');
    await zheng.presses('反对');
    expect(await declared(1)).toMatchObject({ state: 'published', outcome: 'passed', result: { margin: 1 } });
    await wu.presses('提出异议');
    await wu.says('名册第77号早已搬走');
    wu.sees('名册上没有77号');
    const wrong = numberOf(zhou);
    await wu.presses('提出异议');
    await wu.says(`第${wrong}号上个月就不是委员了`);
    expect(wu.sees('的异议').text).toContain(`名册第${wrong}号有误`);
    expect(second.sees('有人提出异议').text).toContain('错到1个，表决就无效');
    await second.presses('看名册');
    expect(second.sees('的名册，共4人').text).toContain(`${wrong} 周委员本人`);
    await second.presses('异议成立');
    await second.says('查过任职文件，属实，重新表决');
    second.sees(`认定名册第${wrong}号有误`);
    expect(shown(wu, '您提出的异议已处理').text).toContain(`认定名册第${wrong}号有误`);
    expect(await ballot(1)).toMatchObject({ state: 'published', outcome: 'void', result: { outcome: 'passed' } });
    expect(shown(zheng, '无效').text).toContain('更换门锁');
  });

  test('it is put again on the same roll without them, and passes', async () => {
    await head.presses('重新表决');
    expect(head.sees('第5号名册已冻结').text).toContain('共3人');
    expect(await rollOf(5)).toBe(3);
    await head.presses('开始投票');
    expect(labels(shown(wu, '第5号'))).toContain('赞成');
    await head.presses('赞成');
    await wu.presses('赞成');
    await zheng.presses('反对');
    expect(await declared(5)).toMatchObject({ outcome: 'passed', result: { tally: { approve: 2, reject: 1 } } });
    await card();
    await head.presses('1. 看这一项');
    expect(labels(head.last())).not.toContain('重新表决');
  });

  test('options on papers, by their numbers: two write them, one on each platform; the decider names who was wrong', async () => {
    await freezes(2);
    await head.presses('登记纸票');
    expect(head.sees('把纸票写成一行').text).toContain('1. 红\n2. 绿');
    const [one, two, three] = [numberOf(wu), numberOf(zheng), numberOf(zhou)];
    await head.says(`${one} 选3；${two} 选2`);
    head.sees('没有这个选项');
    await head.presses('登记纸票');
    await head.says(`${one} 选1、2；${two} 选1；${three} 弃权`);
    head.sees('等另一个人也登记');
    await card(second);
    await second.presses('2. 看这一项');
    await second.presses('登记纸票');
    await second.says(`${two}号 选1；${one} 选2、1\n${three} 弃权`);
    second.sees('算数了');
    await head.presses('去投票');
    await head.presses('选');
    await head.presses('不选');
    expect(await declared(2)).toMatchObject({ outcome: 'passed', result: { chosen: [1], tally: { abstain: 1 } } });
    await zheng.presses('提出异议');
    await zheng.says('有人早就不在居委会了');
    zheng.sees('交给居务监督委员会');
    await supervisor.presses('异议成立');
    await supervisor.says(`名册第${three}号不应在内`);
    supervisor.sees(`认定名册第${three}号有误`);
    expect(await ballot(2)).toMatchObject({ outcome: 'void' });
  });

  test('an order on papers, and names of a secret election with how many of each', async () => {
    const enters = async (number: number, ...lines: readonly [string, string]) => {
      await head.presses('登记纸票');
      await head.says(lines[0]);
      head.sees('等另一个人也登记');
      await card(second);
      await second.presses(`${number}. 看这一项`);
      await second.presses('登记纸票');
      await second.says(lines[1]);
      second.sees('算数了');
    };
    await freezes(3);
    const all = members.map(numberOf);
    await enters(
      3,
      `${all.slice(0, 3).join('、')} 排2>1；${all[3]} 排3`,
      `${all[3]} 排3；${all.slice(0, 3).join()} 排2、1`,
    );
    expect(await declared(3)).toMatchObject({ result: { chosen: [2] } });
    await freezes(4);
    await head.presses('登记纸票');
    await head.says(`${all.join('、')}；选1、3 共3张`);
    head.sees('对不上');
    await enters(
      4,
      `${all.join('、')}；选1、3 共3张；选2 1票`,
      `${all.join('、')}；选2 1张；选3、1 共2张；选1、3 共1张`,
    );
    expect(await declared(4)).toMatchObject({ outcome: 'passed', result: { chosen: [1, 3] } });
  });

  theRecordHolds(town);
});
