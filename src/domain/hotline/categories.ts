/**
 * What a case can be about: a tree for each family. Livelihood has what a demand can be about and what only a hotline hears
 * of; burden is what the lists of Ningxia (2017) forbid to load on a community. A duty matrix may name a leaf or its parent.
 */
import { CATEGORY_PARENTS } from '../demand/understanding/categories.ts';
import type { CaseFamily } from './states.ts';

/** Leaf → parent. The order is the order of the menu. */
export const LIVELIHOOD_PARENTS = {
  ...CATEGORY_PARENTS,
  heating: 'utilities',
  fumes: 'environment',
  /** 地锁 put up without leave on what belongs to all. */
  parking_lock: 'streets',
  street_stalls: 'streets',
  /** 在建: it can still be stopped. */
  illegal_building_underway: 'order',
  owners_committee: 'housing',
  staff_conduct: 'services',
} as const;

export const BURDEN_PARENTS = {
  off_list_task: 'loaded_work',
  /** 责任主体: enforcement, demolition, clearing up, investment made the committee's to answer for. */
  responsibility_shift: 'loaded_work',
  unfunded_task: 'loaded_work',
  quotas: 'loaded_work',
  one_vote_veto: 'assessment',
  /** A department assesses on its own, beside the one yearly assessment. */
  separate_assessment: 'assessment',
  contests: 'assessment',
  plates: 'fixtures',
  organisations: 'fixtures',
  meetings: 'paperwork',
  ledgers: 'paperwork',
  forms: 'paperwork',
  certificates: 'paperwork',
  information_systems: 'paperwork',
  burden_other: 'burden_general',
} as const;

export type LivelihoodCategory = keyof typeof LIVELIHOOD_PARENTS;
export type BurdenCategory = keyof typeof BURDEN_PARENTS;
export type CaseCategory = LivelihoodCategory | BurdenCategory;

const PARENTS = { ...LIVELIHOOD_PARENTS, ...BURDEN_PARENTS } as const;
export type CaseGroup = (typeof PARENTS)[CaseCategory];

export const CASE_CATEGORIES = Object.keys(PARENTS) as readonly CaseCategory[];
export const CASE_GROUPS: readonly CaseGroup[] = [...new Set(Object.values(PARENTS))];

export const isCaseCategory = (text: string): text is CaseCategory => Object.hasOwn(PARENTS, text);
export const isCaseGroup = (text: string): text is CaseGroup => (CASE_GROUPS as readonly string[]).includes(text);

export const familyOf = (category: CaseCategory): CaseFamily =>
  Object.hasOwn(BURDEN_PARENTS, category) ? 'burden' : 'livelihood';

/** Complaints about people who work here: whoever screens them may be the one. */
export const ABOUT_STAFF = 'staff_conduct' satisfies CaseCategory;
export const isAboutStaff = (category: string): boolean => category === ABOUT_STAFF;

export const parentOf = (category: CaseCategory): CaseGroup => PARENTS[category];

export const categoriesOf = (family: CaseFamily): readonly CaseCategory[] =>
  CASE_CATEGORIES.filter((category) => familyOf(category) === family);

/** What a menu shows first, and what it opens. */
export const groupsOf = (family: CaseFamily): readonly CaseGroup[] => [
  ...new Set(categoriesOf(family).map((category) => parentOf(category))),
];

/** 顽症 (Xuhui): no unit can end it alone, so several act together. */
const JOINT_ACTION: ReadonlySet<CaseCategory> = new Set([
  'group_rental',
  'illegal_building',
  'illegal_building_underway',
  'noise',
  'parking_lock',
]);
export const isForJointAction = (category: CaseCategory): boolean => JOINT_ACTION.has(category);
