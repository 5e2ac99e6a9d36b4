import { expect, test } from 'vitest';
import { answersToHead, type Ordered, orderedAbove, pressedAbove } from './rights.ts';

const officers: Ordered = { ownerRole: 'grid_officer', verifierRole: 'committee_head', supervised: false, orders: [] };
const by = (kind: string, byRole: Ordered['orders'][number]['byRole']) => ({ kind, byRole });

test('the head gives to those who work with her, not to those who watch or stand above', () => {
  expect(answersToHead('grid_officer')).toBe(true);
  expect(answersToHead('supervisor')).toBe(false);
  expect(answersToHead('subdistrict')).toBe(false);
  expect(answersToHead('committee_head')).toBe(false);
});

test('what the head set is hers to undo, until the subdistrict has had a hand in it', () => {
  const set = { ...officers, orders: [by('create', 'committee_head')] };
  expect(orderedAbove(set)).toBe(false);
  expect(orderedAbove({ ...set, orders: [...set.orders, by('reschedule', 'subdistrict')] })).toBe(true);
  expect(orderedAbove({ ...set, supervised: true, orders: [...set.orders, by('supervise', 'subdistrict')] })).toBe(
    true,
  );
  // Lifted again, the press orders nothing any more.
  expect(orderedAbove({ ...set, orders: [...set.orders, by('supervise', 'subdistrict')] })).toBe(false);
});

test('what the operator entered is in the name of whoever looks at it', () => {
  const entered = { ...officers, orders: [by('create', 'operator')] };
  expect(orderedAbove(entered)).toBe(false);
  expect(orderedAbove({ ...entered, verifierRole: 'subdistrict' })).toBe(true);
  expect(orderedAbove({ ...entered, ownerRole: 'supervisor', verifierRole: null })).toBe(true);
});

test('the last press decides who lifts it', () => {
  const set = {
    ...officers,
    supervised: true,
    orders: [by('create', 'subdistrict'), by('supervise', 'committee_head')],
  };
  expect(pressedAbove(set)).toBe(false);
  expect(pressedAbove({ ...set, orders: [...set.orders, by('supervise', 'subdistrict')] })).toBe(true);
  expect(pressedAbove({ ...set, orders: [by('create', 'subdistrict')] })).toBe(true);
});
