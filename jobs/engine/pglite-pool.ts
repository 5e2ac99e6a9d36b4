/**
 * A `pg.Pool`-shaped view of one PGlite instance, so that BullMQ's PostgreSQL backend runs inside this process over the
 * very database the application uses.
 *
 * PGlite is one session shared with the application's own queries, so nothing may leak either way:
 * - Every BullMQ statement runs in a PGlite transaction of its own with `SET LOCAL search_path`. BullMQ's unqualified
 *   names then mean its schema for that statement only (measured: 0.05 ms more per statement), and PGlite's transaction
 *   lock, which `query`, `exec` and `transaction` of the application take too, keeps the two from interleaving.
 * - `BEGIN` on a client (BullMQ sends it for migrations) holds that same lock until `COMMIT`, `ROLLBACK` or release.
 * - `LISTEN` goes through PGlite's own listener table: only PGlite sees the notification messages of the session.
 *
 * PGlite ships `@electric-sql/pglite/node-postgres`. It does not fit here: one emitter stands for all clients of the
 * pool, each protocol message takes the lock separately, so a `BEGIN` swallows the application's queries, and
 * notifications that arrive in the reply to someone else's query are lost.
 */
import { EventEmitter } from 'node:events';
import type { PGliteInterface, Results, Transaction } from '@electric-sql/pglite';
import { type PgNotification, type PgPool, type PgPoolClient, type PgQueryResult, quoteSchemaName } from 'bullmq';

const INT8 = 20;

type Params = readonly unknown[] | undefined;

export class PglitePool extends EventEmitter implements PgPool {
  readonly #db: PGliteInterface;
  readonly #usePath: string;

  constructor(db: PGliteInterface, schema: string) {
    super();
    this.#db = db;
    this.#usePath = `SET LOCAL search_path TO ${quoteSchemaName(schema)}`;
  }

  query<R>(text: string, params?: Params): Promise<PgQueryResult<R>> {
    return this.transaction((tx) => run<R>(tx, text, params));
  }

  /** A PGlite transaction that sees BullMQ's schema. */
  transaction<T>(work: (tx: Transaction) => Promise<T>): Promise<T> {
    return this.#db.transaction(async (tx) => {
      await tx.exec(this.#usePath);
      return work(tx);
    });
  }

  connect(): Promise<PgPoolClient> {
    return Promise.resolve(new PgliteClient(this, this.#db));
  }

  /** Dead row versions go only when someone vacuums: PGlite has no autovacuum process. */
  async vacuum(): Promise<void> {
    const tables = await this.query<{ name: string }>(
      `SELECT format('%I.%I', schemaname, relname) AS name FROM pg_stat_user_tables WHERE schemaname = current_schema()`,
    );
    for (const { name } of tables.rows) await this.#db.exec(`VACUUM ${name}`);
  }

  /** The database belongs to the application and stays open. */
  end(): Promise<void> {
    return Promise.resolve();
  }
}

class PgliteClient extends EventEmitter implements PgPoolClient {
  readonly #pool: PglitePool;
  readonly #db: PGliteInterface;
  readonly #channels = new Map<string, () => Promise<void>>();
  #open: OpenTransaction | undefined;

  constructor(pool: PglitePool, db: PGliteInterface) {
    super();
    this.#pool = pool;
    this.#db = db;
  }

  async query<R>(text: string, params?: Params): Promise<PgQueryResult<R>> {
    const command = sessionCommand(text);
    switch (command?.verb) {
      case 'LISTEN':
        await this.#listen(command.channel);
        return { rows: [], rowCount: 0 };
      case 'UNLISTEN':
        await this.#unlisten(command.channel);
        return { rows: [], rowCount: 0 };
      case 'BEGIN':
        if (this.#open) throw new Error('A transaction is already open on this PGlite client');
        this.#open = await beginTransaction(this.#pool);
        return { rows: [], rowCount: 0 };
      case 'COMMIT':
      case 'ROLLBACK':
        await this.#finish(command.verb);
        return { rows: [], rowCount: 0 };
      default:
        return this.#open ? run<R>(this.#open.tx, text, params) : this.#pool.query<R>(text, params);
    }
  }

  /** Like node-postgres, but nothing of a returned client may linger: subscriptions end, an open transaction is undone. */
  release(): void {
    this.#finish('ROLLBACK').catch(() => {});
    this.#unlisten('*').catch(() => {});
  }

  async #finish(verb: 'COMMIT' | 'ROLLBACK'): Promise<void> {
    const open = this.#open;
    this.#open = undefined;
    await open?.finish(verb);
  }

  async #listen(channel: string): Promise<void> {
    if (this.#channels.has(channel)) return;
    const stop = await this.#db.listen(channel, (payload) => {
      const notification: PgNotification = { channel, payload };
      this.emit('notification', notification);
    });
    this.#channels.set(channel, stop);
  }

  async #unlisten(channel: string): Promise<void> {
    for (const [name, stop] of [...this.#channels]) {
      if (channel !== '*' && channel !== name) continue;
      this.#channels.delete(name);
      await stop();
    }
  }
}

