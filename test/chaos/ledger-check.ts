/**
 * Recomputes the chain of the ledger, and compares every row it answers for with the last digest it has of it.
 * Written from the ledger's description, not from the code that seals it.
 */
import { createHash } from 'node:crypto';
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { AUDITED, type AuditedKind, digestOf, subjectOf } from '../../db/digest.ts';
import type { Opened } from './evidence.ts';

export interface LedgerReport {
  readonly entries: number;
  readonly pending: number;
  readonly faults: readonly string[];
  /** Action → how many entries. */
  readonly actions: ReadonlyMap<string, number>;
  /** Command ids that appear with the same action and subject more than once. */
  readonly repeated: number;
}

interface Row extends Record<string, unknown> {
  readonly position: string;
  readonly entry: string;
  readonly subject: string;
  readonly digest: string | null;
  readonly prev_hash: Uint8Array;
  readonly hash: Uint8Array;
}

export async function checkLedger({ db, keys }: Opened): Promise<LedgerReport> {
  const rows = await rowsOf<Row>(
    db.direct,
    sql`select position, entry, subject, digest, prev_hash, hash from lilong.ledger order by position`,
  );
  const faults: string[] = [];
  const actions = new Map<string, number>();
  const last = new Map<string, string | null>();
  const seen = new Set<string>();
  let repeated = 0;
  let before: Uint8Array = Buffer.alloc(32);
  for (const [at, row] of rows.entries()) {
    if (Number(row.position) !== at + 1) faults.push(`position ${row.position} stands at ${at + 1}`);
    if (!Buffer.from(row.prev_hash).equals(before)) faults.push(`entry ${row.position} does not follow the one before`);
    const hash = createHash('sha256').update(before).update(row.entry, 'utf8').digest();
    if (!hash.equals(row.hash)) faults.push(`the hash of entry ${row.position} is wrong`);
    before = row.hash;
    const { action, subject, command } = JSON.parse(row.entry) as { action: string; subject: string; command: string };
    actions.set(action, (actions.get(action) ?? 0) + 1);
    const key = `${command} ${action} ${subject}`;
    if (seen.has(key)) repeated += 1;
    seen.add(key);
    last.set(row.subject, row.digest);
  }
  for (const [name, table] of Object.entries(AUDITED)) {
    const kind = name as AuditedKind;
    for (const live of await db.direct.select().from(table)) {
      const subject = subjectOf(kind, live.id);
      // A chat or an account nobody has decided anything about has no entry.
      if (!last.has(subject)) continue;
      if (digestOf(kind, live, keys) !== last.get(subject)) faults.push(`${name} differs from its last entry`);
      last.delete(subject);
    }
  }
  if (last.size > 0) faults.push(`${last.size} subjects of the ledger have no row`);
  const [open] = await rowsOf<{ n: string }>(db.direct, sql`select count(*) as n from lilong.ledger_pending`);
  return { entries: rows.length, pending: Number(open?.n ?? 0), faults, actions, repeated };
}
