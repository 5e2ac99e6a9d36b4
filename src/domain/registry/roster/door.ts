/**
 * Which door somebody lives behind: who lives behind one is one household. A roster has unit and flat in columns of their
 * own, and whoever enters one person writes 「1单元502」 in one go; both are read here, so that a door has one key.
 */
import { fold } from '../../demand/understanding/fold.ts';
import { type HomePlace, type Homes, unitKey } from './homes.ts';
import type { RosterRow } from './read-row.ts';

export interface Door {
  /** Null where nobody entered the place it is in. */
  readonly placeId: string | null;
  /** What tells it from the other doors of the place, however it is written. */
  readonly parts: readonly string[];
  /** As it is printed on a slip. */
  readonly words: string;
}

/** As it was written: `unit` where it stands apart from the flat. */
export interface WrittenDoor {
  readonly unit?: string | undefined;
  readonly flat: string;
}

/** Flat 502室 and 502 are one door. */
export const doorText = (flat: string): string =>
  fold(flat)
    .text.replace(/[\s-]/g, '')
    .replace(/(?:室|号|號|房)$/u, '');

const BUILDING_FIRST = /^(.{1,12}?(?:号楼|號樓|幢|栋|棟|座|#楼|#|楼|樓|号|號))(.+)$/u;
const UNIT_FIRST =
  /^(.{1,8}?(?:单元|單元|号门|號門|门|門|梯)|(?:unit|entrance) ?(?:[0-9]{1,3}|[a-z])(?=[\s,-]))[\s,-]*(.+)$/u;

/** @param place the building or unit; undefined where it is not known */
export function doorIn(homes: Homes, place: HomePlace | undefined, { unit, flat }: WrittenDoor): Door {
  const words = unit === undefined ? flat.trim() : `${unit} ${flat.trim()}`;
  const written = withoutBuilding(homes, place, fold(flat).text);
  if (!place) return { placeId: null, parts: [doorText(written)], words };
  const split = UNIT_FIRST.exec(written);
  // What stands before the flat says it of this very door; the column may be of an earlier home.
  const entrance = split?.[1] ?? unit;
  const known = entrance === undefined ? undefined : entranceOf(homes, place, entrance);
  if (known) return { placeId: known.id, parts: [doorText(split?.[2] ?? written)], words };
  if (place.kind === 'unit') return { placeId: place.id, parts: [doorText(written)], words };
  // Where nobody entered units, 502 stands once in each of them; where they were, the place says which one it is.
  const key = entrance === undefined ? '' : unitKey(entrance);
  const parts = key === '' ? [doorText(written)] : [key, doorText(split?.[2] ?? written)];
  return { placeId: place.id, parts, words };
}

const buildingOf = (homes: Homes, place: HomePlace): HomePlace | undefined =>
  place.kind === 'unit' ? homes.byId(place.parentId ?? '') : place;

/** 「6号楼502」 in 6号楼 is 502. */
function withoutBuilding(homes: Homes, place: HomePlace | undefined, written: string): string {
  const [, named, rest] = BUILDING_FIRST.exec(written) ?? [];
  if (!place || named === undefined || rest === undefined) return written;
  const house = homes.find(named, undefined);
  return house.kind === 'found' && house.building.id === buildingOf(homes, place)?.id ? rest : written;
}

/** The unit that is a place of its own: another one than the person's is not taken for hers. */
function entranceOf(homes: Homes, place: HomePlace, entrance: string): HomePlace | undefined {
  const building = buildingOf(homes, place);
  const home = building?.kind === 'building' ? homes.find(building.name, entrance) : undefined;
  if (home?.kind !== 'found' || home.place.kind !== 'unit') return undefined;
  return place.kind === 'unit' && home.place.id !== place.id ? undefined : home.place;
}

/**
 * Null where the row says that there is none, undefined where it does not say.
 * @param contact what is known of the person once the row is taken over
 */
export function doorBehind(
  homes: Homes,
  row: RosterRow,
  place: HomePlace | undefined,
  { unit, flat }: Readonly<Record<string, string>>,
): Door | null | undefined {
  if (row.building === undefined || (row.flat === undefined && (row.unit === undefined || flat === undefined)))
    return undefined;
  if (!place || flat === undefined) return null;
  return doorIn(homes, place, { unit: place.kind === 'unit' ? undefined : unit, flat });
}
