/**
 * An officer's list: everything open within the reach of the person's seats, counted, filtered, and what is due first
 * first. The open demands of the reach are gone through once, in an index of their own, whatever else is in the book; only
 * the rows of the page are read in full.
 */
import { and, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { demand, place } from '../../../db/schema/index.ts';
import { NEW_STATES, RESIDENTS_TURN, WORK_STATES, type WorkCut, type WorkFilter } from '../../domain/demand/work.ts';
import type { Actor, Seat } from '../../domain/permissions/roles.ts';
import type { Listed, PageWanted } from './lists.ts';

/** Where the day stands, in the community's time zone. */
export interface WorkDay {
  readonly now: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

/** `open`: what the handlers have to do, which is all but what waits for the resident. `shown`: what the filter leaves. */
export type WorkCounts = Readonly<Record<WorkCut | 'open' | 'shown', number>>;

export interface WorkPage {
  readonly counts: WorkCounts;
  readonly lines: readonly Listed[];
  readonly hasNext: boolean;
}

const NOTHING: WorkPage = {
  counts: { open: 0, new: 0, late: 0, today: 0, waiting: 0, shown: 0 },
  lines: [],
  hasNext: false,
};

/** Written out, not bound: only so can the planner tell that the index of open demands holds them. */
const oneOf = (states: readonly string[]): SQL => sql.raw(`(${states.map((state) => `'${state}'`).join(',')})`);

/** The open demands within reach, with what the list asks of each. */
const mineOf = (reach: SQL, { now, endsAt }: WorkDay): SQL => sql`mine as materialized (
  select id, state, category, place_id, respond_by,
    state in ${oneOf(NEW_STATES)} as "new",
    state in ${oneOf(NEW_STATES)} and respond_by <= ${now.toString()}::timestamptz as late,
    state in ${oneOf(NEW_STATES)} and respond_by > ${now.toString()}::timestamptz
      and respond_by <= ${endsAt.toString()}::timestamptz as today,
    state in ${oneOf(RESIDENTS_TURN)} as waiting
  from ${demand} where state in ${oneOf(WORK_STATES)} and ${reach})`;

const CUTS: { readonly [C in WorkCut]: SQL } = {
  new: sql`"new"`,
  late: sql`late`,
  today: sql`today`,
  waiting: sql`waiting`,
};

function wantedOf({ cut, state, category, placeId }: WorkFilter): SQL {
  const parts = [
    // A resolution waits for the resident's word alone; it is shown when it is asked for.
    cut === undefined ? (state === undefined ? sql`state <> 'resolved'` : undefined) : CUTS[cut],
    state === undefined ? undefined : sql`state = ${state}`,
    category === undefined ? undefined : sql`category = ${category}`,
    placeId === undefined ? undefined : sql`place_id = ${placeId}`,
  ];
  return and(...parts) ?? sql`true`;
}

type Counted = WorkCounts & { readonly ids: readonly string[] | null };

export async function workList(
  tx: Tx,
  actor: Actor,
  day: WorkDay,
  filter: WorkFilter,
  { page, size }: PageWanted,
): Promise<WorkPage> {
  const reach = reachOf(actor);
  if (!reach) return NOTHING;
  const wanted = wantedOf(filter);
  const due = sql`waiting, "new" desc, respond_by, id`;
  const [counted] = await rowsOf<Counted & Record<string, unknown>>(
    tx,
    sql`with ${mineOf(reach, day)},
      page as (select * from mine where ${wanted} order by ${due} offset ${page * size} limit ${size + 1})
      select count(*) filter (where not waiting)::int as open, count(*) filter (where "new")::int as "new",
        count(*) filter (where late)::int as late, count(*) filter (where today)::int as today,
        count(*) filter (where waiting)::int as waiting, count(*) filter (where ${wanted})::int as shown,
        (select json_agg(id order by ${due}) from page) as ids
      from mine`,
  );
  if (!counted) return NOTHING;
  const { ids, ...counts } = counted;
  const lines = await linesOf(tx, (ids ?? []).slice(0, size));
  return { counts, lines, hasNext: (ids ?? []).length > size };
}

/** Rows with the names of their places, in the order asked for. */
export async function linesOf(tx: Tx, ids: readonly string[]): Promise<Listed[]> {
  if (ids.length === 0) return [];
  const rows = await tx
    .select({ row: demand, placeName: place.name })
    .from(demand)
    .leftJoin(place, eq(place.id, demand.placeId))
    .where(inArray(demand.id, [...ids]));
  return rows.sort((a, b) => ids.indexOf(a.row.id) - ids.indexOf(b.row.id));
}

export interface WorkShare {
  readonly key: string;
  /** The place's own name; absent for states and categories, which have one in every language. */
  readonly name?: string;
  readonly count: number;
}

/** How the open demands within reach divide, the largest share first. */
export async function workShares(
  tx: Tx,
  actor: Actor,
  day: WorkDay,
  by: 'state' | 'category' | 'place',
  { page, size }: PageWanted,
): Promise<{ readonly shares: readonly WorkShare[]; readonly hasNext: boolean }> {
  const reach = reachOf(actor);
  if (!reach) return { shares: [], hasNext: false };
  const key = { state: sql`state`, category: sql`category`, place: sql`place_id` }[by];
  const rows = await rowsOf<{ key: string; name: string | null; count: number }>(
    tx,
    sql`with ${mineOf(reach, day)}, share as (select ${key} as key, count(*)::int as count from mine group by 1)
      select share.key::text as key, share.count, ${by === 'place' ? sql`p.name` : sql`null`} as name from share
      ${by === 'place' ? sql`join ${place} p on p.id = share.key` : sql``}
      order by share.count desc, name, key offset ${page * size} limit ${size + 1}`,
  );
  const shares = rows.slice(0, size).map(({ key, name, count }) => ({ key, count, ...(name !== null && { name }) }));
  return { shares, hasNext: rows.length > size };
}

/** What the person's seats cover and what was taken on personally; undefined where that is nothing at all. */
function reachOf(actor: Actor): SQL | undefined {
  const reach = actor.seats.flatMap((seat) => ofSeat(seat) ?? []);
  if (actor.personId && actor.seats.length > 0) reach.push(eq(demand.handlerPersonId, actor.personId));
  return reach.length === 0 ? undefined : sql`(${or(...reach)})`;
}

function ofSeat(seat: Seat): SQL | undefined {
  const here = eq(demand.communityId, seat.communityId);
  const free = isNull(demand.handlerPersonId);
  switch (seat.role) {
    case 'grid_officer':
      return and(here, eq(demand.tier, 'grid'), free, seat.placeIds && anyOf(seat.placeIds));
    case 'committee_head':
    case 'committee_member':
      return and(here, or(eq(demand.tier, 'committee'), free));
    case 'subdistrict':
      return and(here, eq(demand.tier, 'subdistrict'));
    case 'unit_member':
      return seat.bodyId ? eq(demand.unitBodyId, seat.bodyId) : undefined;
    // The supervision committee sees everything and does nothing.
    case 'supervisor':
      return here;
    case 'resident':
    case 'representative':
    case 'building_lead':
      return undefined;
  }
}

/** One array and not a list: a grid's flats are hundreds. */
const anyOf = (placeIds: readonly string[]): SQL => sql`${demand.placeId} = any(${`{${placeIds.join(',')}}`}::uuid[])`;
