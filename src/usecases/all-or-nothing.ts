/**
 * Several use cases as one step of whoever called them: when a later one is refused, what the earlier ones wrote and left in
 * the unit is taken back. An answer in chat says why and is committed, so without this half of what was asked would stay.
 */
import { sql } from 'drizzle-orm';
import type { Result } from '../domain/result.ts';
import type { UnitOfWork } from './unit-of-work.ts';

/** @param steps what is written through `uow` only; it must not begin another of these */
export async function allOrNothing<Output, Refusal>(
  uow: UnitOfWork,
  steps: () => Promise<Result<Output, Refusal>>,
): Promise<Result<Output, Refusal>> {
  const left = [uow.notices, uow.ledger, uow.dueTimes, uow.cancelled];
  const before = left.map(({ length }) => length);
  await uow.tx.execute(sql`savepoint all_or_nothing`);
  const done = await steps();
  if (done.ok) {
    await uow.tx.execute(sql`release savepoint all_or_nothing`);
    return done;
  }
  await uow.tx.execute(sql`rollback to savepoint all_or_nothing`);
  for (const [at, list] of left.entries()) list.length = before[at] ?? 0;
  return done;
}
