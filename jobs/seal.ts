/**
 * Gives ledger entries their place in the chain. One process at a time holds the sealer's lock; entries are taken out of
 * the pending table, so one that commits late is sealed later and never skipped.
 */

import { desc, inArray, notInArray, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../db/advisory-locks.ts';
import { finds, rowsOf } from '../db/client.ts';
import { hashEntry, pendingMac } from '../db/digest.ts';
import { ledger, ledgerPending } from '../db/schema/index.ts';
import type { Context } from '../src/pipeline/context.ts';
import { hex, keepHead } from '../src/usecases/ledger/head.ts';

const SET_SIZE = 200;
const GENESIS = new Uint8Array(32);

/** @returns how many entries were sealed */
export async function sealLedger(context: Context): Promise<number> {
  let total = 0;
  if (!(await finds(context.db, sql`select 1 from ${ledgerPending} limit 1`))) return total;
  for (;;) {
    const sealed = await sealSet(context);
    total += sealed;
    if (sealed < SET_SIZE) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  if (total > 0) context.counters.add('ledger_sealed', {}, total);
  return total;
}

/** Entries the application did not write. They stay where they are, are named once in the log, and by `ledger verify`. */
const refusedIn = new WeakMap<Context, Set<number>>();

function refusedOf(context: Context): Set<number> {
  const known = refusedIn.get(context) ?? new Set();
  refusedIn.set(context, known);
  return known;
}

async function sealSet(context: Context): Promise<number> {
  return context.db.transaction(async (tx) => {
    const [lock] = await rowsOf<{ held: boolean }>(
      tx,
      sql`select pg_try_advisory_xact_lock(${ADVISORY_LOCK.sealer}) as held`,
    );
    if (!lock?.held) return 0;
    const refused = refusedOf(context);
    const waiting = await tx
      .select()
      .from(ledgerPending)
      .where(refused.size > 0 ? notInArray(ledgerPending.seq, [...refused]) : undefined)
      .orderBy(ledgerPending.seq)
      .limit(SET_SIZE);
    const pending = waiting.filter((row) => row.mac === pendingMac(context.index, row.entry, row.subject, row.digest));
    for (const row of waiting) {
      if (pending.includes(row)) continue;
      refused.add(row.seq);
      context.log('error', 'ledger.forged', { seq: row.seq });
    }
    if (pending.length === 0) return 0;
    const [last] = await tx
      .select({ position: ledger.position, hash: ledger.hash })
      .from(ledger)
      .orderBy(desc(ledger.position))
      .limit(1);
    let position = last?.position ?? 0;
    let prevHash: Uint8Array = last?.hash ?? GENESIS;
    const rows = pending.map(({ entry, subject, digest }) => {
      position += 1;
      const hash = hashEntry(prevHash, entry);
      const row = { position, entry, subject, digest, prevHash, hash };
      prevHash = hash;
      return row;
    });
    await tx.insert(ledger).values(rows);
    // A chain whose tail was cut is still a chain: where it ended is kept outside of it.
    await keepHead(tx, context.keys, { position, hash: hex(prevHash) });
    await tx.delete(ledgerPending).where(
      inArray(
        ledgerPending.seq,
        pending.map((row) => row.seq),
      ),
    );
    return rows.length;
  });
}
