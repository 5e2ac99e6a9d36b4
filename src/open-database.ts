/** The database of this process, with all its tables: the embedded one in the data folder, or PostgreSQL. */
import { join } from 'node:path';
import { type Database, openPglite } from '../db/client.ts';
import { lockFolder } from '../db/lock.ts';
import { migratePgliteDatabase, migratePostgresDatabase } from '../db/migrate.ts';
import type { Config } from './config.ts';

export interface OpenDatabase {
  readonly db: Database;
  /** Closes the database and gives its folder back. */
  close(): Promise<void>;
}

/** Rejects with `FolderInUse` when another process has the folder, and with the driver's error when a server is not there. */
export async function openDatabase(config: Config): Promise<OpenDatabase> {
  if (config.databaseUrl) return openServer(config.databaseUrl, config.databaseDirectUrl);
  const unlock = lockFolder(config.dataDir);
  try {
    const db = await openPglite(join(config.dataDir, 'pglite'));
    if (db.pglite) await migratePgliteDatabase(db.pglite);
    return {
      db,
      close: async () => {
        await db.close();
        unlock();
      },
    };
  } catch (error) {
    unlock();
    throw error;
  }
}

async function openServer(url: string, directUrl: string | undefined): Promise<OpenDatabase> {
  const { openPostgres } = await import('../db/postgres.ts');
  await migratePostgresDatabase(directUrl ?? url);
  const db = openPostgres({ url, ...(directUrl && { directUrl }) });
  return { db, close: () => db.close() };
}
