/** What a reporter can still do once it is sent: leave a unit out, say that she suffers for it, withdraw; and who on duty hears first. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { planDuty } from '../../src/usecases/duty/plan.ts';
import { freeNumber } from '../../src/usecases/hotline/random.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { labels } from './seen.ts';
import { inOneTown, must } from './town.ts';

const FIRM = '安居物业';
const numberOf = ({ text }: { readonly text: string }): string => /H-[0-9A-Z]{6}/.exec(text)?.[0] ?? `none in ${text}`;

await inOneTown('a reporter and her case', (town) => {
  const liu = onTelegram(town, { name: '刘叔' });
  const head = onLine(town);
  const member = onTelegram(town, { name: '周委员' });
  const above = onLine(town);
  const firm = onLine(town);
  let number = '';

  const caseOf = async (which: string) => {
    const [row] = await town.rows<{ state: string; tier: string; mode: string; source: string }>(
      sql`select state, tier, mode, source from lilong.hotline_case where number = ${which}`,
    );
    return row;
  };

  test('nobody is bound who reports; the member of the desk who is on duty is told to look first', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await member.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await above.says(`绑定 ${await town.invites({ name: '吴科长本人', role: 'subdistrict' })}`);
    await firm.says(`绑定 ${await town.invites({ name: '何经理本人', role: 'unit_member', unit: FIRM })}`);
    const [{ person_id: personId } = { person_id: '' }] = await town.rows<{ person_id: string }>(
      sql`select person_id from lilong.role_seat where role = 'committee_member'`,
    );
    await town.asOperator('shift', async (uow) =>
      must(
        await planDuty(uow, {
          communityId: town.communityId,
          shifts: [{ personId, startsAt: town.now().subtract({ minutes: 5 }), endsAt: town.now().add({ hours: 8 }) }],
        }),
      ),
    );
    await liu.says('举报 3号楼楼下早餐店油烟熏得睡不着');
    expect(liu.sees('这样发送').text).toContain('保密');
    await liu.presses('发送');
    number = numberOf(liu.sees('已收到'));
    expect(await caseOf(number)).toMatchObject({ state: 'received', tier: 'committee', mode: 'confidential' });
    expect(member.sees(number).text).toContain('您正在值班');
    expect(head.sees(number).text).not.toContain('您正在值班');
  });

  test('a number that a case has is not given again', async () => {
    const draws = [number, number, 'H-2B7KQ9'];
    await town.asOperator('a number', async (uow) => {
      expect(await freeNumber(uow, () => draws.shift() ?? 'none left')).toBe('H-2B7KQ9');
    });
  });

  test('a unit she asks to be left out loses it, sees it no more and cannot be given it', async () => {
    await head.presses('受理');
    await head.presses('派单');
    await head.presses(FIRM);
    await head.presses('就这些单位');
    firm.sees('派给你们牵头');
    // She has no desk and no unit: the word is about what she reported.
    await liu.says('热线');
    liu.sees('您反映过的');
    await liu.says('我的举报');
    await liu.presses(`${number} · 已派单`);
    await liu.presses('请某单位回避');
    await liu.presses(FIRM);
    liu.sees('已请这个单位回避');
    await firm.says(number);
    firm.sees('没有这个编号的工单');
    await head.says(number);
    await head.presses('派单');
    expect(labels(head.last())).not.toContain(FIRM);
    await head.presses('算了');
  });

  test('she suffers for it: a case of its own, one desk up', async () => {
    await liu.says(number);
    await liu.presses('我被打击报复');
    liu.sees('您遇到了什么');
    await liu.says('店主说知道是我，堵我家门');
    liu.sees(`会跟着 ${number}`);
    await liu.presses('发送');
    const own = numberOf(liu.sees('已收到'));
    expect(await caseOf(own)).toMatchObject({ tier: 'subdistrict', source: 'retaliation' });
    above.sees(own);
    expect(head.fresh().filter(({ text }) => text.includes(own))).toEqual([]);
  });

  test('withdrawn, once she was asked again', async () => {
    await liu.says(number);
    await liu.presses('撤回');
    liu.sees('不再办理');
    await liu.presses('确定撤回');
    liu.sees('已撤回');
    expect(await caseOf(number)).toMatchObject({ state: 'withdrawn' });
    head.sees('反映人撤回了');
  });

  test('whoever is no reporter of it is told nothing, and neither is a number that does not exist', async () => {
    await firm.says('我的举报');
    firm.sees('没有举报过什么');
    for (const typed of ['H-222222', '查 H-222222', `查 ${number}`]) {
      await firm.says(typed);
      firm.sees('没有这个编号的工单');
    }
    await liu.says(`查 ${number}`);
    liu.sees(`${number} · 已撤回`);
    await head.says(`find ${number}`);
    head.sees(number);
  });

  test('whoever writes that she wants to be anonymous or taken in confidence is not sent with her name', async () => {
    await liu.says(`绑定 ${await town.invites({ name: '刘叔本人', role: 'resident' })}`);
    const ways = [
      ['半夜装修吵得睡不着，我要匿名举报', '匿名'],
      ['半夜装修吵得睡不着，别说是我', '保密'],
      ['半夜装修吵得睡不着，不匿名', '实名'],
    ] as const;
    for (const [words, mode] of ways) {
      await liu.says(`举报 3号楼${words}`);
      expect(liu.sees('这样发送').text).toContain(`${mode}：`);
      await liu.presses('不用了');
    }
  });

  test('nobody is written to at midnight: those who let a time pass, and the reporter, hear in the morning', async () => {
    await liu.says('举报 3号楼楼下早餐店油烟熏得睡不着');
    await liu.presses('发送');
    const late = numberOf(liu.sees('已收到'));
    await town.passes({ days: 14 });
    const told = await town.rows<{ at: Date; kind: string }>(
      sql`select e.at, e.kind from lilong.case_event e join lilong.hotline_case c on c.id = e.case_id
        where c.number = ${late} and e.kind in ('late', 'escalate') order by e.at`,
    );
    expect(told.map(({ kind }) => kind)).toEqual(expect.arrayContaining(['late', 'escalate']));
    const hours = told.map(({ at }) => (new Date(at).getUTCHours() + 8) % 24);
    expect(hours.filter((hour) => hour < 8 || hour >= 21)).toEqual([]);
  });
});
