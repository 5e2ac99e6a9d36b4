import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { DEMAND_TEXT_MAX, normalise } from './normalise.ts';

describe('a text as it is kept', () => {
  it('is what the person sees', () => {
    expect(normalise('  3号楼，电梯坏了！①㎡ ').text).toBe('3号楼，电梯坏了！①㎡');
    expect(normalise('a\r\nb\rc\u2028d\n\n\n\n e').text).toBe('a\nb\nc\nd\n\n e');
    expect(normalise('𠀀𠮷家的門\u{E0100}').text).toBe('𠀀𠮷家的門\u{E0100}');
  });

  it('has no NUL, no controls, no hidden and no reordering characters, no half characters', () => {
    expect(normalise('电\0梯\u0007坏\u200B了\u202E\u2066\uFEFF\u00AD').text).toBe('电梯坏了');
    expect(normalise('a\uD800b\uDC00').text).toBe('ab');
    expect(normalise('hidden\u{E0041}\u{E0042}').text).toBe('hidden');
    expect(normalise('\u3164\u115F').text).toBe('');
  });

  it('keeps emoji whole and drops joiners elsewhere', () => {
    expect(normalise('👨‍👩‍👧 ❤️ 👍🏽').text).toBe('👨‍👩‍👧 ❤️ 👍🏽');
    expect(normalise('电\u200D梯').text).toBe('电梯');
  });

  it('keeps a few marks on a letter, not a tower of them', () => {
    expect(normalise('e\u0301').text).toBe('é');
    expect(Array.from(normalise(`a${'\u0316\u0301'.repeat(500)}`).text).length).toBeLessThan(20);
  });

  it('longer than the limit is cut between characters, and says so', () => {
    const long = normalise('坏'.repeat(4321));
    expect(long).toMatchObject({ characters: 4321, longer: true });
    expect(Array.from(long.text).length).toBe(DEMAND_TEXT_MAX);
    expect(long.text + long.rest).toBe('坏'.repeat(4321));
    expect(normalise('坏'.repeat(4000)).longer).toBe(false);
    const family = normalise(`${'a'.repeat(8)}👨‍👩‍👧`, 10);
    expect(family.text).toBe('a'.repeat(8));
    expect(family.rest).toBe('👨‍👩‍👧');
  });

  it('is the same when normalised again, well-formed, and loses nothing that can be seen', () => {
    const texts = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 120 }),
      fc.string({ unit: 'grapheme', maxLength: 80 }),
    );
    fc.assert(
      fc.property(texts, fc.integer({ min: 1, max: 60 }), (given, max) => {
        const whole = normalise(given);
        expect(normalise(whole.text).text).toBe(whole.text);
        expect(Array.from(whole.text).filter((char) => char !== '\n' && /\p{Cc}/u.test(char))).toEqual([]);
        expect(whole.text).not.toMatch(/[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069]/);
        expect(Buffer.from(whole.text, 'utf8').toString('utf8')).toBe(whole.text);
        const cut = normalise(given, max);
        expect(Array.from(cut.text).length).toBeLessThanOrEqual(max);
        const squeezed = (text: string) => text.replace(/\s/g, '');
        expect(squeezed(cut.text + cut.rest)).toBe(squeezed(whole.text));
      }),
      { numRuns: 80 },
    );
  }, 20_000);
});
