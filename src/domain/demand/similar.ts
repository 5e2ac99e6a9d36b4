/**
 * When two demands are about the same thing: in their character bigrams, because Chinese has no spaces between words.
 * Category and place are compared before; here only the matter counts. Numbers never enter, so no flat and no phone does.
 */
import type { CategoryKey } from './understanding/categories.ts';
import broken from './understanding/data/broken.json' with { type: 'json' };
import { fold, isHan } from './understanding/fold.ts';
import { housesIn, simplifiedPlace } from './understanding/place-names.ts';
import { thingsOf } from './understanding/word-lists.ts';

/** Matters of one person or household: neighbours are not asked to join them, nor told that there are such. */
const PERSONAL: ReadonlySet<string> = new Set<CategoryKey>([
  'neighbour_dispute',
  'elderly_care',
  'children',
  'medical',
  'certificate_service',
]);

export const isPersonal = (category: string): boolean => PERSONAL.has(category);

/** Characters that hold sentences together in every matter alike. */
const FILLERS = new Set(
  '的了吗嗎呢啊呀吧嘛哦在有是我你您他她它们們这這那个個些都也就还還很太真又再被把给給跟和与與及请請帮幫麻烦煩下已经經好几幾从從对對让讓到去来來说說要想能会會可以希望谁誰管号號室房楼樓栋棟幢层層单元單',
);
const ENGLISH_FILLERS = new Set(
  'the and our are was has have been again please very this that there with not you can for its out new too all any now from does'.split(
    ' ',
  ),
);

/** Longer texts say the same in more words; the beginning is what the matter is. */
const READ = 400;

const longestFirst = (words: readonly string[]): string => words.toSorted((a, b) => b.length - a.length).join('|');
/** Words for a thing that does not do what it is there for; what only looks like one of them is passed over. */
const BROKEN = new RegExp(`${longestFirst(broken.zhApart)}|(?<zh>${longestFirst(broken.zh)})`, 'gu');
const BROKEN_ENGLISH = new RegExp(`(?<![a-z])(?:${longestFirst(broken.en)})(?![a-z])`, 'g');

/** One word for all of them: whoever writes that the lift does not move means what a neighbour calls broken. */
const inOneWord = (text: string): string =>
  text
    .replace(BROKEN, (word, zh: string | undefined) => (zh === undefined ? word : '坏'))
    .replace(BROKEN_ENGLISH, 'broken');

/** The bigrams of the matter, each once; English is taken word by word, and what is broken with its thing. */
export function matterGrams(words: string): readonly string[] {
  const folded = simplifiedPlace(fold(Array.from(words).slice(0, READ).join('')).text);
  let text = folded;
  for (const { start, end } of housesIn(folded))
    text = text.slice(0, start) + ' '.repeat(end - start) + text.slice(end);
  text = inOneWord(text);
  const grams = new Set<string>();
  let run: string[] = [];
  const close = () => {
    for (let at = 0; at + 1 < run.length; at += 1) grams.add(`${run[at]}${run[at + 1]}`);
    run = [];
  };
  for (const point of text) {
    if (!isHan(point.codePointAt(0) ?? 0)) close();
    else if (!FILLERS.has(point)) run.push(point);
  }
  close();
  const english = [...text.matchAll(/[a-z]{3,}/g)]
    .map(([word]) => word)
    .filter((word) => !ENGLISH_FILLERS.has(word))
    .map((word) => word.replace(/s$/, ''));
  english.forEach((word, at) => {
    grams.add(word === 'broken' ? `${english[at - 1] ?? english[at + 1] ?? ''} broken` : word);
  });
  return [...grams];
}

/** What a category's things are called: shared by every demand of the category, so it says little about the matter. */
export const thingGrams = (category: string): readonly string[] => [
  ...new Set(thingsOf(category).flatMap((name) => matterGrams(name))),
];

const LIGHT = 0.4;

/**
 * How much of the shorter of the two is in the other, from 0 to 1.
 * @param light what counts less, because the whole category shares it
 */
export function likeness<G>(mine: ReadonlySet<G>, theirs: ReadonlySet<G>, light: ReadonlySet<G>): number {
  const weight = (gram: G) => (light.has(gram) ? LIGHT : 1);
  const sum = (grams: Iterable<G>) => {
    let total = 0;
    for (const gram of grams) total += weight(gram);
    return total;
  };
  const least = Math.min(sum(mine), sum(theirs));
  if (least === 0) return 0;
  let shared = 0;
  for (const gram of mine) if (theirs.has(gram)) shared += weight(gram);
  return shared / least;
}

/** From here on two demands of one category and place are shown as the same; measured in `similar.test.ts`. */
export const ALIKE = 0.4;
