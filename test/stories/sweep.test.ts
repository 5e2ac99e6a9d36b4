/** `jobs sweep`: what nobody would have been reminded of, or twice, is found at once, mended, and counted once. */
import { randomUUID } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import { rowsOf } from '../../db/client.ts';
import { OPERATOR } from '../../src/domain/permissions/roles.ts';
import { runUnit } from '../../src/pipeline/unit.ts';
import { communityByCode } from '../../src/usecases/registry/communities.ts';
import { createTask } from '../../src/usecases/task/create.ts';
import type { UnitOfWork } from '../../src/usecases/unit-of-work.ts';
import { adminApi } from '../harness/admin-api.ts';
import { openCommandLine } from '../harness/command-line.ts';
import { must } from './town.ts';

const NOTHING = { gaps: { missed: 0, escalations: 0, reminders: 0 }, doubles: { schedule: 0, reminders: 0 } };

const terminal = await openCommandLine('jobs sweep');
const { house, answer, lilong, close } = terminal;
const { context } = house.runtime;
const api = adminApi(house.app);
const run = <T extends Record<string, unknown>>(query: Parameters<typeof rowsOf>[1]) =>
  rowsOf<T>(context.db.direct, query);
const metric = async (name: string): Promise<number> => {
  const text = await house.runtime.metrics.print(context);
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ')[1] ?? 0);
};
async function asOperator<T>(work: (uow: UnitOfWork) => Promise<T>): Promise<T> {
  const done: T[] = [];
  house.runtime.committed(
    await runUnit(context, OPERATOR, randomUUID(), async (uow) => {
      done.push(await work(uow));
      return {};
    }),
  );
  return done[0] as T;
}

let taskId = '';
const today = () => context.clock.now().toZonedDateTimeISO('Asia/Shanghai').toPlainDate();

test('a task of the demo community, nothing wrong', async () => {
  taskId = await asOperator(async (uow) => {
    const home = await communityByCode(uow.tx, 'demo');
    const row = must(
      await createTask(uow, {
        communityId: home?.id ?? '',
        title: { 'zh-Hans': '节前安全检查' },
        ownerRole: 'committee_head',
        verifierRole: 'subdistrict',
        evidence: 'none',
        dueOn: today().add({ days: 2 }),
      }),
    );
    return row.id;
  });
  await house.settle();
  expect(await answer('jobs', 'sweep')).toEqual(NOTHING);
});

test('lost wake-ups, lost escalations and rows that stand twice are mended and told, and only once', async () => {
  // The process plans the day's head of the ledger by itself, a moment after its start.
  const heads = () => run(sql`select 1 from lilong.schedule where kind = 'ledger.head-daily' and state = 'waiting'`);
  await expect.poll(async () => (await heads()).length, { timeout: 20_000 }).toBeGreaterThan(0);
  // The next two days' digests and the climbing are gone, and one wake-up stands there twice.
  const gone = await run(
    sql`delete from lilong.schedule where state = 'waiting' and kind in ('reminder.digest','task.escalate') returning id`,
  );
  expect(gone.length).toBeGreaterThan(2);
  await run(
    sql`insert into lilong.schedule (id, kind, key, subject, due_at, shard, payload_sealed, state)
      select gen_random_uuid(), kind, key || ':twice', subject, due_at, shard, payload_sealed, state
      from lilong.schedule where kind = 'ledger.head-daily' and state = 'waiting' limit 1 returning id`,
  );
  const open = await run<{ n: number }>(
    sql`select count(*)::int as n from lilong.task where state in ('scheduled','notified','acknowledged','in_progress','returned') and due_on is not null`,
  );
  const soon = await run<{ n: number }>(
    sql`select count(*)::int as n from lilong.reminder where state = 'waiting'
      and due_at <= ${context.clock.now().add({ hours: 48 }).toString()}::timestamptz`,
  );
  const before = await metric('lilong_sweep_repairs_total{kind="reminder"}');
  const found = await answer('jobs', 'sweep');
  expect(found).toEqual({
    gaps: { missed: 0, escalations: open[0]?.n, reminders: soon[0]?.n },
    doubles: { schedule: 1, reminders: 0 },
  });
  expect(open[0]?.n).toBeGreaterThan(0);
  expect(soon[0]?.n).toBeGreaterThan(0);
  expect((await metric('lilong_sweep_repairs_total{kind="reminder"}')) - before).toBe(soon[0]?.n);
  expect(await metric('lilong_sweep_doubles_total{kind="schedule"}')).toBe(1);
  expect(await answer('jobs', 'sweep')).toEqual(NOTHING);
  // What was planned again goes out.
  await house.runtime.jobs.advanceTo(context.clock.now().add({ hours: 48 }));
  expect(
    await run(sql`select 1 from lilong.reminder_sent where subject = ${`task:${taskId}`} and "offset" = -1`),
  ).not.toEqual([]);
});

test('what was given up after five failures is tried again by the next sweep', async () => {
  const [one] = await run<{ id: string }>(
    sql`update lilong.schedule set state = 'parked', attempts = 5, settled_at = now(), due_at = ${context.clock.now().subtract({ hours: 1 }).toString()}::timestamptz
      where kind = 'ledger.head-daily' and state = 'waiting' returning id`,
  );
  expect(await answer('jobs', 'sweep')).toMatchObject({ gaps: { missed: 1 } });
  expect(await run(sql`select state from lilong.schedule where id = ${one?.id}`)).toEqual([{ state: 'done' }]);
  expect(await metric('lilong_sweep_repairs_total{kind="parked"}')).toBe(1);
});

test('a reminder that went out twice is counted by one sweep and by no other, even a day long', async () => {
  await run(
    sql`insert into lilong.reminder_sent (id, subject, round, "offset", person_id, channel, at)
      select gen_random_uuid(), subject, round, "offset", person_id, 'alone', at from lilong.reminder_sent
      where channel = 'digest' and subject = ${`task:${taskId}`} and "offset" = -1 returning id`,
  );
  const double = { ...NOTHING, doubles: { schedule: 0, reminders: 1 } };
  expect(await answer('jobs', 'sweep', '--key', 'sweep-1')).toMatchObject({ doubles: double.doubles });
  expect(await metric('lilong_sweep_doubles_total{kind="reminder"}')).toBe(1);
  for (let hour = 0; hour < 3; hour += 1) expect(await house.runtime.jobs.repair()).toMatchObject(NOTHING);
  expect(await metric('lilong_sweep_doubles_total{kind="reminder"}')).toBe(1);
  // Asked again with the same key, the same answer comes and nothing is done.
  expect(await answer('jobs', 'sweep', '--key', 'sweep-1')).toMatchObject({ doubles: double.doubles });
});

test('it is said in words, the ledger keeps that it was done, and nobody without the token does it', async () => {
  const said = await lilong('jobs', 'sweep', '--lang', 'zh-Hans');
  expect(said.out).toContain('没有安排发出的提醒');
  expect((await lilong('jobs', 'sweep', '--lang', 'en')).out).toContain('reminders that went out twice');
  expect((await lilong('jobs', 'sweep', '--lang', 'zh-Hant')).out).toContain('發出了兩次的提醒');
  await house.settle();
  const entries = await run(sql`select 1 from lilong.ledger where subject = 'jobs:sweep'`);
  expect(entries.length).toBeGreaterThan(0);
  expect((await api('POST', '/jobs/sweep', { token: null })).status).toBe(401);
  await close();
});
