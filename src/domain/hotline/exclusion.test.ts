import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BodyNode, isExcluded, withParts } from './exclusion.ts';

const NODES: readonly BodyNode[] = [
  { id: 'office', parentId: null },
  { id: 'civil-affairs', parentId: 'office' },
  { id: 'desk-2', parentId: 'civil-affairs' },
  { id: 'police', parentId: null },
];

describe('whom a case is kept from', () => {
  test('the accused unit and every part of it, not what it is part of', () => {
    expect(withParts(['civil-affairs'], NODES)).toEqual(['civil-affairs', 'desk-2']);
    expect(withParts(['office'], NODES)).toEqual(['office', 'civil-affairs', 'desk-2']);
    expect(withParts([], NODES)).toEqual([]);
    expect(withParts(['gone'], NODES)).toEqual(['gone']);
  });

  test('whoever belongs to it in one of her seats, though she holds others', () => {
    const excluded = { bodyIds: withParts(['office'], NODES), personIds: ['wang'] };
    expect(isExcluded({ personId: 'li', bodyIds: ['committee', 'desk-2'] }, excluded)).toBe(true);
    expect(isExcluded({ personId: 'li', bodyIds: ['committee'] }, excluded)).toBe(false);
    expect(isExcluded({ personId: 'wang', bodyIds: [] }, excluded)).toBe(true);
    expect(isExcluded({ bodyIds: [] }, excluded)).toBe(false);
  });

  const trees = fc
    .array(fc.option(fc.nat(7), { nil: null }), { minLength: 1, maxLength: 8 })
    // A ring must not hang it either.
    .map((parents) => parents.map((parent, at) => ({ id: `b${at}`, parentId: parent === null ? null : `b${parent}` })));

  test('holds in every tree, rings included: a part is kept out as soon as its whole is', () => {
    fc.assert(
      fc.property(trees, fc.nat(7), (bodies, at) => {
        const out = withParts([`b${at}`], bodies);
        expect(new Set(out).size).toBe(out.length);
        for (const { id, parentId } of bodies) {
          const isOut = out.includes(id);
          expect(isOut).toBe(id === `b${at}` || (parentId !== null && out.includes(parentId)));
          expect(isExcluded({ personId: 'li', bodyIds: [id] }, { bodyIds: out, personIds: [] })).toBe(isOut);
        }
      }),
    );
  });

  test('one more exclusion never lets anybody in', () => {
    const ids = fc.subarray(['a', 'b', 'c']);
    const people = fc.subarray(['p', 'q']);
    fc.assert(
      fc.property(ids, people, ids, people, ids, fc.option(fc.constantFrom('p', 'q')), (b1, p1, b2, p2, seats, who) => {
        const viewer = { bodyIds: seats, ...(who ? { personId: who } : {}) };
        const fewer = { bodyIds: b1, personIds: p1 };
        const more = { bodyIds: [...b1, ...b2], personIds: [...p1, ...p2] };
        if (isExcluded(viewer, fewer)) expect(isExcluded(viewer, more)).toBe(true);
      }),
    );
  });
});
