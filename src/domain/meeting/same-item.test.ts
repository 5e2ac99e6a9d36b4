import { expect, test } from 'vitest';
import { isSameItem } from './same-item.ts';

test('spaces, marks and wide letters make no other item', () => {
  expect(isSameItem('加装门禁（A 座）', ' 加装门禁(Ａ座)。')).toBe(true);
  expect(isSameItem('Door LOCKS', 'door locks')).toBe(true);
});

test('what is only a part of it, or more than it, is another', () => {
  expect(isSameItem('加装门禁', '加装门禁和收费')).toBe(false);
  expect(isSameItem('加装门禁和收费', '门禁')).toBe(false);
  expect(isSameItem('？', '！')).toBe(false);
});
