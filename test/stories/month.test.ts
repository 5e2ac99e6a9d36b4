/** The month summed up on its first working day: each head reads her committee's, the subdistrict one table and picture. */
import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { formatDate } from '../../src/locales/dates.ts';
import { createCommunity } from '../../src/usecases/registry/create.ts';
import { createSubdistrict, describeCommunity } from '../../src/usecases/registry/subdistricts.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { askExtension, decideExtension } from '../../src/usecases/task/extension.ts';
import { addTaskEvidence, returnTask, submitTask, waiveTask } from '../../src/usecases/task/steps.ts';
import { adminApi } from '../harness/admin-api.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('month', (town) => {
  const head = onLine(town);
  const liaison = onTelegram(town, { name: '联络员的手机' });
  const resident = onLine(town);
  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const at = (day: Temporal.PlainDate, time: string) =>
    day.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: time }).toInstant();
  const heard = (who: Voice, words: string): number => who.screen().filter((seen) => holds(seen, words)).length;
  let month = Temporal.PlainYearMonth.from('2026-01');
  let subdistrictId = '';

  const setTask = (title: string, dueOn: Temporal.PlainDate) =>
    town.asPerson('钱联络员本人', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence: 'none',
          dueOn,
        }),
      ),
    );
  const submit = (taskId: string) =>
    town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId })));
  /** The first working day, worked out by hand from the days there are tasks of the calendar for. */
  const summaryDay = async (of: Temporal.PlainYearMonth): Promise<Temporal.PlainDate> => {
    const { calendar } = town.house.runtime.context.policies.common(town.now());
    for (let day = of.toPlainDate({ day: 1 }); ; day = day.add({ days: 1 })) if (calendar.isWorkingDay(day)) return day;
  };

  test('a month with something of everything', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
    await resident.says(`绑定 ${await town.invites({ name: '王居民本人' })}`);
    await town.asOperator('subdistrict', async (uow) => {
      subdistrictId = must(await createSubdistrict(uow, { code: 'changshou', name: '长寿路街道' })).id;
      must(await describeCommunity(uow, { communityId: town.communityId, subdistrictId }));
      const other = must(await createCommunity(uow, { code: 'second', name: '第二居民区' }));
      must(await describeCommunity(uow, { communityId: other.id, subdistrictId }));
    });
    month = today().toPlainYearMonth().add({ months: 1 });
    const tenth = month.toPlainDate({ day: 10 });
    await town.passesUntil(at(tenth, '10:00'));
    const [inTime, late, open, longer, waived] = [
      await setTask('准时办的', tenth.add({ days: 1 })),
      await setTask('晚办的', tenth.add({ days: 1 })),
      await setTask('没办的', tenth.add({ days: 5 })),
      await setTask('延期的', tenth.add({ days: 16 })),
      await setTask('免办的', tenth.add({ days: 6 })),
    ];
    await setTask('下个月要办的', month.add({ months: 1 }).toPlainDate({ day: 20 }));
    await submit(inTime.id);
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await waiveTask(uow, { taskId: waived.id, reason: '不用办了' })),
    );
    const asked = await town.asPerson('陈主任本人', async (uow) =>
      must(await askExtension(uow, { taskId: longer.id, until: tenth.add({ days: 17 }), reason: '再要一天' })),
    );
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await decideExtension(uow, { extensionId: asked.id, grant: true })),
    );
    await town.passes({ days: 3 });
    await submit(late.id);
    await town.settle();
    expect(open.state).toBe('scheduled');
    expect(heard(head, '任务小结')).toBe(0);
  });

  test('on the first working day each gets hers, once, though the process starts anew', async () => {
    const day = await summaryDay(month.add({ months: 1 }));
    await town.passesUntil(at(day, '08:55'));
    expect(heard(head, '任务小结')).toBe(0);
    await town.restart();
    // A process that has started plans it with its first hourly round, beside everything else.
    await town.until('the summaries are planned', async () => {
      const due = at(day, '09:00').toString();
      return (
        (
          await town.rows<{ id: string }>(
            sql`select id from lilong.schedule where kind = 'month.summary' and state = 'waiting' and due_at = ${due}::timestamptz`,
          )
        ).length === 3
      );
    });
    await town.passesUntil(at(day, '09:05'));
    const summary = head.sees('任务小结');
    for (const words of [
      '按时1项',
      '逾期完成1项',
      '还没完成2项',
      '延期1次',
      '免办1项',
      `${month.add({ months: 1 }).year}年${month.add({ months: 1 }).month}月到期1项`,
      '下个月要办的',
    ])
      expect([words, holds(summary, words)]).toEqual([words, true]);
    // What is handed in later changes the month that is over, so it says which day it speaks of.
    expect(holds(summary, `任务小结（截至${formatDate('zh-Hans', day.toString())}）`)).toBe(true);
    const table = liaison.sees('任务小结');
    expect(holds(table, `任务小结（截至${formatDate('zh-Hans', day.toString())}）`)).toBe(true);
    expect(holds(table, '幸福里社区：1／1／2 · 1、1 · 1')).toBe(true);
    expect(holds(table, '第二居民区：0／0／0 · 0、0 · 0')).toBe(true);
    expect(heard(resident, '任务小结')).toBe(0);
    // The picture goes along with the words.
    expect(liaison.screen().some(({ pictures }) => pictures > 0)).toBe(true);
    await town.restart();
    await town.passes({ days: 2 });
    expect([heard(head, '任务小结'), heard(liaison, '任务小结')]).toEqual([1, 1]);
    const sent = await town.rows<{ channel: string; fate: string }>(
      sql`select s.channel, o.state as fate from lilong.reminder_sent s join lilong.outbox o on o.id = s.outbox_id
        where s.subject like 'month:%' order by s.subject`,
    );
    expect(sent).toEqual([
      { channel: 'digest', fate: 'accepted' },
      { channel: 'digest', fate: 'accepted' },
    ]);
  });

  test('after a downtime over two of them only the newest comes, and not at night', async () => {
    const night = month.add({ months: 3 }).toPlainDate({ day: 12 });
    await town.house.runtime.jobs.jumpTo(at(night, '03:00'));
    await town.settle();
    expect(heard(head, '任务小结')).toBe(1);
    await town.passesUntil(at(night, '10:00'));
    expect([heard(head, '任务小结'), heard(liaison, '任务小结')]).toEqual([2, 2]);
    const told = await town.rows<{ month: string }>(
      sql`select distinct split_part(subject, ':', 2) as month from lilong.reminder_sent where subject like 'month:%' order by 1`,
    );
    expect(told.map((row) => row.month)).toEqual([month.toString(), month.add({ months: 2 }).toString()]);
  });

  test('asked for in the chat, by whoever looks after tasks; in the API as data, table and picture', async () => {
    await head.says('月报');
    expect(holds(head.last(), '幸福里社区')).toBe(true);
    await liaison.says('月报');
    expect(holds(liaison.sees('第二居民区'), '长寿路街道')).toBe(true);
    await resident.says('月报');
    resident.sees('是给居委会主任和街道看的');
    const api = adminApi(town.house.app);
    const token = adminToken(town);
    const answer = await api('GET', `/month?subdistrict=changshou&month=${month}`, { token });
    expect(answer.json).toMatchObject({
      month: month.toString(),
      name: '长寿路街道',
      asOf: today().toString(),
      communities: [
        { community: '幸福里社区', onTime: 1, late: 1, extensions: 1, waived: 1 },
        { community: '第二居民区', onTime: 0 },
      ],
    });
    expect((await api('GET', '/month?subdistrict=changshou&community=xfl', { token })).status).toBe(400);
    const picture = await town.house.runtime.media(`month.${subdistrictId}.${month}.zh-Hans.png`);
    expect([...(picture?.bytes.slice(1, 4) ?? [])]).toEqual([0x50, 0x4e, 0x47]);
    expect(await town.house.runtime.media(`month.${subdistrictId}.2026-13.zh-Hans.png`)).toBeUndefined();
  });

  test('what was sent back and begun again was not in time, on the wall as in the month', async () => {
    const token = adminToken(town);
    const wall = async () => {
      const answer = await adminApi(town.house.app)('GET', '/wall?subdistrict=changshou', { token });
      return answer.json.communities.find(({ community }: { readonly community: string }) => community === 'xfl');
    };
    const before = await wall();
    const row = await setTask('退回重做的', today().add({ days: 1 }));
    await submit(row.id);
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await returnTask(uow, { taskId: row.id, reason: '缺附表' })),
    );
    await town.asPerson('陈主任本人', async (uow) =>
      must(await addTaskEvidence(uow, { taskId: row.id, words: '正在补附表' })),
    );
    await town.passes({ days: 2 });
    expect(await wall()).toMatchObject({ due: before.due + 1, onTime: before.onTime, late: before.late + 1 });
  });

  theRecordHolds(town);
});
