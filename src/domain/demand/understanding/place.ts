/** Guesses which place of the community a text is about. */
import placeData from './data/places.json' with { type: 'json' };
import { type Folded, fold } from './fold.ts';
import {
  type House,
  type HouseMention,
  houseOfName,
  housesIn,
  type PlaceName,
  simplifiedPlace,
} from './place-names.ts';
import { type WordFinder, wordFinder } from './word-finder.ts';
import { allWords } from './word-lists.ts';

export type PlaceGuess =
  /** `home`: the text says "our building", and names no other place. */
  | { readonly kind: 'known'; readonly id: string; readonly by: 'name' | 'home' }
  /** A place the registry does not list, in the person's own words. */
  | { readonly kind: 'unlisted'; readonly text: string };

export interface PlaceFinding {
  readonly place?: PlaceGuess;
  /** Several different places were named; `place` is the first of the most exact. */
  readonly ambiguous: boolean;
  /** Where places stand in the folded text, so that 地下车库 is not taken for a complaint about parking. */
  readonly spans: readonly { readonly start: number; readonly end: number }[];
  readonly houses: readonly HouseMention[];
}

const homeFinder = wordFinder(allWords(placeData.home).map((word) => [simplifiedPlace(word), true] as const));

interface Gazetteer {
  readonly names: WordFinder<PlaceName>;
  readonly houses: readonly { readonly place: PlaceName; readonly house: House }[];
  readonly ancestors: ReadonlyMap<string, readonly string[]>;
}

/** Nobody names more in one message; a longer list is noise and would only cost time. */
const MOST_HOUSES = 20;

/** A community's list is the same object for many messages; what is derived from it is kept as long as the list is. */
const gazetteers = new WeakMap<readonly PlaceName[], Gazetteer>();

export function findPlace(folded: Folded, places: readonly PlaceName[], homePlaceId?: string): PlaceFinding {
  const gazetteer = gazetteers.get(places) ?? gazetteerOf(places);
  gazetteers.set(places, gazetteer);
  const text = simplifiedPlace(folded.text);
  const houses = housesIn(text).slice(0, MOST_HOUSES);
  const named = gazetteer.names.find(text);
  const spans = [...houses, ...named].map(({ start, end }) => ({ start, end }));
  const known = [
    ...named.map(({ tag, start }) => ({ id: tag.id, start })),
    ...houses.flatMap((house) => {
      // 西区3号楼 was found by its full name already.
      if (named.some(({ start, end }) => start <= house.start && house.end <= end)) return [];
      const place = placeOfHouse(house, gazetteer, homePlaceId);
      return place ? [{ id: place.id, start: house.start }] : [];
    }),
  ];
  const depth = (id: string) => gazetteer.ancestors.get(id)?.length ?? 0;
  const [best] = known.toSorted((a, b) => depth(b.id) - depth(a.id) || a.start - b.start);
  if (best) {
    const related = new Set([best.id, ...(gazetteer.ancestors.get(best.id) ?? [])]);
    const ambiguous = known.some(({ id }) => !related.has(id));
    return { place: { kind: 'known', id: best.id, by: 'name' }, ambiguous, spans, houses };
  }
  const unlisted = houses.find((house) => isSurelyAHouse(house, text));
  if (unlisted) {
    const quoted = folded.original(unlisted.start, unlisted.end).text;
    return { place: { kind: 'unlisted', text: quoted }, ambiguous: false, spans, houses };
  }
  // "二单元" without a building is the entrance of one's own.
  const saysHome = homeFinder.find(text).length > 0 || houses.some(({ building }) => building === undefined);
  const home = homePlaceId !== undefined && gazetteer.ancestors.has(homePlaceId) && saysHome;
  return {
    ...(home ? { place: { kind: 'known', id: homePlaceId, by: 'home' } } : {}),
    ambiguous: false,
    spans,
    houses,
  };
}

