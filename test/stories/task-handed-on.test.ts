/** Handed on: the work stays with the seat it was given in, whoever comes new to it is asked for 收到, and only her files count. */
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { openChat } from '../../src/usecases/conversation/identify.ts';
import { attachToDemand } from '../../src/usecases/demand/attach.ts';
import { handOverSeat } from '../../src/usecases/registry/handover.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import {
  acknowledgeTask,
  addTaskEvidence,
  submitTask,
  transferTask,
  waiveTask,
} from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { labels, plainly } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';

await inOneTown('tasks handed on', (town) => {
  const head = onLine(town);
  const officer = onTelegram(town, { name: '李网格员' });
  const successor = onLine(town);
  const liaison = onTelegram(town, { name: '钱联络员' });
  const ids = { task: '', officer: '', successor: '' };
  const personOf = async (name: string) => {
    let id = '';
    await town.asPerson(name, async ({ actor }) => {
      id = actor.personId ?? '';
    });
    return id;
  };
  const taskNow = async () => {
    const [row] = await town.rows<{ state: string; acknowledged: boolean; delegate: string | null }>(
      sql`select state, acknowledged_at is not null as acknowledged, delegate_id as delegate from lilong.task where id = ${ids.task}`,
    );
    return row;
  };

  test('the people: an officer who also sits in the committee', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await officer.says(`绑定 ${await town.invites({ name: '李桂兰本人', role: 'grid_officer' })}`);
    await successor.says(`绑定 ${await town.invites({ name: '赵新来的', role: 'building_lead' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
    ids.officer = await personOf('李桂兰本人');
    ids.successor = await personOf('赵新来的');
    await town.asOperator('second seat', async (uow) =>
      must(await grantSeat(uow, { personId: ids.officer, role: 'representative', communityId: town.communityId })),
    );
  });

  test('whoever it is handed to is asked for 收到, though the one before had said it', async () => {
    await town.asOperator('set', async (uow) => {
      const made = must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '更新楼组信息' },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence: 'file',
          dueOn: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 20 }),
        }),
      );
      ids.task = made.id;
    });
    await town.settle();
    await town.asPerson('陈主任本人', async (uow) => must(await acknowledgeTask(uow, { taskId: ids.task })));
    await town.asPerson('陈主任本人', async (uow) =>
      must(await transferTask(uow, { taskId: ids.task, personId: ids.officer })),
    );
    await town.settle();
    expect(await taskNow()).toMatchObject({ state: 'notified', acknowledged: false });
    expect(labels(officer.sees('这项任务转给了您'))).toContain('收到');
    // Silent: she is asked again, and the old holder's 收到 does not count for her.
    await town.passes({ days: 6 });
    officer.sees('还没收到您的回音');
    await officer.presses('收到');
    expect(await taskNow()).toMatchObject({ state: 'acknowledged', acknowledged: true });
  });

  test('the seat changes hands: the work goes with it, though she keeps another seat', async () => {
    const [seat] = await town.rows<{ id: string }>(
      sql`select id from lilong.role_seat where person_id = ${ids.officer} and role = 'grid_officer'`,
    );
    await town.asOperator('hand over', async (uow) =>
      must(await handOverSeat(uow, { seatId: seat?.id ?? '', personId: ids.successor })),
    );
    await town.settle();
    expect(await taskNow()).toMatchObject({ state: 'notified', acknowledged: false, delegate: ids.successor });
    expect(labels(successor.sees('这项任务转给了您'))).toContain('收到');
    expect(await town.asPerson('李桂兰本人', (uow) => submitTask(uow, { taskId: ids.task }))).toMatchObject({
      ok: false,
      error: { kind: 'not_permitted' },
    });
  });

  test('from the due day on the owner is reminded too, and the escalation names both', async () => {
    const dueOn = town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 5 });
    const morning = (days: number) =>
      dueOn.add({ days }).toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '09:05' }).toInstant();
    const handed = await town.asPerson('陈主任本人', async (uow) => {
      const made = must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '走访困难家庭' },
          ownerRole: 'committee_head',
          evidence: 'none',
          dueOn,
        }),
      );
      must(await transferTask(uow, { taskId: made.id, personId: ids.successor }));
      return made;
    });
    await town.settle();
    const told = async (offset: number) =>
      (
        await town.rows<{ person: string }>(
          sql`select person_id as person from lilong.reminder_sent where subject = ${`task:${handed.id}`} and "offset" = ${offset}`,
        )
      )
        .map(({ person }) => person)
        .sort();
    await town.passesUntil(morning(-1));
    expect(await told(-1)).toEqual([ids.successor]);
    await town.passesUntil(morning(0));
    const owner = await personOf('陈主任本人');
    expect(await told(0)).toEqual([ids.successor, owner].sort());
    const card = head.last();
    expect(card.text).toContain('赵新来的在办，由您负责');
    expect(labels(card)).toEqual(['看看', plainly('转给…')]);
    expect(labels(successor.last())).toContain('完成');
    await town.passesUntil(morning(3));
    expect(liaison.last().text).toContain('办理：赵新来的 · 负责：陈主任本人');
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await waiveTask(uow, { taskId: handed.id, reason: '已经走访过' })),
    );
    await town.settle();
  });

  test('what she sent in another chat is not handed in with it', async () => {
    const [direct] = await town.rows<{ id: string }>(
      sql`select c.id from lilong.chat c join lilong.chat_account a on a.id = c.account_id
        where c.scope = 'direct' and a.person_id = ${ids.successor}`,
    );
    const evidence = await town.asPerson('赵新来的', async (uow) => {
      const accountId = uow.actor.accountId ?? '';
      const group = await openChat(
        uow,
        { address: { platform: 'line', account: '', chat: 'Cgroup' }, scope: 'group' },
        undefined,
      );
      must(
        await attachToDemand(uow, {
          accountId,
          chatId: group?.id ?? '',
          role: 'report',
          item: { kind: 'location', latitude: 31.2, longitude: 121.4 },
        }),
      );
      return addTaskEvidence(uow, { taskId: ids.task, chatId: direct?.id ?? '' });
    });
    expect(evidence).toMatchObject({ ok: false, error: { kind: 'nothing_handed_in' } });
  });

  test('tasks that belong to a seat come along with it: the successor is told how many, one tap from the list', async () => {
    await town.asOperator('set for the seat', async (uow) => {
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '年度总结' },
          ownerRole: 'committee_head',
          verifierRole: 'subdistrict',
          evidence: 'none',
          dueOn: town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate().add({ days: 20 }),
        }),
      );
    });
    const [seat] = await town.rows<{ id: string }>(sql`select id from lilong.role_seat where role = 'committee_head'`);
    await town.asOperator('hand the head over', async (uow) =>
      must(await handOverSeat(uow, { seatId: seat?.id ?? '', personId: ids.successor })),
    );
    await town.settle();
    // The one she was handed as a grid officer, and the one of the head's seat.
    expect(labels(successor.sees('诉求0件、任务2项现在归您'))).toContain('我的任务');
    head.sees('诉求和任务已转过去');
    await successor.presses('我的任务');
    successor.sees('年度总结');
  });

  theRecordHolds(town);
});
