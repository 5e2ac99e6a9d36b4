import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordFinder } from './word-finder.ts';
import { withoutContained } from './word-lists.ts';

const finder = wordFinder([
  ['灯', 'lamp'],
  ['红绿灯', 'signal'],
  ['lift', 'lift'],
  ['out of order', 'broken'],
] as const);

describe('the word finder', () => {
  it('finds Chinese anywhere and Latin words whole, with a plural s', () => {
    expect(finder.find('红绿灯坏').map(({ tag }) => tag)).toEqual(['signal', 'lamp']);
    expect(finder.find('both lifts are out of order').map(({ tag }) => tag)).toEqual(['lift', 'broken']);
    expect(finder.find('uplift lifted shoplifts')).toEqual([]);
    expect(finder.find('电梯lift坏').map(({ tag }) => tag)).toEqual(['lift']);
  });
  it('finds what a plain search finds', () => {
    const words = fc.uniqueArray(
      fc.string({ unit: fc.constantFrom('电', '梯', '灯', '水'), minLength: 1, maxLength: 4 }),
      { minLength: 1, maxLength: 6 },
    );
    const texts = fc.string({ unit: fc.constantFrom('电', '梯', '灯', '水', '坏'), maxLength: 40 });
    fc.assert(
      fc.property(words, texts, (given, text) => {
        const found = wordFinder(given.map((word) => [word, word] as const)).find(text);
        const plain = given.flatMap((word) =>
          Array.from(text, (_, at) => at)
            .filter((at) => text.startsWith(word, at))
            .map((at) => `${word}@${at}`),
        );
        expect(found.map(({ word, start }) => `${word}@${start}`).toSorted()).toEqual(plain.toSorted());
      }),
    );
  });
  it('lets a longer word hide the shorter ones inside it', () => {
    expect(withoutContained(finder.find('红绿灯旁的灯')).map(({ tag, start }) => `${tag}@${start}`)).toEqual([
      'signal@0',
      'lamp@5',
    ]);
  });
});
