/** A deadline nobody can forget: reminders on the days of the rules, once each, and the tiers that hear when it is late. */
import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { repairReminders } from '../../jobs/reminders.ts';
import { SYSTEM } from '../../src/domain/permissions/roles.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { taskEscalate } from '../../src/usecases/task/due.ts';
import { askExtension, decideExtension } from '../../src/usecases/task/extension.ts';
import {
  acknowledgeTask,
  addTaskEvidence,
  rescheduleTask,
  returnTask,
  submitTask,
  superviseTask,
  verifyTask,
  waiveTask,
} from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels, plainly, type Seen } from './seen.ts';
import { COMMUNITY, must, onBothDatabases } from './town.ts';
import type { Voice } from './voice.ts';

await onBothDatabases('reminders', (town) => {
  const head = onLine(town);
  const deputy = onTelegram(town, { name: '副主任的手机' });
  const liaison = onLine(town);
  const leader = onTelegram(town, { name: '领导小组的手机' });
  const bodies = new Map<string, string>();

  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  /** A little after the day's digest. */
  const morningOf = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '09:05' }).toInstant();
  const heard = (who: Voice, words: string): number => who.screen().filter((seen) => holds(seen, words)).length;

  const inOrder = (seen: Seen, ...words: readonly string[]): boolean => {
    const text = plainly(seen.text);
    const at = words.map((each) => text.indexOf(plainly(each)));
    return at.every((found, nth) => found >= 0 && found >= (at[nth - 1] ?? 0));
  };

  async function seat(
    who: Voice,
    name: string,
    role: 'committee_head' | 'committee_member' | 'subdistrict',
    in_: { readonly body: string; readonly position?: 'chair' | 'deputy' },
  ): Promise<void> {
    const code = await town.asOperator(`seat ${name}`, async (uow) => {
      const made = must(await createPerson(uow, { communityId: town.communityId, name }));
      must(
        await grantSeat(uow, {
          personId: made.id,
          role,
          bodyId: bodies.get(in_.body) ?? '',
          ...(in_.position && { position: in_.position }),
        }),
      );
      return must(await createInvitation(uow, { personId: made.id })).code;
    });
    await who.says(`绑定 ${code}`);
  }

  const setTask = (title: string, dueOn: Temporal.PlainDate, evidence: 'none' | 'text' = 'none') =>
    town.asPerson('钱联络员本人', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence,
          dueOn,
        }),
      ),
    );
  const remindersOf = async (taskId: string) =>
    (
      await town.rows<{ state: string; offset: number }>(
        sql`select state, "offset"::int as "offset" from lilong.reminder where subject = ${`task:${taskId}`} order by round, "offset"`,
      )
    ).map(({ state, offset }) => `${offset} ${state}`);
  const sentOf = async (taskId: string) =>
    (
      await town.rows<{ offset: number; channel: string; fate: string | null }>(
        sql`select s."offset"::int as "offset", s.channel, o.state as fate from lilong.reminder_sent s
          left join lilong.outbox o on o.id = s.outbox_id where s.subject = ${`task:${taskId}`} order by s.at`,
      )
    ).map(({ offset, channel, fate }) => `${offset} ${channel} ${fate}`);

  test('the people', async () => {
    await town.asOperator('bodies', async (uow) => {
      const { communityId } = town;
      bodies.set('committee', must(await createBody(uow, { kind: 'committee', name: '幸福里居委会', communityId })).id);
      for (const [key, kind, name] of [
        ['office', 'office', '自治办'],
        ['leading_group', 'leading_group', '居民自治领导小组'],
      ] as const) {
        const made = await createBody(uow, { kind, name, communityId });
        bodies.set(key, must(made).id);
      }
    });
    await seat(head, '陈主任本人', 'committee_head', { body: 'committee', position: 'chair' });
    await seat(deputy, '周副主任本人', 'committee_member', { body: 'committee', position: 'deputy' });
    await seat(liaison, '钱联络员本人', 'subdistrict', { body: 'office' });
    await seat(leader, '孙组长本人', 'subdistrict', { body: 'leading_group', position: 'chair' });
  });

  test('nobody answers: each reminder once, on its day, and tier after tier hears', async () => {
    const dueOn = today().add({ days: 20 });
    const row = await setTask('上报主要问题和重点任务', dueOn);
    await town.settle();
    head.sees('有一项新任务');
    expect(await remindersOf(row.id)).toEqual([-14, -7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} waiting`));

    expect(heard(deputy, '上报主要问题')).toBe(0);

    // Two working days without 收到: the deputy hears, and she herself once more.
    await town.passesUntil(morningOf(dueOn.subtract({ days: 14 })).subtract({ minutes: 1 }));
    expect(heard(head, '还没收到您的回音')).toBe(1);
    expect(heard(deputy, '请您帮忙跟进')).toBe(1);

    await town.passesUntil(morningOf(dueOn.subtract({ days: 14 })));
    expect(heard(head, '⏰ 提醒')).toBe(1);
    await town.passesUntil(morningOf(dueOn.subtract({ days: 8 })));
    expect(heard(head, '还没收到您的回音')).toBe(1);

    await town.passesUntil(morningOf(dueOn));
    expect(heard(head, '⏰ 提醒')).toBe(5);
    expect(heard(liaison, '⚠️')).toBe(0);

    await town.passesUntil(morningOf(dueOn.add({ days: 1 })));
    expect(heard(deputy, '⚠️ 幸福里社区：')).toBe(1);
    // Only whoever may waive it is offered to.
    expect(labels(deputy.sees('⚠️ 幸福里社区：'))).not.toContain('免办');
    expect(heard(head, '已报居委会主任')).toBe(1);
    expect(heard(head, '报街道联络员')).toBe(1);

    await town.passesUntil(morningOf(dueOn.add({ days: 3 })));
    expect(heard(liaison, '⚠️ 幸福里社区：')).toBe(1);
    expect(labels(liaison.sees('⚠️ 幸福里社区：'))).toContain('免办');
    expect(heard(leader, '⚠️')).toBe(0);
    await town.passesUntil(morningOf(dueOn.add({ days: 7 })));
    expect(heard(leader, '⚠️ 幸福里社区：')).toBe(1);

    // The board and the bulletin are the subdistrict's to publish.
    await town.passesUntil(morningOf(dueOn.add({ days: 30 })));
    expect(heard(liaison, '⚠️ 幸福里社区：')).toBe(3);
    expect(heard(leader, '⚠️ 幸福里社区：')).toBe(1);
    expect(heard(head, '就从名单上去掉')).toBe(1);

    expect(await remindersOf(row.id)).toEqual([-14, -7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} sent`));
    expect(await sentOf(row.id)).toEqual([-14, -7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} digest accepted`));

    // Late is a flag: it can still be handed in, and nothing more is planned.
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
    await town.settle();
    liaison.sees('请核验');
    await town.asPerson('钱联络员本人', async (uow) => must(await verifyTask(uow, { taskId: row.id })));
    await town.settle();
    expect(holds(head.sees('已核验，办结'), '逾期完成（晚30天）')).toBe(true);
  });

  test('several things of one day are one message; what is done is not reminded of', async () => {
    const dueOn = today().add({ days: 10 });
    const one = await setTask('创建成果申报', dueOn);
    await setTask('自治项目申报', dueOn);
    const done = await setTask('核对治理框架', dueOn);
    for (const row of [one, done])
      await town.asPerson('陈主任本人', async (uow) => must(await acknowledgeTask(uow, { taskId: row.id })));
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: done.id })));
    await town.settle();
    await town.passesUntil(morningOf(dueOn.subtract({ days: 7 })));
    const digests = head.screen().filter((seen) => holds(seen, '今天要记得'));
    expect(digests).toHaveLength(1);
    expect(holds(digests[0] ?? head.last(), '创建成果申报')).toBe(true);
    expect(holds(digests[0] ?? head.last(), '自治项目申报')).toBe(true);
    expect(holds(digests[0] ?? head.last(), '核对治理框架')).toBe(false);
    expect(await remindersOf(done.id)).toEqual([-7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} cancelled`));
    for (const title of [one.id])
      await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: title })));
    await town.settle();
  });

  test('after the system was down over a date, the newest reminder comes and every tier hears', async () => {
    const dueOn = today().add({ days: 6 });
    const row = await setTask('季度公开', dueOn);
    await town.settle();
    const before = { head: heard(head, '季度公开'), liaison: heard(liaison, '季度公开') };
    await town.house.runtime.jobs.jumpTo(morningOf(dueOn.add({ days: 4 })));
    await town.settle();
    const sent = await remindersOf(row.id);
    expect(sent).toEqual(['-3 passed_over', '-1 passed_over', '0 passed_over', '1 passed_over', '3 sent', '7 waiting']);
    expect(await sentOf(row.id)).toEqual(['3 digest accepted']);
    expect(heard(liaison, '季度公开') - before.liaison).toBe(1);
    // That nobody pressed 收到; and one message with the reminder and the two tiers that were told.
    expect(heard(head, '季度公开') - before.head).toBe(2);
    expect(head.screen().filter((seen) => inOrder(seen, '已报居委会主任', '已报街道联络员'))).not.toEqual([]);
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
  });

  test('a reminder and an escalation of one person and one minute are one message', async () => {
    const dueOn = today().add({ days: 4 });
    const heads = await setTask('报送总结', dueOn);
    const members = await town.asPerson('钱联络员本人', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '整理照片' },
          ownerRole: 'committee_member',
          verifierRole: 'committee_head',
          evidence: 'none',
          dueOn,
        }),
      ),
    );
    await town.passesUntil(morningOf(dueOn.add({ days: 1 })).subtract({ minutes: 10 }));
    const before = { head: head.screen().length, deputy: deputy.screen().length };
    await town.passesUntil(morningOf(dueOn.add({ days: 1 })));
    // Her own task is late and was reported; the member’s is late and reported to her.
    expect(head.screen().length - before.head).toBe(1);
    expect(
      inOrder(
        head.last(),
        '今天要记得1件事',
        '报送总结',
        '逾期1天',
        '已报居委会主任',
        '逾期报到您这里的1件',
        '整理照片',
        '负责：周副主任本人',
      ),
    ).toBe(true);
    // The deputy hears of the head’s beside her own.
    expect(deputy.screen().length - before.deputy).toBe(1);
    expect(inOrder(deputy.last(), '整理照片', '逾期报到您这里的1件', '报送总结', '负责：陈主任本人')).toBe(true);
    await deputy.presses('⚠️ 报送总结');
    expect(holds(deputy.last(), '报送总结')).toBe(true);
    const [told] = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.task_event where kind = 'escalate' and task_id in (${heads.id}, ${members.id})`,
    );
    expect(told?.n).toBe(2);
    // Whichever of the two wake-ups comes first carries out the whole day; nobody hears twice, and the next tier is planned.
    await town.rows(
      sql`update lilong.reminder set state = 'waiting', settled_at = null
        where subject = ${`task:${heads.id}`} and "offset" = 1 and state = 'sent'`,
    );
    await town.rows(sql`update lilong.task set escalated = 0 where id = ${heads.id}`);
    const screens = [head.screen().length, deputy.screen().length];
    await town.asOperator('it comes first', (uow) =>
      taskEscalate({ ...uow, actor: SYSTEM }, { taskId: heads.id, round: heads.round }),
    );
    await town.settle();
    expect([head.screen().length, deputy.screen().length]).toEqual(screens);
    expect(await remindersOf(heads.id)).toContain('1 sent');
    const woken = await town.rows(
      sql`select 1 from lilong.schedule where kind = 'task.escalate' and subject = ${`task:${heads.id}`} and state = 'waiting'`,
    );
    expect(woken).toHaveLength(1);
    // On the tenth day nothing is reminded of, and it climbs by itself.
    await town.passesUntil(morningOf(dueOn.add({ days: 10 })));
    expect(holds(liaison.last(), '逾期报到您这里的2件')).toBe(true);
    for (const title of ['报送总结', '整理照片']) expect(holds(liaison.last(), title)).toBe(true);
    for (const { id } of [heads, members])
      await town.asPerson('钱联络员本人', async (uow) => {
        await waiveTask(uow, { taskId: id, reason: '不用办了' });
      });
    await town.settle();
  });

  test('a longer time moves everything at once; sent back begins again; pressed comes more often', async () => {
    const dueOn = today().add({ days: 20 });
    const row = await setTask('社区服务站工作例会', dueOn, 'text');
    const until = dueOn.add({ days: 10 });
    const asked = await town.asPerson('陈主任本人', async (uow) =>
      must(await askExtension(uow, { taskId: row.id, until, reason: '会议室在修' })),
    );
    await town.settle();
    liaison.sees('会议室在修');
    const own = await town.asPerson('陈主任本人', (uow) =>
      decideExtension(uow, { extensionId: asked.id, grant: true }),
    );
    expect(own).toMatchObject({ ok: false, error: { kind: 'not_verifier' } });
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await decideExtension(uow, { extensionId: asked.id, grant: true })),
    );
    await town.settle();
    head.sees('同意延期');
    expect(await remindersOf(row.id)).toEqual([
      ...[-14, -7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} cancelled`),
      ...[-14, -7, -3, -1, 0, 1, 3, 7].map((offset) => `${offset} waiting`),
    ]);

    const early = await town.asPerson('陈主任本人', (uow) => submitTask(uow, { taskId: row.id }));
    expect(early).toMatchObject({ ok: false, error: { kind: 'evidence_missing' } });
    await town.asPerson('陈主任本人', async (uow) =>
      must(await addTaskEvidence(uow, { taskId: row.id, words: '例会记录已经归档' })),
    );
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
    await town.settle();
    liaison.sees('例会记录已经归档');
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await returnTask(uow, { taskId: row.id, reason: '缺少签到表' })),
    );
    await town.settle();
    head.sees('缺少签到表');
    // What was handed in before it was sent back does not count a second time.
    expect(await town.asPerson('陈主任本人', (uow) => submitTask(uow, { taskId: row.id }))).toMatchObject({
      error: { kind: 'evidence_missing' },
    });
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await superviseTask(uow, { taskId: row.id, reason: '区里要看' })),
    );
    await town.settle();
    expect((await remindersOf(row.id)).slice(-12)).toEqual(
      [-14, -7, -5, -3, -2, -1, 0, 1, 2, 3, 5, 7].map((offset) => `${offset} waiting`),
    );
    await town.passesUntil(morningOf(until.subtract({ days: 14 })));
    expect(heard(head, '❗ 督办提醒')).toBe(1);
    expect(await sentOf(row.id)).toEqual(['-14 alone accepted']);
  });

  test('a wake-up that got lost altogether is found by the sweep, and counted', async () => {
    const { context, committed } = town.house.runtime;
    const dueOn = today().add({ days: 7 });
    const row = await setTask('节前安全检查', dueOn);
    await town.settle();
    const day = dueOn.subtract({ days: 3 });
    await context.db.direct.execute(
      sql`delete from lilong.schedule where kind = 'reminder.digest' and due_at <= ${morningOf(day).toString()}::timestamptz and state = 'waiting'`,
    );
    await town.passesUntil(morningOf(day).add({ minutes: 30 }));
    const before = heard(head, '节前安全检查');
    expect(await sentOf(row.id)).toEqual([]);
    expect(await repairReminders(context, committed)).toBe(1);
    await town.settle();
    expect(heard(head, '节前安全检查')).toBe(before + 1);
    expect(await sentOf(row.id)).toEqual(['-3 digest accepted']);
    expect(await remindersOf(row.id)).toContain('-3 sent');
    expect(await repairReminders(context, committed)).toBe(0);
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
  });

  test('nobody holds the seat: it falls to the head of the body, and at last to the subdistrict', async () => {
    const row = await town.asPerson('钱联络员本人', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '网格月度例会' },
          ownerRole: 'grid_officer',
          verifierRole: 'committee_head',
          evidence: 'none',
          dueOn: today().add({ days: 5 }),
        }),
      ),
    );
    await town.settle();
    expect(holds(head.sees('网格月度例会'), '这个岗位现在没有人')).toBe(true);
    // The head does it now, so the head cannot sign it off.
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
    await town.settle();
    liaison.sees('请核验');
    const own = await town.asPerson('陈主任本人', (uow) => verifyTask(uow, { taskId: row.id }));
    expect(own).toMatchObject({ ok: false, error: { kind: 'own_work' } });
    await town.asPerson('钱联络员本人', async (uow) => must(await verifyTask(uow, { taskId: row.id })));
  });

  test('her own calendar has what she must do, behind an address that can be ended', async () => {
    const row = await setTask('年中总结', today().add({ days: 30 }));
    const addressIn = (who: Voice) => /\/calendar\/\S+\.ics/.exec(JSON.stringify(who.last()))?.[0] ?? '';
    const read = async (path: string) => {
      const answer = await town.house.app.request(path);
      return { status: answer.status, type: answer.headers.get('content-type'), text: await answer.text() };
    };
    await head.says('日历');
    const address = addressIn(head);
    const calendar = await read(address);
    expect(calendar).toMatchObject({ status: 200, type: 'text/calendar; charset=utf-8' });
    expect(calendar.text).toContain('SUMMARY:年中总结');
    expect(calendar.text).toContain(`DTSTART;VALUE=DATE:${row.dueOn?.replaceAll('-', '')}`);
    expect(calendar.text).toContain(`UID:task-${row.id}@lilong`);

    // As she speaks with the assistant, so her calendar speaks with her.
    expect(calendar.text).toContain('X-WR-CALNAME:我的社区任务');
    await head.says('/lang');
    await head.presses('English');
    expect((await read(address)).text).toContain('X-WR-CALNAME:My community tasks');
    await head.says('/lang');
    await head.presses('简体中文');

    await head.says('日历');
    expect(addressIn(head)).not.toBe(address);
    expect((await read(address)).status).toBe(404);
    expect((await read(addressIn(head))).status).toBe(200);
    const last = addressIn(head);
    await head.says('停用日历');
    head.sees('停用了');
    expect((await read(last)).status).toBe(404);
    expect((await read('/calendar/AAAAAAAAAAAAAAAAAAAAAA.ics')).status).toBe(404);
    const stranger = onLine(town);
    await stranger.says('日历');
    stranger.sees('绑定身份以后');
  });

  test('a longer time is granted only while the day that was asked for is still to come', async () => {
    const dueOn = today().add({ days: 20 });
    const row = await setTask('安全检查报告', dueOn);
    const until = dueOn.add({ days: 1 });
    const asked = await town.asPerson('陈主任本人', async (uow) =>
      must(await askExtension(uow, { taskId: row.id, until, reason: '等报告' })),
    );
    await town.house.runtime.jobs.jumpTo(morningOf(until.add({ days: 1 })));
    await town.settle();
    const decide = (grant: boolean) =>
      town.asPerson('钱联络员本人', (uow) =>
        decideExtension(uow, { extensionId: asked.id, grant, reason: '已经过了' }),
      );
    expect(await decide(true)).toMatchObject({
      ok: false,
      error: { kind: 'extension_past', until: until.toString() },
    });
    expect(await town.rows(sql`select due_on::text as due from lilong.task where id = ${row.id}`)).toEqual([
      { due: dueOn.toString() },
    ]);
    expect(await decide(false)).toMatchObject({ ok: true });
  });

  test('a request for time that another date has overtaken waits for nobody, and a new one can be made', async () => {
    const dueOn = today().add({ days: 20 });
    const row = await setTask('消防演练方案', dueOn);
    const ask = (until: Temporal.PlainDate) =>
      town.asPerson('陈主任本人', async (uow) =>
        must(await askExtension(uow, { taskId: row.id, until, reason: '等场地' })),
      );
    const overtaken = await ask(dueOn.add({ days: 2 }));
    const later = dueOn.add({ days: 4 });
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await rescheduleTask(uow, { taskId: row.id, dueOn: later })),
    );
    expect(
      await town.asPerson('钱联络员本人', (uow) => decideExtension(uow, { extensionId: overtaken.id, grant: true })),
    ).toMatchObject({ ok: false, error: { kind: 'extension_decided', state: 'void' } });
    await ask(later.add({ days: 2 }));
    await town.asPerson('陈主任本人', async (uow) => must(await submitTask(uow, { taskId: row.id })));
    await town.asPerson('钱联络员本人', async (uow) => must(await verifyTask(uow, { taskId: row.id })));
    expect(
      await town.rows(sql`select state from lilong.task_extension where task_id = ${row.id} order by asked_at, id`),
    ).toEqual([{ state: 'void' }, { state: 'void' }]);
  });

  theRecordHolds(town);
});
