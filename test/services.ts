/**
 * The real servers a test may use: PostgreSQL and Redis on this machine, or wherever DATABASE_URL_TEST and
 * REDIS_URL_TEST point. A suite that needs one skips when it is missing, with a name that says so
 * (see {@link unlessMissing}); with REQUIRE_SERVICES=1, as in CI, a missing one is a failure instead.
 *
 * Nothing a developer has in those servers is touched: a test works in a database or under a prefix of its own.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { Redis } from 'ioredis';
import { Client } from 'pg';

const PROBE_MS = 2_000;

export interface Services {
  /** An account that may create databases. */
  readonly postgres?: { readonly adminUrl: string };
  readonly redis?: { readonly url: string };
  /** The program, for tests that stop and start a server of their own. */
  readonly redisServer?: { readonly program: string };
  /** `pdftotext` and `pdftoppm`, which read what we print as others do. */
  readonly poppler?: true;
}

export type ServiceName = keyof Services;

let found: Promise<Services> | undefined;

/** Looks once per test process. Rejects for a missing service when REQUIRE_SERVICES=1. */
export function services(): Promise<Services> {
  found ??= probe();
  return found;
}

async function probe(): Promise<Services> {
  const adminUrl = process.env.DATABASE_URL_TEST ?? 'postgres://postgres@127.0.0.1:5432/postgres';
  const redisUrl = process.env.REDIS_URL_TEST ?? 'redis://127.0.0.1:6379';
  const program = 'redis-server';
  const [postgres, redis] = await Promise.all([answer(askPostgres(adminUrl)), answer(askRedis(redisUrl))]);
  const redisServer = spawnSync(program, ['--version']).error;
  const poppler = spawnSync('pdftotext', ['-v']).error;
  if (process.env.REQUIRE_SERVICES === '1') {
    if (postgres) throw new Error('REQUIRE_SERVICES=1, but no PostgreSQL at DATABASE_URL_TEST', { cause: postgres });
    if (redis) throw new Error('REQUIRE_SERVICES=1, but no Redis at REDIS_URL_TEST', { cause: redis });
    if (poppler) throw new Error('REQUIRE_SERVICES=1, but no pdftotext on the PATH', { cause: poppler });
    if (redisServer) throw new Error(`REQUIRE_SERVICES=1, but no ${program} on the PATH`, { cause: redisServer });
  }
  return {
    ...(postgres ? {} : { postgres: { adminUrl } }),
    ...(redis ? {} : { redis: { url: redisUrl } }),
    ...(redisServer ? {} : { redisServer: { program } }),
    ...(poppler ? {} : { poppler: true }),
  };
}

/** What went wrong, or nothing. */
async function answer(asked: Promise<void>): Promise<unknown> {
  try {
    await asked;
    return undefined;
  } catch (error) {
    return error;
  }
}

async function askPostgres(connectionString: string): Promise<void> {
  const client = new Client({ connectionString, connectionTimeoutMillis: PROBE_MS });
  client.on('error', () => {});
  try {
    await client.connect();
  } finally {
    await client.end();
  }
}

async function askRedis(url: string): Promise<void> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: PROBE_MS, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    await client.ping();
  } finally {
    client.disconnect();
  }
}

const LABELS: Record<ServiceName, string> = {
  postgres: 'PostgreSQL',
  redis: 'Redis',
  redisServer: 'a Redis server of its own',
  poppler: 'poppler-utils (pdftotext)',
};

/**
 * For `describe.skipIf(skip)(name, …)`: the suite's name, with the reason where it is skipped.
 *
 * @example
 * const { skip, name } = unlessMissing(await services(), 'postgres', 'the outbox');
 */
export function unlessMissing(
  available: Services,
  service: ServiceName,
  suite: string,
): { readonly skip: boolean; readonly name: string } {
  const skip = available[service] === undefined;
  return { skip, name: skip ? `${suite} (skipped: ${LABELS[service]} is not available)` : suite };
}

export interface TestDatabase {
  readonly url: string;
  /** Ends every connection to the database and drops it. */
  drop(): Promise<void>;
}

/** A new database on the PostgreSQL test server: empty, or a copy of another one. */
export async function createTestDatabase(original?: string): Promise<TestDatabase> {
  const { postgres } = await services();
  if (!postgres) throw new Error('No PostgreSQL for tests: skip the suite with unlessMissing()');
  const name = `lilong_test_${process.pid}_${randomBytes(4).toString('hex')}`;
  await asAdmin(
    postgres.adminUrl,
    `CREATE DATABASE ${name}${original === undefined ? '' : ` TEMPLATE ${original}`}`,
    // No suite crashes the server, so none has to wait for its disk at every commit.
    `ALTER DATABASE ${name} SET synchronous_commit = off`,
  );
  const url = new URL(postgres.adminUrl);
  url.pathname = `/${name}`;
  return { url: url.href, drop: () => asAdmin(postgres.adminUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`) };
}

async function asAdmin(connectionString: string, ...statements: readonly string[]): Promise<void> {
  const client = new Client({ connectionString });
  await client.connect();
  try {
    for (const statement of statements) await client.query(statement);
  } finally {
    await client.end();
  }
}

export interface OwnRedis {
  readonly url: string;
  /** Ends the server; it keeps nothing. */
  stop(): Promise<void>;
  /** Starts it again, empty, at the same address. */
  start(): Promise<void>;
}

/** A Redis server that belongs to one test, not yet started. */
export async function ownRedis(): Promise<OwnRedis> {
  const { redisServer } = await services();
  if (!redisServer) throw new Error('No redis-server for tests: skip the suite with unlessMissing()');
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server: ChildProcess | undefined;
  return {
    url,
    start: async () => {
      const settings = ['--port', `${port}`, '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
      server = spawn(redisServer.program, settings, { stdio: 'ignore' });
      for (let attempt = 0; await answer(askRedis(url)); attempt += 1) {
        if (attempt === 100) throw new Error(`${redisServer.program} did not start on port ${port}`);
        await new Promise((resolve) => setTimeout(resolve, 30));
      }
    },
    stop: async () => {
      const stopping = server;
      server = undefined;
      if (!stopping || stopping.exitCode !== null) return;
      const exit = once(stopping, 'exit');
      stopping.kill('SIGKILL');
      await exit;
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
