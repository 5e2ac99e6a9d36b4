/** A post changes hands: the new seat, the old one ended, the open work moved, and a checklist the new holder ticks off. */
import { and, asc, eq, isNull, notInArray } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { demand, handover, handoverItem, person, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { ENDED } from '../../domain/demand/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor, Role } from '../../domain/permissions/roles.ts';
import type { BodyKind } from '../../domain/registry/bodies.ts';
import { checklistOf, headHandsOver } from '../../domain/registry/handover.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { appendHistory, demandTarget } from '../demand/change.ts';
import { releaseDemands } from '../demand/release.ts';
import { followSeats } from '../meeting/roll.ts';
import { passOnWithSeat } from '../task/steps.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { bodyById } from './bodies.ts';
import { placesUnder } from './places.ts';
import { closeSeat, insertSeat, lockSeat, type SeatRow } from './seats.ts';

export type HandoverRow = typeof handover.$inferSelect;
export type HandoverItemRow = typeof handoverItem.$inferSelect;
export type HandoverRefusal =
  | { readonly kind: 'seat_not_found' }
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'already_seated' }
  | { readonly kind: 'same_person' }
  | { readonly kind: 'item_not_found' }
  /** The seat is in a body the head has no say over. */
  | { readonly kind: 'not_heads_seat' }
  /** Its seats go to the next of the ranked result, and to nobody else. */
  | { readonly kind: 'seat_goes_by_rank' };

export interface HandOverSeat {
  readonly seatId: string;
  /** Who takes the post over. */
  readonly personId: string;
  /** Further things to pass on, in words. */
  readonly also?: readonly string[];
}

export interface HandedOver {
  readonly handover: HandoverRow;
  readonly seat: SeatRow;
  readonly demands: number;
}

interface HandedSeat {
  readonly seat: SeatRow;
  readonly kind: BodyKind | undefined;
}

async function load(uow: UnitOfWork, { seatId, personId }: HandOverSeat): Promise<Result<HandedSeat, HandoverRefusal>> {
  const seat = await lockSeat(uow, seatId);
  if (!seat.ok) return err({ kind: 'seat_not_found' });
  if (seat.value.personId === personId) return err({ kind: 'same_person' });
  if (seat.value.role === 'election_member') return err({ kind: 'seat_goes_by_rank' });
  const [who] = await uow.tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, personId), isNull(person.erasedAt), visible()));
  if (!who) return err({ kind: 'person_not_found' });
  const of = seat.value.bodyId ? await bodyById(uow.tx, seat.value.bodyId) : undefined;
  return ok({ seat: seat.value, kind: of?.kind });
}

export const handOverSeat = command<HandOverSeat, HandedSeat, HandedOver, HandoverRefusal>({
  name: 'seat.handover',
  load,
  target: ({ seat: { communityId, personId } }) => ({ communityId, ownerPersonId: personId }),
  run: async (uow, { seat: old, kind }, { personId, also = [] }, permitted) => {
    const { communityId, role } = old;
    if (permitted === 'committee_head' && !headHandsOver(role, kind)) return err({ kind: 'not_heads_seat' });
    // Whoever passes on his own post is named with it.
    const as = old.personId === uow.actor.personId ? role : permitted;
    const seat = await insertSeat(uow, {
      personId,
      communityId,
      role,
      ...(old.placeId && { placeId: old.placeId }),
      ...(old.bodyId && { bodyId: old.bodyId }),
      ...(old.position && { position: old.position }),
      filledBy: 'appointed',
      termEndsAt: old.termEndsAt,
    });
    if (!seat) return err({ kind: 'already_seated' });
    const ended = await closeSeat(uow, old.id);
    record(uow, 'role_seat', seat, { action: 'seat.handover', as, communityId, facts: { role } });
    record(uow, 'role_seat', ended, { action: 'seat.handover', as, communityId, facts: { role } });
    const [row] = await uow.tx
      .insert(handover)
      .values({ id: newId(), communityId, fromSeatId: old.id, toSeatId: seat.id, startedAt: uow.now, salt: newSalt() })
      .returning();
    if (!row) throw new Error('the handover was not returned');
    record(uow, 'handover', row, { action: 'seat.handover', as, communityId, facts: { role } });
    await addItems(uow, row, also, role, as);
    const demands = await moveDemands(uow, ended, personId, as);
    await passOnWithSeat(uow, old, { from: old.personId, to: personId, as });
    // What her other seats do not cover either goes to whoever is next.
    await releaseDemands(uow, ended.personId, as);
    await followSeats(uow, [communityId], as);
    uow.notices.push({ kind: 'seat.handed-over', handoverId: row.id });
    return ok({ handover: row, seat, demands });
  },
});

