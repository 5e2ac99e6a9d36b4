import { expect, test } from 'vitest';
import { shortened } from './shortened.ts';

test('a title that does not fit ends with a sign, and one that does is left alone', () => {
  expect(shortened('加装门禁', 4)).toBe('加装门禁');
  expect(shortened('加装门禁和收费', 5)).toBe('加装门禁…');
  expect(shortened('Repair the gate', 8)).toBe('Repair…');
  expect(shortened('🚪🚪🚪🚪', 3)).toBe('🚪🚪…');
});
