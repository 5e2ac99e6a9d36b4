import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Text } from '../../src/channel.ts';
import { flatten, joined, MENTION, plain, sendable, splitText } from './text.ts';

const graphemes = (text: string): string[] => [...new Intl.Segmenter().segment(text)].map((part) => part.segment);
const words = (text: string): string => text.replace(/\s+/g, '');

describe('a text tree', () => {
  const text: Text = [
    '请',
    { kind: 'bold', text: ['今天', { kind: 'mention', user: 'U1', name: '王阿姨' }] },
    '看',
    { kind: 'link', text: ['公示栏'], url: 'https://example.org/b' },
    '。',
  ];

  test('keeps its weights, and its mentions and links apart', () => {
    expect(flatten(text, { mentions: 'apart', links: 'apart' })).toEqual({
      runs: [
        { text: '请', bold: false },
        { text: `今天${MENTION}`, bold: true },
        { text: '看公示栏。', bold: false },
      ],
      mentions: [{ user: 'U1', name: '王阿姨' }],
      links: [{ label: '公示栏', url: 'https://example.org/b' }],
    });
  });

  test('says names and addresses where they cannot be anything else', () => {
    expect(joined(flatten(text, { mentions: 'named', links: 'inline' }))).toBe(
      '请今天@王阿姨看公示栏 https://example.org/b 。',
    );
    expect(plain([{ kind: 'link', text: ['https://a.test/'], url: 'https://a.test/' }])).toBe('https://a.test/');
  });

  test('mentions only whom LINE can mention', () => {
    const stranger: Text = [{ kind: 'mention', user: '12345', name: '@老李' }];
    expect(flatten(stranger, { mentions: 'apart', links: 'apart' })).toMatchObject({
      mentions: [],
      runs: [{ text: '@老李' }],
    });
  });

  test('cannot smuggle in a mention, a control character or half of one', () => {
    expect(sendable(`a${MENTION}b\r\nc\ud800\u0007\t`)).toBe('ab\nc\ufffd\t');
  });
});

describe('a long text', () => {
  test('is cut where a reader pauses', () => {
    expect(splitText('第一段。\n\n第二段,较长。', 10)).toEqual(['第一段。', '第二段,较长。']);
    expect(splitText('第一行第一行\n第二行', 8)).toEqual(['第一行第一行', '第二行']);
    expect(splitText('一句话说完了。又一句话', 9)).toEqual(['一句话说完了。', '又一句话']);
    expect(splitText('one two three', 9)).toEqual(['one two', 'three']);
    expect(splitText('3.14159265', 6)).toEqual(['3.1415', '9265']);
  });

  test('is never cut inside a family, a flag or an accent', () => {
    for (const cluster of ['👨‍👩‍👧‍👦', '🇨🇳', 'e\u0301', '𠀋', '👍🏽']) {
      const pieces = splitText(cluster.repeat(40), 50);
      expect(pieces.flatMap(graphemes)).toEqual(Array(40).fill(cluster));
    }
  });

  test('is cut between code points when one cluster fills a message', () => {
    const zalgo = `a${'\u0301'.repeat(99)}`;
    expect(splitText(zalgo, 30).join('')).toBe(zalgo);
    const joinedFaces = Array(40).fill('👨').join('\u200d');
    for (const piece of splitText(joinedFaces, 29)) expect(piece).not.toMatch(/\p{Surrogate}/u);
  });

  test('loses nothing but white space', () => {
    const texts = fc.string({
      unit: fc.constantFrom(...'里弄。！? \n\n', '👨‍👩‍👧', '🇨🇳', 'e\u0301', '𠀋', 'ab', '.'),
      maxLength: 400,
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 12, max: 80 }), (text, limit) => {
        const pieces = splitText(text, limit);
        expect(words(pieces.join(''))).toBe(words(text));
        for (const piece of pieces) {
          expect(piece.length).toBeLessThanOrEqual(limit);
          expect(piece).toBe(piece.trim());
          expect(piece).not.toBe('');
          expect(piece).not.toMatch(/\p{Surrogate}/u);
        }
      }),
    );
  });

  test('may have 100 kB', () => {
    const pieces = splitText('👨‍👩‍👧e\u0301里'.repeat(10_000), 5_000);
    expect(pieces.length).toBeGreaterThan(20);
  });
});