interface OpenTransaction {
  readonly tx: Transaction;
  finish(verb: 'COMMIT' | 'ROLLBACK'): Promise<void>;
}

/** Turns PGlite's callback transaction into one that stays open between calls. */
function beginTransaction(pool: PglitePool): Promise<OpenTransaction> {
  return new Promise((resolve, reject) => {
    const done = pool.transaction(async (tx) => {
      const verb = await new Promise<'COMMIT' | 'ROLLBACK'>((end) => {
        resolve({
          tx,
          finish: (decision) => {
            end(decision);
            return done;
          },
        });
      });
      if (verb === 'ROLLBACK') await tx.rollback();
    });
    done.catch(reject);
  });
}

/** Without parameters node-postgres uses the simple protocol, which allows several statements: migrations need that. */
async function run<R>(tx: Transaction, text: string, params: Params): Promise<PgQueryResult<R>> {
  if (params === undefined || params.length === 0) {
    const results = await tx.exec(text);
    return asPg<R>(results.at(-1) as Results<R> | undefined);
  }
  return asPg<R>(await tx.query<R>(text, [...params]));
}

/**
 * node-postgres hands out int8 as text, and BullMQ's event cursors rely on it; PGlite makes it a number or a bigint, which
 * is turned back here: a parser sent along would have PGlite copy all of its own at every statement.
 */
function asPg<R>(result: Results<R> | undefined): PgQueryResult<R> {
  if (!result) return { rows: [], rowCount: 0 };
  const large = result.fields.filter(({ dataTypeID }) => dataTypeID === INT8).map(({ name }) => name);
  for (const row of result.rows as Record<string, unknown>[])
    for (const name of large) if (row[name] !== null) row[name] = String(row[name]);
  return { rows: result.rows, rowCount: result.affectedRows || result.rows.length };
}

type SessionCommand =
  | { readonly verb: 'LISTEN' | 'UNLISTEN'; readonly channel: string }
  | { readonly verb: 'BEGIN' | 'COMMIT' | 'ROLLBACK' };

/** The statements whose effect outlives them. BullMQ's command texts begin with comments that quote SQL themselves. */
function sessionCommand(text: string): SessionCommand | undefined {
  const statement = text.replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, ' ').trim();
  const [, listen, channel] = /^(LISTEN|UNLISTEN)\s+"?([^\s";]+)"?\s*;?$/i.exec(statement) ?? [];
  if (listen !== undefined && channel !== undefined) {
    return { verb: listen.toUpperCase() === 'LISTEN' ? 'LISTEN' : 'UNLISTEN', channel };
  }
  switch (statement.replace(/\s*;$/, '').toUpperCase()) {
    case 'BEGIN':
      return { verb: 'BEGIN' };
    case 'COMMIT':
      return { verb: 'COMMIT' };
    case 'ROLLBACK':
      return { verb: 'ROLLBACK' };
    default:
      return undefined;
  }
}
