/**
 * What no desk here may take up: a court's matter, an official's misconduct, unpaid wages. Whoever tells of it is given the
 * right address at once, and may still report it; the desk has the last word.
 */
import { fold } from '../demand/understanding/fold.ts';
import { normalise } from '../demand/understanding/normalise.ts';
import { wordFinder } from '../demand/understanding/word-finder.ts';
import { allWords } from '../demand/understanding/word-lists.ts';
import data from './data/elsewhere.json' with { type: 'json' };

export type Elsewhere = keyof typeof data;
export const ELSEWHERE = Object.keys(data) as readonly Elsewhere[];

function* words(): Generator<readonly [string, Elsewhere]> {
  for (const kind of ELSEWHERE) for (const word of allWords(data[kind])) yield [fold(word).text, kind];
}
const finder = wordFinder(words());

/** Where it belongs rather; undefined where nothing says so. */
export function elsewhereOf(text: string): Elsewhere | undefined {
  const found = new Set(finder.find(fold(normalise(text).text).text).map(({ tag }) => tag));
  return ELSEWHERE.find((kind) => found.has(kind));
}
