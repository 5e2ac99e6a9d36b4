import { describe, expect, test } from 'vitest';
import { MESSAGES } from '../../locales/translate.ts';
import { CATEGORY_KEYS } from '../demand/understanding/categories.ts';
import {
  CASE_CATEGORIES,
  CASE_GROUPS,
  categoriesOf,
  familyOf,
  groupsOf,
  isCaseCategory,
  isCaseGroup,
  isForJointAction,
  parentOf,
} from './categories.ts';
import { CASE_FAMILIES } from './states.ts';

describe('the categories of cases', () => {
  test('every category is of one family, under a parent of the same family', () => {
    expect(CASE_FAMILIES.flatMap(categoriesOf).toSorted()).toEqual(CASE_CATEGORIES.toSorted());
    const [livelihood, burden] = [groupsOf('livelihood'), groupsOf('burden')];
    expect(livelihood.filter((group) => burden.includes(group))).toEqual([]);
    for (const category of CASE_CATEGORIES) expect(groupsOf(familyOf(category))).toContain(parentOf(category));
  });

  test('whatever a demand can be about, a livelihood case can', () => {
    for (const key of CATEGORY_KEYS) expect(familyOf(key)).toBe('livelihood');
  });

  test('a category and a parent are never called the same', () => {
    expect(CASE_CATEGORIES.filter(isCaseGroup)).toEqual([]);
    expect(CASE_GROUPS.filter(isCaseCategory)).toEqual([]);
  });

  test('what is inherited by every object is no category', () => {
    for (const text of ['', 'constructor', 'toString', '__proto__', 'Noise']) {
      expect(isCaseCategory(text), text).toBe(false);
      expect(isCaseGroup(text), text).toBe(false);
    }
  });

  test('the four of Xuhui are for several units together, and no burden is', () => {
    for (const category of ['group_rental', 'illegal_building_underway', 'noise', 'parking_lock'] as const)
      expect(isForJointAction(category), category).toBe(true);
    expect(categoriesOf('burden').filter(isForJointAction)).toEqual([]);
    expect(isForJointAction('elevator')).toBe(false);
  });

  test('no two of a family have the same name in any language', () => {
    for (const texts of Object.values(MESSAGES))
      for (const family of CASE_FAMILIES) {
        const names = [...categoriesOf(family), ...groupsOf(family)].map((key) => texts[`case.category.${key}`]);
        expect(new Set(names).size).toBe(names.length);
      }
  });
});
