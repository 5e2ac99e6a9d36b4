import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { CODE_ALPHABET, newCaseNumber, newReceiptCode, readCaseNumber, readReceiptCode } from './codes.ts';

/** Draws what it is told, so that a test says which number comes out. */
const drawing = (numbers: readonly number[]): ((below: number) => number) => {
  let at = 0;
  return (below) => (numbers[at++ % numbers.length] ?? 0) % below;
};
const draws = fc.array(fc.nat(10_000), { minLength: 1, maxLength: 16 }).map(drawing);

describe('numbers and codes', () => {
  test('look as they are written on paper', () => {
    expect(newCaseNumber(drawing([0, 1, 2, 3, 4, 5]))).toBe('H-234567');
    expect(newReceiptCode(drawing([29]))).toBe('ZZZZ-ZZZZ-ZZZZ-ZZZZ');
  });

  test('have no sign that is taken for another, and a code is beyond guessing', () => {
    for (const sign of '01ILOU') expect(CODE_ALPHABET).not.toContain(sign);
    expect(new Set(CODE_ALPHABET).size).toBe(CODE_ALPHABET.length);
    expect(Math.log2(CODE_ALPHABET.length) * 16).toBeGreaterThan(77);
  });

  test('are read however they are typed', () => {
    const mess = fc.constantFrom('', ' ', '-', '–', '. ', '·');
    fc.assert(
      fc.property(draws, fc.array(mess, { minLength: 16, maxLength: 16 }), fc.boolean(), (draw, between, small) => {
        const code = newReceiptCode(draw);
        const typed = Array.from(code.replaceAll('-', ''), (sign, at) => `${between[at]}${sign}`).join('');
        expect(readReceiptCode(small ? typed.toLowerCase() : typed)).toBe(code);
        const number = newCaseNumber(draw);
        expect(readCaseNumber(small ? number.toLowerCase() : ` ${number.replace('-', '')} `)).toBe(number);
      }),
    );
    expect(readReceiptCode('Ｋ７ＱＭ２ＸＷＤＰＢ４Ｒ９ＨＴＥ')).toBe('K7QM-2XWD-PB4R-9HTE');
  });

  test('are not read out of anything else', () => {
    for (const text of ['', 'K7QM-2XWD-PB4R', 'K7QM-2XWD-PB4R-9HTEE', 'K7QM-2XWD-PB4R-9HT0', 'D-2026-0047', '居委会'])
      expect(readReceiptCode(text), text).toBeUndefined();
    for (const text of ['', 'H-', 'H-7KQ4M', 'H-7KQ4M22', 'H-7KQ4MO', 'D-2026-0047', 'Hotline'])
      expect(readCaseNumber(text), text).toBeUndefined();
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        expect(readReceiptCode(text) ?? 'K7QM-2XWD-PB4R-9HTE').toMatch(/^(?:[2-9A-Z]{4}-){3}[2-9A-Z]{4}$/);
        expect(readCaseNumber(text) ?? 'H-7KQ4M2').toMatch(/^H-[2-9A-Z]{6}$/);
      }),
    );
  });

  test('a number is no code, and a code no number', () => {
    fc.assert(
      fc.property(draws, (draw) => {
        expect(readReceiptCode(newCaseNumber(draw))).toBeUndefined();
        expect(readCaseNumber(newReceiptCode(draw))).toBeUndefined();
      }),
    );
  });
});
