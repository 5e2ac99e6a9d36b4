/**
 * The words of cases that the lists of demands do not have, ready to be looked up: what burdens a community, and what only
 * a hotline hears of. As there, the words are data in three languages; a new word is one line in `data/words.json`.
 */
import { type Found, type WordFinder, wordFinder } from '../demand/understanding/word-finder.ts';
import { allWords, withoutContained } from '../demand/understanding/word-lists.ts';
import { type CaseCategory, isCaseCategory } from './categories.ts';
import wordData from './data/words.json' with { type: 'json' };

/**
 * `department`: somebody above or beside a community. `loads`: makes somebody do something. `committee`: who is made to.
 * `advice`: asks how something is done.
 */
export type CaseRole = keyof typeof wordData.roles;

export type CaseTag =
  /** A word that says what is wrong (一票否决), or a thing that is harmless until somebody is made to do it (会议). */
  | { readonly kind: 'trouble' | 'thing'; readonly category: CaseCategory }
  | { readonly kind: 'role'; readonly role: CaseRole };

function* categoryWords(): Generator<readonly [string, CaseTag]> {
  for (const { key, troubles, things } of wordData.categories) {
    if (!isCaseCategory(key)) throw new Error(`data/words.json: unknown category ${key}`);
    const trouble: CaseTag = { kind: 'trouble', category: key };
    const thing: CaseTag = { kind: 'thing', category: key };
    for (const word of allWords(troubles)) yield [word, trouble];
    for (const word of allWords(things)) yield [word, thing];
  }
}

function* roleWords(): Generator<readonly [string, CaseTag]> {
  for (const role of Object.keys(wordData.roles) as readonly CaseRole[]) {
    const tag: CaseTag = { kind: 'role', role };
    for (const word of allWords(wordData.roles[role])) yield [word, tag];
  }
}

const subjects: WordFinder<CaseTag> = wordFinder(categoryWords());
/** Looked up apart: 要 and 派 lie inside many words of a subject. */
const roles: WordFinder<CaseTag> = wordFinder(roleWords());

/** @param folded at most as long as a report may be */
export const caseWords = (folded: string): readonly Found<CaseTag>[] => [
  ...withoutContained(subjects.find(folded)),
  ...roles.find(folded),
];
