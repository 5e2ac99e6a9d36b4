/**
 * Jobs in PostgreSQL, through `pg`: BullMQ's backend needs its pool and its LISTEN clients.
 *
 * The URL must lead to the server itself: behind a transaction pooler such as PgBouncer a session has neither LISTEN
 * nor a search path of its own (https://www.pgbouncer.org/features.html), so pass DATABASE_DIRECT_URL where there is one.
 */
import type { PgPool } from 'bullmq';
import { Client, type ClientConfig, Pool } from 'pg';
import { CALL_LIMIT_MS } from './engine.ts';
import type { Link } from './link.ts';
import { migrateQueue, postgresBackend } from './postgres-backend.ts';

/** One client listens for the worker; the rest add, fetch and finish jobs. */
const CONNECTIONS = 5;
/** A server that vanished without closing the connection must not hold a caller for the hours TCP would. */
const SILENCE_MS = 10_000;

/**
 * A client that breaks when a statement of its own goes unanswered. `pg` only gives up on the statement and keeps the client,
 * which answers nothing any more; the one that listens for BullMQ's worker is never handed back to the pool, which would
 * end it, so without this the worker would wait on a dead line for as long as the process lives.
 */
class ImpatientClient extends Client {
  constructor(config?: ClientConfig) {
    super(config);
    // While it is lent out (BullMQ's migrations hold one for many statements) the pool does not listen to it, and an error
    // nobody listens to ends the process. Whoever uses it learns of the loss from its own statement.
    this.on('error', () => {});
  }

  // Declared by overloads no override can repeat; what is passed on is what came in.
  override query(...args: unknown[]): never {
    const result = (super.query as (...all: unknown[]) => unknown)(...args);
    if (result instanceof Promise)
      result.catch((error: Error) => {
        if (error.message === UNANSWERED) this.emit('error', error);
      });
    return result as never;
  }
}
/** What `pg` says when `query_timeout` has passed. */
const UNANSWERED = 'Query read timeout';

export async function postgresLink(url: string, schema: string): Promise<Link> {
  const pool = new Pool({
    connectionString: url,
    Client: ImpatientClient as typeof Client,
    max: CONNECTIONS,
    // `options` sets the session up as part of connecting, so no query can come before it.
    options: `-c search_path=${schema}`,
    application_name: 'lilong-queue',
    connectionTimeoutMillis: CALL_LIMIT_MS,
    query_timeout: SILENCE_MS,
    keepAlive: true,
    keepAliveInitialDelayMillis: 10_000,
  });
  // An idle client whose server went away reports here; without a listener that would end the process.
  let report: (error: Error) => void = () => {};
  pool.on('error', (error) => report(error));
  // BullMQ's interface was cut from this class; only the overloads of `on` are declared differently.
  const bullmqPool = pool as unknown as PgPool;
  try {
    await migrateQueue(bullmqPool, schema);
  } catch (error) {
    await pool.end();
    throw error;
  }
  return {
    kind: 'postgres',
    name: 'the database (DATABASE_URL)',
    backend: postgresBackend(bullmqPool, schema),
    reachable: () => true,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    onTrouble: (listener) => {
      report = listener;
    },
    close: () => pool.end(),
  };
}
