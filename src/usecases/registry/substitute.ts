/** 递补: the next of the ranked result takes a seat that fell vacant (mechanism 14). */
import { and, eq, isNotNull } from 'drizzle-orm';
import { handover, roleSeat } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { followSeats } from '../meeting/roll.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { closeSeat, insertSeat, lockSeat, type SeatRow, successorsOf } from './seats.ts';

export type SubstituteRefusal =
  | { readonly kind: 'seat_not_found' }
  | { readonly kind: 'nobody_in_line' }
  /** Several come next with equal votes, and it was not said whom the lot drew. */
  | { readonly kind: 'lot_not_drawn' }
  | { readonly kind: 'already_seated' }
  | { readonly kind: 'already_substituted' };

interface Vacancy {
  readonly ended: SeatRow;
  readonly next: SeatRow;
}

interface Substitution {
  readonly seatId: string;
  /** Whom the lot drew, where several come next with equal votes. */
  readonly nextSeatId?: string;
}

/** The vacated seat is locked, so that two people acting at once fill it once. */
async function load(
  uow: UnitOfWork,
  { seatId, nextSeatId }: Substitution,
): Promise<Result<Vacancy, SubstituteRefusal>> {
  const [ended] = await uow.tx
    .select()
    .from(roleSeat)
    .where(and(eq(roleSeat.id, seatId), isNotNull(roleSeat.until)))
    .for('update');
  if (!ended) return err({ kind: 'seat_not_found' });
  if (await isFilled(uow, ended)) return err({ kind: 'already_substituted' });
  const found = await successorsOf(uow, ended);
  if (found.length > 1 && nextSeatId === undefined) return err({ kind: 'lot_not_drawn' });
  const drawn = found.find(({ id }) => id === (nextSeatId ?? found[0]?.id));
  const next = drawn && (await lockSeat(uow, drawn.id));
  return next?.ok ? ok({ ended, next: next.value }) : err({ kind: 'nobody_in_line' });
}

/**
 * As many moved up as seats fell vacant: one vacancy is filled once. A seat that was handed over left none, and what fell vacant
 * before an election was filled by it.
 */
async function isFilled(uow: UnitOfWork, { bodyId, role, until }: SeatRow): Promise<boolean> {
  if (!bodyId || !until) return false;
  const all = await uow.tx
    .select({ since: roleSeat.since, until: roleSeat.until, filledBy: roleSeat.filledBy, handedOver: handover.id })
    .from(roleSeat)
    .leftJoin(handover, eq(handover.fromSeatId, roleSeat.id))
    .where(and(eq(roleSeat.bodyId, bodyId), eq(roleSeat.role, role)));
  const elected = Math.max(...all.flatMap((row) => (row.filledBy === 'elected' ? [row.since.epochMilliseconds] : [])));
  if (until.epochMilliseconds <= elected) return true;
  const rows = all.filter(
    (row) => (row.filledBy === 'substituted' ? row.since : (row.until ?? until)).epochMilliseconds > elected,
  );
  const vacated = rows.filter(({ until, handedOver }) => until !== null && handedOver === null).length;
  return rows.filter(({ filledBy }) => filledBy === 'substituted').length >= vacated;
}

export const substituteSeat = command<Substitution, Vacancy, SeatRow, SubstituteRefusal>({
  name: 'seat.substitute',
  load,
  target: ({ ended }) => ({ communityId: ended.communityId }),
  run: async (uow, { ended, next }, _input, as) => {
    const row = await moveUp(uow, ended, next, as);
    if (!row) return err({ kind: 'already_seated' });
    await followSeats(uow, [ended.communityId], as);
    uow.notices.push({ kind: 'seat.substituted', seatId: row.id });
    return ok(row);
  },
});

/** From the reserve into the seat. Undefined when she has it already: then her place in the reserve stays hers. */
export async function moveUp(uow: UnitOfWork, ended: SeatRow, next: SeatRow, as: Role): Promise<SeatRow | undefined> {
  const { communityId } = ended;
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
  if (!row) return undefined;
  const left = await closeSeat(uow, next.id);
  record(uow, 'role_seat', left, { action: 'seat.substitute', as, communityId, facts: { role: left.role } });
  record(uow, 'role_seat', row, { action: 'seat.substitute', as, communityId, facts: { role: row.role } });
  return row;
}
