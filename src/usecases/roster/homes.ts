/** The places of a community as a roster names them, and what a seat in it covers. */
import type { Tx } from '../../../db/client.ts';
import { createHomes, type Home, type HomePlace, type Homes } from '../../domain/registry/roster/homes.ts';
import { homeOf } from '../../domain/registry/roster/new-places.ts';
import type { RosterRow, RosterSeat } from '../../domain/registry/roster/read-row.ts';
import { placesOf } from '../registry/places.ts';

export const homesOf = async (tx: Tx, communityId: string): Promise<Homes> =>
  createHomes(await placesOf(tx, communityId));

/** Where the person lives; null when the row does not say, or says a place nobody entered. */
export const placeIdOf = (home: Home): string | null => placeOf(home)?.id ?? null;
export const placeOf = (home: Home): HomePlace | undefined => (home.kind === 'found' ? home.place : undefined);

export interface PlacedSeat extends RosterSeat {
  readonly placeId: string | null;
}

/**
 * A building lead looks after the building, a grid officer after the grid it lies in, or the one that is named. Where it is
 * not there (it may have gone since the file was checked) there is no seat: one without a place is over the whole community.
 */
export function placedSeats(homes: Homes, row: RosterRow): readonly PlacedSeat[] {
  const home = homeOf(homes, row);
  const building = home.kind === 'none' || home.kind === 'building_unknown' ? undefined : home.building;
  return (row.seats ?? []).flatMap((seat): readonly PlacedSeat[] => {
    if (seat.role !== 'building_lead' && seat.role !== 'grid_officer') return [{ ...seat, placeId: null }];
    const grid = seat.grid === undefined ? building && homes.gridOf(building) : homes.grid(seat.grid);
    const at = seat.role === 'building_lead' ? building : grid;
    return at ? [{ ...seat, placeId: at.id }] : [];
  });
}
