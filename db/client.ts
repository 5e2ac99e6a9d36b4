/**
 * One database, two engines: PostgreSQL (`postgres.ts`), or PGlite inside this process. Everything above this file sees
 * the same {@link Tx} and cannot tell which one it has.
 *
 * While a transaction is open nothing else may be awaited: PGlite has one connection, so waiting for the network, the
 * queue or a second connection inside a transaction would stop the process; on PostgreSQL it would hold locks for as
 * long as a stranger's server likes. {@link assertOutsideTransaction} makes that a loud error on both.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { PGlite, type QueryOptions, type Transaction } from '@electric-sql/pglite';
import type { ExtractTablesWithRelations, SQL } from 'drizzle-orm';
import type { PgDatabase, PgQueryResultHKT } from 'drizzle-orm/pg-core';
import { drizzle as drizzlePglite } from 'drizzle-orm/pglite';
import * as schema from './schema/index.ts';

export type Schema = typeof schema;
/** A connection inside a transaction, or the database itself for single statements. */
export type Tx = PgDatabase<PgQueryResultHKT, Schema, ExtractTablesWithRelations<Schema>>;

const transactions = new AsyncLocalStorage<true>();

/** Throws when called while a transaction of this call chain is open. */
export function assertOutsideTransaction(what: string): void {
  if (transactions.getStore()) throw new Error(`${what} was awaited inside a database transaction`);
}

export interface Database {
  readonly kind: 'pglite' | 'postgres';
  /** Set for `pglite`: the shared instance, which the queue engine uses too. */
  readonly pglite?: PGlite;
  /** Single statements outside a transaction. */
  readonly direct: Tx;
  transaction<T>(work: (tx: Tx) => Promise<T>): Promise<T>;
  /** Calls `wake` when another process announces work on `channel`; resolves to a function that stops. */
  listen(channel: string, wake: () => void): Promise<() => Promise<void>>;
  close(): Promise<void>;
}

/** The two ways to the database, neither of which may be taken while a transaction is open. */
export function guard(run: Tx): Pick<Database, 'direct' | 'transaction'> {
  return {
    get direct() {
      assertOutsideTransaction('a second connection');
      return run;
    },
    transaction: (work) => {
      assertOutsideTransaction('a second transaction');
      return run.transaction((tx) => transactions.run(true, () => work(tx)));
    },
  };
}

/**
 * The default of 128 MB is filled with zeros at every start and kept for good: half a second and a tenth of a gigabyte,
 * for databases that are mostly smaller than a quarter of it.
 */
const START_PARAMS = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

export async function openPglite(dataDir: string | undefined): Promise<Database> {
  const pglite = await PGlite.create({ startParams: START_PARAMS, ...(dataDir !== undefined && { dataDir }) });
  const guarded = guard(drizzlePglite({ client: asDrizzleReads(pglite), schema }) as unknown as Tx);
  return {
    kind: 'pglite',
    pglite,
    get direct() {
      return guarded.direct;
    },
    transaction: guarded.transaction,
    listen: (channel, wake) => pglite.listen(channel, wake),
    close: () => pglite.close(),
  };
}

/** Times, dates and spans, and lists of them and of decimals: Drizzle reads their text itself. */
const READ_BY_DRIZZLE = [1082, 1114, 1184, 1186, 1115, 1182, 1185, 1187, 1231];

/**
 * Drizzle sends how to read these types along with every statement, and PGlite then copies what it knows of all types,
 * which takes longer than most statements. The instance knows it once and for all instead.
 */
function asDrizzleReads(pglite: PGlite): PGlite {
  for (const type of READ_BY_DRIZZLE) pglite.parsers[type] = (text) => text;
  const reading = <C extends Pick<Transaction, 'query'>>(on: C): C =>
    Object.create(on, {
      query: {
        value: (text: string, parameters: unknown[], { rowMode }: QueryOptions) =>
          on.query(text, parameters, { ...(rowMode && { rowMode }) }),
      },
    });
  return Object.create(reading(pglite), {
    transaction: { value: (work: (tx: Transaction) => unknown) => pglite.transaction(async (tx) => work(reading(tx))) },
  });
}

/** Whether a statement finds a row: one way there and back, where a transaction that finds nothing to do takes three. */
export async function finds(db: Database, query: SQL): Promise<boolean> {
  return (await rowsOf(db.direct, query)).length > 0;
}

/** Rows of a raw statement; the two drivers wrap them differently. */
export async function rowsOf<T extends Record<string, unknown>>(tx: Tx, query: SQL): Promise<T[]> {
  const result: unknown = await tx.execute(query);
  if (Array.isArray(result)) return result as T[];
  return (result as { rows: T[] }).rows;
}
