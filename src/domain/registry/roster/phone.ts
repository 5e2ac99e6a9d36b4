/** Telephone numbers as people write them in a list. */

/**
 * The number in digits, with `+` and country where it is not of the mainland; undefined when nobody could be called
 * there. Full-width digits, spaces, dashes and brackets do not matter.
 */
export function readPhone(written: string): string | undefined {
  const plain = written
    .normalize('NFKC')
    .replace(/[\s\-‐-―−.()（）]/gu, '')
    .replace(/^(?:\+|00)86(?=1\d{10}$|0?\d{9,11}$)/, '')
    .replace(/^00(?=[1-9])/, '+');
  if (/^86(?=1[3-9]\d{9}$)/.test(plain)) return plain.slice(2);
  return VALID.some((form) => form.test(plain)) ? plain : undefined;
}

const VALID: readonly RegExp[] = [
  // Mobile, mainland.
  /^1[3-9]\d{9}$/,
  // Area code and number; mobile in Taiwan.
  /^0\d{8,11}$/,
  // A number without area code: seven or eight digits, not beginning with 1 or 0.
  /^[2-9]\d{6,7}$/,
  // 400 and 800 service numbers.
  /^[48]00\d{7}$/,
  /^\+[1-9]\d{7,14}$/,
];

/** A line in the house is shared by those who live there; a mobile belongs to one. */
export const isMobile = (phone: string): boolean => /^1[3-9]\d{9}$|^09\d{8}$|^\+886?9/.test(phone);
