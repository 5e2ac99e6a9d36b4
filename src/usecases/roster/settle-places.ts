/** Finds where the people of a slice live, and enters the buildings and units that are not there yet. */
import { newSalt } from '../../../db/digest.ts';
import { place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { createHomes, type Home, type HomePlace, type Homes } from '../../domain/registry/roster/homes.ts';
import { homeOf, type NewPlace, nextPlace } from '../../domain/registry/roster/new-places.ts';
import type { RosterRow } from '../../domain/registry/roster/read-row.ts';
import { type PlaceRow, placesOf } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type Placed<T> = T & { readonly place: HomePlace | undefined };

export async function withPlaces<T extends { readonly wanted: RosterRow }>(
  uow: UnitOfWork,
  communityId: string,
  rows: readonly T[],
  as: Role,
): Promise<{ readonly placed: readonly Placed<T>[]; readonly homes: Homes }> {
  let homes = createHomes(await placesOf(uow.tx, communityId));
  const placed: Placed<T>[] = [];
  for (const row of rows) {
    // At most two rounds: the building first, then the unit in it.
    for (let round = 0; round < 2; round += 1) {
      const next = nextPlace(homes, row.wanted);
      if (!next) break;
      const made = await enter(uow, communityId, next, as);
      if (made) homes.add(made);
      // Somebody else entered one of that name since the places were read.
      else homes = createHomes(await placesOf(uow.tx, communityId));
    }
    const home = homeOf(homes, row.wanted);
    // A unit that went to another building since the file was checked: then it is a part of the address only.
    placed.push({
      ...row,
      place: home.kind === 'none' || home.kind === 'building_unknown' ? undefined : placeOf(home),
    });
  }
  return { placed, homes };
}

const placeOf = (home: Exclude<Home, { readonly kind: 'none' | 'building_unknown' }>): HomePlace =>
  home.kind === 'found' ? home.place : home.building;

async function enter(uow: UnitOfWork, communityId: string, made: NewPlace, as: Role): Promise<PlaceRow | undefined> {
  const [row] = await uow.tx
    .insert(place)
    .values({ id: newId(), communityId, ...made, salt: newSalt() })
    .onConflictDoNothing()
    .returning();
  if (row) record(uow, 'place', row, { action: 'place.create', as, communityId });
  return row;
}
