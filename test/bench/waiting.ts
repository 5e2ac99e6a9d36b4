/** A million reminders that wait for their day: the process must be as small, and start as fast, as with ten thousand. */
import { readFile, rm } from 'node:fs/promises';
import { sql } from 'drizzle-orm';
import { openPostgres } from '../../db/postgres.ts';
import { settleCommittees } from '../harness/busy-committees.ts';
import { engineCases } from '../harness/engines.ts';
import { startInstallation } from '../harness/installation.ts';
import { end, freePort, healthy, median, start } from './processes.ts';
import { bounded, compared, type Result } from './result.ts';

const FEW = 10_000;
const MANY = 1_000_000;
const ROUNDS = 3;
/** One row of the schedule wakes a community's reminders of one day. */
const PER_WAKE_UP = 10;
const START_SECONDS = 5;
/** How long a process is watched: several sweeps, and the hourly look. */
const WATCHED_MS = 20_000;

interface Figures {
  readonly startSeconds: number;
  readonly memoryMb: number;
}

export async function waiting(): Promise<Result[]> {
  const [, postgres] = await engineCases('waiting');
  if (!postgres || postgres.skip) return [];
  const grounds = { few: await ground(postgres, FEW), many: await ground(postgres, MANY) };
  try {
    const few: Figures[] = [];
    const many: Figures[] = [];
    // By turns, because two starts of one process differ more in size than a few megabytes.
    for (let round = 0; round < ROUNDS; round += 1) {
      few.push(await watched(grounds.few));
      many.push(await watched(grounds.many));
    }
    const memory = (figures: readonly Figures[]) => median(figures.map(({ memoryMb }) => memoryMb));
    return [
      compared(
        'waiting',
        `resident memory with ${MANY} reminders waiting, against ${FEW}`,
        'MB',
        memory(many),
        memory(few),
        { most: 1.1 },
      ),
      bounded(
        'waiting',
        `start with ${MANY} reminders waiting`,
        's',
        median(many.map(({ startSeconds }) => startSeconds)),
        START_SECONDS,
      ),
    ];
  } finally {
    await grounds.few.drop();
    await grounds.many.drop();
  }
}

interface Ground {
  readonly url: string;
  /** Where the database's field key lies. */
  readonly dataDir: string;
  drop(): Promise<void>;
}

async function ground(engine: Awaited<ReturnType<typeof engineCases>>[number], count: number): Promise<Ground> {
  const setup = await engine.setUp();
  const url = setup.settings.databaseUrl ?? '';
  const house = await startInstallation({ ...setup.settings, demo: false });
  await settleCommittees(house.runtime, 10, 1);
  await house.stop({ keep: true });
  await fill(url, count);
  return {
    url,
    dataDir: house.dataDir,
    drop: async () => {
      await rm(house.dataDir, { recursive: true, force: true });
      await setup.drop();
    },
  };
}

/** Of ten communities, on the days of the next two years. */
async function fill(url: string, count: number): Promise<void> {
  const db = openPostgres({ url, connections: 1 });
  try {
    await db.direct.execute(sql`insert into lilong.reminder (id, community_id, subject, round, "offset", due_at)
      select gen_random_uuid(), homes.ids[1 + n % 10], 'task:' || gen_random_uuid(), 0, -7,
        date_trunc('day', now()) + interval '1 day' * (2 + n % 700)
      from generate_series(1, ${count}::int) n, (select array_agg(id) as ids from lilong.community) homes`);
    await db.direct.execute(sql`insert into lilong.schedule (id, kind, key, subject, due_at, shard)
      select gen_random_uuid(), 'reminder.digest', 'bench:' || n, 'bench:' || n,
        date_trunc('day', now()) + interval '1 day' * (2 + n % 700), n % 8
      from generate_series(1, ${count / PER_WAKE_UP}::int) n`);
    await db.direct.execute(sql`analyze`);
  } finally {
    await db.close();
  }
}

async function watched({ url, dataDir }: Ground): Promise<Figures> {
  const port = await freePort();
  const from = performance.now();
  const child = start('src/main.ts', [], { DATABASE_URL: url, DATA_DIR: dataDir, PORT: String(port), DEMO: '1' });
  try {
    await healthy(port);
    const startSeconds = (performance.now() - from) / 1000;
    const sizes: number[] = [];
    for (const until = performance.now() + WATCHED_MS; performance.now() < until; ) {
      await new Promise((resolve) => setTimeout(resolve, 500));
      sizes.push(await residentMb(child.pid));
    }
    return { startSeconds, memoryMb: median(sizes.slice(Math.floor(sizes.length / 2))) };
  } finally {
    await end(child);
  }
}

/** As Linux counts it. */
async function residentMb(pid: number | undefined): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8');
  return Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1]) / 1024;
}
