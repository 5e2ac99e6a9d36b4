/** The append-only, hash-chained record. `ledger_pending` is filled by every change, `ledger` only by the sealer. */
import { sql } from 'drizzle-orm';
import { bigint, check, index, text } from 'drizzle-orm/pg-core';
import { bytes, instant, lilong } from './namespace.ts';

export const ledgerPending = lilong.table('ledger_pending', {
  seq: bigint('seq', { mode: 'number' }).generatedAlwaysAsIdentity().primaryKey(),
  /** Canonical JSON (RFC 8785). */
  entry: text('entry').notNull(),
  subject: text('subject').notNull(),
  digest: text('digest'),
  /** HMAC of the entry with the installation's index key: what the application did not write is not sealed. */
  mac: text('mac').notNull(),
});

export const ledger = lilong.table(
  'ledger',
  {
    position: bigint('position', { mode: 'number' }).primaryKey(),
    entry: text('entry').notNull(),
    subject: text('subject').notNull(),
    digest: text('digest'),
    prevHash: bytes('prev_hash').notNull().unique(),
    /** SHA-256 over the previous hash followed by the entry's UTF-8 bytes; the database checks it too. */
    hash: bytes('hash').notNull().unique(),
    sealedAt: instant('sealed_at').notNull().default(sql`now()`),
  },
  (t) => [
    check('ledger_hash', sql`${t.hash} = sha256(${t.prevHash} || convert_to(${t.entry}, 'UTF8'))`),
    check('ledger_position', sql`${t.position} > 0`),
    index('ledger_subject').on(t.subject, t.position),
  ],
);

/** A command that was carried out: its id makes a repetition harmless and finds its result again. */
export const commandDone = lilong.table('command_done', {
  commandId: text('command_id').primaryKey(),
  name: text('name').notNull(),
  resultSealed: bytes('result_sealed'),
  /** Digest of the request, so that a reused key with another body is refused. */
  requestDigest: text('request_digest'),
  at: instant('at').notNull(),
});
