/** Jobs beside the data in the embedded database: the default, with nothing to install. */
import type { PGliteInterface } from '@electric-sql/pglite';
import type { Link } from './link.ts';
import { PglitePool } from './pglite-pool.ts';
import { migrateQueue, postgresBackend } from './postgres-backend.ts';

/**
 * A job leaves about a kilobyte of dead rows behind (measured: 13 MB after 12,000 jobs, and no end). Vacuumed this often
 * the queue stays below 1 MB; one pass takes some 20 ms, a few for each table.
 */
const JOBS_BETWEEN_VACUUMS = 500;

export async function pgliteLink(db: PGliteInterface, schema: string): Promise<Link> {
  const pool = new PglitePool(db, schema);
  await migrateQueue(pool, schema);
  // What the last process left: one that restarts often would otherwise never get to its own pass.
  await pool.vacuum();
  return {
    kind: 'pglite',
    name: 'the embedded database (DATA_DIR)',
    backend: postgresBackend(pool, schema),
    reachable: () => !db.closed,
    ping: async () => {
      await pool.query('SELECT 1');
    },
    onTrouble: () => {},
    upkeep: { everyJobs: JOBS_BETWEEN_VACUUMS, run: () => pool.vacuum() },
    close: () => pool.end(),
  };
}
