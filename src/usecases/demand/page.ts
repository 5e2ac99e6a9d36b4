/** Demands as an operator leafs through them: numbers, states and times, no words and no people. */
import { and, desc, eq, gte, inArray, lt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { community, demand, place } from '../../../db/schema/index.ts';
import type { DemandNumber } from '../../domain/demand/number.ts';
import type { DemandState } from '../../domain/demand/states.ts';

export interface DemandFilter {
  readonly communityId?: string;
  /** Just these. */
  readonly ids?: readonly string[];
  readonly states?: readonly DemandState[];
  /** Domain time. */
  readonly since?: Temporal.Instant;
}

/** Newest first. @param before the id of the last one seen */
export const pageDemands = (
  tx: Tx,
  { communityId, ids, states, since }: DemandFilter,
  before: string | undefined,
  limit: number,
) =>
  tx
    .select({ row: demand, community: community.code, placeName: place.name })
    .from(demand)
    .innerJoin(community, eq(community.id, demand.communityId))
    .leftJoin(place, eq(place.id, demand.placeId))
    .where(
      and(
        communityId === undefined ? undefined : eq(demand.communityId, communityId),
        ids === undefined ? undefined : inArray(demand.id, [...ids]),
        states === undefined ? undefined : inArray(demand.state, [...states]),
        since === undefined ? undefined : gte(demand.submittedAt, since),
        before === undefined ? undefined : lt(demand.id, before),
      ),
    )
    .orderBy(desc(demand.id))
    .limit(limit);

/** At most two: enough to know whether the number is ambiguous without a community. */
export async function demandIdsNumbered(
  tx: Tx,
  communityId: string | undefined,
  { year, number }: DemandNumber,
): Promise<string[]> {
  const rows = await tx
    .select({ id: demand.id })
    .from(demand)
    .where(
      and(
        eq(demand.year, year),
        eq(demand.number, number),
        communityId === undefined ? undefined : eq(demand.communityId, communityId),
      ),
    )
    .limit(2);
  return rows.map(({ id }) => id);
}
