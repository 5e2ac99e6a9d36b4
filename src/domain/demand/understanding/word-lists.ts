/**
 * The word lists, ready to be looked up. The words are data (`data/*.json`): Simplified and Traditional Chinese and
 * English side by side, so that no conversion table is needed. A new word is one line there.
 */
import { type CategoryKey, isCategoryKey, WANTED_ACTIONS, type WantedAction } from './categories.ts';
import categoryData from './data/categories.json' with { type: 'json' };
import phraseData from './data/phrases.json' with { type: 'json' };
import { type Found, type WordFinder, wordFinder } from './word-finder.ts';

/** Words of one meaning by language. */
export interface WordsByLanguage {
  readonly 'zh-Hans': readonly string[];
  readonly 'zh-Hant': readonly string[];
  readonly en: readonly string[];
}

export const allWords = (words: WordsByLanguage): readonly string[] => [
  ...words['zh-Hans'],
  ...words['zh-Hant'],
  ...words.en,
];

/** What a word says about the sentence, apart from its subject. */
export type PhraseRole = keyof typeof phraseData;

export type WordTag =
  /** A thing of the category (电梯), a word that hints at it, or one that already states the trouble (停水). */
  | { readonly kind: 'thing' | 'weak' | 'trouble'; readonly category: CategoryKey }
  | { readonly kind: 'role'; readonly role: PhraseRole };

/** Fillers that can make up a whole message; looked up apart, because they are short and occur inside other words. */
const POLITE: readonly PhraseRole[] = ['greeting', 'talk', 'thanks'];
/** Words that tell what is wanted done; looked up apart, because they overlap with the words of trouble. */
const CUES: readonly PhraseRole[] = ['cue_help', 'cue_complaint', 'cue_repair', 'cue_suggestion'];
const APART: readonly PhraseRole[] = ['greeting', 'talk', 'command', ...CUES];

function* categoryWords(): Generator<readonly [string, WordTag]> {
  for (const { key, things, weak, troubles } of categoryData) {
    if (!isCategoryKey(key)) throw new Error(`data/categories.json: unknown category ${key}`);
    const tagged = [
      ['thing', things],
      ['weak', weak],
      ['trouble', troubles],
    ] as const;
    for (const [kind, words] of tagged) {
      const tag: WordTag = { kind, category: key };
      for (const word of allWords(words)) yield [word, tag];
    }
  }
}

function* roleWords(roles: readonly PhraseRole[]): Generator<readonly [string, WordTag]> {
  for (const role of roles) {
    const tag: WordTag = { kind: 'role', role };
    for (const word of allWords(phraseData[role])) yield [word, tag];
  }
}

const ROLES = Object.keys(phraseData) as readonly PhraseRole[];
const contentFinder: WordFinder<WordTag> = wordFinder([
  ...categoryWords(),
  ...roleWords(ROLES.filter((role) => !APART.includes(role))),
]);
const politeFinder: WordFinder<WordTag> = wordFinder(roleWords(POLITE));
const cueFinder: WordFinder<WordTag> = wordFinder(roleWords(CUES));

export type FoundWord = Found<WordTag>;

/** The words of a folded text that count: a word inside a longer known word is not that word (灯 in 红绿灯). */
export function contentWords(folded: string): readonly FoundWord[] {
  return withoutContained(contentFinder.find(folded)).filter(
    ({ tag }) => !(tag.kind === 'role' && tag.role === 'mask'),
  );
}

export const politeWords = (folded: string): readonly FoundWord[] => politeFinder.find(folded);

export const cueWords = (folded: string): readonly FoundWord[] => cueFinder.find(folded);

/** Drops every match that lies within a longer one; equal spans stay together. */
export function withoutContained<T extends { readonly start: number; readonly end: number }>(
  found: readonly T[],
): readonly T[] {
  const sorted = found.toSorted((a, b) => a.start - b.start || b.end - a.end);
  const kept: T[] = [];
  let reach: T | undefined;
  for (const each of sorted) {
    const within = reach && each.end <= reach.end && (each.start !== reach.start || each.end !== reach.end);
    if (within) continue;
    kept.push(each);
    if (!reach || each.end > reach.end) reach = each;
  }
  return kept;
}

/** What the things of a category are called. */
export const thingsOf = (category: string): readonly string[] =>
  categoryData.filter(({ key }) => key === category).flatMap(({ things }) => allWords(things));

/** What people usually want done about a category. */
export const USUAL_ACTION: ReadonlyMap<CategoryKey, WantedAction> = new Map(
  categoryData.flatMap(({ key, action }) => {
    const known = WANTED_ACTIONS.find((each) => each === action);
    return isCategoryKey(key) && known ? [[key, known] as const] : [];
  }),
);
