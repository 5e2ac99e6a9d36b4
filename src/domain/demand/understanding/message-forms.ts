/** Messages known by their form: commands and receipt numbers. Texts come folded. */
import phraseData from './data/phrases.json' with { type: 'json' };
import { allWords } from './word-lists.ts';

const COMMANDS: ReadonlySet<string> = new Set(allWords(phraseData.command));

/** `/start`, or a command word that stands alone. A sentence that begins with such a word is a sentence. */
export function looksLikeCommand(folded: string): boolean {
  return /^\/[a-z]/.test(folded) || COMMANDS.has(folded.replace(/[。.!?]+$/, ''));
}

/** D-2026-0047, also without hyphens or with fewer zeros; H-7KQ4M2. */
const DEMAND_NUMBER = /(?<![a-z0-9])d-?(20[0-9]{2})-?([0-9]{1,6})(?![0-9a-z])/g;
const HOTLINE_NUMBER = /(?<![a-z0-9])h-([0-9a-z]{6})(?![0-9a-z])/g;

/** Receipt numbers in canonical form, each once, in order. */
export function caseNumbers(folded: string): readonly string[] {
  const found = [
    ...Array.from(folded.matchAll(DEMAND_NUMBER), (match) => ({
      at: match.index,
      number: `D-${match[1]}-${(match[2] ?? '').replace(/^0+(?=\d)/, '').padStart(4, '0')}`,
    })),
    ...Array.from(folded.matchAll(HOTLINE_NUMBER), (match) => ({
      at: match.index,
      number: `H-${(match[1] ?? '').toUpperCase()}`,
    })),
  ];
  return [...new Set(found.toSorted((a, b) => a.at - b.at).map(({ number }) => number))];
}

/** The text without its receipt numbers: what is said about them. */
export const withoutNumbers = (folded: string): string =>
  folded.replace(DEMAND_NUMBER, ' ').replace(HOTLINE_NUMBER, ' ');
