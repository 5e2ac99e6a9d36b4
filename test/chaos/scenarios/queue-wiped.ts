/** Everything is due at about the same time, and the queue forgets what it was told again and again. */
import { sql } from 'drizzle-orm';
import { Redis } from 'ioredis';
import { Client, DatabaseError } from 'pg';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../../db/client.ts';
import { type Installation, startInstallation } from '../../harness/installation.ts';
import { makeDemands } from '../demands.ts';
import { newDatabase, newRedis, startFakes } from '../ground.ts';
import { checkLedger } from '../ledger-check.ts';
import { FIELD_KEY } from '../product.ts';
import { pause, type Run, type Scenario, until } from '../scenario.ts';

export const queueWiped: Scenario = {
  name: 'queue-wiped',
  proves: 'with its queue on PostgreSQL emptied and then dropped, every due time is still met once',
  needs: ['postgres'],
  limitMs: { short: 140_000, long: 300_000 },
  run: async (run) => {
    const databaseUrl = await newDatabase(run);
    const client = new Client({ connectionString: databaseUrl });
    await client.connect();
    run.defer(() => client.end());
    let wipes = 0;
    await meetDeadlines(run, { databaseUrl }, async () => {
      wipes += 1;
      // Now and then not even the tables are left.
      const drop = wipes % 4 === 0 ? 'drop schema if exists lilong_queue cascade' : EMPTY_QUEUE;
      await insist(client, drop);
    });
  },
};

/** Against a queue at work the database may choose us as the one to give way; then it is simply done again. */
async function insist(client: Client, statement: string): Promise<void> {
  for (let tries = 0; ; tries += 1) {
    try {
      await client.query(statement);
      return;
    } catch (error) {
      const deadlock = error instanceof DatabaseError && error.code === '40P01';
      if (!deadlock || tries === 20) throw error;
    }
  }
}

export const queueWipedRedis: Scenario = {
  name: 'queue-wiped-redis',
  proves: 'with Redis flushed, stopped and started empty, every due time is still met once',
  needs: ['postgres', 'redisServer'],
  limitMs: { short: 140_000, long: 300_000 },
  run: async (run) => {
    const databaseUrl = await newDatabase(run);
    const redis = await newRedis(run);
    const client = new Redis(redis.url, { retryStrategy: () => 200, maxRetriesPerRequest: 1 });
    client.on('error', () => {});
    run.defer(() => client.disconnect());
    let wipes = 0;
    await meetDeadlines(run, { databaseUrl, redisUrl: redis.url }, async () => {
      wipes += 1;
      if (wipes % 6 !== 0) return void (await client.flushdb());
      await redis.stop();
      await pause(1_500);
      await redis.start();
    });
  },
};

const EMPTY_QUEUE = `do $$ declare name text; begin
  for name in select format('%I.%I', schemaname, tablename) from pg_tables where schemaname = 'lilong_queue' and tablename <> 'migrations'
  loop execute 'truncate ' || name || ' cascade'; end loop; end $$`;

interface Engines {
  readonly databaseUrl: string;
  readonly redisUrl?: string;
}

async function meetDeadlines(run: Run, engines: Engines, wipe: () => Promise<void>): Promise<void> {
  const fakes = await startFakes(run);
  const start = async (): Promise<Installation> => {
    const made = await startInstallation({ ...engines, fakes, env: { FIELD_KEY } });
    run.defer(() => made.stop());
    return made;
  };
  const first = await start();
  await start();
  const { db } = first.runtime.context;
  const number = run.short ? 60 : 600;
  const plans = await makeDemands(first.runtime, number, 'resolved');
  const spreadMs = run.short ? 6_000 : 60_000;

  // Brought forward, so that the silence of a week ends within seconds, and announced to the queue like any new plan.
  const begin = Temporal.Now.instant().add({ seconds: 1 });
  const moved = plans
    .filter((plan) => plan.kind === 'demand.confirm-expires')
    .map((plan) => ({ ...plan, dueAt: begin.add({ milliseconds: run.random.between(0, spreadMs) }) }));
  const times = JSON.stringify(moved.map(({ key, dueAt }) => ({ key, at: dueAt.toString() })));
  await db.direct.execute(
    sql`update lilong.schedule s set due_at = t.at from jsonb_to_recordset(${times}::text::jsonb) as t(key text, at timestamptz) where s.key = t.key`,
  );
  first.runtime.committed({ dispatches: [], dueTimes: moved });

  let wipes = 0;
  const end = begin.epochMilliseconds + spreadMs;
  while (Date.now() < end) {
    await wipe();
    wipes += 1;
    await pause(run.random.between(150, 600));
  }
  run.count('due times', moved.length);
  run.count('wipes', wipes);
  const left = async () => {
    const [row] = await rowsOf<{ n: string }>(
      db.direct,
      sql`select count(*) as n from lilong.schedule where kind = 'demand.confirm-expires' and state <> 'done'`,
    );
    return Number(row?.n);
  };
  const done = await until(async () => (await left()) === 0, 30_000, 200);
  run.expect(done, `${await left()} due times were not met`);
  await first.settle();
  await judge(run, first, number);
}

async function judge(run: Run, { runtime }: Installation, number: number): Promise<void> {
  const { db, keys, index } = runtime.context;
  const ledger = await checkLedger({ db, keys, index });
  for (const fault of ledger.faults) run.expect(false, `ledger: ${fault}`);
  run.expect(ledger.pending === 0, `${ledger.pending} ledger entries were never sealed`);
  const confirmed = ledger.actions.get('demand.auto-confirm') ?? 0;
  run.expect(confirmed === number, `${number} silences ended, ${confirmed} ledger entries say so`);
  const [row] = await rowsOf<{ late: string; confirmed: string; twice: string }>(
    db.direct,
    sql`select
      (select max(extract(epoch from settled_at - due_at)) * 1000 from lilong.schedule where kind = 'demand.confirm-expires') as late,
      (select count(*) from lilong.demand where state = 'confirmed') as confirmed,
      (select count(*) from (select demand_id from lilong.demand_event where kind = 'auto_confirm' group by demand_id having count(*) <> 1) d) as twice`,
  );
  run.expect(Number(row?.confirmed) === number, `${row?.confirmed} of ${number} demands are confirmed`);
  run.expect(row?.twice === '0' || Number(row?.twice) === 0, `${row?.twice} demands were confirmed more than once`);
  run.count('latest ms', Math.round(Number(row?.late)));
  const metrics = await runtime.metrics.print(runtime.context);
  const repaired = /^lilong_sweep_repairs_total\{kind="due"\} (\d+)$/m.exec(metrics)?.[1];
  run.count('repaired by the sweep', Number(repaired ?? 0));
}
