/**
 * BullMQ's PostgreSQL backend over a pool we made (a `pg.Pool`, or the bridge to PGlite), in a schema we chose.
 *
 * Given a pool, BullMQ neither migrates nor lets the schema be chosen (it expects `bullmq`), so both happen here:
 * {@link migrateQueue} once when the engine opens, and a connection class that says where it lives. Everything else is
 * BullMQ's own, public classes.
 */
import { type PgPool, PostgresConnection, PostgresQueueBackend, runMigrations } from 'bullmq';
import type { Link } from './link.ts';
import { pause } from './patience.ts';

/** Brings the schema up to what this BullMQ needs; safe to call from several starting processes at once. */
export async function migrateQueue(pool: PgPool, schema: string): Promise<void> {
  const client = await pool.connect();
  try {
    await runMigrations(client, schema);
  } finally {
    client.release();
  }
}

class SchemaConnection extends PostgresConnection {
  override readonly schema: string;

  constructor(pool: PgPool, schema: string) {
    super(pool);
    this.schema = schema;
  }

  /**
   * BullMQ would check the schema here and remember a failure for ever, so a database that restarts at the wrong moment
   * would leave a dead queue behind. The schema was migrated before the first connection object existed.
   */
  override async waitUntilReady(): Promise<void> {}
}

/** A worker that could not fetch asks again at once; this is the breath it takes first. */
const FETCH_RETRY_MS = 500;

class PacedBackend extends PostgresQueueBackend {
  override async moveToActive(token: string, name?: string): ReturnType<PostgresQueueBackend['moveToActive']> {
    try {
      return await super.moveToActive(token, name);
    } catch (error) {
      // BullMQ pauses for ECONNREFUSED only. "The database system is starting up" or "too many clients already" would
      // be answered with thousands of new connections a second.
      await pause(FETCH_RETRY_MS);
      throw error;
    }
  }
}

/** The connections are left unnamed: on PGlite `application_name` is the application's own. */
export function postgresBackend(pool: PgPool, schema: string): Link['backend'] {
  return (name, options) =>
    new PacedBackend(new SchemaConnection(pool, schema), name, { ...options, connection: pool });
}
