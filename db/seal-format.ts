/** The bytes of a sealed value and the input of an index key: what `sealed.ts` (Node) and `sealed-web.ts` (edge) share. */

export const SEAL_VERSION = 1;
export const KEY_ID_BYTES = 4;
export const NONCE_BYTES = 12;
export const TAG_BYTES = 16;
export const HEADER_BYTES = 1 + KEY_ID_BYTES + NONCE_BYTES + TAG_BYTES;

/** Parts are length-prefixed so that ("a","bc") and ("ab","c") differ. */
export function indexInput(domain: string, parts: readonly string[]): string {
  return [domain, ...parts].map((part) => `${part.length}:${part}`).join('|');
}
