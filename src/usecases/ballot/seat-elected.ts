/**
 * 就任: once an election is final, whoever it elected takes the seats it was for, and those after them wait in the order of
 * their votes (mechanisms 7 and 14). A second round is seated with the first: what the earlier one seated already stays.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { ballot, body, person, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { standingRounds } from '../../domain/ballot/again.ts';
import { type Line, lineOf, type Placed } from '../../domain/ballot/elected.ts';
import type { PersonRole, Role } from '../../domain/permissions/roles.ts';
import { inReserve, positionOf, roleOnMovingUp } from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { releaseDemands } from '../demand/release.ts';
import { followSeats } from '../meeting/roll.ts';
import type { BodyRow } from '../registry/bodies.ts';
import { closeSeat, insertSeat, type SeatRow, termEnd } from '../registry/seats.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendBallotEvent, ballotTarget } from './change.ts';
import { type BallotNotFound, type BallotRow, type LoadedBallot, lockBallot } from './read.ts';

export type SeatElectedRefusal =
  | BallotNotFound
  /** It, or the round before it, can still be objected to. */
  | { readonly kind: 'election_not_final' }
  /** No election of people into seats, or nobody was elected. */
  | { readonly kind: 'election_seats_nobody' }
  | { readonly kind: 'elected_seated_already' }
  | { readonly kind: 'body_not_found' };

type Candidate = BallotRow['options'][number];

export const seatElected = command<{ readonly ballotId: string }, LoadedBallot, BallotRow, SeatElectedRefusal>({
  name: 'ballot.seat-elected',
  load: (uow, { ballotId }) => lockBallot(uow, ballotId),
  target: ballotTarget,
  run: async (uow, { ballot: row }, _input, as): Promise<Result<BallotRow, SeatElectedRefusal>> => {
    const { fillsBodyId, fillsRole } = row;
    if (fillsBodyId === null || fillsRole === null) return err({ kind: 'election_seats_nobody' });
    if (row.seatedAt) return err({ kind: 'elected_seated_already' });
    const all = await roundsUpTo(uow, row);
    if (all.some(({ state }) => state !== 'final')) return err({ kind: 'election_not_final' });
    const rounds = standingRounds(all);
    if (!rounds) return err({ kind: 'election_seats_nobody' });
    const line = lineOf(
      rounds.map(({ options, result }) => ({ candidates: options, result: result ?? { chosen: [], reserve: [] } })),
      ({ personId, label }) => personId ?? label,
    );
    if (line.elected.length === 0) return err({ kind: 'election_seats_nobody' });
    const [into] = await uow.tx
      .select()
      .from(body)
      .where(and(eq(body.id, fillsBodyId), isNull(body.endedAt)))
      .for('update');
    if (!into) return err({ kind: 'body_not_found' });
    const placing: Placing = { row, into, role: fillsRole, as, termEndsAt: null };
    const termEndsAt = await termEnd(uow.tx, { role: fillsRole }, row.communityId, into);
    const seated = await place(uow, { ...placing, termEndsAt }, line, new Set(seatedRounds(rounds)));
    const done = await markSeated(uow, rounds, as);
    await followSeats(uow, [row.communityId], as);
    uow.notices.push({ kind: 'ballot.seated', ballotId: row.id, ...seated });
    return ok(done);
  },
});

/** The first round first. */
async function roundsUpTo({ tx }: UnitOfWork, last: BallotRow): Promise<readonly BallotRow[]> {
  const rounds = [last];
  for (let before = last.revoteOf; before !== null; before = rounds[0]?.revoteOf ?? null) {
    const [row] = await tx.select().from(ballot).where(eq(ballot.id, before)).for('update');
    if (!row) throw new Error('a round without the one it follows');
    rounds.unshift(row);
  }
  return rounds;
}

const seatedRounds = (rounds: readonly BallotRow[]): readonly number[] =>
  rounds.flatMap(({ seatedAt }, round) => (seatedAt ? [round] : []));

interface Placing {
  readonly row: BallotRow;
  readonly into: BodyRow;
  readonly role: PersonRole;
  readonly as: Role;
  readonly termEndsAt: SeatRow['termEndsAt'];
}

interface Seated {
  readonly electedSeatIds: readonly string[];
  readonly reserveSeatIds: readonly string[];
  /** Names that belong to nobody in the record: they are entered by hand. */
  readonly unknown: readonly string[];
}

