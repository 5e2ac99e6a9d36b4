/** A committee's meeting where things go otherwise: moved, somebody stays out of a vote, papers, an objection; all of it in chat. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, type Seen } from './seen.ts';
import { inOneTown } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('a committee’s meeting', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const zheng = onTelegram(town, { name: '郑委员' });
  const supervisor = onLine(town);
  const second = onTelegram(town, { name: '钱监委' });
  const members = [head, zhou, wu, zheng];
  const state = async (table: 'meeting' | 'ballot', number = 1) =>
    (
      await town.rows<{ state: string }>(
        table === 'meeting'
          ? sql`select state from lilong.meeting`
          : sql`select state from lilong.ballot where number = ${number}`,
      )
    )[0]?.state;
  const shown = (who: Voice, words: string): Seen => who.screen().findLast((seen) => holds(seen, words)) as Seen;
  const card = async () => {
    await head.says('会议');
    await head.presses('1. 更换门锁');
  };

  test('the people', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await zheng.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await second.says(`绑定 ${await town.invites({ name: '钱监委本人', role: 'supervisor' })}`);
  });

  test('named in the line: who writes, and what is voted on; of what is refused nothing is kept', async () => {
    await head.says('召集 居委会会议 三天后19:00 表决:更换门锁 记录:李不存在');
    head.sees('没有找到李不存在');
    expect(await town.rows(sql`select 1 from lilong.meeting`)).toEqual([]);
    await head.says('召集 居委会会议 三天后19:00 表决:更换门锁;选颜色 选项:红;红');
    expect(head.screen().some((seen) => holds(seen, '会议召集好了'))).toBe(false);
    for (const table of ['meeting', 'meeting_item', 'ballot'])
      expect([table, await town.rows(sql`select 1 from ${sql.identifier('lilong')}.${sql.identifier(table)}`)]).toEqual(
        [table, []],
      );
    await head.says('召集 居委会会议 三天后19:00 表决:更换门锁 议题:通报工作 记录:周委员本人');
    expect(head.sees('主持：陈主任本人；记录：周委员本人').text).toContain('2. 通报工作');
    expect(await town.rows(sql`select 1 from lilong.ballot`)).toHaveLength(1);
    await supervisor.presses('审查通过');
    await head.says('表决 安装门铃;选颜色 选项:红;红');
    expect(await town.rows(sql`select 1 from lilong.meeting_item`)).toHaveLength(2);
    expect(await town.rows(sql`select 1 from lilong.ballot`)).toHaveLength(1);
  });

  test('moved before and after the notice: only those who were told hear of it, with the reason', async () => {
    await head.presses('改期');
    await head.says('周五');
    head.sees('没有看懂日期或时间');
    await head.says('四天后19:00');
    head.sees('请把原因也写上');
    await head.says('四天后19:00 场地没空');
    head.sees('改期了');
    expect(wu.screen().some((seen) => holds(seen, '改期'))).toBe(false);
    await card();
    await head.presses('发通知');
    expect(labels(shown(wu, '请回复能不能来'))).toContain('参加');
    await wu.presses('参加');
    await card();
    await head.presses('改期');
    await head.says('五天后19:00 主任出差');
    expect(holds(shown(wu, '改期'), '主任出差')).toBe(true);
    await card();
    await head.presses('发通知');
    const answers = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.meeting_member where answer is not null`,
    );
    expect(answers[0]?.n).toBe(0);
  });

  test('a motion stands under an item of the notice only by its name: one that holds some of it binds nobody', async () => {
    await head.says('表决 更换门锁和收费');
    head.sees('先由居务监督委员会审查');
    await head.says('表决 通报 工作。');
    head.sees('先由居务监督委员会审查');
    const put = await town.rows<{ title: string; noticed: boolean }>(
      sql`select b.title, i.noticed_round is not null as noticed from lilong.ballot b
          join lilong.meeting_item i on i.id = b.item_id order by b.number`,
    );
    expect(put.map(({ title, noticed }) => [title, noticed])).toEqual([
      ['更换门锁', true],
      ['更换门锁和收费', false],
      ['通报 工作', true],
    ]);
  });

  test('one stays out of it by her own word; another is challenged, and the supervision committee decides', async () => {
    const [row] = await town.rows<{ at: string }>(
      sql`select to_char(starts_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS"Z"') as at from lilong.meeting`,
    );
    await town.passesUntil(Temporal.Instant.from(row?.at ?? ''));
    await card();
    await head.presses('1. 冻结名册');
    await wu.presses('我要回避');
    await wu.says('我家开锁店');
    wu.sees('第1号您回避');
    const number = /您是第(\d+)号/.exec(shown(zheng, '您是第').text)?.[1];
    await zhou.presses('别人应当回避');
    await zhou.says('99 不认识');
    zhou.sees('名册上没有99号');
    await zhou.presses('别人应当回避');
    await zhou.says(`${number} 他是供货商的亲戚`);
    zhou.sees('由居务监督委员会决定');
    await supervisor.presses('不用回避');
    expect(holds(shown(zheng, '不用回避'), '可以投票')).toBe(true);
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of members) await who.says(`签到 ${code}`);
    expect(await state('meeting')).toBe('quorum_met');
    await head.presses('开会');
  });

  test('papers count when two people wrote the same; whoever stays out has no vote', async () => {
    await card();
    await head.presses('1. 开始投票');
    expect(wu.screen().some((seen) => labels(seen).includes('赞成'))).toBe(false);
    await head.presses('赞成');
    expect(head.sees('已收到第1号的投票：赞成').text).toContain('回执');
    const papers = /您是第(\d+)号/.exec(shown(zheng, '您是第').text)?.[1];
    await head.presses('登记纸票');
    await head.says('乱写');
    // Nothing was entered, and the next line is read as papers without another press.
    expect(head.sees('没有看懂').text + head.last().text).toContain('例如：1-4 赞成');
    await head.says(`${papers} 赞成`);
    head.sees('等另一个人也登记');
    await zhou.says('会议');
    await zhou.presses('1. 更换门锁');
    expect(await town.rows(sql`select 1 from lilong.vote`)).toHaveLength(1);
    await supervisor.says('会议');
    await supervisor.presses('1. 更换门锁');
    await supervisor.presses('1. 看这一项');
    await supervisor.presses('登记纸票');
    await supervisor.says(`${papers}号 赞成`);
    supervisor.sees('算数了');
    expect(await town.rows(sql`select 1 from lilong.vote where channel = 'paper'`)).toHaveLength(1);
    await card();
    await head.presses('1. 截止投票');
    await town.passes({ minutes: 2 });
    expect(await state('ballot')).toBe('counted');
  });

  test('declared, objected to, answered, and final', async () => {
    await supervisor.presses('重新计票');
    await supervisor.says('有人说纸票没有算');
    supervisor.sees('重新计了票');
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    expect(await state('ballot')).toBe('published');
    await zheng.presses('提出异议');
    await zheng.says('我的纸票没有算进去');
    zheng.sees('交给居务监督委员会');
    expect(await state('ballot')).toBe('objection');
    // While one is looked at, the time for others goes on, and ends.
    await town.passes({ days: 10 });
    await zheng.presses('提出异议');
    await zheng.says('还有一件事');
    zheng.sees('异议期已经过了');
    expect(await town.rows(sql`select 1 from lilong.ballot_objection`)).toHaveLength(1);
    await supervisor.says('会议');
    await supervisor.presses('1. 更换门锁');
    await supervisor.presses('1. 看这一项');
    await supervisor.presses('重新计票');
    await supervisor.says('再核对一遍');
    await second.presses('异议不成立');
    await second.says('还没有核对完');
    expect(await town.rows(sql`select 1 from lilong.ballot_objection where state = 'open'`)).toHaveLength(1);
    await supervisor.presses('确认计票');
    await town.passes({ minutes: 1 });
    await second.presses('异议不成立');
    await second.says('纸票只有一个人登记，按规则不算');
    expect(holds(shown(zheng, '您提出的异议'), '只有一个人登记')).toBe(true);
    // A time that ends on a day off ends on the next working day.
    await town.passes({ days: 10 });
    expect(await state('ballot')).toBe('final');
  });

  test('a meeting nobody was ever told of is not forgotten: its chair hears of it when its hour has passed', async () => {
    await head.says('召集 居委会会议 两天后19:00 议题:忘了的会');
    await town.passes({ days: 3 });
    expect(labels(shown(head, '一直没有发通知'))).toEqual(['改期', '取消会议']);
    await head.presses('取消会议');
    await head.says('不开了');
    head.sees('取消了');
    expect(wu.screen().some((seen) => holds(seen, '忘了的会'))).toBe(false);
  });

  theRecordHolds(town);
});
