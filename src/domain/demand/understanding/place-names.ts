/** The names of places in one form: numbers as digits, common variants of characters as one. */
import placeData from './data/places.json' with { type: 'json' };
import { fold } from './fold.ts';

/** A place of the community as the registry knows it: `parent` leads from a stairwell to its building and so on up. */
export interface PlaceName {
  readonly id: string;
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly parent?: string;
}

const SIMPLIFIED: Readonly<Record<string, string>> = placeData.simplified;

/** Characters common in place names, one for one, so that positions stay the same. */
export const simplifiedPlace = (folded: string): string =>
  Array.from(folded, (char) => SIMPLIFIED[char] ?? char).join('');

const DIGITS: Readonly<Record<string, number>> = {
  零: 0,
  〇: 0,
  一: 1,
  二: 2,
  两: 2,
  三: 3,
  四: 4,
  五: 5,
  六: 6,
  七: 7,
  八: 8,
  九: 9,
};

/** 十二 → 12, 一二 → 12, 12 → 12, b → b; undefined when it is no number a house would have. */
export function houseNumber(text: string): string | undefined {
  if (/^[0-9]+$/.test(text)) return String(Number(text));
  if (/^[a-z]$/.test(text)) return text;
  const chars = Array.from(text.replace('廿', '二十'));
  if (!chars.some((char) => char === '十' || char === '百')) {
    const digits = chars.map((char) => DIGITS[char]);
    return digits.includes(undefined) ? undefined : String(Number(digits.join('')));
  }
  let total = 0;
  let digit: number | undefined;
  for (const char of chars) {
    if (char === '百' || char === '十') {
      const unit = char === '百' ? 100 : 10;
      total += (digit ?? 1) * unit;
      digit = undefined;
    } else {
      const value = DIGITS[char];
      if (value === undefined) return undefined;
      digit = value;
    }
  }
  return String(total + (digit ?? 0));
}

/** A house as the text names it. */
export interface House {
  readonly lane?: string;
  readonly building?: string;
  readonly entrance?: string;
}
export interface HouseMention extends House {
  readonly start: number;
  readonly end: number;
}

const NUMBER = '[0-9]{1,4}|[零〇一二三四五六七八九十百两廿]{1,5}';
/**
 * 12弄5号, 3号楼, 三栋, a座, 3#楼, 2单元, building 3. A bare 5号 is a house only in a lane or before a door or a room
 * number: otherwise it is as often a date. Every alternative starts with what the others lack, so matching is linear.
 */
const HOUSE = new RegExp(
  [
    `(?<lane>${NUMBER})弄(?:(?<laneNumber>${NUMBER})号(?:楼)?)?`,
    `(?<number>${NUMBER}|(?<![a-z])[a-z])(?:号楼|幢|栋|座|#楼|#(?=[0-9-]|$))`,
    `(?<bare>${NUMBER})号(?=门|后门|大门|楼|[0-9]{3,4}(?![0-9]))`,
    `(?<entrance>${NUMBER}|(?<![a-z])[a-z])单元`,
    `(?<![a-z])(?:building|bldg\\.?|block|blk\\.?|tower)(?: no\\.?)? ?#?(?<english>[0-9]{1,4}|[a-z])(?![a-z0-9])`,
    `(?<![a-z])entrance ?(?<englishEntrance>[0-9]{1,2}|[a-z])(?![a-z0-9])`,
  ].join('|'),
  'g',
);

/** Every house in a text that went through {@link fold} and {@link simplifiedPlace}; neighbouring parts are joined. */
export function housesIn(text: string): readonly HouseMention[] {
  const mentions: HouseMention[] = [];
  for (const match of text.matchAll(HOUSE)) {
    const groups = match.groups ?? {};
    const read = (name: string) => (groups[name] === undefined ? undefined : houseNumber(groups[name]));
    const lane = read('lane');
    const building = read('laneNumber') ?? read('number') ?? read('bare') ?? read('english');
    const entrance = read('entrance') ?? read('englishEntrance');
    if (lane === undefined && building === undefined && entrance === undefined) continue;
    const mention: HouseMention = {
      ...(lane === undefined ? {} : { lane }),
      ...(building === undefined ? {} : { building }),
      ...(entrance === undefined ? {} : { entrance }),
      start: match.index,
      end: match.index + match[0].length,
    };
    const last = mentions.at(-1);
    const follows = last !== undefined && text.slice(last.end, mention.start).replace(/[,， ]/g, '') === '';
    if (last && follows && continuesHouse(last, mention))
      mentions[mentions.length - 1] = { ...last, ...mention, start: last.start };
    else mentions.push(mention);
  }
  return mentions;
}

/** A lane takes a building, a building takes an entrance. */
const continuesHouse = (last: House, next: House): boolean =>
  next.lane === undefined &&
  last.entrance === undefined &&
  (next.building === undefined ? last.building !== undefined : last.building === undefined);

/** The house a registered name stands for, when it is nothing but a house (长寿路12弄5号, Building 3). */
export function houseOfName(name: string): House | undefined {
  const text = simplifiedPlace(fold(name).text);
  const [only, ...others] = housesIn(text);
  return only && others.length === 0 && only.end === text.length ? only : undefined;
}
