/** What a demand can be about. Names for people are in the locales; the words that point to a category are data. */

const CATEGORY_GROUPS = ['housing', 'utilities', 'environment', 'streets', 'order', 'services', 'general'] as const;
type CategoryGroup = (typeof CATEGORY_GROUPS)[number];

/** Leaf → group. The order is the order of the menu. */
export const CATEGORY_PARENTS = {
  elevator: 'housing',
  leak_roof_wall: 'housing',
  lighting: 'housing',
  access_gate: 'housing',
  property_service: 'housing',
  water_supply: 'utilities',
  drainage_flooding: 'utilities',
  power: 'utilities',
  gas: 'utilities',
  network_telecom: 'utilities',
  noise: 'environment',
  waste_sanitation: 'environment',
  greening: 'environment',
  pests_pets: 'environment',
  parking: 'streets',
  ev_charging: 'streets',
  road_facility: 'streets',
  traffic: 'streets',
  safety_fire: 'order',
  illegal_building: 'order',
  group_rental: 'order',
  neighbour_dispute: 'order',
  elderly_care: 'services',
  children: 'services',
  culture_sport: 'services',
  medical: 'services',
  certificate_service: 'services',
  other: 'general',
} as const satisfies Readonly<Record<string, CategoryGroup>>;

export type CategoryKey = keyof typeof CATEGORY_PARENTS;
export const CATEGORY_KEYS = Object.keys(CATEGORY_PARENTS) as readonly CategoryKey[];
export const isCategoryKey = (text: string): text is CategoryKey => Object.hasOwn(CATEGORY_PARENTS, text);

/** What the person wants done. `service`: something applied for; `enquiry`: an answer. */
export type WantedAction = 'repair' | 'complaint' | 'suggestion' | 'help' | 'service' | 'enquiry';
export const WANTED_ACTIONS: readonly WantedAction[] = [
  'repair',
  'complaint',
  'suggestion',
  'help',
  'service',
  'enquiry',
];
