/** The cases of a time as the rates count them: read in one statement, with the names of what they are told apart by. */
import { inArray, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { notExcluded } from '../../../db/not-excluded.ts';
import { body, caseClock, caseEvent, caseUnit, hotlineCase, place } from '../../../db/schema/index.ts';
import { isCaseCategory } from '../../domain/hotline/categories.ts';
import type { RatedCase } from '../../domain/hotline/rates.ts';
import type { CaseFamily, CaseState, CaseTier, ReportMode, Satisfaction } from '../../domain/hotline/states.ts';
import { inCircles } from './read.ts';

export interface RatedSpan {
  readonly communityIds: readonly string[];
  readonly timeZone: string;
  readonly from: Temporal.Instant;
  readonly until: Temporal.Instant;
}

export interface Rated {
  readonly cases: readonly RatedCase[];
  /** Of units and places, by id. */
  readonly names: ReadonlyMap<string, string>;
}

interface Row extends Record<string, unknown> {
  readonly state: CaseState;
  readonly tier: CaseTier;
  readonly mode: ReportMode;
  readonly category: string;
  readonly place_id: string | null;
  readonly month: string;
  readonly unit_id: string | null;
  readonly contacted_at: string | null;
  readonly contact_due: string | null;
  readonly solved: boolean | null;
  readonly satisfaction: Satisfaction | null;
}

/** Somebody, with what she may know of; the operator is nobody to be left out. */
export interface RatesReader {
  readonly families: readonly CaseFamily[];
  readonly personId?: string;
}

const readable = ({ families, personId }: RatesReader): SQL => sql`select ${hotlineCase.id} from ${hotlineCase}
  where ${inCircles(families)}
    ${personId === undefined ? sql`` : sql`and ${notExcluded(personId)}`}`;

const atOrNull = (column: SQL): SQL => sql`to_char(${column} at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`;

export async function ratedCases(
  tx: Tx,
  { communityIds, timeZone, from, until }: RatedSpan,
  now: Temporal.Instant,
  /** Who asks; left out: a bulletin, which counts everything. */
  reader?: RatesReader,
): Promise<Rated> {
  if (communityIds.length === 0) return { cases: [], names: new Map() };
  const rows = await rowsOf<Row>(
    tx,
    sql`select c.state, c.tier, c.mode, c.category, c.place_id, c.solved, c.satisfaction,
        to_char(c.received_at at time zone ${timeZone}, 'YYYY-MM') as month,
        (select u.body_id from ${caseUnit} u where u.case_id = c.id and u.part = 'lead'
          order by (u.until is null) desc, u.since desc limit 1) as unit_id,
        ${atOrNull(sql`(select min(e.at) from ${caseEvent} e where e.case_id = c.id and e.kind in ('contact','progress','ask','claim'))`)} as contacted_at,
        ${atOrNull(sql`k.due_at`)} as contact_due
      from ${hotlineCase} c left join ${caseClock} k on k.case_id = c.id and k.clock = 'contact' and k.round = 1
      where c.community_id = any(${sql.param([...communityIds])}::uuid[])
        ${reader ? sql`and c.id in (${readable(reader)})` : sql``}
        and c.received_at >= ${from.toString()}::timestamptz and c.received_at < ${until.toString()}::timestamptz`,
  );
  const places = await tx
    .select()
    .from(place)
    .where(inArray(place.communityId, [...communityIds]));
  const above = new Map(places.map((each) => [each.id, each]));
  const gridOf = (placeId: string | null): string | null => {
    for (let at = placeId; at !== null; at = above.get(at)?.parentId ?? null)
      if (above.get(at)?.kind === 'grid') return at;
    return null;
  };
  const unitIds = [...new Set(rows.flatMap(({ unit_id: id }) => id ?? []))];
  const units = unitIds.length === 0 ? [] : await tx.select().from(body).where(inArray(body.id, unitIds));
  return {
    cases: rows.flatMap((row): RatedCase[] => {
      const { state, tier, mode, category, place_id: placeId, unit_id: unitId, solved, satisfaction, month } = row;
      if (!isCaseCategory(category)) return [];
      return [
        {
          state,
          tier,
          mode,
          category,
          unitId,
          placeId,
          gridId: gridOf(placeId),
          month,
          dispatched: unitId !== null,
          contactedInTime: inTime(row, now),
          ...(solved !== null && satisfaction !== null && { callback: { solved, satisfaction } }),
        },
      ];
    }),
    names: new Map([...places, ...units].map(({ id, name }) => [id, name])),
  };
}

/** Null while there is time left. */
function inTime({ contacted_at: at, contact_due: due }: Row, now: Temporal.Instant): boolean | null {
  if (due === null) return at === null ? null : true;
  const reckoned = at === null ? now : Temporal.Instant.from(at);
  const isLate = Temporal.Instant.compare(reckoned, Temporal.Instant.from(due)) >= 0;
  if (isLate) return false;
  return at === null ? null : true;
}
