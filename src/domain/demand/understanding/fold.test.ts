import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';

describe('the form words are looked up in', () => {
  it('is plain, lower case and without spaces in Chinese', () => {
    expect(fold('着 火 了').text).toBe('着火了');
    expect(fold('Ｂｌｄｇ．３  ROOM　502').text).toBe('bldg.3 room 502');
    expect(fold('3 号楼\n电梯').text).toBe('3号楼\n电梯');
    expect(fold('can’t').text).toBe("can't");
    expect(fold('３號樓').text).toBe('3號樓');
  });
  it('knows where each part stood', () => {
    const text = 'Ｂ  号楼 ５０２ 室 坏了';
    const folded = fold(text);
    const at = folded.text.indexOf('502');
    expect(folded.original(at, at + 4)).toEqual({ start: 6, end: 11, text: '５０２ 室' });
  });
  it('never points outside the text, and its parts stand in order', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (text) => {
        const folded = fold(text);
        let last = 0;
        for (let at = 0; at < folded.text.length; at += 1) {
          const span = folded.original(at, at + 1);
          expect(span.start).toBeGreaterThanOrEqual(last);
          expect(span.end).toBeLessThanOrEqual(text.length);
          expect(span.text).toBe(text.slice(span.start, span.end));
          last = span.start;
        }
        expect(fold(folded.text.replaceAll('\n', ' ')).text.length).toBeLessThanOrEqual(folded.text.length);
      }),
      { numRuns: 300 },
    );
  });
});
