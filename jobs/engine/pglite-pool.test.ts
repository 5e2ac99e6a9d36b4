/** The bridge must be a faithful pool to BullMQ and invisible to the application that owns the database. */
import type { PGlite } from '@electric-sql/pglite';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedDatabase, openPreparedPglite } from '../../test/harness/prepared.ts';
import { closeTestEngines, due, openTestEngine, until } from '../../test/queue-engine.ts';
import { pause } from './patience.ts';
import { PglitePool } from './pglite-pool.ts';

let embedded: EmbeddedDatabase;
let db: PGlite;
let pool: PglitePool;
beforeAll(async () => {
  embedded = await openPreparedPglite();
  db = embedded.pglite;
  await db.exec('CREATE SCHEMA bridge; CREATE TABLE bridge.note (id int PRIMARY KEY, text text)');
  pool = new PglitePool(db, 'bridge');
}, 30_000);
afterAll(() => embedded.close());
afterEach(async () => {
  await closeTestEngines();
  await db.exec('TRUNCATE bridge.note');
});

const notes = async () =>
  (await db.query<{ id: number }>('SELECT id FROM bridge.note ORDER BY id')).rows.map(({ id }) => id);
const searchPath = async () => (await db.query<{ search_path: string }>('SHOW search_path')).rows[0]?.search_path;

describe('a query through the bridge', () => {
  test('answers as node-postgres would: int8 as text, rows, row count, error code', async () => {
    const { rows } = await pool.query('SELECT 9007199254740993::int8 AS big, 7::int4 AS small, $1::jsonb AS json', [
      '{"a":1}',
    ]);
    expect(rows).toEqual([{ big: '9007199254740993', small: 7, json: { a: 1 } }]);
    expect((await pool.query('SELECT 5::int8 AS big')).rows).toEqual([{ big: '5' }]);
    expect((await pool.query('INSERT INTO note VALUES ($1, $2), (2, $2)', [1, 'x'])).rowCount).toBe(2);
    expect((await pool.query('SELECT id FROM note')).rowCount).toBe(2);
    expect((await pool.query('SELECT text FROM note WHERE text = ANY($1)', [['x', 'y']])).rows).toHaveLength(2);
    await expect(pool.query('INSERT INTO note VALUES (1)')).rejects.toMatchObject({ code: '23505' });
  });

  test('sees its schema, and leaves the search path of the application alone, also when it fails', async () => {
    const before = await searchPath();
    await pool.query('INSERT INTO note VALUES (1)');
    await expect(pool.query('SELECT 1 / 0 FROM note')).rejects.toMatchObject({ code: '22012' });
    await expect(pool.query('SELECT * FROM nowhere')).rejects.toMatchObject({ code: '42P01' });
    expect(await searchPath()).toBe(before);
    await expect(db.query('SELECT * FROM note')).rejects.toMatchObject({ code: '42P01' });
  });

  test('takes several statements when it has no parameters', async () => {
    await pool.query('INSERT INTO note VALUES (1); INSERT INTO note VALUES (2);');
    expect(await notes()).toEqual([1, 2]);
  });
});

describe('a transaction of a client', () => {
  test('holds the application off until it commits', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO note VALUES (1)');
    let seen: number[] | undefined;
    const reading = notes().then((ids) => {
      seen = ids;
    });
    await pause(50);
    expect(seen).toBeUndefined();
    await client.query('INSERT INTO note VALUES (2)');
    await client.query('COMMIT');
    await reading;
    expect(seen).toEqual([1, 2]);
    client.release();
  });

  test('is undone by ROLLBACK, and by a client that is returned too early', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO note VALUES (1)');
    await client.query('ROLLBACK;');
    await client.query('BEGIN');
    await expect(client.query('BEGIN')).rejects.toThrow('already open');
    await client.query('INSERT INTO note VALUES (2)');
    client.release();
    expect(await notes()).toEqual([]);
  });

  test('that failed cannot be committed, and frees the database', async () => {
    const client = await pool.connect();
    await client.query('BEGIN');
    await client.query('INSERT INTO note VALUES (1)');
    await expect(client.query('SELECT 1 / 0')).rejects.toMatchObject({ code: '22012' });
    await expect(client.query('COMMIT')).rejects.toThrow();
    expect(await notes()).toEqual([]);
    client.release();
  });
});

