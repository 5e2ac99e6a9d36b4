/**
 * What anyone may know of a demand. Only these columns are ever read here: no words, no names, no chat, and of the place
 * only what stands in the registry. A flat would point to a person, so the building above it is named instead.
 */
import { and, asc, desc, eq, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { demand, ledger, place } from '../../../db/schema/index.ts';
import type { DemandNumber } from '../../domain/demand/number.ts';
import { DEMAND_STATES, type DemandState, ENDED } from '../../domain/demand/states.ts';
import { placeAbove, publicPlace } from '../../usecases/demand/public-place.ts';

/** One sheet of paper when the list is printed. */
export const PAGE_SIZE = 30;

const into = alias(demand, 'into_demand');

const PUBLIC = {
  id: demand.id,
  year: demand.year,
  number: demand.number,
  state: demand.state,
  category: demand.category,
  submittedAt: demand.submittedAt,
  respondBy: demand.respondBy,
  respondByProvisional: demand.respondByProvisional,
  respondedAt: demand.respondedAt,
  resolvedAt: demand.resolvedAt,
  closedAt: demand.closedAt,
  placeName: publicPlace,
  /** A place was named, but only in the person's own words. */
  elsewhere: sql<boolean>`${demand.placeTextSealed} is not null`,
  /** The demand it was merged into. */
  intoYear: into.year,
  intoNumber: into.number,
};

const publicDemands = (tx: Tx) =>
  tx
    .select(PUBLIC)
    .from(demand)
    .leftJoin(place, eq(place.id, demand.placeId))
    .leftJoin(placeAbove, eq(placeAbove.id, place.parentId))
    .leftJoin(into, eq(into.id, demand.mergedIntoId));

export type PublicDemand = Awaited<ReturnType<typeof publicDemands>>[number];

export interface BoardFilter {
  readonly state?: DemandState;
  readonly category?: string;
}

/** Where a page begins: the demands after (older than) or before (newer than) this number. */
export type Cursor = { readonly side: 'older' | 'newer'; readonly than: DemandNumber };

export interface DemandPage {
  /** Newest first. */
  readonly rows: readonly PublicDemand[];
  readonly older: boolean;
  readonly newer: boolean;
}

/** Numbers are gap-free and in order of registration, so the unique index on them gives every page by itself. */
export async function demandPage(
  tx: Tx,
  communityId: string,
  filter: BoardFilter,
  cursor: Cursor | undefined,
): Promise<DemandPage> {
  const back = cursor?.side === 'newer';
  const direction = back ? asc : desc;
  const rows = await publicDemands(tx)
    .where(
      and(
        eq(demand.communityId, communityId),
        filter.state && eq(demand.state, filter.state),
        filter.category === undefined ? undefined : eq(demand.category, filter.category),
        cursor && beyond(cursor),
      ),
    )
    .orderBy(direction(demand.year), direction(demand.number))
    .limit(PAGE_SIZE + 1);
  const more = rows.length > PAGE_SIZE;
  const shown = rows.slice(0, PAGE_SIZE);
  return back
    ? { rows: shown.reverse(), newer: more, older: true }
    : { rows: shown, newer: cursor !== undefined, older: more };
}

function beyond({ side, than }: Cursor): SQL {
  const here = sql`(${demand.year}, ${demand.number})`;
  const there = sql`(${than.year}::smallint, ${than.number}::integer)`;
  return side === 'older' ? sql`${here} < ${there}` : sql`${here} > ${there}`;
}

export async function publicDemand(
  tx: Tx,
  communityId: string,
  { year, number }: DemandNumber,
): Promise<PublicDemand | undefined> {
  const [row] = await publicDemands(tx).where(
    and(eq(demand.communityId, communityId), eq(demand.year, year), eq(demand.number, number)),
  );
  return row;
}

/** Which lines of the ledger are about this demand. */
export async function ledgerPositions(tx: Tx, subject: string): Promise<number[]> {
  const rows = await tx
    .select({ position: ledger.position })
    .from(ledger)
    .where(eq(ledger.subject, subject))
    .orderBy(asc(ledger.position));
  return rows.map(({ position }) => position);
}

type Clocked = Pick<PublicDemand, 'respondBy' | 'respondedAt' | 'closedAt'>;

/** The first answer came after its time, or the time is over without one. What ended unanswered is measured at its end. */
export function isLate({ respondBy, respondedAt, closedAt }: Clocked, now: Temporal.Instant): boolean {
  return Temporal.Instant.compare(respondedAt ?? closedAt ?? now, respondBy) >= 0;
}

export const isEnded = ({ state }: Pick<PublicDemand, 'state'>): boolean => ENDED.has(state);

export const isDemandState = (text: string | null): text is DemandState =>
  DEMAND_STATES.some((state) => state === text);
