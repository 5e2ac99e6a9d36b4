/**
 * Compares live rows with the ledger in both directions: what each row's last entry says of it, and whether every row
 * the ledger speaks of is still there. A page is one statement, which sees a row and its entries as of one instant:
 * both are written by the same transaction, so work going on meanwhile raises no false alarm.
 */
import { and, asc, desc, eq, getTableColumns, gt, inArray, like, or, type SQL, sql } from 'drizzle-orm';
import type { AnyPgColumn, PgTable } from 'drizzle-orm/pg-core';
import { z } from 'zod';
import type { Tx } from '../../../db/client.ts';
import { AUDITED, type AuditedKind, digestOf, subjectOf } from '../../../db/digest.ts';
import { ledger, ledgerPending } from '../../../db/schema/index.ts';
import { type FieldKeys, SealBroken } from '../../../db/sealed.ts';
import type { Findings } from './findings.ts';

const ROWS = 200;
const SUBJECTS = 500;
const KINDS = Object.keys(AUDITED) as AuditedKind[];

export interface RowTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  readonly pause: () => Promise<void>;
}

/** What an entry says of its row: a digest, or `erased`. */
interface Said {
  readonly digest: string;
  /** Absent while the entry is pending. */
  readonly position?: number;
}

type AuditedRow = Readonly<Record<string, unknown>> & { readonly id: string };

const tableOf = (kind: AuditedKind): { readonly table: PgTable; readonly id: AnyPgColumn } => ({
  table: AUDITED[kind],
  id: AUDITED[kind].id,
});

/** Entries that say something of a row; notes of a reading or a retry do not. Matched as text: the entry may be broken. */
const speaks = (of: typeof ledger | typeof ledgerPending): SQL | undefined =>
  or(sql`${of.digest} is not null`, like(of.entry, '%"erased":true%'));

/** @returns how many rows were compared */
export async function verifyRows(tools: RowTools, findings: Findings): Promise<number> {
  let rows = 0;
  for (const kind of KINDS) {
    for (let after: string | undefined; ; ) {
      const page = await pageOf(tools.tx, kind, after);
      for (const { row, said } of page) checkRow(kind, row, said, tools.keys, findings);
      rows += page.length;
      after = page.at(-1)?.row.id;
      if (page.length < ROWS) break;
      await tools.pause();
    }
  }
  return rows;
}

async function pageOf(tx: Tx, kind: AuditedKind, after: string | undefined) {
  const { table, id } = tableOf(kind);
  const subject = sql`${`${kind}:`}::text || ${id}::text`;
  const pending = tx
    .selectDistinctOn([ledgerPending.subject], {
      subject: ledgerPending.subject,
      digest: sql<string>`coalesce(${ledgerPending.digest}, 'erased')`.as('digest'),
    })
    .from(ledgerPending)
    .where(speaks(ledgerPending))
    .orderBy(ledgerPending.subject, desc(ledgerPending.seq))
    .as('newest');
  const sealed = tx
    .select({ said: sql`${ledger.position} || ' ' || coalesce(${ledger.digest}, 'erased')` })
    .from(ledger)
    .where(and(eq(ledger.subject, subject), speaks(ledger)))
    .orderBy(desc(ledger.position))
    .limit(1);
  const rows = await tx
    .select({ row: getTableColumns(table), pending: pending.digest, sealed: sql<string | null>`(${sealed})` })
    .from(table)
    .leftJoin(pending, eq(pending.subject, subject))
    .where(after === undefined ? undefined : gt(id, after))
    .orderBy(asc(id))
    .limit(ROWS);
  return rows.map((found) => ({ row: found.row as AuditedRow, said: saidOf(found.pending, found.sealed) }));
}

function saidOf(pending: string | null, sealed: string | null): Said | undefined {
  if (pending !== null) return { digest: pending };
  const [position, digest] = sealed?.split(' ') ?? [];
  return digest === undefined ? undefined : { digest, position: Number(position) };
}

