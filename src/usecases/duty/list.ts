/** The roster as an operator leafs through it. Who is on duty is named to everybody who asks the bot. */
import { and, asc, eq, exists, gt, inArray, isNull, or } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { purposeOf } from '../../../db/digest.ts';
import { body, dutyShift, person, place, roleSeat } from '../../../db/schema/index.ts';
import type { FieldKeys } from '../../../db/sealed.ts';
import { visible } from '../../../db/visible.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import type { ShiftRow } from './plan.ts';

export interface ShiftFilter {
  readonly communityId: string;
  /** Only shifts that end after this; cancelled ones among them. */
  readonly from: Temporal.Instant;
  /** Only shifts of the body, and of those who hold a seat in it now. */
  readonly bodyId?: string;
}

export interface ListedShift {
  readonly row: ShiftRow;
  /** Null once the person was erased. */
  readonly person: string | null;
  /** What she holds in this community now. */
  readonly roles: readonly PersonRole[];
  readonly place: string | null;
  readonly body: string | null;
}

export async function pageShifts(
  tx: Tx,
  keys: FieldKeys,
  { communityId, from, bodyId }: ShiftFilter,
  after: string | undefined,
  limit: number,
): Promise<ListedShift[]> {
  const rows = await tx
    .select({ row: dutyShift, who: person, place: place.name, body: body.name })
    .from(dutyShift)
    .innerJoin(person, eq(person.id, dutyShift.personId))
    .leftJoin(place, eq(place.id, dutyShift.placeId))
    .leftJoin(body, eq(body.id, dutyShift.bodyId))
    .where(
      and(
        eq(dutyShift.communityId, communityId),
        gt(dutyShift.endsAt, from),
        bodyId === undefined ? undefined : or(eq(dutyShift.bodyId, bodyId), exists(seatOf(tx, bodyId))),
        after === undefined ? undefined : gt(dutyShift.id, after),
        visible(),
      ),
    )
    .orderBy(asc(dutyShift.id))
    .limit(limit);
  const people = [...new Set(rows.map(({ row }) => row.personId))];
  const seats =
    people.length === 0
      ? []
      : await tx
          .selectDistinct({ personId: roleSeat.personId, role: roleSeat.role })
          .from(roleSeat)
          .where(
            and(
              inArray(roleSeat.personId, people),
              eq(roleSeat.communityId, communityId),
              isNull(roleSeat.until),
              visible(roleSeat.personId),
            ),
          );
  return rows.map(({ row, who, ...named }) => ({
    row,
    person: who.erasedAt ? null : keys.openText(purposeOf('person', 'name'), who.nameSealed),
    roles: seats
      .filter(({ personId }) => personId === row.personId)
      .map(({ role }) => role)
      .sort(),
    ...named,
  }));
}

const seatOf = (tx: Tx, bodyId: string) =>
  tx
    .select({ id: roleSeat.id })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, dutyShift.personId), eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until)));
