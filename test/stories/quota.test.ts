/** LINE's month looked ahead at: how many pushes are still to come, when they run out, who is warned, and who goes first. */
import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { expect, test } from 'vitest';
import { chat } from '../../db/schema/index.ts';
import { addressOf } from '../../src/notices/outbox-writer.ts';
import { quotaMonthOf, reserveQuota } from '../../src/pipeline/quota.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import { submitTask, superviseTask } from '../../src/usecases/task/steps.ts';
import { adminApi } from '../harness/admin-api.ts';
import { joins, lineGroup, onLine } from './on-line.ts';
import { onTelegram } from './on-telegram.ts';
import { theRecordHolds } from './record.ts';
import { holds } from './seen.ts';
import { adminToken, COMMUNITY, inOneTown, must } from './town.ts';
import type { Voice } from './voice.ts';

await inOneTown('quota', (town) => {
  const head = onLine(town);
  const liaison = onTelegram(town, { name: '联络员的手机' });
  const member = onTelegram(town, { name: '委员的手机' });
  const zoned = () => town.now().toZonedDateTimeISO(COMMUNITY.zone);
  const heard = (who: Voice, words: string): number => who.screen().filter((seen) => holds(seen, words)).length;
  const forecast = async () =>
    (await adminApi(town.house.app)('GET', '/quota', { token: adminToken(town) })).json.forecast;
  const resync = () => town.rows(sql`update lilong.quota_month set synced_at = null`);
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
  /** Days from today on which a reminder of these offsets goes out before the month ends. */
  const daysOf = (dueOn: Temporal.PlainDate, offsets: readonly number[]): string[] =>
    offsets
      .map((offset) => dueOn.add({ days: offset }))
      .filter((day) => {
        const at = day.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '09:00' });
        return at.epochMilliseconds > town.now().epochMilliseconds && day.month === zoned().month;
      })
      .map(String);
  const USUAL = [-14, -7, -3, -1, 0, 1, 3, 7];
  let days: readonly string[] = [];

  test('one digest a day however many tasks, what is pressed by itself, nothing for who reads elsewhere', async () => {
    await head.says(`绑定 ${await town.invites({ name: '陈主任本人', role: 'committee_head' })}`);
    await liaison.says(`绑定 ${await town.invites({ name: '钱联络员本人', role: 'subdistrict' })}`);
    const tenth = zoned().toPlainDate().add({ months: 1 }).with({ day: 10 });
    await town.passesUntil(tenth.toZonedDateTime({ timeZone: COMMUNITY.zone, plainTime: '10:00' }).toInstant());
    await setTask('一项', tenth.add({ days: 5 }));
    await setTask('同一天的另一项', tenth.add({ days: 5 }));
    const pressed = await setTask('督办的', tenth.add({ days: 2 }));
    await town.asPerson('钱联络员本人', async (uow) =>
      must(await superviseTask(uow, { taskId: pressed.id, reason: '区里要看' })),
    );
    await town.settle();
    const planned = await town.rows<{ n: number }>(
      sql`select count(*)::int as n from lilong.reminder where state = 'waiting' and subject = ${`task:${pressed.id}`}
        and due_at < ${tenth.with({ day: 1 }).add({ months: 1 }).toZonedDateTime(COMMUNITY.zone).toInstant().toString()}::timestamptz`,
    );
    days = daysOf(tenth.add({ days: 5 }), USUAL);
    expect(days.length).toBeGreaterThan(4);
    await resync();
    const [line, ...others] = await forecast();
    expect(others).toEqual([]);
    expect(line).toMatchObject({
      platform: 'line',
      used: town.line.month.used,
      waiting: 0,
      groups: 0,
      announcements: 0,
      reminders: days.length + (planned[0]?.n ?? 0),
      runsOutOn: null,
    });
    expect(line.expected).toBe(line.used + line.reminders + line.summaries);
  });

  test('too little: the day it runs out is named, and the subdistrict is told once', async () => {
    const [before] = await forecast();
    town.line.month.limit = before.expected - 1;
    await resync();
    const [line] = await forecast();
    expect(line).toMatchObject({ limit: before.expected - 1, expected: before.expected });
    // What comes last does not fit any more.
    expect(line.runsOutOn).toBe(days.at(-1));
    const { jobs } = town.house.runtime;
    await jobs.watchQuota();
    await town.settle();
    const warning = liaison.sees('推送额度不够');
    for (const words of [`预计要用${line.expected}条`, `额度${line.limit}条`])
      expect([words, holds(warning, words)]).toEqual([words, true]);
    await jobs.watchQuota();
    await town.restart();
    await town.house.runtime.jobs.watchQuota();
    await town.settle();
    expect(heard(liaison, '推送额度不够')).toBe(1);
    expect(heard(head, '推送额度不够')).toBe(0);
    const metrics = await (await town.house.app.request('/metrics')).text();
    expect(metrics).toContain(`lilong_quota_expected{platform="line"} ${line.expected}`);
  });

  test('whoever is to verify what was handed in is counted too', async () => {
    await member.says(`绑定 ${await town.invites({ name: '周委员本人', role: 'committee_member' })}`);
    const { year, month } = zoned();
    const { id: taskId } = await town.asPerson('陈主任本人', async (uow) =>
      must(
        await createTask(uow, {
          communityId: town.communityId,
          title: { 'zh-Hans': '委员交的' },
          ownerRole: 'committee_member',
          verifierRole: 'committee_head',
          evidence: 'none',
          dueOn: zoned().toPlainDate().with({ day: 28 }).add({ months: 2 }),
          // Each by itself, so that no digest takes it along.
          supervised: true,
        }),
      ),
    );
    const [before] = await forecast();
    await town.asPerson('周委员本人', async (uow) => must(await submitTask(uow, { taskId })));
    await town.settle();
    const dues = await town.rows<{ at: string }>(
      sql`select due_at::date::text as at from lilong.reminder where state = 'waiting' and subject = ${`verify:${taskId}`}`,
    );
    const thisMonth = dues.filter(({ at }) => at.startsWith(`${year}-${String(month).padStart(2, '0')}`)).length;
    expect(thisMonth).toBeGreaterThan(0);
    const [after] = await forecast();
    expect(after.reminders).toBe(before.reminders + thisMonth);
  });

  test('what is planned for people’s own chats goes before a group', async () => {
    const group = lineGroup();
    await joins(town, group);
    await town.house.runtime.jobs.watchQuota();
    const { context } = town.house.runtime;
    const [room] = (await context.db.direct.select().from(chat)).filter(({ scope }) => scope === 'group');
    const adapter = context.adapters.get('line');
    if (!room || !adapter) throw new Error('no group on LINE');
    const push = (scope: 'group' | 'direct') =>
      reserveQuota(context, adapter, {
        id: room.id,
        chatId: room.id,
        address: addressOf(room, context.keys),
        scope,
        lane: 'interactive',
        kind: 'message',
        wire: {},
        envelope: { kind: 'push' },
        retryKey: room.id,
        policy: 'skip',
        purpose: 'notice',
        attempts: 0,
      });
    expect(quotaMonthOf(adapter)).toBeDefined();
    expect(await push('group')).toMatchObject({ kind: 'hold', state: 'waiting', reason: 'quota' });
    expect(await push('direct')).toEqual({ kind: 'reserved' });
    // With room for both it goes.
    town.line.month.limit = 1000;
    await resync();
    expect(await push('group')).toEqual({ kind: 'reserved' });
  });

  theRecordHolds(town);
});
