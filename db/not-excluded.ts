/**
 * Who never sees a case, asked in SQL: the one place. Every query of cases has {@link notExcluded} in its conditions, and
 * every message about one goes only to those {@link withoutExcluded} leaves; `not-excluded.test.ts` beside it walks them all.
 */
import { type SQL, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from './client.ts';
import { caseExcluded, hotlineCase, roleSeat } from './schema/index.ts';

/**
 * The condition under which a person may know of the case in the query's row. Seats count that are held now or were held
 * when it came in: whoever leaves the unit it is about learns nothing by that.
 */
export const notExcluded = (personId: string): SQL => sql`not exists (
  select 1 from ${caseExcluded} x where x.case_id = ${hotlineCase.id} and (x.person_id = ${personId}::uuid or exists (
    select 1 from ${roleSeat} s where s.person_id = ${personId}::uuid and s.body_id = x.body_id
      and (s.until is null or s.until >= ${hotlineCase.receivedAt}))))`;

/** Everybody who belongs to one of these units now. */
export async function peopleOf(tx: Tx, bodyIds: readonly string[]): Promise<readonly string[]> {
  if (bodyIds.length === 0) return [];
  const rows = await rowsOf<{ person_id: string }>(
    tx,
    sql`select distinct s.person_id from ${roleSeat} s
      where s.body_id = any(${sql.param([...bodyIds])}::uuid[]) and s.until is null`,
  );
  return rows.map(({ person_id }) => person_id);
}

/** Of each of these cases, everybody who must not know of it. */
export async function peopleExcluded(
  tx: Tx,
  caseIds: readonly string[],
): Promise<ReadonlyMap<string, ReadonlySet<string>>> {
  const people = new Map<string, Set<string>>(caseIds.map((id) => [id, new Set()]));
  if (caseIds.length === 0) return people;
  const rows = await rowsOf<{ case_id: string; person_id: string }>(
    tx,
    sql`select x.case_id, x.person_id from ${caseExcluded} x
        where x.person_id is not null and x.case_id = any(${sql.param([...caseIds])}::uuid[])
      union select x.case_id, s.person_id from ${caseExcluded} x
        join ${hotlineCase} on ${hotlineCase.id} = x.case_id
        join ${roleSeat} s on s.body_id = x.body_id and (s.until is null or s.until >= ${hotlineCase.receivedAt})
        where x.case_id = any(${sql.param([...caseIds])}::uuid[])`,
  );
  for (const { case_id: caseId, person_id: personId } of rows) people.get(caseId)?.add(personId);
  return people;
}

/** Of these people, those who may know of the case. */
export async function withoutExcluded(
  tx: Tx,
  caseId: string,
  personIds: readonly string[],
): Promise<readonly string[]> {
  if (personIds.length === 0) return [];
  const left = await rowsOf<{ id: string }>(
    tx,
    sql`select p.id from unnest(${sql.param([...personIds])}::uuid[]) as p(id), ${hotlineCase}
      where ${hotlineCase.id} = ${caseId}::uuid and not exists (
        select 1 from ${caseExcluded} x where x.case_id = ${hotlineCase.id} and (x.person_id = p.id or exists (
          select 1 from ${roleSeat} s where s.person_id = p.id and s.body_id = x.body_id
            and (s.until is null or s.until >= ${hotlineCase.receivedAt}))))`,
  );
  const ids = new Set(left.map(({ id }) => id));
  return personIds.filter((id) => ids.has(id));
}
