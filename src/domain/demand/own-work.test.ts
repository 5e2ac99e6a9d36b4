/** Nobody signs off his own work, whatever became of his seat. */
import { expect, test } from 'vitest';
import { isOwnWork } from './own-work.ts';

const worked = { handlerPersonId: 'next', resolvedByPersonId: 'before', unitBodyId: null };

test('it is the work of whoever solved it, not of whoever has the post now', () => {
  expect(isOwnWork(worked, 'before', false)).toBe(true);
  expect(isOwnWork(worked, 'next', false)).toBe(false);
  expect(isOwnWork(worked, 'colleague', false)).toBe(false);
});

test('solved before it was kept by whom: the handler’s', () => {
  const old = { ...worked, resolvedByPersonId: null };
  expect(isOwnWork(old, 'next', false)).toBe(true);
  expect(isOwnWork(old, 'before', false)).toBe(false);
});

test('a unit’s work is that of all its people, and of whoever referred it', () => {
  const units = { handlerPersonId: 'referrer', resolvedByPersonId: 'fitter', unitBodyId: 'firm' };
  expect(isOwnWork(units, 'another fitter', true)).toBe(true);
  expect(isOwnWork(units, 'referrer', false)).toBe(true);
  expect(isOwnWork(units, 'fitter', false)).toBe(true);
  expect(isOwnWork(units, 'colleague', false)).toBe(false);
});

test('nobody without a person solved anything', () => {
  expect(isOwnWork({ ...worked, handlerPersonId: null, resolvedByPersonId: null }, undefined, false)).toBe(false);
});
