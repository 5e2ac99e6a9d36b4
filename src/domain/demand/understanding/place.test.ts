import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fold } from './fold.ts';
import { findPlace } from './place.ts';
import { houseNumber, houseOfName, type PlaceName } from './place-names.ts';

const places: readonly PlaceName[] = [
  { id: 'c', name: '长寿里小区' },
  { id: 'east', name: '东区', parent: 'c' },
  { id: 'west', name: '西区', parent: 'c' },
  { id: 'e3', name: '3号楼', parent: 'east' },
  { id: 'e12', name: '12号楼', aliases: ['B座'], parent: 'east' },
  { id: 'e3u2', name: '2单元', parent: 'e3' },
  { id: 'w3', name: '西区3号楼', parent: 'west' },
  { id: 'w7', name: '7号楼', parent: 'west' },
  { id: 'l5', name: '长寿路12弄5号', parent: 'c' },
  { id: 'plaza', name: '健身广场', aliases: ['fitness plaza'], parent: 'c' },
];
const guess = (text: string, home?: string) => findPlace(fold(text), places, home).place;
const idOf = (text: string, home?: string) => {
  const place = guess(text, home);
  return place?.kind === 'known' ? `${place.id}${place.by === 'home' ? ' (home)' : ''}` : place?.text;
};

describe('the place a text is about', () => {
  it('is found however people write it', () => {
    for (const text of [
      '12号楼',
      '十二号楼',
      '12號樓',
      '１２号楼',
      '12栋',
      '12幢',
      '12#楼',
      'building 12',
      'Bldg. 12',
      'blk 12',
      '一二号楼',
      'B座',
      'b座',
    ]) {
      expect(idOf(`${text}停电了`), text).toBe('e12');
    }
  });
  it('is the most exact one named', () => {
    expect(idOf('长寿里小区7号楼门口')).toBe('w7');
    expect(idOf('3号楼2单元灯坏了', 'e12')).toBe('e3u2');
    expect(idOf('三號樓二單元燈壞了', 'e12')).toBe('e3u2');
    expect(idOf('3号楼9单元灯坏了', 'e12')).toBe('e3');
  });
  it('of two alike is the one near home, by its full name the one named', () => {
    expect(idOf('西区3号楼漏水', 'e12')).toBe('w3');
    expect(idOf('健身廣場的燈')).toBe('plaza');
    expect(idOf('the fitness plaza')).toBe('plaza');
  });
  it('in a lane takes lane and number', () => {
    expect(idOf('12弄5号漏水')).toBe('l5');
    expect(idOf('5号停水')).toBeUndefined(); // as likely the 5th of the month
    expect(idOf('5号楼停水')).toBe('l5');
  });
  it('that is not listed stays in the words of the person', () => {
    expect(guess('18号楼电梯坏了')).toEqual({ kind: 'unlisted', text: '18号楼' });
    expect(guess('Building 18 lift')).toEqual({ kind: 'unlisted', text: 'Building 18' });
    expect(guess('这两栋都停水')).toBeUndefined();
  });
  it('is home when the text speaks of home and names nothing else', () => {
    for (const text of [
      '我家漏水',
      '我们楼停电',
      '楼上太吵',
      '楼道灯坏了',
      'our building has no water',
      '我們樓的電梯',
      '二单元灯坏了',
    ]) {
      expect(idOf(text, 'w7'), text).toBe('w7 (home)');
    }
    expect(idOf('我家在楼上，12号楼的灯坏了', 'w7')).toBe('e12');
    expect(idOf('我家漏水')).toBeUndefined();
    expect(idOf('我家漏水', 'nowhere')).toBeUndefined();
    expect(idOf('电梯坏了', 'w7')).toBeUndefined();
  });
  it('is marked ambiguous when several unrelated ones are named', () => {
    expect(findPlace(fold('12号楼和7号楼都停电'), places)).toMatchObject({ ambiguous: true, place: { id: 'e12' } });
    expect(findPlace(fold('东区12号楼停电'), places)).toMatchObject({ ambiguous: false, place: { id: 'e12' } });
  });
});

describe('house numbers', () => {
  it('are the same in digits and in Chinese', () => {
    const chinese = (n: number): string => {
      const digit = '零一二三四五六七八九';
      if (n < 10) return digit.charAt(n);
      const tens = Math.floor(n / 10);
      return `${tens === 1 ? '' : digit.charAt(tens)}十${n % 10 === 0 ? '' : digit.charAt(n % 10)}`;
    };
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 99 }), (n) => {
        expect(houseNumber(chinese(n))).toBe(String(n));
        expect(houseNumber(String(n))).toBe(String(n));
        expect(houseOfName(`${chinese(n)}号楼`)).toMatchObject({ building: String(n) });
      }),
    );
    expect(houseNumber('一百零三')).toBe('103');
    expect(houseNumber('廿三')).toBe('23');
    expect(houseNumber('abc')).toBeUndefined();
  });
});
