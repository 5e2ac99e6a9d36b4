/** Demands that were merged form trees: whoever hears of the root hears for all of them. */
import { sql } from 'drizzle-orm';
import { rowsOf, type Tx } from './client.ts';
import { cosign, demand } from './schema/index.ts';

/** A demand and everything merged into it, however many steps away; the demand itself first. */
export async function demandTree(tx: Tx, demandId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive tree as (
      select id, 0 as depth from ${demand} where id = ${demandId}
      union all select d.id, tree.depth + 1 from ${demand} d join tree on d.merged_into_id = tree.id
    ) select id from tree order by depth, id`,
  );
  return rows.map(({ id }) => id);
}

/** The demand in which a merged one lives on; itself where it was not merged. */
export async function rootOf(tx: Tx, demandId: string): Promise<string> {
  const [row] = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive up as (
      select id, merged_into_id from ${demand} where id = ${demandId}
      union all select d.id, d.merged_into_id from ${demand} d join up on up.merged_into_id = d.id
    ) select id from up where merged_into_id is null`,
  );
  return row?.id ?? demandId;
}

export interface Support {
  /** Residents who co-signed it or a demand merged into it, or filed such a one: each once, the submitter not counted. */
  readonly signatures: number;
  /** Everyone who has the problem, the submitter and people without a bound account too. */
  readonly neighbours: number;
}

/** For each of the demands, which are roots. */
export async function supportOf(tx: Tx, demandIds: readonly string[]): Promise<ReadonlyMap<string, Support>> {
  if (demandIds.length === 0) return new Map();
  const rows = await rowsOf<{ root: string; signatures: number; neighbours: number }>(
    tx,
    // Without the word that merged ones are few, and with the root looked up by a join, the planner reads the whole book.
    sql`with recursive tree as (
      select id as root, submitter_person_id as author, id from ${demand} where id = any(${`{${demandIds.join(',')}}`}::uuid[])
      union all select tree.root, tree.author, d.id from ${demand} d
        join tree on d.merged_into_id = tree.id and d.merged_into_id is not null
    ), people as (
      select tree.root, tree.author, c.person_id as person, c.person_id::text as who, true as bound
      from tree join ${cosign} c on c.demand_id = tree.id and c.withdrawn_at is null
      union all
      select tree.root, tree.author, d.submitter_person_id,
        coalesce(d.submitter_person_id, d.submitter_account_id, d.id)::text, d.submitter_person_id is not null
      from tree cross join lateral (select * from ${demand} where ${demand.id} = tree.id offset 0) d
    )
    select root,
      (count(distinct person) filter (where bound and person is distinct from author))::int as signatures,
      count(distinct who)::int as neighbours
    from people group by root`,
  );
  return new Map(rows.map(({ root, signatures, neighbours }) => [root, { signatures, neighbours }]));
}
