/** The sealed entries, leafed through by position. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { ledger } from '../../../db/schema/index.ts';

export type LedgerLink = typeof ledger.$inferSelect;

/** @param subject only entries about this, `<kind>:<id>` */
export const pageLedger = (
  tx: Tx,
  subject: string | undefined,
  after: number | undefined,
  limit: number,
): Promise<LedgerLink[]> =>
  tx
    .select()
    .from(ledger)
    .where(
      and(
        subject === undefined ? undefined : eq(ledger.subject, subject),
        after === undefined ? undefined : gt(ledger.position, after),
      ),
    )
    .orderBy(asc(ledger.position))
    .limit(limit);
