/**
 * PostgreSQL through `pg`. A server that restarts, or ends our connections for a failover, must cost the statements under
 * way and nothing else. (postgres.js, which the edge uses, ends the whole process when a connection closes inside a
 * transaction: https://github.com/porsager/postgres/issues/1154.)
 */
import { drizzle } from 'drizzle-orm/node-postgres';
import { Client, type ClientBase, Pool, type PoolConfig, type QueryConfig } from 'pg';
import { type Database, guard, type Tx } from './client.ts';
import { listenTo } from './listen.ts';
import * as schema from './schema/index.ts';

export interface PostgresOptions {
  readonly url: string;
  /** A connection that keeps its session (not behind a transaction pooler): for LISTEN and migrations. */
  readonly directUrl?: string;
  readonly connections?: number;
}

const CONNECT_LIMIT_MS = 10_000;
/** Statements with lists in them come in many lengths; beyond this many, they are parsed anew each time. */
const NAMED_STATEMENTS = 500;

export function openPostgres({ url, directUrl, connections = 10 }: PostgresOptions): Database {
  const config: PoolConfig = {
    connectionString: url,
    max: connections,
    application_name: 'lilong',
    connectionTimeoutMillis: CONNECT_LIMIT_MS,
    keepAlive: true,
    // A pooler in front keeps no statements between transactions, so there they stay unnamed.
    ...(directUrl === undefined && { Client: createNamingClient() }),
    onConnect: prepareClient,
  };
  const pool = new Pool(config);
  // An idle client whose server went away reports here; the pool has let go of it already.
  pool.on('error', () => {});
  const guarded = guard(drizzle({ client: pool, schema }) as unknown as Tx);
  return {
    kind: 'postgres',
    get direct() {
      return guarded.direct;
    },
    transaction: guarded.transaction,
    listen: (channel, wake) => listenTo(directUrl ?? url, channel, wake),
    close: () => pool.end(),
  };
}

async function prepareClient(client: ClientBase): Promise<void> {
  // While a client is lent out, its errors are those of its queries; between two of them nobody else would listen, and an
  // error nobody listens to ends the process.
  client.on('error', () => {});
  await client.query("set timezone to 'UTC'");
}

/** A client that has the server keep each statement it has seen, which saves a third of the work of parsing and planning. */
function createNamingClient(): typeof Client {
  const names = new Map<string, string>();
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text);
    if (known !== undefined || names.size >= NAMED_STATEMENTS) return known;
    const name = `s${names.size}`;
    names.set(text, name);
    return name;
  };
  const isPlain = (query: unknown): query is QueryConfig =>
    typeof query === 'object' && query !== null && 'text' in query && !('submit' in query);

  // Declared by overloads no override can repeat; what is passed on is what came in.
  return class extends Client {
    override query(...args: unknown[]): never {
      const [query, values] = args;
      const parameters = isPlain(query) ? (values ?? query.values) : undefined;
      if (isPlain(query) && query.name === undefined && Array.isArray(parameters) && parameters.length > 0) {
        const name = nameOf(query.text);
        if (name !== undefined) args[0] = { ...query, name };
      }
      return (super.query as (...all: unknown[]) => never)(...args);
    }
  } as typeof Client;
}
