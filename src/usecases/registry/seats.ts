/** Granting and ending the seats people hold. One person may hold several, in one body or in many (交叉任职). */
import { and, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { community, person, place, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import {
  type FilledBy,
  fitsPosition,
  inReserve,
  mayHold,
  nextInLine,
  positionOf,
  roleOnMovingUp,
  type SeatPosition,
} from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { releaseDemands } from '../demand/release.ts';
import { followSeats } from '../meeting/roll.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { actsIn, type BodyRow, bodyById } from './bodies.ts';
import { committeeTermOf } from './committee-term.ts';
import type { PersonRow } from './create.ts';
import { standsInElection } from './stands.ts';

export type SeatRow = typeof roleSeat.$inferSelect;
export type SeatRefusal =
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'seat_not_found' }
  | { readonly kind: 'already_seated' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'role_not_in_body' }
  | { readonly kind: 'position_not_fitting' }
  | { readonly kind: 'reserve_needs_rank' }
  | { readonly kind: 'term_follows_committee' }
  /** Whoever stands in an election cannot run it. */
  | { readonly kind: 'stands_in_election' };

export interface GrantSeat {
  readonly personId: string;
  readonly role: PersonRole;
  /** For grid officers and building leads: what they look after, with everything below it. */
  readonly placeId?: string;
  readonly bodyId?: string;
  readonly position?: SeatPosition;
  readonly filledBy?: FilledBy;
  /** Place in the result, counted from 1. */
  readonly rank?: number;
  readonly termEndsAt?: Temporal.Instant;
  /** Where the seat acts; the person's own community unless said. */
  readonly communityId?: string;
}

interface Granting {
  readonly person: PersonRow;
  readonly body: BodyRow | undefined;
  readonly communityId: string;
}

async function load(uow: UnitOfWork, input: GrantSeat): Promise<Result<Granting, SeatRefusal>> {
  const [who] = await uow.tx
    .select()
    .from(person)
    .where(and(eq(person.id, input.personId), isNull(person.erasedAt), visible()));
  if (!who) return err({ kind: 'person_not_found' });
  const communityId = input.communityId ?? who.communityId;
  const [home] = await uow.tx.select({ id: community.id }).from(community).where(eq(community.id, communityId));
  if (!home) return err({ kind: 'community_not_found' });
  if (input.placeId) {
    const [found] = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.id, input.placeId), eq(place.communityId, communityId)));
    if (!found) return err({ kind: 'place_not_found' });
  }
  if (input.role === 'representative' && input.termEndsAt) return err({ kind: 'term_follows_committee' });
  if (input.bodyId === undefined) return ok({ person: who, body: undefined, communityId });
  const found = await bodyById(uow.tx, input.bodyId);
  if (!found || found.endedAt || !(await actsIn(uow.tx, found, communityId))) return err({ kind: 'body_not_found' });
  if (!mayHold(input.role, found.kind)) return err({ kind: 'role_not_in_body' });
  if (input.role === 'resident' && input.rank === undefined) return err({ kind: 'reserve_needs_rank' });
  if (!fitsPosition(input.role, found.kind, positionOf(input.role, input.position)))
    return err({ kind: 'position_not_fitting' });
  return ok({ person: who, body: found, communityId });
}

export const grantSeat = command<GrantSeat, Granting, SeatRow, SeatRefusal>({
  name: 'seat.grant',
  load,
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, { person: who, body, communityId }, input, as) => {
    const runsElections = input.role === 'election_member' || body?.kind === 'election_committee';
    if (runsElections && (await standsInElection(uow, communityId, who.id))) return err({ kind: 'stands_in_election' });
    const row = await insertSeat(uow, {
      ...input,
      personId: who.id,
      communityId,
      termEndsAt: await termEnd(uow.tx, input, communityId, body),
      ...(body && { position: positionOf(input.role, input.position) }),
    });
    if (!row) return err({ kind: 'already_seated' });
    record(uow, 'role_seat', row, { action: 'seat.grant', as, communityId, facts: { role: row.role } });
    await followSeats(uow, [communityId], as);
    return ok(row);
  },
});

