/** The queue's store goes away, falls silent, comes back empty: callers wait a moment at most, and work goes on after. */
import { Client } from 'pg';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { isOutage } from '../../db/outage.ts';
import { type FlakyNetwork, flakyNetwork } from '../../test/flaky-network.ts';
import { anyPrefix, closeTestEngines, due, openTestEngine, until } from '../../test/queue-engine.ts';
import {
  createTestDatabase,
  type OwnRedis,
  ownRedis,
  services,
  type TestDatabase,
  unlessMissing,
} from '../../test/services.ts';
import { CALL_LIMIT_MS, type QueueEngine, QueueUnavailableError } from './engine.ts';
import { pause } from './patience.ts';

const available = await services();
const SLACK_MS = 500;

afterEach(closeTestEngines);

async function timed(work: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await work;
  return performance.now() - start;
}

/** Wakes until a job with a minute nobody used before has run. */
async function worksAgain(engine: QueueEngine, ran: ReadonlySet<number>, timeout: number): Promise<void> {
  let minute = 1_000;
  await until(async () => {
    minute += 1;
    await engine.wake(due(minute), 0);
    await pause(200);
    expect([...ran].some((done) => done > 1_000)).toBe(true);
  }, timeout);
}

const redisSuite = unlessMissing(available, 'redisServer', 'Redis that stops');
describe.skipIf(redisSuite.skip)(redisSuite.name, () => {
  let redis: OwnRedis;
  beforeAll(async () => {
    redis = await ownRedis();
  });
  afterEach(() => redis.stop());

  test('fails calls at once, holds nothing back in memory, and runs jobs again when it returns empty', async () => {
    await redis.start();
    const { engine, seen } = await openTestEngine({ kind: 'redis', url: redis.url });
    const ran = new Set<number>();
    await engine.process({ due: async ({ minute }) => void ran.add(minute) });
    await engine.wake(due(1), 0);
    await until(() => expect(ran).toEqual(new Set([1])));
    await engine.wake(due(2), 1_500);

    await redis.stop();
    await until(async () => expect(await engine.ready()).toBe(false));
    const start = performance.now();
    const calls = await Promise.allSettled(
      Array.from({ length: 5_000 }, (_, minute) => engine.wake(due(10 + minute), 0)),
    );
    expect(performance.now() - start).toBeLessThan(CALL_LIMIT_MS);
    for (const call of calls) {
      expect(call).toMatchObject({ status: 'rejected', reason: expect.any(QueueUnavailableError) });
    }
    await expect(engine.wake(due(10), 0)).rejects.toThrow('REDIS_URL');
    await expect(engine.counts()).rejects.toThrow(QueueUnavailableError);
    await expect(engine.wipe()).rejects.toThrow(QueueUnavailableError);
    await pause(1_500);
    expect(seen.warnings.length).toBeGreaterThan(0);
    expect(seen.warnings.length).toBeLessThan(10);

    await redis.start();
    await until(async () => expect(await engine.ready()).toBe(true));
    await worksAgain(engine, ran, 15_000);
    // Neither the refused nor the lost delayed job comes back by itself: that is the sweep's task.
    expect([...ran].filter((minute) => minute > 1 && minute <= 1_000)).toEqual([]);
    expect(await engine.counts()).toMatchObject({ waiting: 0, delayed: 0 });
  }, 40_000);

  test('does not hinder a start: jobs run once it is there', async () => {
    const { engine } = await openTestEngine({ kind: 'redis', url: redis.url });
    const ran = new Set<number>();
    expect(await timed(engine.process({ due: async ({ minute }) => void ran.add(minute) }))).toBeLessThan(
      CALL_LIMIT_MS + SLACK_MS,
    );
    expect(await engine.ready()).toBe(false);
    await redis.start();
    await until(async () => expect(await engine.ready()).toBe(true));
    await worksAgain(engine, ran, 15_000);
  }, 30_000);

  test('does not hinder closing, which still waits for the running job', async () => {
    await redis.start();
    const { engine } = await openTestEngine({ kind: 'redis', url: redis.url });
    let finished = false;
    let started = false;
    await engine.process({
      due: async () => {
        started = true;
        await pause(800);
        finished = true;
      },
    });
    await engine.wake(due(1), 0);
    await until(() => expect(started).toBe(true));
    await redis.stop();
    expect(await timed(engine.close())).toBeLessThan(800 + SLACK_MS);
    expect(finished).toBe(true);

    const { engine: idle } = await openTestEngine({ kind: 'redis', url: redis.url });
    await idle.process({});
    await pause(500);
    expect(await timed(idle.close())).toBeLessThan(SLACK_MS);
  }, 20_000);
});

