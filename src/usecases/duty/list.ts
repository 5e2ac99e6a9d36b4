/** The roster as an operator leafs through it. */
import { and, asc, eq, exists, gt, isNull, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { dutyShift, roleSeat } from '../../../db/schema/index.ts';
import type { ShiftRow } from './plan.ts';

export interface ShiftFilter {
  readonly communityId: string;
  /** Only shifts that end after this; cancelled ones among them. */
  readonly from: Temporal.Instant;
  /** Only shifts of the body, and of those who hold a seat in it now. */
  readonly bodyId?: string;
}

export const pageShifts = (
  tx: Tx,
  { communityId, from, bodyId }: ShiftFilter,
  after: string | undefined,
  limit: number,
): Promise<ShiftRow[]> =>
  tx
    .select()
    .from(dutyShift)
    .where(
      and(
        eq(dutyShift.communityId, communityId),
        gt(dutyShift.endsAt, from),
        bodyId === undefined ? undefined : or(eq(dutyShift.bodyId, bodyId), exists(seatOf(tx, bodyId))),
        after === undefined ? undefined : gt(dutyShift.id, after),
      ),
    )
    .orderBy(asc(dutyShift.id))
    .limit(limit);

const seatOf = (tx: Tx, bodyId: string) =>
  tx
    .select({ id: roleSeat.id })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, dutyShift.personId), eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until)));
