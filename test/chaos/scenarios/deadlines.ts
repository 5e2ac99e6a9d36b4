/** Hundreds of dates come while Redis is away, or while those who must tell of them are killed. */
import { sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { type Database, rowsOf } from '../../../db/client.ts';
import { openPostgres } from '../../../db/postgres.ts';
import { createClock } from '../../../src/pipeline/clock.ts';
import { memberChat, nextReminder, planTasks, settleCommittees } from '../../harness/busy-committees.ts';
import { startInstallation } from '../../harness/installation.ts';
import { makeDemands } from '../demands.ts';
import { openLeftovers, readEvidence } from '../evidence.ts';
import { endLeases, newDatabase, newFolder, newProduct, newRedis, settle, startFakes } from '../ground.ts';
import { checkLedger } from '../ledger-check.ts';
import { FIELD_KEY, type Product, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario } from '../scenario.ts';
import type { Fakes } from '../town.ts';

const MEMBERS = 5;
const TASKS = 25;

interface Prepared {
  readonly dataDir: string;
  readonly databaseUrl: string;
  readonly redisUrl?: string;
  readonly fakes: Fakes;
  readonly communities: number;
  readonly demands: number;
  /** When the first reminders of all tasks are due. */
  readonly due: Temporal.Instant;
}

export const deadlinesWithoutRedis: Scenario = {
  name: 'deadlines-without-redis',
  proves:
    'with Redis flushed and stopped for six hours of domain time, and a week after that, every date is met once, by its newest reminder',
  needs: ['postgres', 'redisServer'],
  limitMs: { short: 140_000, long: 600_000 },
  run: async (run) => {
    const redis = await newRedis(run);
    const made = await prepare(run, redis.url);
    const clock = await openClock(run, made.databaseUrl);
    await clock.to(made.due.subtract({ hours: 3 }));
    const env = { DATA_DIR: made.dataDir, DATABASE_URL: made.databaseUrl, REDIS_URL: redis.url };
    const processes: Product[] = [];
    for (let at = 0; at < 2; at += 1) processes.push(await newProduct(run, { ...env, ...platformEnv(made.fakes) }));
    for (const process of processes) process.start();
    for (const process of processes) run.expect(await process.up(60_000), `no start:\n${process.output()}`);

    await redis.stop();
    run.say('Redis is gone, and what it knew');
    const steps = run.short ? 12 : 36;
    for (let step = 0; step < steps; step += 1) {
      await clock.by({ minutes: 360 / steps });
      await pause(run.random.between(50, run.short ? 400 : 1_500));
    }
    await settle(run, processes, 60_000);
    await judgeDeadlines(run, made, { offsets: 1, passedOver: 0 });
    // Two dates of every task pass at once: only the newer one is told.
    await clock.to(made.due.add({ hours: 24 * 11 }));
    await settle(run, processes, 60_000);
    await redis.start();
    await clock.by({ hours: 1 });
    await settle(run, processes, 60_000);
    for (const process of processes) run.expect((await process.stop()) === 0, 'it did not stop cleanly');
    await judgeDeadlines(run, made, { offsets: 2, passedOver: 1 });
  },
};

export const deadlinesTwoWorkers: Scenario = {
  name: 'deadlines-two-workers',
  proves: 'two workers that both wake for the same dates, and are killed at it, tell each person once',
  needs: ['postgres'],
  limitMs: { short: 140_000, long: 600_000 },
  run: async (run) => {
    const made = await prepare(run);
    const clock = await openClock(run, made.databaseUrl);
    const env = { DATA_DIR: made.dataDir, DATABASE_URL: made.databaseUrl, ...platformEnv(made.fakes) };
    const workers = [
      await newProduct(run, { ...env, ROLE: 'worker' }),
      await newProduct(run, { ...env, ROLE: 'worker' }),
    ];
    for (const worker of workers) worker.start();
    for (const worker of workers) run.expect(await worker.up(60_000), `no start:\n${worker.output()}`);
    await clock.to(made.due.add({ hours: 3 }));
    const kills = run.short ? 3 : 20;
    for (let kill = 0; kill < kills; kill += 1) {
      const victim = workers[kill % workers.length];
      await pause(run.random.between(50, 1_500));
      await victim?.kill();
      victim?.start();
      if (run.random.chance(0.7)) run.expect((await victim?.up(60_000)) ?? false, 'it did not start again');
    }
    run.count('kills', kills);
    for (const worker of workers) run.expect(await worker.up(60_000), 'it did not start again');
    if (run.short) await endLeases(made.databaseUrl);
    await settle(run, workers, 120_000);
    for (const worker of workers) run.expect((await worker.stop()) === 0, 'it did not stop cleanly');
    await judgeDeadlines(run, made, { offsets: 1, passedOver: 0 });
  },
};

async function prepare(run: Run, redisUrl?: string): Promise<Prepared> {
  const fakes = await startFakes(run);
  const dataDir = await newFolder(run);
  const databaseUrl = await newDatabase(run);
  const communities = run.short ? 4 : 20;
  const demands = run.short ? 40 : 250;
  const engines = { databaseUrl, ...(redisUrl !== undefined && { redisUrl }) };
  const before = await startInstallation({ ...engines, dataDir, fakes, env: { FIELD_KEY } });
  const committees = await settleCommittees(before.runtime, communities, MEMBERS);
  await planTasks(before.runtime, committees, TASKS);
  await makeDemands(before.runtime, demands, 'resolved');
  const { db } = before.runtime.context;
  const due = await nextReminder(db, committees);
  await spreadClosures(run, db, due);
  await before.settle();
  await before.stop({ keep: true });
  run.count('tasks', communities * TASKS);
  run.count('closures', demands);
  const made = { dataDir, databaseUrl, fakes, communities, demands, due };
  return redisUrl === undefined ? made : { ...made, redisUrl };
}

/** The silences end within the six hours around the reminders. */
async function spreadClosures(run: Run, db: Database, due: Temporal.Instant): Promise<void> {
  const rows = await rowsOf<{ key: string }>(
    db.direct,
    sql`select key from lilong.schedule where kind = 'demand.confirm-expires' and state = 'waiting' order by key`,
  );
  const times = rows.map(({ key }) => ({
    key,
    at: due
      .subtract({ hours: 3 })
      .add({ seconds: run.random.between(1, 6 * 3600 - 1) })
      .toString(),
  }));
  await db.direct.execute(
    sql`update lilong.schedule s set due_at = t.at from jsonb_to_recordset(${JSON.stringify(times)}::text::jsonb) as t(key text, at timestamptz) where s.key = t.key`,
  );
}

/** Moves what every process of the installation takes for the time; each reads it once a second. */
async function openClock(run: Run, url: string) {
  const db = openPostgres({ url, connections: 1 });
  run.defer(() => db.close());
  const clock = createClock(true);
  await clock.reload(db.direct);
  return {
    to: (instant: Temporal.Instant) => clock.moveTo(db.direct, instant),
    by: (span: { readonly hours?: number; readonly minutes?: number }) =>
      clock.moveTo(db.direct, clock.now().add(span)),
  };
}

interface Expected {
  /** How many reminders of each task were told by now. */
  readonly offsets: number;
  readonly passedOver: number;
}

async function judgeDeadlines(run: Run, made: Prepared, { offsets, passedOver }: Expected): Promise<void> {
  const left = await openLeftovers(made);
  try {
    const tasks = made.communities * TASKS;
    const [row] = await rowsOf<Record<'told' | 'accepted' | 'over' | 'late' | 'confirmed' | 'twice' | 'open', string>>(
      left.db.direct,
      sql`with clock as (select now() + coalesce((select (value::text)::numeric from lilong.setting where name = 'clock-offset'), 0) * interval '1 millisecond' as at),
        towns as (select id from lilong.community where code like 'town-%'),
        planned as (select * from lilong.reminder where community_id in (select id from towns)),
        sent as (select s.outbox_id from lilong.reminder_sent s join lilong.task t on s.subject = 'task:' || t.id
          where t.community_id in (select id from towns) and s.channel = 'digest' and s."offset" < 1000)
        select
        (select count(*) from sent) as told,
        (select count(*) from sent join lilong.outbox o on o.id = sent.outbox_id where o.state = 'accepted') as accepted,
        (select count(*) from planned where state = 'passed_over') as over,
        (select count(*) from planned, clock where state = 'waiting' and due_at <= clock.at) as late,
        (select count(*) from lilong.demand where state = 'confirmed') as confirmed,
        (select count(*) from (select demand_id from lilong.demand_event where kind = 'auto_confirm' group by demand_id having count(*) <> 1) d) as twice,
        (select count(*) from lilong.schedule s, clock where s.state = 'waiting' and s.due_at <= clock.at) as open`,
    );
    const is = (name: keyof NonNullable<typeof row>, wanted: number, what: string) =>
      run.expect(Number(row?.[name]) === wanted, `${row?.[name]} ${what}, not ${wanted}`);
    is('told', tasks * offsets, 'reminders were told');
    is('accepted', tasks * offsets, 'reminders were accepted');
    is('over', tasks * passedOver, 'reminders were passed over');
    is('late', 0, 'reminders are due and waiting');
    is('confirmed', made.demands, 'demands are confirmed');
    is('twice', 0, 'demands were confirmed more than once');
    is('open', 0, 'due times were not met');
    const { chats } = await readEvidence(left);
    for (let member = 0; member < made.communities * MEMBERS; member += 1) {
      const rows = chats.find(({ chat }) => chat === memberChat(member))?.rows ?? [];
      const lists = rows.filter(({ topic }) => topic === 'reminder.due').length;
      run.expect(lists === offsets, `member ${member} has ${lists} lists of what is due, not ${offsets}`);
      const taken = made.fakes.line.messagesTo(memberChat(member)).length;
      const accepted = rows.filter(({ state }) => state === 'accepted').length;
      run.expect(taken === accepted, `${taken} messages stand before member ${member}, ${accepted} were accepted`);
    }
    run.count('reminders accepted', Number(row?.accepted));
    const ledger = await checkLedger(left);
    for (const fault of ledger.faults.slice(0, 5)) run.expect(false, `ledger: ${fault}`);
    run.expect(ledger.pending === 0, `${ledger.pending} ledger entries were never sealed`);
  } finally {
    await left.db.close();
  }
}