function checkRow(kind: AuditedKind, row: AuditedRow, said: Said | undefined, keys: FieldKeys, findings: Findings) {
  const subject = subjectOf(kind, row.id);
  if (!said) {
    findings.add({ kind: 'row_without_entry', subject, message: `No entry says where ${subject} comes from.` });
    return;
  }
  const wrong = differs(kind, row, said, keys);
  if (!wrong) return;
  const entry = said.position === undefined ? 'its newest entry' : `entry ${said.position}`;
  const where = said.position === undefined ? {} : { position: said.position };
  findings.add({ kind: 'row_changed', subject, ...where, message: `${subject} is not as ${entry} left it: ${wrong}.` });
}

function differs(kind: AuditedKind, row: AuditedRow, said: Said, keys: FieldKeys): string | undefined {
  try {
    const digest = digestOf(kind, row, keys);
    if (digest === said.digest || (digest === undefined && said.digest === 'erased')) return undefined;
    if (digest === undefined) return 'its salt is gone, but no entry says it was erased';
    return said.digest === 'erased' ? 'it was erased, and is there again' : 'its digest differs';
  } catch (error) {
    if (error instanceof SealBroken) return `a sealed field does not open (${error.message})`;
    throw error;
  }
}

/** Rows the ledger speaks of that are not there. */
export async function verifySubjects(tools: RowTools, findings: Findings): Promise<void> {
  for (const source of [ledger, ledgerPending] as const) {
    for (let after = ''; ; ) {
      const page = await tools.tx
        .selectDistinct({ subject: source.subject })
        .from(source)
        .where(gt(source.subject, after))
        .orderBy(asc(source.subject))
        .limit(SUBJECTS);
      const subjects = page.map((row) => row.subject);
      await checkSubjects(tools.tx, subjects, findings);
      after = subjects.at(-1) ?? after;
      if (page.length < SUBJECTS) break;
      await tools.pause();
    }
  }
}

async function checkSubjects(tx: Tx, subjects: readonly string[], findings: Findings): Promise<void> {
  const absent: string[] = [];
  for (const kind of KINDS) {
    const named = subjects.filter((subject) => subject.startsWith(`${kind}:`));
    if (named.length > 0) absent.push(...(await withoutRow(tx, kind, named)));
  }
  if (absent.length === 0) return;
  // Read after the rows: a row erased in between has its entry by now.
  const said = await newestOf(tx, absent);
  for (const subject of absent) {
    const last = said.get(subject);
    if (!last || last.digest === 'erased') continue;
    const where = last.position === undefined ? {} : { position: last.position };
    const entry = last.position === undefined ? 'its newest entry' : `entry ${last.position}`;
    findings.add({
      kind: 'row_missing',
      subject,
      ...where,
      message: `${subject} is gone, but ${entry} says it is there.`,
    });
  }
}

async function withoutRow(tx: Tx, kind: AuditedKind, subjects: readonly string[]): Promise<string[]> {
  const { table, id } = tableOf(kind);
  const ids = subjects
    .map((subject) => subject.slice(kind.length + 1))
    .filter((text) => z.uuid().safeParse(text).success);
  const found = ids.length === 0 ? [] : await tx.select({ id }).from(table).where(inArray(id, ids));
  const there = new Set(found.map((row) => subjectOf(kind, String(row.id))));
  return subjects.filter((subject) => !there.has(subject));
}

async function newestOf(tx: Tx, subjects: readonly string[]): Promise<Map<string, Said>> {
  const sealed = await tx
    .selectDistinctOn([ledger.subject], { subject: ledger.subject, position: ledger.position, digest: ledger.digest })
    .from(ledger)
    .where(and(inArray(ledger.subject, [...subjects]), speaks(ledger)))
    .orderBy(ledger.subject, desc(ledger.position));
  const pending = await tx
    .selectDistinctOn([ledgerPending.subject], { subject: ledgerPending.subject, digest: ledgerPending.digest })
    .from(ledgerPending)
    .where(and(inArray(ledgerPending.subject, [...subjects]), speaks(ledgerPending)))
    .orderBy(ledgerPending.subject, desc(ledgerPending.seq));
  const said = new Map<string, Said>();
  for (const row of sealed) said.set(row.subject, { digest: row.digest ?? 'erased', position: row.position });
  for (const row of pending) said.set(row.subject, { digest: row.digest ?? 'erased' });
  return said;
}
