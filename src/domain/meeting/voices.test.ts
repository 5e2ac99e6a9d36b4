import fc from 'fast-check';
import { expect, test } from 'vitest';
import { voicesOf } from './voices.ts';

const somebody = { part: null, mayVote: true, basis: 'seat', basisId: null } as const;
const from = (basisId: string, part: 'unit' | 'stand_in' = 'unit') => ({ part, mayVote: true, basis: 'body', basisId });

test('a body has one voice, whoever and however many come for it; everybody else has her own', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom('甲', '乙', '丙')), fc.nat(5), (bodies, others) => {
      const members = [...bodies.map((body) => from(body)), ...Array.from({ length: others }, () => ({ ...somebody }))];
      const voices = voicesOf('joint', members);
      expect(voices).toHaveLength(new Set(bodies).size + others);
      expect(voices.flat()).toHaveLength(members.length);
    }),
  );
});

test('a guest of a joint meeting has no voice; of a hearing those count whom it is about', () => {
  const guest = { part: 'guest', mayVote: false, basis: 'named', basisId: null } as const;
  const affected = { ...guest, part: 'affected', mayVote: true } as const;
  expect(voicesOf('joint', [from('甲'), from('甲', 'stand_in'), guest])).toEqual([
    [from('甲'), from('甲', 'stand_in')],
  ]);
  expect(voicesOf('hearing', [affected, { ...somebody }])).toEqual([[affected]]);
});
