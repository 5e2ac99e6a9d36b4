/**
 * What must hold after any story: every change is in the ledger's chain and agrees with the rows as they are, and nothing
 * a person said, and nothing that opens a door, can be read in the database or in the logs.
 */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { asc, sql } from 'drizzle-orm';
import { expect, test } from 'vitest';
import type { Tx } from '../../db/client.ts';
import { AUDITED, type AuditedKind, digestOf, subjectOf } from '../../db/digest.ts';
import { ledger, ledgerPending, roleSeat } from '../../db/schema/index.ts';
import { verifyLedger } from '../../src/usecases/ledger/verify.ts';
import { createVerifier } from '../../tools/verify-ledger.mjs';
import { LINE_SECRET, TELEGRAM_SECRET } from '../harness/installation.ts';
import type { Town } from './town.ts';

export interface Told {
  /** Log events of level `error` that the stories cause on purpose. */
  readonly troubles?: readonly string[];
}

/** To be told last in every town. */
export function theRecordHolds(town: Town, { troubles = [] }: Told = {}): void {
  test('afterwards nothing went wrong that was not meant to', () => {
    const errors = town.logged.filter((line) => line.includes('"level":"error"'));
    expect(errors.filter((line) => !troubles.some((event) => line.includes(`"event":"${event}"`)))).toEqual([]);
  });

  test('afterwards the ledger is whole, and every row is as its last entry says', async () => {
    const { context } = town.house.runtime;
    await town.settle();
    expect(await context.db.direct.select().from(ledgerPending)).toEqual([]);
    const chain = await context.db.direct.select().from(ledger).orderBy(asc(ledger.position));
    const verifier = createVerifier();
    for (const { position, entry, prevHash, hash } of chain) {
      const row = { position, entry, prevHash: hex(prevHash), hash: hex(hash) };
      verifier.push(Buffer.from(`${JSON.stringify(row)}\n`));
    }
    expect(verifier.finish().entries).toBe(chain.length);
    expect(chain.length).toBeGreaterThan(10);
    expect(await mismatches(town, context.db.direct)).toEqual([]);
    // Found here without the product's own verifier, which must come to the same.
    expect(await verifyLedger(context.db.direct, context)).toMatchObject({ ok: true, entries: chain.length });
  });

  test('a row changed behind the system’s back no longer matches, and the chain itself cannot be changed', async () => {
    const { context } = town.house.runtime;
    let found: readonly string[] = [];
    const accounts = await town.rows(sql`select 1 from lilong.chat_account`);
    const undone = context.db.transaction(async (tx) => {
      const [seat] = await tx.select().from(roleSeat).limit(1);
      // Any seat takes an earlier beginning; another role may be one its person holds already.
      await tx.execute(sql`update lilong.role_seat set since = since - interval '1 day' where id = ${seat?.id}`);
      await tx.execute(sql`update lilong.chat_account set language = 'en' where language is distinct from 'en'`);
      found = await mismatches(town, tx);
      throw new Error('not kept');
    });
    await expect(undone).rejects.toThrow('not kept');
    expect(found.some((subject) => subject.startsWith('role_seat:'))).toBe(true);
    // Where nobody wrote in this story there is no account to change.
    expect(found.some((subject) => subject.startsWith('chat_account:'))).toBe(accounts.length > 0);
    expect(await mismatches(town, context.db.direct)).toEqual([]);
    for (const forbidden of [sql`update lilong.ledger set digest = 'x'`, sql`delete from lilong.ledger`]) {
      await expect(town.rows(forbidden)).rejects.toThrow();
    }
  });

  test('nothing anybody said, and no name, number or platform id, is readable in the database', async () => {
    const readable = await dump(town);
    expect(town.secrets.size).toBeGreaterThan(5);
    const leaked = [...town.secrets].filter((secret) => readable.includes(secret) || readable.includes(hexOf(secret)));
    expect(leaked).toEqual([]);
  });

  test('no log line holds a word, an id, a token or a secret', () => {
    const { house } = town;
    const kept = (file: string) => readFileSync(join(house.dataDir, file), 'utf8').trim();
    const doors = [
      LINE_SECRET,
      TELEGRAM_SECRET,
      town.line.token,
      town.telegram.token,
      kept('admin-token'),
      kept('field-key'),
    ];
    const lines = town.logged.join('\n');
    expect(lines).not.toBe('');
    expect([...town.secrets, ...doors].filter((secret) => lines.includes(secret))).toEqual([]);
  });
}

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');
const hexOf = (text: string): string => Buffer.from(text).toString('hex');

/** Subjects whose row is not what the newest entry about it says, or of which there is no entry at all. */
async function mismatches(town: Town, tx: Tx): Promise<string[]> {
  const { keys } = town.house.runtime.context;
  const last = new Map<string, string | null>();
  for (const row of await tx.select().from(ledger).orderBy(asc(ledger.position))) {
    // A line about a reading changes nothing and carries no digest.
    if (row.digest !== null || row.entry.includes('"erased":true')) last.set(row.subject, row.digest);
  }
  const wrong: string[] = [];
  for (const [kind, table] of Object.entries(AUDITED) as [AuditedKind, (typeof AUDITED)[AuditedKind]][]) {
    for (const row of await tx.select().from(table)) {
      const subject = subjectOf(kind, row.id);
      const digest = digestOf(kind, row, keys) ?? null;
      if (!last.has(subject) || last.get(subject) !== digest) wrong.push(subject);
    }
  }
  return wrong;
}

/** Every row of every table as text; bytes appear in hex. */
async function dump(town: Town): Promise<string> {
  const tables = await town.rows<{ name: string }>(
    sql`select format('%I.%I', table_schema, table_name) as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema')`,
  );
  expect(tables.map(({ name }) => name)).toContain('lilong.demand');
  const texts: string[] = [];
  for (const { name } of tables) {
    const rows = await town.rows<{ row: string }>(sql`select to_jsonb(t)::text as row from ${sql.raw(name)} t`);
    texts.push(...rows.map(({ row }) => row));
  }
  return texts.join('\n');
}
