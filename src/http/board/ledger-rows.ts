/** Reads the sealed ledger: its newest entries, and the whole of it as a stream. */
import { and, asc, desc, gte, lte } from 'drizzle-orm';
import type { Database, Tx } from '../../../db/client.ts';
import { ledger } from '../../../db/schema/index.ts';
import { hex } from '../../usecases/ledger/head.ts';

/** About 100 kB, a few milliseconds of the embedded database. */
const ROWS_AT_ONCE = 200;

export interface Sealed {
  readonly position: number;
  /** The exact text that was hashed. */
  readonly entry: string;
  readonly prevHash: string;
  readonly hash: string;
}

const COLUMNS = { position: ledger.position, entry: ledger.entry, prevHash: ledger.prevHash, hash: ledger.hash };

const sealed = (row: { position: number; entry: string; prevHash: Uint8Array; hash: Uint8Array }): Sealed => ({
  ...row,
  prevHash: hex(row.prevHash),
  hash: hex(row.hash),
});

/** Newest first. */
export async function newestSealed(tx: Tx, count: number): Promise<Sealed[]> {
  return (await tx.select(COLUMNS).from(ledger).orderBy(desc(ledger.position)).limit(count)).map(sealed);
}

/** The published form; `tools/verify-ledger.mjs` accepts no other, so that nothing can hide in a line. */
const ledgerLine = ({ position, entry, prevHash, hash }: Sealed): string =>
  `${JSON.stringify({ position, entry, prevHash, hash })}\n`;

/**
 * Lines `from` to `to`. A page is read when the reader asks for more, so a slow one costs no memory, and other work gets
 * its turn before each page. What is sealed meanwhile comes with the next download: `to` fixes what this one holds.
 */
export function ledgerStream(
  db: Database,
  from: number,
  to: number,
  failed: (error: unknown) => void,
): ReadableStream<Uint8Array> {
  const encoder = new TextEncoder();
  let next = from;
  const sendPage = async (controller: ReadableStreamDefaultController<Uint8Array>) => {
    await new Promise((resolve) => setImmediate(resolve));
    const rows = await db.direct
      .select(COLUMNS)
      .from(ledger)
      .where(and(gte(ledger.position, next), lte(ledger.position, to)))
      .orderBy(asc(ledger.position))
      .limit(ROWS_AT_ONCE);
    const last = rows.at(-1);
    if (last) {
      controller.enqueue(encoder.encode(rows.map((row) => ledgerLine(sealed(row))).join('')));
      next = last.position + 1;
    }
    if (!last || next > to) controller.close();
  };
  return new ReadableStream<Uint8Array>(
    {
      pull: (controller) =>
        sendPage(controller).catch((error: unknown) => {
          failed(error);
          // The connection breaks off, so that a reader cannot take a part for the whole.
          throw error;
        }),
    },
    { highWaterMark: 0 },
  );
}
