/**
 * Migrating an empty database costs more than most suites: it is done once before the whole run, for each of the two
 * databases, and every installation of a suite begins with a copy. What starts from nothing all the same is the smoke,
 * the chaos runs, and the suites about migrations.
 */
import { cpSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PGlite } from '@electric-sql/pglite';
import { type Database, openPglite } from '../../db/client.ts';
import { migratePgliteDatabase, migratePostgresDatabase } from '../../db/migrate.ts';
import { createTestDatabase, services, type TestDatabase } from '../services.ts';
import { scratchFolder } from './scratch.ts';

const FOLDER = 'LILONG_TEST_PREPARED_FOLDER';
const DATABASE = 'LILONG_TEST_PREPARED_DATABASE';

export interface EmbeddedDatabase {
  readonly db: Database;
  readonly pglite: PGlite;
  close(): Promise<void>;
}

/** Vitest calls this once, before the first worker starts; they find what was prepared by their environment. */
export default async function prepare(): Promise<() => Promise<void>> {
  const folder = await scratchFolder('prepared');
  const embedded = await openPglite(join(folder, 'pglite'));
  if (!embedded.pglite) throw new Error('not the embedded database');
  await migratePgliteDatabase(embedded.pglite);
  await embedded.close();
  process.env[FOLDER] = folder;
  let database: TestDatabase | undefined;
  if ((await services()).postgres) {
    database = await createTestDatabase();
    await migratePostgresDatabase(database.url);
    process.env[DATABASE] = new URL(database.url).pathname.slice(1);
  }
  return async () => {
    await database?.drop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Puts a migrated embedded database where an installation in this folder looks for it. */
export function prepareFolder(dataDir: string): void {
  const folder = process.env[FOLDER];
  if (folder !== undefined) cpSync(join(folder, 'pglite'), join(dataDir, 'pglite'), { recursive: true });
}

/** A new database with all tables and no rows. */
export const createPreparedDatabase = (): Promise<TestDatabase> => createTestDatabase(process.env[DATABASE]);

/** The embedded database with all tables and no rows; its folder goes when it is closed. */
export async function openPreparedPglite(): Promise<EmbeddedDatabase> {
  if (process.env[FOLDER] === undefined) throw new Error('nothing was prepared: see vitest.config.ts');
  const folder = await scratchFolder('embedded');
  prepareFolder(folder);
  const db = await openPglite(join(folder, 'pglite'));
  const { pglite } = db;
  if (!pglite) throw new Error('not the embedded database');
  const close = async () => {
    await db.close();
    await rm(folder, { recursive: true, force: true });
  };
  return { db, pglite, close };
}
