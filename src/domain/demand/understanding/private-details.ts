/** What in a text points at one household or person: kept from group chats and public pages. */
import type { Folded, Span } from './fold.ts';
import { type HouseMention, simplifiedPlace } from './place-names.ts';

export type PrivateKind = 'room' | 'entrance' | 'phone' | 'identity';
export interface PrivateDetail extends Span {
  readonly kind: PrivateKind;
}

const NOT_DIGIT_BEFORE = '(?<![0-9])';
const PATTERNS: readonly (readonly [PrivateKind, RegExp])[] = [
  ['room', new RegExp(`${NOT_DIGIT_BEFORE}[0-9]{3,4}[a-z]?(?:室|号房|房)`, 'g')],
  ['room', /(?<![a-z])(?:room|rm\.?|flat|apt\.?|apartment|unit) ?#?[0-9]{1,4}[a-z]?(?![a-z0-9])/g],
  // 3-502, 3-2-502
  ['room', new RegExp(`${NOT_DIGIT_BEFORE}(?<![0-9]-)[0-9]{1,3}(?:-[0-9]{1,2})?-[0-9]{3,4}(?![0-9-])`, 'g')],
  ['phone', new RegExp(`${NOT_DIGIT_BEFORE}1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}(?![0-9])`, 'g')],
  // Resident identity number, GB 11643: 17 digits and a check digit or X.
  ['identity', new RegExp(`${NOT_DIGIT_BEFORE}[0-9]{17}[0-9x](?![0-9a-z])`, 'g')],
];
/** A room right behind its house, without the word for room: 7号楼302, 12弄5号501. */
const ROOM_BEHIND = /^[0-9]{3,4}(?![0-9年元户人个块])/;

export function privateDetails(folded: Folded, houses: readonly HouseMention[]): readonly PrivateDetail[] {
  const text = simplifiedPlace(folded.text);
  const found: { readonly kind: PrivateKind; readonly start: number; readonly end: number }[] = [];
  for (const [kind, pattern] of PATTERNS) {
    for (const match of text.matchAll(pattern)) {
      found.push({ kind, start: match.index, end: match.index + match[0].length });
    }
  }
  for (const house of houses) {
    const behind = ROOM_BEHIND.exec(text.slice(house.end, house.end + 6));
    if (behind) found.push({ kind: 'room', start: house.end, end: house.end + behind[0].length });
    const entrance =
      house.entrance === undefined
        ? null
        : /(?:[0-9]{1,2}|[一二三四五六七八九十]{1,3}|[a-z])单元$/.exec(text.slice(house.start, house.end));
    if (entrance) found.push({ kind: 'entrance', start: house.start + entrance.index, end: house.end });
  }
  const distinct = found
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter((each, index, all) => index === 0 || each.start >= (all[index - 1]?.end ?? 0));
  return distinct.map(({ kind, start, end }) => ({ kind, ...folded.original(start, end) }));
}
