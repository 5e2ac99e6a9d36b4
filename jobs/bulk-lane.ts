/** What fills the bulk lane does it slice by slice, only as fast as the lane is emptied. */
import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../db/client.ts';
import { outbox } from '../db/schema/index.ts';
import type { BulkTools } from '../src/notices/bulk.ts';
import type { Context } from '../src/pipeline/context.ts';
import { LEASE_MS, validity } from '../src/pipeline/unit.ts';

/** People of one slice. */
export const SLICE = 200;
/** As long as this much is still on its way, nothing is added. */
const ENOUGH_OPEN = 400;

export async function laneIsFull(tx: Tx): Promise<boolean> {
  const [row] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${outbox} where lane = 'bulk' and state in ('waiting','leased','sending')`,
  );
  return (row?.n ?? 0) >= ENOUGH_OPEN;
}

export const bulkTools = (context: Context, tx: Tx): BulkTools => ({
  tx,
  keys: context.keys,
  renderers: context.adapters,
  now: context.clock.now(),
  ...validity(context),
  lease: { by: context.processId, ms: LEASE_MS },
});
