/** The roster as an operator leafs through it. */
import { and, asc, eq, gt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { dutyShift } from '../../../db/schema/index.ts';
import type { ShiftRow } from './plan.ts';

/** Shifts that end after `from`; cancelled ones among them. */
export const pageShifts = (
  tx: Tx,
  communityId: string,
  from: Temporal.Instant,
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
        after === undefined ? undefined : gt(dutyShift.id, after),
      ),
    )
    .orderBy(asc(dutyShift.id))
    .limit(limit);
