/** The buildings and units a roster names and nobody entered yet: which of them a row is waiting for. */
import { type Home, type HomePlace, type Homes, unitName } from './homes.ts';
import type { RosterRow } from './read-row.ts';

export type NewPlace = Omit<HomePlace, 'id'>;

export const homeOf = (homes: Homes, row: RosterRow): Home =>
  homes.find(row.building ?? undefined, row.unit ?? undefined);

/** The next place to be entered for a row: its building first, then the unit in it. */
export function nextPlace(homes: Homes, row: RosterRow): NewPlace | undefined {
  const home = homeOf(homes, row);
  if (home.kind === 'building_unknown') {
    const grid = row.grid ? homes.grid(row.grid) : undefined;
    return { kind: 'building', name: row.building ?? '', aliases: [], parentId: grid?.id ?? null };
  }
  if (home.kind !== 'unit_unknown') return undefined;
  const unit = row.unit ?? '';
  return { kind: 'unit', name: unitName(home.building.name, unit), aliases: [unit], parentId: home.building.id };
}

/** What a row would have entered, without entering it: from then on `homes` takes it for there. */
export function foresee(homes: Homes, row: RosterRow): readonly NewPlace[] {
  const foreseen: NewPlace[] = [];
  // At most two: the building and the unit in it.
  for (let next = nextPlace(homes, row); next && foreseen.length < 2; next = nextPlace(homes, row)) {
    homes.add({ ...next, id: `new ${next.kind} ${next.name}` });
    foreseen.push(next);
  }
  return foreseen;
}
