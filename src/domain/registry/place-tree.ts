/** Which place may be part of which: a grid holds groups and buildings, a group buildings, a building units. */
export type PlaceKind = 'grid' | 'group' | 'building' | 'unit';

/** Null: it may stand alone. */
const PART_OF: { readonly [K in PlaceKind]: readonly (PlaceKind | null)[] } = {
  grid: [null],
  group: ['grid', null],
  building: ['grid', 'group', null],
  unit: ['building'],
};

export const mayBePartOf = (kind: PlaceKind, parent: PlaceKind | null): boolean => PART_OF[kind].includes(parent);
