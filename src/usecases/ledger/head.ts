/**
 * Where the chain ends, and where it ended when somebody last looked.
 *
 * A chain whose last links were cut off is still a perfect chain, so the end must be remembered outside of it: sealed in
 * the settings here, and by whoever was told the head (the supervision committee, daily).
 */
import { count, desc, eq } from 'drizzle-orm';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import { ledger, ledgerPending, setting } from '../../../db/schema/index.ts';
import { type FieldKeys, SealBroken } from '../../../db/sealed.ts';
import { GENESIS_HASH } from '../../domain/ledger/entry.ts';

export interface LedgerHead {
  /** 0 while nothing is sealed. */
  readonly position: number;
  /** Hex. */
  readonly hash: string;
}

export const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

export async function ledgerHead(tx: Tx): Promise<LedgerHead> {
  const [last] = await tx
    .select({ position: ledger.position, hash: ledger.hash })
    .from(ledger)
    .orderBy(desc(ledger.position))
    .limit(1);
  return last ? { position: last.position, hash: hex(last.hash) } : { position: 0, hash: GENESIS_HASH };
}

/** Entries that have no position yet. */
export async function pendingEntries(tx: Tx): Promise<number> {
  const [row] = await tx.select({ entries: count() }).from(ledgerPending);
  return row?.entries ?? 0;
}

const NAME = 'ledger-head';
const PURPOSE = 'setting.ledger-head';
const KEPT = z.object({ position: z.number(), hash: z.string() });

/** Remembers the end of the chain; an earlier end never replaces a later one. */
export async function keepHead(tx: Tx, keys: FieldKeys, { position, hash }: LedgerHead): Promise<void> {
  const kept = await keptHead(tx, keys);
  if (kept && kept !== 'unreadable' && kept.position >= position) return;
  const valueSealed = keys.sealJson(PURPOSE, { position, hash });
  await tx
    .insert(setting)
    .values({ name: NAME, valueSealed })
    .onConflictDoUpdate({ target: setting.name, set: { valueSealed } });
}

/** `unreadable`: it was altered, or sealed with a key that is not here. Undefined: nobody has kept one yet. */
export async function keptHead(tx: Tx, keys: FieldKeys): Promise<LedgerHead | 'unreadable' | undefined> {
  const [row] = await tx.select().from(setting).where(eq(setting.name, NAME));
  if (!row) return undefined;
  if (!row.valueSealed) return 'unreadable';
  try {
    const kept = KEPT.safeParse(keys.openJson(PURPOSE, row.valueSealed));
    return kept.success ? kept.data : 'unreadable';
  } catch (error) {
    if (error instanceof SealBroken) return 'unreadable';
    throw error;
  }
}
