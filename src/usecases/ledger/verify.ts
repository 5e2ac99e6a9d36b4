/**
 * `ledger verify`: does the chain hold, does it still end where it ended, and does every live row look as its last entry
 * left it? It reads in key-set pages, so a million rows need no more memory than a thousand.
 */
import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { pendingMac, subjectOf } from '../../../db/digest.ts';
import { demand, demandNumber, ledgerPending } from '../../../db/schema/index.ts';
import type { FieldKeys, IndexKey } from '../../../db/sealed.ts';
import { createFindings, type Findings, type LedgerProblem } from './findings.ts';
import { keepHead, keptHead, type LedgerHead } from './head.ts';
import { type KnownHead, verifyChain } from './verify-chain.ts';
import { verifyFiles } from './verify-files.ts';
import { verifyRows, verifySubjects } from './verify-rows.ts';

export interface LedgerReport {
  readonly ok: boolean;
  /** Sealed entries that were recomputed. */
  readonly entries: number;
  /** Live rows that were compared. */
  readonly rows: number;
  readonly head: LedgerHead;
  readonly problems: readonly LedgerProblem[];
  /** Problems beyond those listed. */
  readonly unlisted: number;
}

/**
 * @param tx outside a transaction: other work goes on between pages
 * @param told a head that was handed out earlier and kept by someone else; it is what an installation cannot forge
 */
export async function verifyLedger(
  tx: Tx,
  { keys, index }: { readonly keys: FieldKeys; readonly index: IndexKey },
  told?: LedgerHead,
): Promise<LedgerReport> {
  const findings = createFindings();
  const kept = await keptHead(tx, keys);
  if (kept === 'unreadable') {
    const message =
      'The head kept at the last verification cannot be read: it was altered, or FIELD_KEY lacks its key.';
    findings.add({ kind: 'head_unreadable', message });
  }
  const known: KnownHead[] = [
    ...(kept && kept !== 'unreadable' ? [{ ...kept, from: 'at the last verification' }] : []),
    ...(told ? [{ ...told, from: 'as you gave it' }] : []),
  ];
  const { entries, head } = await verifyChain(tx, known, findings, pause);
  await verifyPending(tx, index, findings);
  const rows = await verifyRows({ tx, keys, pause }, findings);
  await verifySubjects({ tx, keys, pause }, findings);
  await verifyFiles({ tx, keys, pause }, findings);
  await verifyNumbers(tx, findings);
  const ok = findings.listed.length === 0;
  if (ok) await keepHead(tx, keys, head);
  return { ok, entries, rows, head, problems: findings.listed, unlisted: findings.unlisted };
}

/** What waits is little: the sealer comes every second. */
async function verifyPending(tx: Tx, index: IndexKey, findings: Findings): Promise<void> {
  for (const { seq, entry, subject, digest, mac } of await tx.select().from(ledgerPending).limit(10_000)) {
    if (mac === pendingMac(index, entry, subject, digest)) continue;
    const message = `An entry for ${subject} waits to be sealed that this installation did not write (row ${seq}).`;
    findings.add({ kind: 'pending_forged', subject, message });
  }
}

/** The counter of a community and year stands at its newest demand, or a number would be given twice, or left out. */
async function verifyNumbers(tx: Tx, findings: Findings): Promise<void> {
  const wrong = await rowsOf<{ community: string; year: number; last: number; newest: number }>(
    tx,
    sql`select n.community_id::text as community, n.year::int as year, n.last::int as last,
        (select coalesce(max(d.number), 0) from ${demand} d where d.community_id = n.community_id and d.year = n.year)::int as newest
      from ${demandNumber} n
      where n.last <> (select coalesce(max(d.number), 0) from ${demand} d where d.community_id = n.community_id and d.year = n.year)`,
  );
  for (const { community, year, last, newest } of wrong) {
    const message = `The counter of ${year} stands at ${last}, but the newest demand has number ${newest}.`;
    findings.add({ kind: 'numbers_differ', subject: subjectOf('community', community), message });
  }
}

/** Webhooks get their turn: the embedded database shares this thread. */
const pause = () => new Promise<void>((resolve) => setImmediate(resolve));
