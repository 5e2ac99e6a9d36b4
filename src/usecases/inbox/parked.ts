/** Events that failed too often and were set aside: listed without a word of what they hold, and tried again on demand. */
import { and, asc, eq, gt, inArray, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { inbox } from '../../../db/schema/index.ts';
import { ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';

export const pageParked = (tx: Tx, after: number | undefined, limit: number) =>
  tx
    .select({
      seq: inbox.seq,
      platform: inbox.platform,
      attempts: inbox.attempts,
      lastError: inbox.lastError,
      eventAt: inbox.eventAt,
      receivedAt: inbox.receivedAt,
    })
    .from(inbox)
    .where(and(eq(inbox.state, 'parked'), after === undefined ? undefined : gt(inbox.seq, after)))
    .orderBy(asc(inbox.seq))
    .limit(limit);

/** Which parked rows to try again: these, or all of them. Rows that are not parked are left alone. */
export type ParkedRows = { readonly seqs: readonly number[] } | { readonly all: true };

export const retryParkedRows = command<ParkedRows, undefined, number, never>({
  name: 'inbox.retry',
  load: async () => ok(undefined),
  target: () => ({}),
  run: async (uow, _loaded, which, as) => {
    const wanted = 'seqs' in which ? inArray(inbox.seq, [...which.seqs]) : undefined;
    const rows = await uow.tx
      .update(inbox)
      .set({ state: 'pending', attempts: 0, nextAt: sql`now()` })
      .where(and(eq(inbox.state, 'parked'), wanted))
      .returning({ seq: inbox.seq });
    if (rows.length > 0) note(uow, 'inbox:parked', { action: 'inbox.retry', as, facts: { rows: rows.length } });
    return ok(rows.length);
  },
});
