/** Handed in, and nobody looks at it: who verifies is reminded in the day's one message, then the tier above hears. */
import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { SYSTEM } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { createBody } from '../../src/usecases/registry/bodies.ts';
import { createCommunity, createPerson } from '../../src/usecases/registry/create.ts';
import { createInvitation } from '../../src/usecases/registry/invitations.ts';
import { grantSeat } from '../../src/usecases/registry/seats.ts';
import { lockTask } from '../../src/usecases/task/change.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { askExtension, decideExtension } from '../../src/usecases/task/extension.ts';
import { reminderDigest } from '../../src/usecases/task/remind.ts';
import { submitTask, superviseTask, unsuperviseTask, verifyTask } from '../../src/usecases/task/steps.ts';
import { onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds, labels } from './seen.ts';
import { COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('handed in and not verified', (town) => {
  const head = onLine(town);
  const neighbour = onLine(town);
  const liaison = onLine(town);
  const leader = onTelegram(town, { name: '领导小组的手机' });
  const other = { id: '' };
  const HEAD = '陈主任本人';
  const NEIGHBOUR = '孙主任本人';
  const LIAISON = '钱联络员本人';

  const today = () => town.now().toZonedDateTimeISO(COMMUNITY.zone).toPlainDate();
  const at = (date: Temporal.PlainDate, time: string) =>
    date.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: time }).toInstant();
  const heard = (who: Voice, words: string): number => who.screen().filter((seen) => holds(seen, words)).length;
  const set = (title: string, communityId: string) =>
    town.asPerson(LIAISON, async (uow) =>
      must(
        await createTask(uow, {
          communityId,
          title: { 'zh-Hans': title },
          ownerRole: 'committee_head',
          evidence: 'none',
          dueOn: today().add({ days: 60 }),
        }),
      ),
    );
  const submit = (name: string, taskId: string) =>
    town.asPerson(name, async (uow) => must(await submitTask(uow, { taskId })));

  test('two heads, their liaison, and the leading group above her', async () => {
    const groups = await town.asOperator('second community', async (uow) => {
      other.id = must(await createCommunity(uow, { code: 'second', name: '安康里社区' })).id;
      const group = must(
        await createBody(uow, { kind: 'leading_group', name: '领导小组', communityId: town.communityId }),
      ).id;
      return { group };
    });
    const joins = async (
      who: Voice,
      name: string,
      seats: readonly { role: 'committee_head' | 'subdistrict'; communityId?: string; bodyId?: string }[],
    ) => {
      const code = await town.asOperator(`seat ${name}`, async (uow) => {
        const { id } = must(await createPerson(uow, { communityId: seats[0]?.communityId ?? town.communityId, name }));
        for (const seat of seats) must(await grantSeat(uow, { personId: id, ...seat }));
        return must(await createInvitation(uow, { personId: id })).code;
      });
      await who.says(`绑定 ${code}`);
    };
    await joins(head, HEAD, [{ role: 'committee_head' }]);
    await joins(neighbour, NEIGHBOUR, [{ role: 'committee_head', communityId: other.id }]);
    await joins(liaison, LIAISON, [{ role: 'subdistrict' }, { role: 'subdistrict', communityId: other.id }]);
    await joins(leader, '郑组长本人', [{ role: 'subdistrict', bodyId: groups.group }]);
    await town.passesUntil(at(today().add({ days: 1 }), '10:00'));
  });

  test('after three working days whoever verifies is reminded, once a day for all communities, and nobody else', async () => {
    const first = await set('上报总结', town.communityId);
    const second = await set('上报计划', other.id);
    await submit(HEAD, first.id);
    await submit(NEIGHBOUR, second.id);
    await town.settle();
    await town.passesUntil(at(today().add({ days: 6 }), '10:00'));
    const digests = liaison.screen().filter((seen) => holds(seen, '交上来的，等您核验'));
    expect(digests.length).toBeGreaterThan(0);
    expect(digests[0]?.text).toContain('上报总结');
    expect(digests[0]?.text).toContain('上报计划');
    const perDay = await town.rows<{ n: number }>(
      sql`select count(distinct outbox_id)::int as n from lilong.reminder_sent where subject like 'verify:%'
        group by person_id, (at at time zone 'Asia/Shanghai')::date`,
    );
    expect(Math.max(...perDay.map(({ n }) => n))).toBe(1);
    expect(heard(head, '等您核验')).toBe(0);
    expect(heard(leader, '等您核验')).toBe(0);
    await town.asPerson(LIAISON, async (uow) => must(await verifyTask(uow, { taskId: second.id })));
  });

  test('silent for as long again: the tier above hears once, and whoever handed it in reads that it waits', async () => {
    await town.passesUntil(at(today().add({ days: 10 }), '10:00'));
    expect(heard(leader, '早就交上来了')).toBe(1);
    expect(heard(head, '还在等街道工作人员核验')).toBe(1);
    expect(heard(neighbour, '还在等')).toBe(0);
    const waiting = await town.rows<{ subject: string }>(
      sql`select r.subject from lilong.reminder r join lilong.task t on 'verify:' || t.id = r.subject
        where r.state = 'waiting' and t.state = 'done'`,
    );
    expect(waiting).toEqual([]);
    await liaison.presses('核验通过');
    await town.passes({ days: 10 });
    expect(heard(leader, '早就交上来了')).toBe(1);
  });

  test('one thing alone comes with the buttons that settle it', async () => {
    const { id } = await set('上报名册', town.communityId);
    await submit(HEAD, id);
    await town.settle();
    await town.passesUntil(at(today().add({ days: 6 }), '10:00'));
    expect(labels(liaison.sees('等您核验'))).toContain('核验通过');
    await liaison.presses('核验通过');
  });

  test('more time granted, or pressed no longer, after it was handed in: it goes on waiting for whoever verifies', async () => {
    const [granted, eased] = [await set('延期后交的', town.communityId), await set('督办过的', town.communityId)];
    const asked = await town.asPerson(HEAD, async (uow) =>
      must(await askExtension(uow, { taskId: granted.id, until: today().add({ days: 65 }), reason: '等数据' })),
    );
    await town.asPerson(LIAISON, async (uow) => must(await superviseTask(uow, { taskId: eased.id, reason: '要紧' })));
    for (const { id } of [granted, eased]) await submit(HEAD, id);
    await town.asPerson(LIAISON, async (uow) => {
      must(await decideExtension(uow, { extensionId: asked.id, grant: true }));
      must(await unsuperviseTask(uow, { taskId: eased.id, reason: '不急了' }));
    });
    await town.settle();
    const before = heard(leader, '早就交上来了');
    await town.passesUntil(at(today().add({ days: 16 }), '10:00'));
    for (const { id } of [granted, eased])
      expect(await town.rows(sql`select 1 from lilong.reminder_sent where subject = ${`verify:${id}`}`)).not.toEqual(
        [],
      );
    expect(heard(leader, '早就交上来了')).toBe(before + 2);
    for (const { id } of [granted, eased])
      await town.asPerson(LIAISON, async (uow) => must(await verifyTask(uow, { taskId: id })));
  });

  test('a digest and whoever hands in at the same moment never wait for each other both ways', async () => {
    const { id } = await set('同时办', town.communityId);
    await town.settle();
    await town.rows(sql`update lilong.reminder set due_at = ${town.now().toString()}::timestamptz
      where subject = ${`task:${id}`} and "offset" = -14 returning id`);
    const { context } = town.house.runtime;
    const handsIn = town.asPerson(HEAD, async (uow) => {
      must(await lockTask(uow, id));
      // As long as the digest needs to get in between.
      await uow.tx.execute(sql`select pg_sleep(2)`);
      must(await submitTask(uow, { taskId: id }));
    });
    await new Promise((resolve) => setTimeout(resolve, 700));
    const digest = runUnit(context, SYSTEM, context.index.of('story', 'digest'), async (uow) => {
      await reminderDigest(uow, { communityId: town.communityId });
      return {};
    });
    await Promise.all([handsIn, digest]);
    await town.settle();
    const [row] = await town.rows<{ state: string }>(sql`select state from lilong.task where id = ${id}`);
    expect(row?.state).toBe('submitted');
  });

  theRecordHolds(town);
});