const silentRedis = unlessMissing(available, 'redis', 'Redis behind a bad network');
describe.skipIf(silentRedis.skip)(silentRedis.name, () => {
  let network: FlakyNetwork;
  let url: string;
  beforeAll(async () => {
    const server = new URL(available.redis?.url ?? '');
    network = await flakyNetwork(server.hostname, Number(server.port || 6379));
    server.host = `127.0.0.1:${network.port}`;
    url = server.href;
  });
  afterAll(() => network.close());

  test('answers callers in time and recovers from silence and from a cut', async () => {
    const prefix = anyPrefix();
    const { engine } = await openTestEngine({ kind: 'redis', url }, prefix);
    const ran = new Set<number>();
    await engine.process({ due: async ({ minute }) => void ran.add(minute) });
    await engine.wake(due(1), 0);
    await until(() => expect(ran.size).toBe(1));

    network.silence();
    expect(await timed(expect(engine.wake(due(2), 0)).rejects.toThrow(QueueUnavailableError))).toBeLessThan(
      CALL_LIMIT_MS + SLACK_MS,
    );
    expect(await timed(engine.ready())).toBeLessThan(CALL_LIMIT_MS + SLACK_MS);
    network.restore();
    await worksAgain(engine, ran, 30_000);

    ran.clear();
    network.cut();
    await worksAgain(engine, ran, 15_000);
    await engine.wipe();
  }, 60_000);
});

