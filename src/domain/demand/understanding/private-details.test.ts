import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { housesIn, simplifiedPlace } from './place-names.ts';
import { privateDetails } from './private-details.ts';

const found = (text: string) => {
  const folded = fold(text);
  return privateDetails(folded, housesIn(simplifiedPlace(folded.text))).map(
    ({ kind, text: part }) => `${kind} ${part}`,
  );
};

describe('what points at one household', () => {
  it('is found apart from the building', () => {
    expect(found('3号楼502室漏水')).toEqual(['room 502室']);
    expect(found('３號樓５０２室漏水')).toEqual(['room ５０２室']);
    expect(found('7号楼302每晚唱歌')).toEqual(['room 302']);
    expect(found('12弄5号501门口')).toEqual(['room 501']);
    expect(found('3号楼二单元502室')).toEqual(['entrance 二单元', 'room 502室']);
    expect(found('住在3-2-502')).toEqual(['room 3-2-502']);
    expect(found('building 3, Room 502')).toEqual(['room Room 502']);
    expect(found('flat 12b')).toEqual(['room flat 12b']);
  });
  it('includes telephone and identity numbers', () => {
    expect(found('电话13812345678找我')).toEqual(['phone 13812345678']);
    expect(found('身份证31010119900307123X')).toEqual(['identity 31010119900307123X']);
  });
  it('is not a year, a price, a receipt or a number of people', () => {
    expect(found('2026年3号楼120户停电，花了500元，D-2026-0047')).toEqual([]);
    expect(found('3号楼500人')).toEqual([]);
  });
  it('is quoted exactly from the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 20 }),
        fc.integer({ min: 101, max: 3299 }),
        (around, room) => {
          const text = `${around}，${room}室，${around}`;
          const folded = fold(text);
          const details = privateDetails(folded, []);
          expect(details.some((detail) => detail.text.startsWith(String(room)))).toBe(true);
          for (const { start, end, text: part } of details) expect(text.slice(start, end)).toBe(part);
        },
      ),
      { numRuns: 200 },
    );
  });
});
