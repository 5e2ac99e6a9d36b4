/** Finds the building and unit a roster names among the places of the community, however they are written. */
import { fold } from '../../demand/understanding/fold.ts';
import { houseNumber, houseOfName, simplifiedPlace } from '../../demand/understanding/place-names.ts';
import type { PlaceKind } from '../place-tree.ts';

export interface HomePlace {
  readonly id: string;
  readonly kind: PlaceKind;
  readonly name: string;
  readonly aliases: readonly string[];
  readonly parentId: string | null;
}

export type Home =
  | { readonly kind: 'none' }
  | { readonly kind: 'found'; readonly place: HomePlace; readonly building: HomePlace }
  | { readonly kind: 'building_unknown'; readonly nearest?: string }
  /** The building is there and has units, but not this one. */
  | { readonly kind: 'unit_unknown'; readonly building: HomePlace; readonly nearest?: string }
  /** The building has no such unit, and a place in another building, or beside it, bears its name. */
  | { readonly kind: 'unit_elsewhere'; readonly building: HomePlace };

export interface Homes {
  find(building: string | undefined, unit: string | undefined): Home;
  /** A grid by name, or the one a place lies in. */
  grid(name: string): HomePlace | undefined;
  gridOf(place: HomePlace): HomePlace | undefined;
  byId(id: string): HomePlace | undefined;
  /** One more place, as if it had been there from the beginning. */
  add(place: HomePlace): void;
}

/** Units are called alike in every building, and a name stands once in a community: 9号楼2单元. */
export const unitName = (building: string, unit: string): string =>
  `${building}${/^\d/.test(unit) && /\d$/.test(building) ? '-' : ''}${unit}`;

const flatText = (text: string): string => simplifiedPlace(fold(text).text).replace(/\s/g, '');

/** 3号楼, 三栋, 3#楼, Building 3 and a bare 3 are one building. */
function buildingKey(written: string): string {
  const house = houseOfName(written);
  if (house) return `${house.lane ?? ''}/${house.building ?? ''}/${house.entrance ?? ''}`;
  const text = flatText(written);
  const number = houseNumber(text.replace(/(?:号|楼|#)$/u, ''));
  return number === undefined ? text : `/${number}/`;
}

/** 1单元, 一单元 and 1门 are one unit. */
export function unitKey(written: string): string {
  const house = houseOfName(written);
  if (house?.entrance !== undefined) return house.entrance;
  const text = flatText(written).replace(/(?:单元|号门|门|梯)$/u, '');
  return houseNumber(text) ?? text;
}

export function createHomes(places: readonly HomePlace[]): Homes {
  const byId = new Map<string, HomePlace>();
  const buildings = new Map<string, HomePlace>();
  const units = new Map<string, Map<string, HomePlace>>();
  const unitsByName = new Map<string, HomePlace>();
  const grids: HomePlace[] = [];
  const namesOf = ({ name, aliases }: HomePlace): readonly string[] => [name, ...aliases];
  const add = (place: HomePlace): void => {
    byId.set(place.id, place);
    if (place.kind === 'grid') grids.push(place);
    if (place.kind === 'unit') unitsByName.set(flatText(place.name), place);
    if (place.kind === 'building') for (const name of namesOf(place)) buildings.set(buildingKey(name), place);
    if (place.kind !== 'unit' || place.parentId === null) return;
    const inBuilding = units.get(place.parentId) ?? new Map<string, HomePlace>();
    for (const name of namesOf(place)) inBuilding.set(unitKey(name), place);
    units.set(place.parentId, inBuilding);
  };
  for (const place of places) add(place);
  const buildingNames = () => [...byId.values()].filter(({ kind }) => kind === 'building').flatMap(namesOf);

  return {
    add,
    byId: (id) => byId.get(id),
    find(building, unit) {
      if (building === undefined) return { kind: 'none' };
      const house = buildings.get(buildingKey(building));
      if (!house) {
        const nearest = nearestName(building, buildingNames());
        return { kind: 'building_unknown', ...(nearest !== undefined && { nearest }) };
      }
      const known = units.get(house.id);
      const entrance = unit === undefined ? undefined : known?.get(unitKey(unit));
      if (entrance) return { kind: 'found', place: entrance, building: house };
      const named = unit === undefined ? undefined : unitsByName.get(flatText(unitName(house.name, unit)));
      // Entered without its building: the name says which one it is in.
      if (named && (named.parentId === null || named.parentId === house.id))
        return { kind: 'found', place: named, building: house };
      // Where nobody entered units, they are part of the address and nothing more.
      if (unit === undefined || !known) return { kind: 'found', place: house, building: house };
      if (named) return { kind: 'unit_elsewhere', building: house };
      const nearest = nearestName(unit, [...known.values()].flatMap(namesOf));
      return { kind: 'unit_unknown', building: house, ...(nearest !== undefined && { nearest }) };
    },
    grid: (name) => grids.find((place) => namesOf(place).some((known) => flatText(known) === flatText(name))),
    gridOf(place) {
      let at: HomePlace | undefined = place;
      for (let height = 0; at && height < 16; height += 1) {
        if (at.kind === 'grid') return at;
        at = at.parentId === null ? undefined : byId.get(at.parentId);
      }
      return undefined;
    },
  };
}

/** The numbers in a name: 9号楼 is no slip of the pen for 1号楼. */
const numbersIn = (text: string): string =>
  (text.match(/\d+|[一二两三四五六七八九十百]+/gu) ?? []).map((number) => houseNumber(number) ?? number).join(' ');

/** The name a slip of the pen away from what was written, with the same numbers, if there is one. */
function nearestName(written: string, names: readonly string[]): string | undefined {
  const text = flatText(written);
  const numbers = numbersIn(text);
  let best: { readonly name: string; readonly steps: number } | undefined;
  for (const name of names) {
    const known = flatText(name);
    if (Math.abs(known.length - text.length) > 2 || numbersIn(known) !== numbers) continue;
    const steps = distance(text, known);
    if (steps <= Math.max(1, Math.floor(text.length / 2)) && steps < (best?.steps ?? 3)) best = { name, steps };
  }
  return best?.name;
}

/** Letters to be changed, added or taken out to get from one to the other. */
function distance(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, at) => at);
  for (let i = 1; i <= from.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (from[i - 1] === to[j - 1] ? 0 : 1);
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[to.length] ?? 0;
}