const postgresSuite = unlessMissing(available, 'postgres', 'PostgreSQL');
describe.skipIf(postgresSuite.skip)(postgresSuite.name, () => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase();
  }, 20_000);
  afterAll(() => database.drop());

  async function ask<R>(connectionString: string | undefined, statement: string): Promise<R[]> {
    const client = new Client({ connectionString });
    await client.connect();
    const { rows } = await client.query(statement);
    await client.end();
    return rows;
  }
  const asAdmin = (statement: string) => ask(available.postgres?.adminUrl, statement);

  test('that ends all our connections is connected to again, and wakes the idle worker as before', async () => {
    const { engine, seen } = await openTestEngine({ kind: 'postgres', url: database.url });
    const ran = new Map<number, number>();
    await engine.process({ due: async ({ minute }) => void ran.set(minute, performance.now()) });
    await engine.wake(due(1), 0);
    await until(() => expect(ran.size).toBe(1));

    for (let round = 1; round <= 3; round += 1) {
      const ended = await asAdmin(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
          WHERE datname = '${new URL(database.url).pathname.slice(1)}'`,
      );
      expect(ended.length).toBeGreaterThan(0);
      await until(() => engine.wake(due(round * 10), 0));
      await until(() => expect(ran.has(round * 10)).toBe(true));
    }
    expect(seen.warnings.join()).toContain('terminat');
    expect(seen.warnings.length).toBeLessThan(10);

    // The subscription is back too: five seconds would be the worker looking by itself.
    await pause(500);
    const addedAt = performance.now();
    await engine.wake(due(99), 0);
    await until(() => expect(ran.has(99)).toBe(true));
    expect((ran.get(99) ?? 0) - addedAt).toBeLessThan(1_000);
  }, 40_000);

  test('that refuses connections is asked calmly, not thousands of times a second', async () => {
    const server = new URL(database.url);
    const network = await flakyNetwork(server.hostname, Number(server.port || 5432));
    server.host = `127.0.0.1:${network.port}`;
    const { engine, seen } = await openTestEngine({ kind: 'postgres', url: server.href });
    const ran = new Set<number>();
    await engine.process({
      due: async ({ minute }) => {
        await pause(300);
        ran.add(minute);
      },
    });
    // More jobs than run at a time: a worker that knows of work fetches without waiting for a notification.
    await Promise.all(Array.from({ length: 20 }, (_, minute) => engine.wake(due(minute), 0)));
    await until(() => expect(ran.size).toBeGreaterThan(0));

    const name = server.pathname.slice(1);
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS false`);
    await asAdmin(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '${name}'`);
    const before = network.connections;
    await pause(2_000);
    expect(network.connections - before).toBeGreaterThan(0);
    expect(network.connections - before).toBeLessThan(100);
    await asAdmin(`ALTER DATABASE ${name} ALLOW_CONNECTIONS true`);
    await worksAgain(engine, ran, 20_000);
    expect(seen.warnings.length).toBeLessThan(15);
    await engine.close();
    await network.close();
  }, 40_000);

  test('that falls silent keeps callers waiting for a moment only, and serves them again afterwards', async () => {
    const server = new URL(database.url);
    const network = await flakyNetwork(server.hostname, Number(server.port || 5432));
    server.host = `127.0.0.1:${network.port}`;
    const { engine } = await openTestEngine({ kind: 'postgres', url: server.href });
    const ran = new Set<number>();
    await engine.process({ due: async ({ minute }) => void ran.add(minute) });
    await engine.wake(due(1), 0);
    await until(() => expect(ran.size).toBe(1));

    network.silence();
    for (const minute of [2, 3]) {
      const waited = await timed(expect(engine.wake(due(minute), 0)).rejects.toThrow(QueueUnavailableError));
      expect(waited).toBeLessThan(CALL_LIMIT_MS + SLACK_MS);
    }
    expect(await engine.ready()).toBe(false);
    network.restore();
    await worksAgain(engine, ran, 30_000);
    await engine.close();
    await network.close();
  }, 60_000);

  test('that falls silent while the worker asks to be told of jobs loses that one connection, not the worker', async () => {
    const server = new URL(database.url);
    const network = await flakyNetwork(server.hostname, Number(server.port || 5432));
    server.host = `127.0.0.1:${network.port}`;
    const { engine } = await openTestEngine({ kind: 'postgres', url: server.href });
    const ran = new Set<number>();
    const silent = network.silenceAt('LISTEN');
    await engine.process({ due: async ({ minute }) => void ran.add(minute) });
    await silent;
    network.restore();
    await worksAgain(engine, ran, 40_000);
    await engine.close();
    await network.close();
  }, 60_000);

  test('that ends the connection while the queue is prepared is an error of the start, and the next try succeeds', async () => {
    const server = new URL(database.url);
    const network = await flakyNetwork(server.hostname, Number(server.port || 5432));
    server.host = `127.0.0.1:${network.port}`;
    const reached = network.cutAt('CREATE TABLE');
    await expect(openTestEngine({ kind: 'postgres', url: server.href }, 'cut')).rejects.toSatisfy(isOutage);
    await reached;
    const { engine } = await openTestEngine({ kind: 'postgres', url: server.href }, 'cut');
    await engine.wake(due(1), 0);
    expect(await engine.counts()).toMatchObject({ waiting: 1 });
    await engine.close();
    await network.close();
  });

  test('holds several queues side by side, each in a schema of its own', async () => {
    const one = await openTestEngine({ kind: 'postgres', url: database.url }, 'one');
    const two = await openTestEngine({ kind: 'postgres', url: database.url }, 'two');
    const again = await openTestEngine({ kind: 'postgres', url: database.url }, 'one');
    await one.engine.wake(due(1), 0);
    expect(await two.engine.counts()).toMatchObject({ waiting: 0 });
    expect(await again.engine.counts()).toMatchObject({ waiting: 1 });
    const schemas = await ask<{ name: string }>(
      database.url,
      `SELECT nspname AS name FROM pg_namespace WHERE nspname IN ('one_queue', 'two_queue', 'bullmq') ORDER BY 1`,
    );
    expect(schemas).toEqual([{ name: 'one_queue' }, { name: 'two_queue' }]);
  });

  test('that is not there when we start is an error, not a hang', async () => {
    const url = new URL(database.url);
    url.pathname = '/no_such_database';
    await expect(openTestEngine({ kind: 'postgres', url: url.href })).rejects.toThrow('no_such_database');
    url.host = '127.0.0.1:1';
    await expect(openTestEngine({ kind: 'postgres', url: url.href })).rejects.toThrow('ECONNREFUSED');
  });
});
