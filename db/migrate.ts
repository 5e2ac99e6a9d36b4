/** Forward-only migrations, applied at start. One process at a time: the others wait on an advisory lock. */
import { fileURLToPath } from 'node:url';
import type { PGlite } from '@electric-sql/pglite';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import { migrate as migratePglite } from 'drizzle-orm/pglite/migrator';
import { drizzle as drizzlePostgres } from 'drizzle-orm/postgres-js';
import { migrate as migratePostgres } from 'drizzle-orm/postgres-js/migrator';
import postgres from 'postgres';

const MIGRATIONS = fileURLToPath(new URL('./migrations', import.meta.url));
const config = { migrationsFolder: MIGRATIONS, migrationsSchema: 'lilong', migrationsTable: 'migration' };
/** Any fixed number; it names the lock of this product's migrations. */
const MIGRATION_LOCK = 7_146_001;

export async function migratePgliteDatabase(pglite: PGlite): Promise<void> {
  await migratePglite(drizzlePglite({ client: pglite }), config);
}

/** @param url must keep its session: the lock belongs to it. */
export async function migratePostgresDatabase(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, onnotice: () => {}, connection: { application_name: 'lilong-migrate' } });
  try {
    await sql`select pg_advisory_lock(${MIGRATION_LOCK})`;
    await migratePostgres(drizzlePostgres({ client: sql }), config);
  } finally {
    await sql.end({ timeout: 5 });
  }
}
