/**
 * Case numbers and receipt codes. A number is random, because a gap in a row of numbers would betray a hidden case; a code
 * opens the case to whoever holds it, so it has 77 random bits and nothing in it is said twice alike.
 */

/** Without 0, 1, I, L, O and U: read aloud and copied from paper without a doubt. */
export const CODE_ALPHABET = '23456789ABCDEFGHJKMNPQRSTVWXYZ';
const NUMBER_LENGTH = 6;
const GROUPS = 4;
const GROUP_LENGTH = 4;

/** @param draw a random whole number from 0 up to, without, the given one */
const drawn = (length: number, draw: (below: number) => number): string =>
  Array.from({ length }, () => CODE_ALPHABET[draw(CODE_ALPHABET.length)]).join('');

/** `H-7KQ4M2` */
export const newCaseNumber = (draw: (below: number) => number): string => `H-${drawn(NUMBER_LENGTH, draw)}`;

/** `K7QM-2XWD-PB4R-9HTE` */
export const newReceiptCode = (draw: (below: number) => number): string =>
  Array.from({ length: GROUPS }, () => drawn(GROUP_LENGTH, draw)).join('-');

const CODE = new RegExp(`^[${CODE_ALPHABET}]{${GROUPS * GROUP_LENGTH}}$`);
const NUMBER = new RegExp(`^H-?[${CODE_ALPHABET}]{${NUMBER_LENGTH}}$`);

const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s\-–—_.·]/gu, '');

/** What somebody typed, as a code: spaces, hyphens and small letters do not matter; undefined where it is none. */
export function readReceiptCode(text: string): string | undefined {
  const code = plain(text);
  return CODE.test(code) ? (code.match(/.{4}/g) ?? []).join('-') : undefined;
}

/** Several of them, parted by whatever people part a list with; undefined where anything else is among them. */
export function readCaseNumbers(text: string): readonly string[] | undefined {
  const typed = text.split(/[\s,，、;；和与與及]+/u).filter((each) => each !== '');
  const numbers = typed.map(readCaseNumber);
  const found = numbers.filter((number) => number !== undefined);
  return found.length > 0 && found.length === numbers.length ? [...new Set(found)] : undefined;
}

export function readCaseNumber(text: string): string | undefined {
  const number = plain(text);
  return NUMBER.test(number) ? `H-${number.slice(1)}` : undefined;
}
