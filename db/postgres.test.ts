import { sql } from 'drizzle-orm';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, services, type TestDatabase, unlessMissing } from '../test/services.ts';
import { type Database, rowsOf } from './client.ts';
import { isOutage } from './outage.ts';
import { openPostgres } from './postgres.ts';

const { skip, name } = unlessMissing(await services(), 'postgres', 'PostgreSQL');

describe.skipIf(skip)(name, () => {
  let made: TestDatabase;
  let db: Database;
  /** Beside the product's own connections. */
  let admin: Client;
  beforeAll(async () => {
    made = await createTestDatabase();
    db = openPostgres({ url: made.url, connections: 3 });
    admin = new Client({ connectionString: made.url });
    await admin.connect();
  });
  afterAll(async () => {
    await db.close();
    await admin.end();
    await made.drop();
  });

  const failure = (work: Promise<unknown>): Promise<unknown> =>
    work.then(
      () => undefined,
      (error: unknown) => error,
    );
  const myPid = async (run: Database['direct']): Promise<number> =>
    (await rowsOf<{ pid: number }>(run, sql`select pg_backend_pid() as pid`))[0]?.pid ?? 0;
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  test('a server that ends the connection costs the statement under way, and nothing else', async () => {
    const waiting = failure(db.transaction((tx) => tx.execute(sql`select pg_sleep(30)`)));
    await pause(200);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and query like '%pg_sleep%' and pid <> pg_backend_pid()`);
    expect(isOutage(await waiting)).toBe(true);
    expect(await rowsOf(db.direct, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('a connection that ends between two statements of a transaction fails the transaction only', async () => {
    const error = await failure(
      db.transaction(async (tx) => {
        await admin.query('select pg_terminate_backend($1)', [await myPid(tx)]);
        await pause(100);
        await tx.execute(sql`select 1`);
      }),
    );
    expect(error).toBeInstanceOf(Error);
    expect(isOutage(error)).toBe(true);
    expect(await rowsOf(db.direct, sql`select 1 as one`)).toEqual([{ one: 1 }]);
  });

  test('errors of the work itself are no outage', async () => {
    const wrong = [sql`select 1/0`, sql`select * from nowhere`, sql`select 'x'::int`, sql`select ${'x'}::int`];
    for (const statement of wrong) expect(isOutage(await failure(db.direct.execute(statement)))).toBe(false);
    expect(isOutage(new Error('a rule was broken'))).toBe(false);
    expect(isOutage(undefined)).toBe(false);
  });

  test('a server that is not there, or takes no more connections, is an outage', async () => {
    const nowhere = openPostgres({ url: 'postgres://postgres@127.0.0.1:1/none', connections: 1 });
    expect(isOutage(await failure(nowhere.direct.execute(sql`select 1`)))).toBe(true);
    await nowhere.close();
  });

  test('values come back alike from named and unnamed statements', async () => {
    const unnamed = openPostgres({ url: made.url, directUrl: made.url, connections: 1 });
    const statement = sql`select ${7}::int8 as big, ${'2026-01-02T03:04:05.678901+08:00'}::timestamptz as at,
      ${Buffer.from('里弄')}::bytea as bytes, ${JSON.stringify({ a: [1] })}::jsonb as json, ${1.5}::float8 as real`;
    const [first] = await rowsOf(db.direct, statement);
    for (const run of [db.direct, db.direct, unnamed.direct]) expect(await rowsOf(run, statement)).toEqual([first]);
    expect(first).toEqual({
      big: '7',
      at: '2026-01-01 19:04:05.678901+00',
      bytes: Buffer.from('里弄'),
      json: { a: [1] },
      real: 1.5,
    });
    await unnamed.close();
  });

  test('a listener hears again after its connection was ended', async () => {
    let heard = 0;
    const stop = await db.listen('heard', () => {
      heard += 1;
    });
    await expect.poll(() => heard).toBeGreaterThan(0);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and application_name = 'lilong-listen'`);
    const before = heard;
    await expect.poll(() => heard, { timeout: 5_000 }).toBeGreaterThan(before);
    const again = heard;
    await admin.query(`select pg_notify('heard', 'x')`);
    await expect.poll(() => heard).toBeGreaterThan(again);
    await stop();
  });
});
