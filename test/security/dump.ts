/** A copy of everything an installation keeps, as a thief of the database holds it, and what can be joined in it. */
import { sql } from 'drizzle-orm';
import type { Town } from '../stories/town.ts';

export interface DumpedRow {
  readonly table: string;
  /** JSON; bytes are `\x…` in hex. */
  readonly text: string;
  readonly xmin: string;
  /** What another row may share with it: ids, keys, digests. */
  readonly tokens: ReadonlySet<string>;
  /** Epoch milliseconds of every moment in it that is told to the second. */
  readonly times: readonly number[];
}

const TOKEN = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[A-Za-z0-9_+/=-]{20,}/g;
const TIME = /\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d(?::?\d\d)?)/g;
/** What every entry of the chain shares with its neighbours. */
const CHAINED = new Set(['hash', 'prev_hash']);

/** Every row of every table there is; no list is kept by hand. */
export async function dumpOf(town: Town): Promise<readonly DumpedRow[]> {
  const tables = await town.rows<{ schema: string; name: string }>(
    sql`select table_schema as schema, table_name as name from information_schema.tables
      where table_type = 'BASE TABLE' and table_schema not in ('pg_catalog', 'information_schema') order by 1, 2`,
  );
  const rows: DumpedRow[] = [];
  for (const { schema, name } of tables) {
    const found = await town.rows<{ text: string; xmin: string }>(
      sql`select to_jsonb(t)::text as text, xmin::text as xmin from ${sql.identifier(schema)}.${sql.identifier(name)} t`,
    );
    for (const { text, xmin } of found) rows.push(asRow(name, text, xmin));
  }
  return rows;
}

function asRow(table: string, text: string, xmin: string): DumpedRow {
  const columns = Object.entries(JSON.parse(text) as Record<string, unknown>);
  const joinable = columns.filter(([name]) => !CHAINED.has(name)).map(([, value]) => JSON.stringify(value));
  return {
    table,
    text,
    xmin,
    tokens: new Set(joinable.flatMap((value) => value.match(TOKEN) ?? [])),
    times: (text.match(TIME) ?? []).map((time) => Date.parse(time.replace(' ', 'T'))),
  };
}

/**
 * Every row that can be reached from these tokens by what rows share.
 * @param hubs shared by everybody, so that sharing them says nothing: the community, its places, its units, its staff
 */
export function joined(
  rows: readonly DumpedRow[],
  from: readonly string[],
  hubs: ReadonlySet<string>,
): ReadonlySet<DumpedRow> {
  const byToken = new Map<string, DumpedRow[]>();
  for (const row of rows) for (const token of row.tokens) byToken.set(token, [...(byToken.get(token) ?? []), row]);
  const reached = new Set<DumpedRow>();
  const waiting = [...from];
  const seen = new Set(waiting);
  for (let token = waiting.pop(); token !== undefined; token = waiting.pop())
    for (const row of byToken.get(token) ?? []) {
      if (reached.has(row)) continue;
      reached.add(row);
      for (const next of row.tokens)
        if (!seen.has(next) && !hubs.has(next)) {
          seen.add(next);
          waiting.push(next);
        }
    }
  return reached;
}

/** Each way a text could stand in a dump: as it is, as bytes in hex, as base64 of a whole value, and escaped in JSON. */
export const shapes = (secret: string): readonly string[] => [
  secret,
  Buffer.from(secret).toString('hex'),
  Buffer.from(secret).toString('base64'),
  JSON.stringify(secret)
    .slice(1, -1)
    .replace(/[^\x20-\x7e]/g, (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`),
];
