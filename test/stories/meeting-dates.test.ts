/** What a meeting promises by a day is reckoned as the rule has it: a weekend is no working day, for the minutes nor for the notice. */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { person, roleSeat } from '../../db/schema/index.ts';
import { endSeat, grantSeat } from '../../src/usecases/registry/seats.ts';
import { overrideRule } from '../../src/usecases/rules/override.ts';
import { cancelTask } from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

await inOneTown('a meeting that ends before a weekend', (town) => {
  const head = onLine(town);
  const zhou = onTelegram(town, { name: '周委员' });
  const wu = onLine(town);
  const supervisor = onLine(town);
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const calendar = () => town.house.runtime.context.policies.common(town.now()).calendar;
  /** A Friday whose Monday to Wednesday are ordinary days, so that the test need not reckon as the product does. */
  const plainFriday = (from: Temporal.PlainDate): Temporal.PlainDate => {
    for (let day = from; ; day = day.add({ days: 1 }))
      if (
        day.dayOfWeek === 5 &&
        [0, 3, 4, 5].every((days) => calendar().isWorkingDay(day.add({ days }))) &&
        [1, 2].every((days) => !calendar().isWorkingDay(day.add({ days })))
      )
        return day;
  };
  const written = ({ month, day }: Temporal.PlainDate): string => `${month}月${day}日`;
  let friday = Temporal.PlainDate.from('2026-01-02');

  test('the people', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await zhou.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    await wu.says(`绑定 ${await town.invites({ name: '吴委员本人', role: 'committee_member' })}`);
    await supervisor.says(`绑定 ${await town.invites({ name: '孙监委本人', role: 'supervisor' })}`);
    await town.invites({ name: '马师傅', role: 'unit_member', unit: '幸福物业' });
    friday = plainFriday(today().add({ days: 8 }));
  });

  test('closed on a Friday, its minutes are due on the Wednesday after, three working days later', async () => {
    await head.says(`召集 居委会会议 ${written(friday)}10:00 议题:通报工作`);
    await head.presses('发通知');
    await town.passesUntil(friday.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '10:00' }).toInstant());
    await head.presses('签到码');
    const code = /\d{6}/.exec(head.sees('签到码：').text)?.[0];
    for (const who of [head, zhou, wu]) await who.says(`签到 ${code}`);
    await head.presses('开会');
    await head.presses('闭会');
    expect(head.sees('会议记录请在').text).toContain(`会议记录请在${written(friday.add({ days: 5 }))}`);
  });

  test('what was agreed becomes a task, also a unit’s; nothing is archived before they are done', async () => {
    await zhou.says('会议');
    await zhou.presses('1. 通报工作');
    await zhou.presses('写记录');
    await zhou.says('说了门禁的事。');
    await zhou.presses('确认记录');
    await head.presses('确认记录');
    await head.says('会议');
    await head.presses('1. 通报工作');
    await head.presses('安排任务');
    await head.says('尽快修门禁');
    head.sees('没有看懂日期');
    await head.says('七天后 幸福物业:修好门禁');
    head.sees('记下了：修好门禁');
    await head.says('会议');
    await head.presses('1. 通报工作');
    await head.presses('安排任务');
    await head.says('七天后 写一份通报');
    const tasks = await town.rows<{ id: string; title: string; owner: string; unit: string | null }>(
      sql`select t.id, t.title->>'zh-Hans' as title, t.owner_role as owner, b.name as unit
        from lilong.task t left join lilong.body b on b.id = t.owner_body_id
        where t.source like 'meeting:%' order by title`,
    );
    expect(tasks.map(({ title, owner, unit }) => [title, owner, unit])).toEqual([
      ['修好门禁', 'unit_member', '幸福物业'],
      ['写一份通报', 'committee_head', null],
    ]);
    await head.says('会议');
    await head.presses('1. 通报工作');
    await head.presses('归档');
    head.sees('还有2项落实任务没有办完');
    await town.asOperator('not needed any more', async (uow) => {
      for (const { id } of tasks) must(await cancelTask(uow, { taskId: id, reason: '另有安排' }));
    });
    await head.presses('归档');
    head.sees('“通报工作”归档了');
    await head.says('会议');
    head.sees('近期没有您的会议');
  });

  test('notice in working days: for a Monday it goes out on the Friday before, and on the Saturday it is late', async () => {
    await town.asOperator('notice in working days', async (uow) =>
      must(
        await overrideRule(uow, {
          communityId: town.communityId,
          key: 'meeting.committee.notice',
          value: { value: 1, unit: 'working_days' },
          reason: '居委会会议提前一个工作日通知',
          effectiveFrom: today().toString(),
        }),
      ),
    );
    const next = plainFriday(friday.add({ days: 7 }));
    const monday = next.add({ days: 3 });
    await head.says(`召集 居委会会议 ${written(monday)}10:00 议题:下周安排`);
    expect(head.sees('下周安排').text).toBeTruthy();
    const told = head.screen().findLast((seen) => holds(seen, '通知最晚要在'));
    expect(told?.text).toContain(`通知最晚要在${written(next)}`);
    expect(told?.text).toContain('提前1个工作日');
    await town.passesUntil(
      next.add({ days: 1 }).toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '09:00' }).toInstant(),
    );
    await head.presses('发通知');
    head.sees(`按规定最晚${next.year}年${written(next)}`);
    await head.says(`召集 居委会会议 ${written(monday)}11:00 议题:来不及的会`);
    expect(head.screen().some((seen) => holds(seen, '来不及的会') && holds(seen, '已经来不及了'))).toBe(true);
    expect(await town.rows(sql`select 1 from lilong.meeting where noticed_at is not null`)).toHaveLength(1);
    // An emergency: the reason comes with the move, and the supervision committee agrees, as when it is convened.
    await head.says('会议');
    await head.presses('1. 下周安排');
    await head.presses('改期');
    await head.says(`${written(monday)}10:30 紧急:水管爆了`);
    head.sees('改期了');
    await head.says('会议');
    await head.presses('1. 下周安排');
    await head.presses('发通知');
    head.sees('先经居务监督委员会同意');
    const asked = supervisor.screen().findLast((seen) => holds(seen, '想少于规定天数通知'));
    expect(asked?.text).toContain('水管爆了');
    await supervisor.presses('同意');
    await head.presses('发通知');
    head.sees('通知已发给');
  });

  test('whoever takes a seat after the notice is on the roll and asked; whoever gives one up is on it no more', async () => {
    const newcomer = onTelegram(town, { name: '郑委员' });
    await newcomer.says(`绑定 ${await town.invites({ name: '郑委员本人', role: 'committee_member' })}`);
    const asked = newcomer.screen().findLast((seen) => holds(seen, '请回复能不能来'));
    // She was on the roll before she had a chat; the slip is printed for her, and the list of her meetings is there at once.
    expect(asked).toBeUndefined();
    expect(head.screen().findLast((seen) => holds(seen, '名单跟着改了'))?.text).toContain('新加入1人：郑委员本人');
    await newcomer.says('会议');
    await newcomer.presses('1. 下周安排');
    await newcomer.presses('参加');
    newcomer.sees('记下您参加');
    const seatOf = async (name: string) => {
      const { db, keys } = town.house.runtime.context;
      const people = await db.direct.select().from(person);
      const who = people.find(({ nameSealed }) => keys.openText('person.name', nameSealed) === name);
      const [seat] = await town.rows<{ id: string }>(
        sql`select id from lilong.role_seat where person_id = ${who?.id} and role = 'committee_member' and until is null`,
      );
      return seat?.id ?? '';
    };
    const wusSeat = await seatOf('吴委员本人');
    await town.asOperator('wu leaves', async (uow) => must(await endSeat(uow, { seatId: wusSeat })));
    await town.settle();
    expect(wu.screen().some((seen) => holds(seen, '“下周安排”') && holds(seen, '不用参加了'))).toBe(true);
    expect(head.screen().findLast((seen) => holds(seen, '名单跟着改了'))?.text).toContain('不再参加1人：吴委员本人');
    // Somebody who is reached in chat already is asked at once.
    await town.asOperator('wu is back', async (uow) => {
      const [who] = await uow.tx.select({ id: roleSeat.personId }).from(roleSeat).where(eq(roleSeat.id, wusSeat));
      must(await grantSeat(uow, { personId: who?.id ?? '', role: 'committee_member', communityId: town.communityId }));
    });
    await town.settle();
    await wu.presses('参加');
    wu.sees('记下您参加');
    const [roll] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.meeting_member m join lilong.meeting g on g.id = m.meeting_id
        where g.title = '下周安排' and m.removed_at is null`,
    );
    expect(roll?.n).toBe(4);
  });

  theRecordHolds(town);
});
