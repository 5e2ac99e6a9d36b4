/** Which door somebody lives behind: who lives behind one is one household. */
import { fold } from '../../demand/understanding/fold.ts';
import { type HomePlace, unitKey } from './homes.ts';
import type { RosterRow } from './read-row.ts';

export interface Door {
  readonly placeId: string;
  /** What tells it from the other doors of the place, however it is written. */
  readonly parts: readonly string[];
  /** As it is printed on a slip. */
  readonly words: string;
}

/** Flat 502室 and 502 are one door. */
export const doorText = (flat: string): string =>
  fold(flat)
    .text.replace(/[\s-]/g, '')
    .replace(/(?:室|号|號|房)$/u, '');

/**
 * Null where the row says that there is none, undefined where it does not say.
 * @param contact what is known of the person once the row is taken over
 */
export function doorBehind(
  row: RosterRow,
  place: HomePlace | undefined,
  { unit, flat }: Readonly<Record<string, string>>,
): Door | null | undefined {
  if (row.building === undefined || (row.flat === undefined && (row.unit === undefined || flat === undefined)))
    return undefined;
  if (!place || flat === undefined) return null;
  // Where nobody entered units, 502 stands once in each of them; where they were, the place says which one it is.
  const written = place.kind === 'unit' || unit === undefined ? '' : unitKey(unit);
  return written === ''
    ? { placeId: place.id, parts: [doorText(flat)], words: flat }
    : { placeId: place.id, parts: [written, doorText(flat)], words: `${unit} ${flat}` };
}