/** 座 and 栋 also count things (这两栋, 一座桥): without a place in the list only a clear form is believed. */
const isSurelyAHouse = (house: HouseMention, text: string): boolean =>
  house.building !== undefined &&
  /号楼|号$|幢|弄|#|building|bldg|block|blk|tower|[a-z0-9][座栋]/.test(text.slice(house.start, house.end));

/** "3号楼" and "2单元" may occur in every estate: they are read as houses, which knows whose is meant. */
function isBareHouse(name: string): boolean {
  const [house] = housesIn(name);
  return house !== undefined && house.start === 0 && house.end === name.length;
}

function gazetteerOf(places: readonly PlaceName[]): Gazetteer {
  const byId = new Map(places.map((place) => [place.id, place]));
  const ancestorsOf = (place: PlaceName): readonly string[] => {
    const chain: string[] = [];
    for (let id = place.parent; id !== undefined && !chain.includes(id); id = byId.get(id)?.parent) chain.push(id);
    return chain;
  };
  const namesOf = (place: PlaceName) => [place.name, ...(place.aliases ?? [])];
  const names = places.flatMap((place) =>
    namesOf(place)
      .map((name) => simplifiedPlace(fold(name).text))
      .filter((name) => name.length >= 2 && !isBareHouse(name))
      .map((name) => [name, place] as const),
  );
  const houses = places.flatMap((place) =>
    namesOf(place).flatMap((name) => {
      const house = houseOfName(name);
      return house ? [{ place, house }] : [];
    }),
  );
  return {
    names: wordFinder(names),
    houses,
    ancestors: new Map(places.map((place) => [place.id, ancestorsOf(place)])),
  };
}

/** The listed place a house in the text stands for; of several, the one nearest to the person's home, or none. */
function placeOfHouse(house: House, gazetteer: Gazetteer, homePlaceId?: string): PlaceName | undefined {
  const fits = (wanted: House) =>
    gazetteer.houses.filter(
      ({ house: listed }) =>
        listed.building === wanted.building &&
        listed.entrance === wanted.entrance &&
        (wanted.lane === undefined || listed.lane === undefined || listed.lane === wanted.lane),
    );
  const sameLane = (found: Gazetteer['houses']) => {
    const exactly = found.filter(({ house: listed }) => listed.lane === house.lane);
    return exactly.length > 0 ? exactly : found;
  };
  const homeLine = homePlaceId === undefined ? [] : [homePlaceId, ...(gazetteer.ancestors.get(homePlaceId) ?? [])];
  const nearness = (id: string) => (gazetteer.ancestors.get(id) ?? []).filter((each) => homeLine.includes(each)).length;
  const exact = sameLane(fits(house));
  // "2单元" alone is an entrance of one's own building.
  if (house.lane === undefined && house.building === undefined) {
    return gazetteer.houses.find(
      ({ place, house: listed }) =>
        listed.building === undefined && listed.entrance === house.entrance && homeLine.includes(place.parent ?? ''),
    )?.place;
  }
  // An entrance that is not listed, or listed under its building as "2单元", is still in that building.
  const within = exact.length > 0 || house.entrance === undefined ? exact : entranceOrBuilding(house, gazetteer, fits);
  const distinct = [...new Map(within.map(({ place }) => [place.id, place])).values()];
  const [nearest, second] = distinct.toSorted((a, b) => nearness(b.id) - nearness(a.id));
  return nearest && (!second || nearness(nearest.id) > nearness(second.id)) ? nearest : undefined;
}

function entranceOrBuilding(
  { entrance, ...building }: House,
  gazetteer: Gazetteer,
  fits: (house: House) => Gazetteer['houses'],
): Gazetteer['houses'] {
  const buildings = building.building === undefined ? [] : fits(building);
  const entrances = gazetteer.houses.filter(
    ({ place, house }) =>
      house.building === undefined &&
      house.entrance === entrance &&
      buildings.some((each) => each.place.id === place.parent),
  );
  return entrances.length > 0 ? entrances : buildings;
}
