/**
 * A vote from end to end — webhook of LINE or Telegram, counted once, written in the ledger, answered at the platform —
 * against the least anyone could do with the webhook alone, round by round in turn; and on rolls of two sizes.
 */
import { type ChildProcess, fork } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { loadIndexKey } from '../../db/index-key.ts';
import { migratePostgresDatabase } from '../../db/migrate.ts';
import { openPostgres } from '../../db/postgres.ts';
import { createFieldKeys } from '../../db/sealed.ts';
import { BOT } from '../fakes/telegram-updates.ts';
import { checkVotes, type Electorate, type Opened, openElectorate, settleCommunity } from '../harness/electorate.ts';
import { createTestDatabase, services } from '../services.ts';
import { end, freePort, healthy, median, output, ROOT, SECRET, start } from './processes.ts';
import { bounded, compared, plain, type Result } from './result.ts';
import type { Load, Loaded } from './vote-load.ts';

const ROUNDS = 5;
const CONNECTIONS = 50;
/** Votes of one round. */
const VOTES = 2_000;
const SMALL_ROLL = 100;
const LARGE_ROLL = 100_000;
const ROLL_ROUNDS = 9;

interface Hall extends Opened {
  readonly databaseUrl: string;
  readonly communityId: string;
  readonly port: number;
  /** Resolves when everybody has her answer. */
  vote(voters: Electorate['voters'], choice: number, rate?: number): Promise<Loaded>;
}

/** The product as `main.ts` starts it, on a database of its own, with voters and platforms in a process beside it. */
async function inHall(work: (hall: Hall) => Promise<Result[]>): Promise<Result[]> {
  if (!(await services()).postgres) return [];
  const database = await createTestDatabase();
  const folder = await mkdtemp(join(tmpdir(), 'lilong-bench-'));
  const fieldKey = randomBytes(32);
  await migratePostgresDatabase(database.url);
  const db = openPostgres({ url: database.url, connections: 2 });
  const keys = createFieldKeys([fieldKey]);
  const opened: Opened = { db, keys, index: await loadIndexKey(db.direct, keys) };
  const load = fork(join(ROOT, 'test/bench/vote-load.ts'), { execArgv: ['--import', 'tsx'] });
  const gone = once(load, 'exit').then(() => Promise.reject(new Error('the load generator ended')));
  gone.catch(() => undefined);
  let product: ChildProcess | undefined;
  try {
    const [platforms] = (await once(load, 'message')) as [number];
    const port = await freePort();
    product = start('src/main.ts', [], {
      DATA_DIR: folder,
      DATABASE_URL: database.url,
      FIELD_KEY: fieldKey.toString('base64'),
      PORT: String(port),
      HOST: '127.0.0.1',
      DEMO: '0',
      LINE_CHANNEL_SECRET: SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: 'bench-token',
      LINE_API_BASE_URL: `http://127.0.0.1:${platforms}`,
      LINE_DATA_API_BASE_URL: `http://127.0.0.1:${platforms}`,
      TELEGRAM_BOT_TOKEN: `${BOT.id}:bench-token-of-some-length`,
      TELEGRAM_WEBHOOK_SECRET: SECRET,
      TELEGRAM_API_BASE_URL: `http://127.0.0.1:${platforms}`,
    });
    await healthy(port);
    const shared = { port, connections: CONNECTIONS, lineSecret: SECRET, telegramSecret: SECRET };
    return await work({
      ...opened,
      databaseUrl: database.url,
      communityId: await settleCommunity(opened, 'bench'),
      port,
      vote: async (voters, choice, rate) => {
        const order: Load = { ...shared, voters, choice, ...(rate !== undefined && { rate }) };
        load.send(order);
        const [done] = (await Promise.race([once(load, 'message'), gone])) as [Loaded];
        if (done.unanswered > 0) throw new Error(`${done.unanswered} of ${voters.length} were not answered`);
        return done;
      },
    });
  } finally {
    if (product) await end(product);
    load.kill();
    await db.close();
    await database.drop();
    await rm(folder, { recursive: true, force: true });
  }
}

export const vote = (seconds: number): Promise<Result[]> =>
  inHall(async (hall) => {
    const rounds = ROUNDS + 2;
    const { ballotId, voters } = await openElectorate(hall, hall.communityId, { voters: VOTES * rounds });
    const slice = (round: number) => voters.slice(round * VOTES, (round + 1) * VOTES);
    const bare = await freePort();
    const baseline = start('test/bench/bare-server.ts', [hall.databaseUrl, SECRET, String(bare)]);
    const bareRound = async (name: string): Promise<number> => {
      const args = [`http://127.0.0.1:${bare}/webhooks/line`, String(seconds), String(CONNECTIONS), SECRET, name];
      return (JSON.parse(await output('test/bench/load.ts', args)) as { perSecond: number }).perSecond;
    };
    const rates: [number, number][] = [];
    try {
      await healthy(bare);
      await hall.vote(slice(0), 0);
      await bareRound('warm');
      for (let round = 1; round <= ROUNDS; round += 1) {
        const { seconds: took } = await hall.vote(slice(round), round % 3);
        rates.push([VOTES / took, await bareRound(`b${round}`)]);
        // What the bare server stored is nobody's to handle.
        await hall.db.direct.execute("delete from lilong.inbox where event_key like 'bare-%'");
      }
    } finally {
      await end(baseline);
    }
    const peak = median(rates.map(([ours]) => ours));
    const half = await hall.vote(slice(ROUNDS + 1), 1, peak / 2);
    const again = await hall.vote(slice(ROUNDS + 1), 2);
    await checkVotes(hall, ballotId, voters.length, voters.length + VOTES);
    const where = `${CONNECTIONS} connections, PostgreSQL`;
    return [
      compared(
        'vote',
        `votes a second from webhook to answer, ${where}`,
        '1/s',
        peak,
        median(rates.map(([, b]) => b)),
        {
          least: 0.35,
        },
      ),
      plain('vote', 'votes a second by those who change their mind', '1/s', VOTES / again.seconds),
      plain('vote', 'webhook to answer at half of the peak, p50', 'ms', half.p50),
      bounded('vote', 'webhook to answer at half of the peak, p99', 'ms', half.p99, 250),
    ];
  });

/** A hundred people press on a roll of their own number and on one of a thousand times as many; on LINE, which lets one person press again at once. */
export const roll = (): Promise<Result[]> =>
  inHall(async (hall) => {
    const small = await openElectorate(hall, hall.communityId, { voters: SMALL_ROLL, platforms: ['line'] });
    const large = await openElectorate(hall, hall.communityId, {
      from: SMALL_ROLL + 1,
      voters: SMALL_ROLL,
      roll: LARGE_ROLL,
      platforms: ['line'],
    });
    const took: [number, number][] = [];
    const times = (voters: Electorate['voters']) => Array.from({ length: 20 }, () => voters).flat();
    for (let round = 0; round < ROLL_ROUNDS; round += 1)
      took.push([
        (await hall.vote(times(large.voters), round % 3)).seconds,
        (await hall.vote(times(small.voters), round % 3)).seconds,
      ]);
    const of = (pick: 0 | 1) => (1000 * median(took.slice(2).map((round) => round[pick]))) / (SMALL_ROLL * 20);
    return [
      compared('roll', `a vote on a roll of ${LARGE_ROLL}, against ${SMALL_ROLL}`, 'ms', of(0), of(1), { most: 1.2 }),
    ];
  });
