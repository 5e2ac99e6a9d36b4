/** 递补: the next of the ranked result takes a seat that fell vacant (mechanism 14). */
import { and, eq, isNotNull } from 'drizzle-orm';
import { handover, roleSeat } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { followSeats } from '../meeting/roll.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { closeSeat, insertSeat, lockSeat, type SeatRow, successorOf } from './seats.ts';

export type SubstituteRefusal =
  | { readonly kind: 'seat_not_found' }
  | { readonly kind: 'nobody_in_line' }
  | { readonly kind: 'already_seated' }
  | { readonly kind: 'already_substituted' };

interface Vacancy {
  readonly ended: SeatRow;
  readonly next: SeatRow;
}

/** The vacated seat is locked, so that two people acting at once fill it once. */
async function load(
  uow: UnitOfWork,
  { seatId }: { readonly seatId: string },
): Promise<Result<Vacancy, SubstituteRefusal>> {
  const [ended] = await uow.tx
    .select()
    .from(roleSeat)
    .where(and(eq(roleSeat.id, seatId), isNotNull(roleSeat.until)))
    .for('update');
  if (!ended) return err({ kind: 'seat_not_found' });
  if (await isFilled(uow, ended)) return err({ kind: 'already_substituted' });
  const found = await successorOf(uow.tx, ended);
  const next = found && (await lockSeat(uow, found.id));
  return next?.ok ? ok({ ended, next: next.value }) : err({ kind: 'nobody_in_line' });
}

/** As many moved up as seats fell vacant: one vacancy is filled once. A seat that was handed over left none. */
async function isFilled(uow: UnitOfWork, { bodyId, role }: SeatRow): Promise<boolean> {
  if (!bodyId) return false;
  const rows = await uow.tx
    .select({ until: roleSeat.until, filledBy: roleSeat.filledBy, handedOver: handover.id })
    .from(roleSeat)
    .leftJoin(handover, eq(handover.fromSeatId, roleSeat.id))
    .where(and(eq(roleSeat.bodyId, bodyId), eq(roleSeat.role, role)));
  const vacated = rows.filter(({ until, handedOver }) => until !== null && handedOver === null).length;
  return rows.filter(({ filledBy }) => filledBy === 'substituted').length >= vacated;
}

export const substituteSeat = command<{ readonly seatId: string }, Vacancy, SeatRow, SubstituteRefusal>({
  name: 'seat.substitute',
  load,
  target: ({ ended }) => ({ communityId: ended.communityId }),
  run: async (uow, { ended, next }, _input, as) => {
    const communityId = ended.communityId;
    // First, because it may turn out that she has the seat already: then the place in the reserve stays hers.
    const row = await insertSeat(uow, {
      personId: next.personId,
      communityId,
      role: ended.role,
      ...(ended.placeId && { placeId: ended.placeId }),
      ...(ended.bodyId && { bodyId: ended.bodyId }),
      position: 'member',
      filledBy: 'substituted',
      ...(next.rank !== null && { rank: next.rank }),
      termEndsAt: ended.termEndsAt,
    });
    if (!row) return err({ kind: 'already_seated' });
    const left = await closeSeat(uow, next.id);
    record(uow, 'role_seat', left, { action: 'seat.substitute', as, communityId, facts: { role: left.role } });
    record(uow, 'role_seat', row, { action: 'seat.substitute', as, communityId, facts: { role: row.role } });
    await followSeats(uow, [communityId], as);
    uow.notices.push({ kind: 'seat.substituted', seatId: row.id });
    return ok(row);
  },
});
