import { expect, test } from 'vitest';
import { mayBePartOf, type PlaceKind } from './place-tree.ts';

const KINDS: readonly PlaceKind[] = ['grid', 'group', 'building', 'unit'];

test.each([
  ['grid', [null]],
  ['group', [null, 'grid']],
  ['building', [null, 'grid', 'group']],
  ['unit', ['building']],
] as const)('a %s may be part of', (kind, parents) => {
  expect([null, ...KINDS].filter((parent) => mayBePartOf(kind, parent))).toEqual(parents);
});