describe('LISTEN on a client', () => {
  test('is found behind comments, and forwards what anyone notifies until UNLISTEN or release', async () => {
    const client = await pool.connect();
    const heard: unknown[] = [];
    client.on('notification', ({ channel, payload }) => heard.push([channel, payload]));
    await client.query("-- Subscribe; producers NOTIFY bullmq_jobs, 'x';\n/* LISTEN other */ LISTEN bullmq_jobs;\n");
    await client.query('listen "bullmq_events"');
    await db.query(`SELECT pg_notify('bullmq_jobs', 'a'), pg_notify('other', 'b')`);
    await db.transaction(async (tx) => {
      await tx.query(`SELECT pg_notify('bullmq_events', 'c')`);
      expect(heard).not.toContainEqual(['bullmq_events', 'c']);
    });
    await until(() =>
      expect(heard).toEqual([
        ['bullmq_jobs', 'a'],
        ['bullmq_events', 'c'],
      ]),
    );
    await client.query('UNLISTEN bullmq_jobs');
    await db.query(`SELECT pg_notify('bullmq_jobs', 'd'), pg_notify('bullmq_events', 'e')`);
    await until(() => expect(heard.at(-1)).toEqual(['bullmq_events', 'e']));
    client.release();
    await db.query(`SELECT pg_notify('bullmq_jobs', 'f'), pg_notify('bullmq_events', 'g')`);
    await pause(50);
    expect(heard).toHaveLength(3);
  });

  test("does not take the application's own subscriptions away", async () => {
    const heard: string[] = [];
    const stop = await db.listen('bullmq_jobs', (payload) => heard.push(payload));
    const client = await pool.connect();
    await client.query('LISTEN bullmq_jobs');
    client.release();
    await pool.query('SELECT 1');
    await db.query(`SELECT pg_notify('bullmq_jobs', 'still here')`);
    await until(() => expect(heard).toEqual(['still here']));
    await stop();
  });
});

describe('the application and the queue on one PGlite', () => {
  test('1,000 jobs and 500 transactions do not touch each other', async () => {
    await db.exec(`
      CREATE SCHEMA app;
      CREATE TABLE app.account (id int PRIMARY KEY, balance int NOT NULL CHECK (balance >= 0));
      CREATE TABLE app.transfer (id int PRIMARY KEY);
      INSERT INTO app.account SELECT n, 1000 FROM generate_series(1, 10) n;
    `);
    const pathBefore = await searchPath();
    const { engine, seen } = await openTestEngine({ kind: 'pglite', db });
    const runs = new Map<number, number>();
    await engine.process({
      due: async ({ minute }) => {
        runs.set(minute, (runs.get(minute) ?? 0) + 1);
        // A handler works on the database too.
        if (minute % 50 === 0) await db.query('SELECT sum(balance) FROM app.account');
      },
    });

    const JOBS = 1_000;
    const TRANSFERS = 500;
    const strayPaths = new Set<string | undefined>();
    let refused = 0;
    const jobs = (async () => {
      for (let minute = 0; minute < JOBS; minute += 20) {
        await Promise.all(Array.from({ length: 20 }, (_, n) => engine.wake(due(minute + n), 0)));
      }
    })();
    const transfers = (async () => {
      for (let id = 0; id < TRANSFERS; id += 1) {
        const [from, to] = [1 + (id % 10), 1 + ((id * 7 + 3) % 10)];
        try {
          await db.transaction(async (tx) => {
            const path = await tx.query<{ search_path: string }>('SHOW search_path');
            strayPaths.add(path.rows[0]?.search_path);
            await tx.query('INSERT INTO app.transfer VALUES ($1)', [id]);
            await tx.query('UPDATE app.account SET balance = balance + 40 WHERE id = $1', [to]);
            if (id % 5 === 0) await pause(0);
            await tx.query('UPDATE app.account SET balance = balance - 40 WHERE id = $1', [from]);
            if (id % 10 === 9) throw new Error('changed my mind');
          });
        } catch {
          refused += 1;
        }
        if (id % 25 === 0) await pause(0);
      }
    })();
    await Promise.all([jobs, transfers]);
    await until(() => expect(runs.size).toBe(JOBS), 30_000);

    expect([...runs.values()].every((times) => times === 1)).toBe(true);
    expect([...strayPaths]).toEqual([pathBefore]);
    const { rows } = await db.query<{ sum: number; kept: number }>(
      'SELECT (SELECT sum(balance)::int FROM app.account), (SELECT count(*)::int AS kept FROM app.transfer)',
    );
    expect(rows).toEqual([{ sum: 10_000, kept: TRANSFERS - refused }]);
    expect(refused).toBeGreaterThanOrEqual(TRANSFERS / 10);
    expect(seen.errors).toEqual([]);
    expect(seen.warnings).toEqual([]);
    await until(async () => expect(await engine.counts()).toEqual({ waiting: 0, delayed: 0, active: 0, failed: 0 }));
  }, 60_000);

  test('vacuums what its jobs leave behind, and nothing else', async () => {
    await pool.query('INSERT INTO note SELECT n FROM generate_series(1, 500) n');
    await pool.query('DELETE FROM note');
    const pages = async () =>
      (await db.query<{ n: number }>(`SELECT pg_relation_size('bridge.note')::int AS n`)).rows[0]?.n;
    const vacuumed = async () =>
      (
        await db.query<{ schema: string; times: number }>(
          'SELECT schemaname AS schema, sum(vacuum_count)::int AS times FROM pg_stat_user_tables GROUP BY 1 ORDER BY 1',
        )
      ).rows;
    expect(await pages()).toBeGreaterThan(0);
    const before = await vacuumed();
    await pool.vacuum();
    expect(await pages()).toBe(0);
    expect(await vacuumed()).toEqual(
      before.map(({ schema, times }) => ({ schema, times: schema === 'bridge' ? times + 1 : times })),
    );
  });
});
