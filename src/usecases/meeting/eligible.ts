/** Who belongs to a meeting or to a roll, by the registry as it stands now; each person once. */
import { and, asc, desc, eq, inArray, isNotNull, isNull, type SQL, sql } from 'drizzle-orm';
import { body, chatAccount, person, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { Electorate } from '../../domain/ballot/electorate.ts';
import type { EntryBasis } from '../../domain/ballot/roll.ts';
import type { BodyKind } from '../../domain/registry/bodies.ts';
import { inReserve, mayHold } from '../../domain/registry/seats.ts';
import { placesUnder } from '../registry/places.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface Eligible {
  readonly personId: string;
  readonly basis: EntryBasis;
  /** The seat, household or body. */
  readonly basisId: string | null;
}

type Reading = Pick<UnitOfWork, 'tx'>;

export async function eligibleIn(
  { tx }: Reading,
  communityId: string,
  electorate: Electorate,
): Promise<readonly Eligible[]> {
  switch (electorate.from) {
    case 'seats':
      return once(await seatHolders({ tx }, communityId, electorate.bodies));
    case 'adults': {
      const rows = await voters({ tx }, communityId, electorate.placeId);
      return rows.map(({ id }) => ({ personId: id, basis: 'area', basisId: null }));
    }
    case 'households': {
      const rows = await voters({ tx }, communityId, electorate.placeId);
      const seen = new Set<string>();
      return rows.flatMap(({ id, householdId }): Eligible[] => {
        if (householdId === null || seen.has(householdId)) return [];
        seen.add(householdId);
        return [{ personId: id, basis: 'household', basisId: householdId }];
      });
    }
  }
}

/** Whoever sits in one of these bodies; a seat of no body counts for the kind whose role it has. */
async function seatHolders(
  { tx }: Reading,
  communityId: string,
  bodies: readonly BodyKind[],
): Promise<readonly Eligible[]> {
  const rows = await tx
    .select({
      id: roleSeat.id,
      personId: roleSeat.personId,
      role: roleSeat.role,
      rank: roleSeat.rank,
      bodyKind: body.kind,
    })
    .from(roleSeat)
    .leftJoin(body, eq(body.id, roleSeat.bodyId))
    .where(and(eq(roleSeat.communityId, communityId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  return rows
    .filter((seat) => !inReserve(seat) && seat.role !== 'resident')
    .filter(({ role, bodyKind }) =>
      bodyKind === null ? bodies.some((kind) => mayHold(role, kind)) : bodies.includes(bodyKind),
    )
    .map(({ id, personId }) => ({ personId, basis: 'seat', basisId: id }));
}

/** Members of one body, e.g. of a sub-committee that meets. */
export async function membersOfBody({ tx }: Reading, bodyId: string): Promise<readonly Eligible[]> {
  const rows = await tx
    .select({ id: roleSeat.id, personId: roleSeat.personId, role: roleSeat.role, rank: roleSeat.rank })
    .from(roleSeat)
    .where(and(eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(asc(roleSeat.since), asc(roleSeat.id));
  return once(
    rows
      .filter((seat) => !inReserve(seat))
      .map(({ id, personId }): Eligible => ({ personId, basis: 'seat', basisId: id })),
  );
}

/**
 * Residents with a right to vote. Whoever is reached in chat stands before the others of a household, because the first of
 * each speaks for it; a household that wants somebody else says so before the roll is frozen.
 */
async function voters(
  { tx }: Reading,
  communityId: string,
  placeId: string | undefined,
): Promise<readonly { readonly id: string; readonly householdId: string | null }[]> {
  const near: SQL | undefined =
    placeId === undefined ? undefined : inArray(person.homePlaceId, await placesUnder(tx, placeId));
  const bound = sql`exists (select 1 from ${chatAccount} where ${chatAccount.personId} = ${person.id})`;
  return tx
    .select({ id: person.id, householdId: person.householdId })
    .from(person)
    .where(
      and(eq(person.communityId, communityId), isNotNull(person.voteBasis), isNull(person.erasedAt), visible(), near),
    )
    .orderBy(desc(bound), asc(person.createdAt), asc(person.id));
}

function once(list: readonly Eligible[]): readonly Eligible[] {
  const byPerson = new Map<string, Eligible>();
  for (const each of list) if (!byPerson.has(each.personId)) byPerson.set(each.personId, each);
  return [...byPerson.values()];
}

/** Whether all of them are in the record. */
export async function allHere({ tx }: Reading, ids: readonly string[]): Promise<boolean> {
  if (ids.length === 0) return true;
  const found = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(inArray(person.id, [...ids]), isNull(person.erasedAt), visible()));
  return found.length === new Set(ids).size;
}