async function place(
  uow: UnitOfWork,
  to: Placing,
  line: Line<Candidate>,
  seated: ReadonlySet<number>,
): Promise<Seated> {
  const held = await seatsIn(uow, to.into.id);
  // A reserve of this result takes the place of the one before.
  const ended = new Set<string>();
  const end = async (seat: SeatRow) => {
    if (ended.has(seat.id)) return;
    ended.add(seat.id);
    write(uow, to, await closeSeat(uow, seat.id));
  };
  const hasReserve = roleOnMovingUp(to.into.kind) === to.role;
  if (hasReserve) for (const seat of held.filter(inReserve)) await end(seat);
  // There is one head: the new one takes over from the one before.
  if (to.role === 'committee_head')
    for (const seat of held.filter(({ role }) => role === to.role)) {
      await end(seat);
      await releaseDemands(uow, seat.personId, to.as);
    }
  // Whoever moved up since an earlier round was seated waits no more.
  const movedUp = new Set(
    held.filter(({ filledBy }) => seated.size > 0 && filledBy === 'substituted').map(({ personId }) => personId),
  );
  const electedSeatIds: string[] = [];
  const reserveSeatIds: string[] = [];
  const unknown: string[] = [];
  for (const placed of line.elected.filter(({ round }) => !seated.has(round))) {
    const personId = await knownPerson(uow, placed);
    if (personId === undefined) {
      unknown.push(placed.candidate.label);
      continue;
    }
    for (const seat of held.filter((one) => one.personId === personId && one.role === to.role)) await end(seat);
    electedSeatIds.push((await seat(uow, to, personId, to.role, placed.rank)).id);
  }
  for (const placed of hasReserve ? line.reserve : []) {
    const personId = await knownPerson(uow, placed);
    if (personId === undefined) unknown.push(placed.candidate.label);
    else if (!movedUp.has(personId)) reserveSeatIds.push((await seat(uow, to, personId, 'resident', placed.rank)).id);
  }
  return { electedSeatIds, reserveSeatIds, unknown };
}

/** Held now, each locked. */
const seatsIn = ({ tx }: UnitOfWork, bodyId: string): Promise<SeatRow[]> =>
  tx
    .select()
    .from(roleSeat)
    .where(and(eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until)))
    .orderBy(roleSeat.id)
    .for('update');

async function knownPerson({ tx }: UnitOfWork, { candidate }: Placed<Candidate>): Promise<string | undefined> {
  if (candidate.personId === undefined) return undefined;
  const [found] = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, candidate.personId), isNull(person.erasedAt), visible()));
  return found?.id;
}

async function seat(uow: UnitOfWork, to: Placing, personId: string, role: PersonRole, rank: number): Promise<SeatRow> {
  const row = await insertSeat(uow, {
    personId,
    communityId: to.row.communityId,
    role,
    bodyId: to.into.id,
    position: positionOf(role, undefined),
    filledBy: 'elected',
    rank,
    termEndsAt: to.termEndsAt,
  });
  if (!row) throw new Error('a seat that was ended is still held');
  write(uow, to, row);
  return row;
}

function write(uow: UnitOfWork, { row: { communityId, number }, as }: Placing, row: SeatRow): void {
  record(uow, 'role_seat', row, {
    action: 'ballot.seat-elected',
    as,
    communityId,
    facts: { role: row.role, ballot: number },
  });
}

/** All of its rounds: a press on the first after the second would seat by the older list. */
async function markSeated(uow: UnitOfWork, rounds: readonly BallotRow[], as: Role): Promise<BallotRow> {
  let last: BallotRow | undefined;
  for (const { id } of rounds.filter(({ seatedAt }) => seatedAt === null)) {
    [last] = await uow.tx
      .update(ballot)
      .set({ seatedAt: uow.now, seatedById: uow.actor.personId ?? null })
      .where(eq(ballot.id, id))
      .returning();
    if (!last) throw new Error('a locked ballot vanished');
    await appendBallotEvent(uow, id, as, { kind: 'seated' });
    record(uow, 'ballot', last, { action: 'ballot.seat-elected', as, communityId: last.communityId });
  }
  if (!last) throw new Error('an election that was not seated has a round to seat');
  return last;
}
