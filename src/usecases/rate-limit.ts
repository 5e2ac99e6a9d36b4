/** Counts what someone did in a window of domain time; a refused attempt counts too, so hammering does not help. */
import { and, eq, gt, sql, sum } from 'drizzle-orm';
import { rateWindow } from '../../db/schema/index.ts';
import type { Rate } from '../domain/rules/value-kinds.ts';
import { elapsedMinutes } from './policies.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** Windows are counted in slices of a minute, so the limit slides instead of resetting at midnight. */
export async function withinLimit(
  uow: UnitOfWork,
  what: string,
  whom: string,
  { count, within }: Rate,
): Promise<boolean> {
  const key = uow.index.of('rate', what, whom);
  const slice = uow.now.round({ smallestUnit: 'minute', roundingMode: 'floor' });
  await uow.tx
    .insert(rateWindow)
    .values({ key, windowStart: slice, count: 1 })
    .onConflictDoUpdate({
      target: [rateWindow.key, rateWindow.windowStart],
      set: { count: sql`${rateWindow.count} + 1` },
    });
  const [total] = await uow.tx
    .select({ count: sum(rateWindow.count).mapWith(Number) })
    .from(rateWindow)
    .where(
      and(eq(rateWindow.key, key), gt(rateWindow.windowStart, slice.subtract({ minutes: elapsedMinutes(within) }))),
    );
  return (total?.count ?? 0) <= count;
}