async function addItems(
  uow: UnitOfWork,
  row: HandoverRow,
  also: readonly string[],
  role: SeatRow['role'],
  as: Role,
): Promise<void> {
  const items = [
    ...checklistOf(role).map((what) => ({ what, textSealed: null })),
    ...also.map((words) => ({ what: 'other', textSealed: uow.keys.seal('handover_item.text', words.trim()) })),
  ];
  const rows = await uow.tx
    .insert(handoverItem)
    .values(
      items.map((item, ordinal) => ({
        id: newId(),
        handoverId: row.id,
        ordinal: ordinal + 1,
        ...item,
        salt: newSalt(),
      })),
    )
    .returning();
  for (const item of rows)
    record(uow, 'handover_item', item, { action: 'seat.handover', as, communityId: row.communityId });
}

/** What was taken on with the old seat is worked on by the new holder. */
async function moveDemands(uow: UnitOfWork, old: SeatRow, personId: string, as: Role): Promise<number> {
  const placeIds = old.placeId ? await placesUnder(uow.tx, old.placeId) : undefined;
  const { communityId, role, bodyId } = old;
  const before: Actor = {
    kind: 'account',
    personId: old.personId,
    seats: [{ role, communityId, ...(placeIds && { placeIds }), ...(bodyId && { bodyId }) }],
  };
  const held = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.handlerPersonId, old.personId), notInArray(demand.state, [...ENDED])))
    .orderBy(demand.id)
    .for('update');
  let moved = 0;
  for (const row of held) {
    if (!permit('demand.accept', before, demandTarget({ demand: row })).ok) continue;
    const [after] = await uow.tx
      .update(demand)
      .set({ handlerPersonId: personId, version: row.version + 1 })
      .where(eq(demand.id, row.id))
      .returning();
    if (!after) throw new Error('a locked demand vanished');
    await appendHistory(uow, row.id, as, { kind: 'handover' });
    record(uow, 'demand', after, { action: 'seat.handover', as, communityId: row.communityId });
    uow.notices.push({ kind: 'demand.card-changed', demandId: row.id });
    moved += 1;
  }
  return moved;
}

interface Ticking {
  readonly handover: HandoverRow;
  readonly item: HandoverItemRow;
  readonly holder: string;
}

export interface TickItem {
  readonly handoverId: string;
  readonly ordinal: number;
}

/** Ticked twice is ticked. */
export const tickHandover = command<TickItem, Ticking, HandoverRow, HandoverRefusal>({
  name: 'handover.tick',
  load: async (uow, { handoverId, ordinal }) => {
    const [row] = await uow.tx.select().from(handover).where(eq(handover.id, handoverId)).for('update');
    const [item] = await uow.tx
      .select()
      .from(handoverItem)
      .where(and(eq(handoverItem.handoverId, handoverId), eq(handoverItem.ordinal, ordinal)));
    if (!row || !item) return err({ kind: 'item_not_found' });
    const [seat] = await uow.tx.select().from(roleSeat).where(eq(roleSeat.id, row.toSeatId));
    return seat ? ok({ handover: row, item, holder: seat.personId }) : err({ kind: 'item_not_found' });
  },
  target: ({ handover: row, holder }) => ({ communityId: row.communityId, ownerPersonId: holder }),
  run: async (uow, { handover: row, item }, _input, as) => {
    if (item.doneAt) return ok(row);
    const { communityId } = row;
    const [ticked] = await uow.tx
      .update(handoverItem)
      .set({ doneAt: uow.now })
      .where(eq(handoverItem.id, item.id))
      .returning();
    if (!ticked) throw new Error('a handover’s item vanished');
    record(uow, 'handover_item', ticked, { action: 'handover.tick', as, communityId, facts: { what: item.what } });
    const [left] = await uow.tx
      .select({ id: handoverItem.id })
      .from(handoverItem)
      .where(and(eq(handoverItem.handoverId, row.id), isNull(handoverItem.doneAt)))
      .limit(1);
    if (left) return ok(row);
    const [done] = await uow.tx.update(handover).set({ doneAt: uow.now }).where(eq(handover.id, row.id)).returning();
    if (!done) throw new Error('a locked handover vanished');
    record(uow, 'handover', done, { action: 'handover.done', as, communityId });
    uow.notices.push({ kind: 'handover.done', handoverId: done.id });
    return ok(done);
  },
});

/** Handovers to a person that are not done, oldest first. */
export async function openHandovers({ tx }: Pick<UnitOfWork, 'tx'>, personId: string): Promise<HandoverRow[]> {
  const rows = await tx
    .select({ row: handover })
    .from(handover)
    .innerJoin(roleSeat, eq(roleSeat.id, handover.toSeatId))
    .where(and(eq(roleSeat.personId, personId), isNull(handover.doneAt)))
    .orderBy(asc(handover.startedAt));
  return rows.map(({ row }) => row);
}
