/**
 * 登记一个组织的人: several people entered at once, each with the same seat, in as many statements as one of them takes.
 * What each row says, and its ledger line, are as if they had been entered one by one.
 */
import { and, eq, inArray } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, person, place, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import { fitsPosition, mayHold, positionOf, type SeatPosition } from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command, type NotPermitted } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { actsIn, type BodyRow, bodyById } from './bodies.ts';
import type { CommunityRow } from './communities.ts';
import type { CreateRefusal } from './create.ts';
import { type SeatRefusal, termEnd } from './seats.ts';

export interface Enrolled {
  readonly name: string;
  readonly homePlaceId?: string;
  readonly language?: string;
  readonly contact?: Readonly<Record<string, string>>;
}

export interface Enrol {
  readonly communityId: string;
  readonly people: readonly Enrolled[];
  readonly role: PersonRole;
  readonly bodyId?: string;
  readonly position?: SeatPosition;
}

export type EnrolRefusal = CreateRefusal | SeatRefusal | NotPermitted;

interface Enrolling {
  readonly home: CommunityRow;
  readonly body: BodyRow | undefined;
}

async function load(uow: UnitOfWork, input: Enrol): Promise<Result<Enrolling, EnrolRefusal>> {
  if (input.people.some(({ name }) => name.trim() === '')) return err({ kind: 'name_missing' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
  if (!home) return err({ kind: 'community_not_found' });
  const places = [...new Set(input.people.flatMap(({ homePlaceId }) => homePlaceId ?? []))];
  if (places.length > 0) {
    const found = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(inArray(place.id, places), eq(place.communityId, home.id)));
    if (found.length < places.length) return err({ kind: 'place_not_found' });
  }
  if (input.bodyId === undefined) return ok({ home, body: undefined });
  const body = await bodyById(uow.tx, input.bodyId);
  if (!body || body.endedAt || !(await actsIn(uow.tx, body, home.id))) return err({ kind: 'body_not_found' });
  if (!mayHold(input.role, body.kind)) return err({ kind: 'role_not_in_body' });
  // A place in the reserve has a rank of its own, and is given one by one.
  if (input.role === 'resident') return err({ kind: 'reserve_needs_rank' });
  if (!fitsPosition(input.role, body.kind, positionOf(input.role, input.position)))
    return err({ kind: 'position_not_fitting' });
  return ok({ home, body });
}

/** @returns the ids of the people, in the order they were given */
export const enrol = command<Enrol, Enrolling, readonly string[], EnrolRefusal>({
  name: 'person.create',
  load,
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, body }, input, as) => {
    const seating = permit('seat.grant', uow.actor, { communityId: home.id });
    if (!seating.ok) return err(seating.error);
    if (input.people.length === 0) return ok([]);
    const rows = input.people.map(({ name, homePlaceId, language, contact }) => ({
      id: newId(),
      communityId: home.id,
      nameSealed: uow.keys.seal('person.name', name.trim()),
      contactSealed: contact ? uow.keys.sealJson('person.contact', contact) : null,
      homePlaceId: homePlaceId ?? null,
      language: language ?? null,
      createdAt: uow.now,
      salt: newSalt(),
    }));
    const people = await uow.tx.insert(person).values(rows).returning();
    const termEndsAt = await termEnd(uow.tx, input, home.id, body);
    const seats = await uow.tx
      .insert(roleSeat)
      .values(
        people.map((who) => ({
          id: newId(),
          personId: who.id,
          communityId: home.id,
          role: input.role,
          bodyId: body?.id ?? null,
          position: body ? positionOf(input.role, input.position) : null,
          termEndsAt,
          since: uow.now,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const who of people) record(uow, 'person', who, { action: 'person.create', as, communityId: home.id });
    for (const seat of seats)
      record(uow, 'role_seat', seat, {
        action: 'seat.grant',
        as: seating.as,
        communityId: home.id,
        facts: { role: seat.role },
      });
    return ok(rows.map(({ id }) => id));
  },
});
