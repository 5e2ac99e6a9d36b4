/** Finds where the people of a slice live, and enters the buildings and units that are not there yet. */
import { newSalt } from '../../../db/digest.ts';
import { place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { createHomes } from '../../domain/registry/roster/homes.ts';
import type { RosterRow } from '../../domain/registry/roster/read-row.ts';
import { type PlaceRow, placesOf } from '../registry/places.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { homeOf, placeIdOf } from './homes.ts';

export type Placed<T> = T & { readonly placeId: string | null };

export async function withPlaces<T extends { readonly wanted: RosterRow }>(
  uow: UnitOfWork,
  communityId: string,
  rows: readonly T[],
  as: Role,
): Promise<readonly Placed<T>[]> {
  const places = await placesOf(uow.tx, communityId);
  let homes = createHomes(places);
  const placed: Placed<T>[] = [];
  for (const row of rows) {
    let home = homeOf(homes, row.wanted);
    // At most two rounds: the building first, then the unit in it.
    for (let round = 0; round < 2 && (home.kind === 'building_unknown' || home.kind === 'unit_unknown'); round += 1) {
      const made = await enter(uow, communityId, newPlace(row.wanted, home), as);
      if (!made) break;
      places.push(made);
      homes = createHomes(places);
      home = homeOf(homes, row.wanted);
    }
    placed.push({ ...row, placeId: placeIdOf(home) });
  }
  return placed;
}

type Unknown = Extract<ReturnType<typeof homeOf>, { readonly kind: 'building_unknown' | 'unit_unknown' }>;
type NewPlace = Pick<PlaceRow, 'kind' | 'name' | 'aliases' | 'parentId'>;

function newPlace({ building, unit }: RosterRow, home: Unknown): NewPlace {
  if (home.kind === 'building_unknown') return { kind: 'building', name: building ?? '', aliases: [], parentId: null };
  // Units are called alike in every building, and a name stands once in a community.
  const name = `${home.building.name}${/^\d/.test(unit ?? '') && /\d$/.test(home.building.name) ? '-' : ''}${unit ?? ''}`;
  return { kind: 'unit', name, aliases: [unit ?? ''], parentId: home.building.id };
}

async function enter(uow: UnitOfWork, communityId: string, made: NewPlace, as: Role): Promise<PlaceRow | undefined> {
  const [row] = await uow.tx
    .insert(place)
    .values({ id: newId(), communityId, ...made, salt: newSalt() })
    .onConflictDoNothing()
    .returning();
  if (row) record(uow, 'place', row, { action: 'place.create', as, communityId });
  return row;
}
