/** Granting and ending the seats people hold. */
import { and, eq, isNull } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { person, place, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { releaseDemands } from '../demand/release.ts';
import { record } from '../unit-of-work.ts';
import type { PersonRow } from './create.ts';

export type SeatRow = typeof roleSeat.$inferSelect;
export type SeatRefusal =
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'seat_not_found' }
  | { readonly kind: 'already_seated' };

export interface GrantSeat {
  readonly personId: string;
  readonly role: PersonRole;
  /** For grid officers and building leads: what they look after, with everything below it. */
  readonly placeId?: string;
}

export const grantSeat = command<GrantSeat, PersonRow, SeatRow, SeatRefusal>({
  name: 'seat.grant',
  load: async (uow, input) => {
    const [who] = await uow.tx
      .select()
      .from(person)
      .where(and(eq(person.id, input.personId), isNull(person.erasedAt)));
    if (!who) return err({ kind: 'person_not_found' });
    if (input.placeId) {
      const [found] = await uow.tx
        .select({ id: place.id })
        .from(place)
        .where(and(eq(place.id, input.placeId), eq(place.communityId, who.communityId)));
      if (!found) return err({ kind: 'place_not_found' });
    }
    return ok(who);
  },
  target: (who) => ({ communityId: who.communityId }),
  run: async (uow, who, input, as) => {
    const [row] = await uow.tx
      .insert(roleSeat)
      .values({
        id: newId(),
        personId: who.id,
        communityId: who.communityId,
        role: input.role,
        placeId: input.placeId ?? null,
        since: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'already_seated' });
    record(uow, 'role_seat', row, {
      action: 'seat.grant',
      as,
      communityId: who.communityId,
      facts: { role: row.role },
    });
    return ok(row);
  },
});

export const endSeat = command<{ readonly seatId: string }, SeatRow, SeatRow, SeatRefusal>({
  name: 'seat.end',
  load: async (uow, { seatId }) => {
    const [row] = await uow.tx
      .select()
      .from(roleSeat)
      .where(and(eq(roleSeat.id, seatId), isNull(roleSeat.until)))
      .for('update');
    return row ? ok(row) : err({ kind: 'seat_not_found' });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, seat, _input, as) => {
    const [row] = await uow.tx.update(roleSeat).set({ until: uow.now }).where(eq(roleSeat.id, seat.id)).returning();
    if (!row) throw new Error('a locked seat vanished');
    record(uow, 'role_seat', row, { action: 'seat.end', as, communityId: seat.communityId, facts: { role: row.role } });
    await releaseDemands(uow, row.personId, as);
    return ok(row);
  },
});