/** What was said; else the committee's for a representative, and the body's own for its members. */
export async function termEnd(
  tx: Tx,
  { role, termEndsAt }: Pick<GrantSeat, 'role' | 'termEndsAt'>,
  communityId: string,
  body: BodyRow | undefined,
): Promise<Temporal.Instant | null> {
  if (role === 'representative') return committeeTermOf(tx, communityId);
  return termEndsAt ?? body?.termEndsAt ?? null;
}

type NewSeat = Omit<GrantSeat, 'termEndsAt' | 'communityId'> & {
  readonly communityId: string;
  readonly termEndsAt: Temporal.Instant | null;
};

/** Undefined when the person holds this very seat already. */
export async function insertSeat(uow: UnitOfWork, seat: NewSeat): Promise<SeatRow | undefined> {
  const [row] = await uow.tx
    .insert(roleSeat)
    .values({
      id: newId(),
      personId: seat.personId,
      communityId: seat.communityId,
      role: seat.role,
      placeId: seat.placeId ?? null,
      bodyId: seat.bodyId ?? null,
      position: seat.position ?? null,
      filledBy: seat.filledBy ?? null,
      rank: seat.rank ?? null,
      termEndsAt: seat.termEndsAt,
      since: uow.now,
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  return row;
}

/** Locked and held now. */
export async function lockSeat(uow: UnitOfWork, seatId: string): Promise<Result<SeatRow, SeatRefusal>> {
  const [row] = await uow.tx
    .select()
    .from(roleSeat)
    .where(and(eq(roleSeat.id, seatId), isNull(roleSeat.until)))
    .for('update');
  return row ? ok(row) : err({ kind: 'seat_not_found' });
}

export async function closeSeat(uow: UnitOfWork, seatId: string): Promise<SeatRow> {
  const [row] = await uow.tx.update(roleSeat).set({ until: uow.now }).where(eq(roleSeat.id, seatId)).returning();
  if (!row) throw new Error('a locked seat vanished');
  return row;
}

export const endSeat = command<{ readonly seatId: string }, SeatRow, SeatRow, SeatRefusal>({
  name: 'seat.end',
  load: (uow, { seatId }) => lockSeat(uow, seatId),
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, seat, _input, as) => {
    const row = await closeSeat(uow, seat.id);
    record(uow, 'role_seat', row, { action: 'seat.end', as, communityId: seat.communityId, facts: { role: row.role } });
    await releaseDemands(uow, row.personId, as);
    await followSeats(uow, [seat.communityId], as);
    await tellVacant(uow, row);
    return ok(row);
  },
});

/** Whoever runs the list is asked who moves up; where nobody waits, there is nothing to ask. */
export async function tellVacant(uow: UnitOfWork, ended: SeatRow): Promise<void> {
  const next = await successorsOf(uow, ended);
  if (next.length === 0) return;
  uow.notices.push({ kind: 'seat.vacant', seatId: ended.id, nextSeatIds: next.map(({ id }) => id) });
}

/** 依次递补: the reserve seat that comes next for a seat that was ended; several where their votes were equal. */
export async function successorsOf({ tx }: Pick<UnitOfWork, 'tx'>, ended: SeatRow): Promise<readonly SeatRow[]> {
  if (!ended.bodyId || inReserve(ended)) return [];
  const body = await bodyById(tx, ended.bodyId);
  if (!body || body.endedAt || roleOnMovingUp(body.kind) !== ended.role) return [];
  return nextInLine(
    await tx
      .select()
      .from(roleSeat)
      .where(and(eq(roleSeat.bodyId, ended.bodyId), isNull(roleSeat.until), visible(roleSeat.personId))),
  );
}
