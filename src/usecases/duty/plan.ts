/** Planning who is on duty: shifts as they were written down, or as a weekly pattern gives them. */
import { and, eq, gte, inArray, isNull, lt } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, dutyShift, person, place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type ShiftRow = typeof dutyShift.$inferSelect;
export type DutyRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'shift_backwards' }
  | { readonly kind: 'too_many_shifts' }
  | { readonly kind: 'shift_not_found' };

export interface PlannedShift {
  readonly personId: string;
  /** The grid or building it is for; the whole community without one. */
  readonly placeId?: string;
  readonly startsAt: Temporal.Instant;
  readonly endsAt: Temporal.Instant;
}

export interface PlanDuty {
  readonly communityId: string;
  readonly shifts: readonly PlannedShift[];
  /** What was planned to begin in this time is cancelled first. */
  readonly instead?: { readonly from: Temporal.Instant; readonly until: Temporal.Instant };
}

/** A year of three shifts a day; more is surely a mistake, and would hold the database. */
const MOST_SHIFTS = 1200;
const CHUNK = 200;

async function load(uow: UnitOfWork, input: PlanDuty): Promise<Result<CommunityRow, DutyRefusal>> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
  if (!home) return err({ kind: 'community_not_found' });
  const { shifts } = input;
  if (shifts.length > MOST_SHIFTS) return err({ kind: 'too_many_shifts' });
  if (shifts.some(({ startsAt, endsAt }) => endsAt.epochMilliseconds <= startsAt.epochMilliseconds))
    return err({ kind: 'shift_backwards' });
  const people = [...new Set(shifts.map(({ personId }) => personId))];
  const known =
    people.length > 0
      ? await uow.tx
          .select({ id: person.id })
          .from(person)
          .where(and(inArray(person.id, people), eq(person.communityId, home.id), isNull(person.erasedAt), visible()))
      : [];
  if (known.length < people.length) return err({ kind: 'person_not_found' });
  const places = [...new Set(shifts.flatMap(({ placeId }) => placeId ?? []))];
  const there =
    places.length > 0
      ? await uow.tx
          .select({ id: place.id })
          .from(place)
          .where(and(inArray(place.id, places), eq(place.communityId, home.id)))
      : [];
  return there.length < places.length ? err({ kind: 'place_not_found' }) : ok(home);
}

export interface Planned {
  readonly shifts: number;
  readonly cancelled: number;
}

export const planDuty = command<PlanDuty, CommunityRow, Planned, DutyRefusal>({
  name: 'duty.plan',
  load,
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { shifts, instead }, as) => {
    const cancelled = instead
      ? await uow.tx
          .update(dutyShift)
          .set({ cancelledAt: uow.now })
          .where(
            and(
              eq(dutyShift.communityId, home.id),
              isNull(dutyShift.cancelledAt),
              gte(dutyShift.startsAt, instead.from),
              lt(dutyShift.startsAt, instead.until),
            ),
          )
          .returning()
      : [];
    for (const row of cancelled) record(uow, 'duty_shift', row, { action: 'duty.cancel', as, communityId: home.id });
    for (let at = 0; at < shifts.length; at += CHUNK) {
      const rows = await uow.tx
        .insert(dutyShift)
        .values(
          shifts.slice(at, at + CHUNK).map(({ personId, placeId, startsAt, endsAt }) => ({
            id: newId(),
            communityId: home.id,
            personId,
            placeId: placeId ?? null,
            startsAt,
            endsAt,
            salt: newSalt(),
          })),
        )
        .returning();
      for (const row of rows) record(uow, 'duty_shift', row, { action: 'duty.plan', as, communityId: home.id });
    }
    return ok({ shifts: shifts.length, cancelled: cancelled.length });
  },
});

export const cancelShift = command<{ readonly shiftId: string }, ShiftRow, ShiftRow, DutyRefusal>({
  name: 'duty.cancel',
  load: async (uow, { shiftId }) => {
    const [row] = await uow.tx
      .select()
      .from(dutyShift)
      .where(and(eq(dutyShift.id, shiftId), isNull(dutyShift.cancelledAt)))
      .for('update');
    return row ? ok(row) : err({ kind: 'shift_not_found' });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, shift, _input, as) => {
    const [row] = await uow.tx
      .update(dutyShift)
      .set({ cancelledAt: uow.now })
      .where(eq(dutyShift.id, shift.id))
      .returning();
    if (!row) throw new Error('a locked shift vanished');
    record(uow, 'duty_shift', row, { action: 'duty.cancel', as, communityId: row.communityId });
    return ok(row);
  },
});
