/** Forward-only migrations, applied at start. One process at a time: the others wait on an advisory lock. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { ADVISORY_LOCK } from './advisory-locks.ts';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
const config = { migrationsFolder: MIGRATIONS, migrationsSchema: 'lilong', migrationsTable: 'migration' };

/** How many migrations this version of the program knows. */
export function migrationsKnown(): number {
  const journal = JSON.parse(readFileSync(join(MIGRATIONS, 'meta', '_journal.json'), 'utf8')) as { entries: unknown[] };
  return journal.entries.length;
}

export async function migratePgliteDatabase(pglite: PGlite): Promise<void> {
  await migratePglite(drizzlePglite({ client: pglite }), config);
}

/** @param url must keep its session: the lock belongs to it. */
export async function migratePostgresDatabase(url: string): Promise<void> {
  const { Client } = await import('pg');
  const { drizzle } = await import('drizzle-orm/node-postgres');
  const { migrate } = await import('drizzle-orm/node-postgres/migrator');
  const client = new Client({ connectionString: url, application_name: 'lilong-migrate' });
  // Whatever ends the connection also ends the query that waits for it.
  client.on('error', () => {});
  try {
    await client.connect();
    await client.query('select pg_advisory_lock($1)', [ADVISORY_LOCK.migration]);
    await migrate(drizzle({ client }), config);
  } finally {
    await client.end().catch(() => {});
  }
}
