/**
 * 居民选举委员会 and candidates (mechanism 14): whoever stands in an election leaves the election committee, also its reserve, and
 * the next in order moves up. As long as she stands nobody can put her back
 * (`stands.ts`).
 */
import { and, asc, eq, inArray, isNull, or } from 'drizzle-orm';
import { body, roleSeat } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { inReserve } from '../../domain/registry/seats.ts';
import type { BallotRow } from '../ballot/read.ts';
import { followSeats } from '../meeting/roll.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { closeSeat, type SeatRow, successorsOf, tellVacant } from './seats.ts';
import { moveUp } from './substitute.ts';

/** In the transaction that puts the election to the vote. */
export async function candidatesStandAside(uow: UnitOfWork, row: BallotRow, as: Role): Promise<void> {
  const candidates = row.options.flatMap(({ personId }) => (personId ? [personId] : []));
  if (row.question.kind !== 'election' || candidates.length === 0 || (await isForItself(uow, row))) return;
  const committees = uow.tx.select({ id: body.id }).from(body).where(eq(body.kind, 'election_committee'));
  const seats = await uow.tx
    .select()
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, row.communityId),
        inArray(roleSeat.personId, candidates),
        isNull(roleSeat.until),
        or(eq(roleSeat.role, 'election_member'), inArray(roleSeat.bodyId, committees)),
      ),
    )
    .orderBy(asc(roleSeat.id))
    .for('update');
  const left: SeatRow[] = [];
  for (const seat of seats) {
    const ended = await closeSeat(uow, seat.id);
    record(uow, 'role_seat', ended, {
      action: 'seat.stand-aside',
      as,
      communityId: row.communityId,
      facts: { role: ended.role, ballot: row.number },
    });
    left.push(ended);
  }
  // Only once all of them have left: none of them moves up for another.
  for (const ended of left) await fill(uow, ended, as);
  if (left.length > 0) await followSeats(uow, [row.communityId], as);
}

async function fill(uow: UnitOfWork, ended: SeatRow, as: Role): Promise<void> {
  if (inReserve(ended)) return;
  const [next, another] = await successorsOf(uow, ended);
  // Of several with equal votes the lot decides, which is drawn by people.
  const moved = next && !another ? await moveUp(uow, ended, next, as) : undefined;
  uow.notices.push({ kind: 'seat.stood-aside', seatId: ended.id, ...(moved && { movedUpSeatId: moved.id }) });
  if (!moved) await tellVacant(uow, ended);
}

/** Where the election committee itself is elected anew, its members may stand again. */
async function isForItself({ tx }: UnitOfWork, { fillsBodyId }: BallotRow): Promise<boolean> {
  if (fillsBodyId === null) return false;
  const [found] = await tx.select({ kind: body.kind }).from(body).where(eq(body.id, fillsBodyId));
  return found?.kind === 'election_committee';
}
