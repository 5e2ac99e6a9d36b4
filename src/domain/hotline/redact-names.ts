/** Where people are named in a report: names that are known, and the forms in which people say what they are called. */
import { type Folded, fold, isHan } from '../demand/understanding/fold.ts';
import { type WordFinder, wordFinder } from '../demand/understanding/word-finder.ts';
import nameData from './data/names.json' with { type: 'json' };

const SURNAMES: ReadonlySet<string> = new Set([...nameData.surnames, ...nameData.compoundSurnames]);
const CALLS_OTHERS: ReadonlySet<string> = new Set(nameData.callsOthers);
/** Words in which a surname is no surname (对方, 工程). */
const ordinary = wordFinder(nameData.ordinary.map((word) => [word, true] as const));
const titles = wordFinder(nameData.titles.map((word) => [word, true] as const));
const introductions = wordFinder(nameData.introductions.map((word) => [word, true] as const));
/** Before a name only where the name is all that follows. */
const presents = wordFinder(
  ['我是', '业主', '業主', '住户', '住戶', '本人', '居民', '爱人', '愛人', '老公', '老婆'].map(
    (word) => [word, true] as const,
  ),
);

const han = (char: string | undefined): boolean => char !== undefined && isHan(char.codePointAt(0) ?? 0);
/** What goes on after a name: 我叫王秀英住在三号楼. */
const GOES_ON = new Set('住家是的电電手身今现現想要来來反说說在和跟与與有也不联聯年就');

interface Place {
  readonly start: number;
  readonly end: number;
}
const span = (start: number, end: number): Place => ({ start, end });

/** Places in the folded text. */
export function nameSpans(folded: Folded, names: readonly string[]): readonly Place[] {
  const { text } = folded;
  const covered = new Set<number>();
  for (const { start, end } of ordinary.find(text)) for (let at = start; at < end; at += 1) covered.add(at);
  const surnameAt = (at: number): number => {
    if (covered.has(at)) return 0;
    return SURNAMES.has(text.slice(at, at + 2)) ? 2 : SURNAMES.has(text.charAt(at)) ? 1 : 0;
  };
  return [
    ...finderOf(names)
      .find(text)
      .map(({ start, end }) => span(start, end)),
    ...introductions.find(text).flatMap(({ end }) => introduced(text, end, surnameAt)),
    ...presents.find(text).flatMap(({ end }) => presented(text, end, surnameAt)),
    ...titles.find(text).flatMap(({ start }) => titled(text, start, surnameAt)),
    ...surnamed(text, surnameAt),
    ...inEnglish(folded),
  ];
}

/** A community's list is the same object for many reports. */
const finders = new WeakMap<readonly string[], WordFinder<true>>();
function finderOf(names: readonly string[]): WordFinder<true> {
  const folded = names.map((name) => fold(name).text).filter((name) => Array.from(name).length >= 2);
  const finder = finders.get(names) ?? wordFinder(folded.map((name) => [name, true] as const));
  finders.set(names, finder);
  return finder;
}

type SurnameAt = (at: number) => number;

/** The given name behind a surname: at most two characters, as far as it is one. */
function givenEnd(text: string, from: number): number {
  let end = from;
  while (end < from + 2 && han(text[end]) && !GOES_ON.has(text.charAt(end))) end += 1;
  return end;
}

function introduced(text: string, from: number, surnameAt: SurnameAt): readonly Place[] {
  let at = from;
  while (/^[:是叫为為\s]$/.test(text.charAt(at))) at += 1;
  const latin = /^[a-z][a-z'.-]{1,20}(?: [a-z][a-z'.-]{1,20}){0,2}/.exec(text.slice(at, at + 70));
  if (latin) return [span(at, at + latin[0].length)];
  const surname = surnameAt(at);
  if (surname > 0) return [span(at, givenEnd(text, at + surname))];
  // A surname that is in no list, or a name of another people: 我叫阿依古丽。
  let end = at;
  while (end < at + 8 && (han(text[end]) || text[end] === '·')) end += 1;
  const isAll = end - at >= 2 && !han(text[end]) && !CALLS_OTHERS.has(text.charAt(at));
  return isAll ? [span(at, end)] : [];
}

function presented(text: string, at: number, surnameAt: SurnameAt): readonly Place[] {
  const surname = surnameAt(at);
  if (surname === 0) return [];
  const end = givenEnd(text, at + surname);
  return end > at + surname && (!han(text[end]) || text[end] === '住') ? [span(at, end)] : [];
}

/** 王阿姨, 张建国先生: the name goes, the title says enough. */
function titled(text: string, title: number, surnameAt: SurnameAt): readonly Place[] {
  const start = [4, 3, 2, 1].find((back) => {
    const at = title - back;
    const surname = at < 0 ? 0 : surnameAt(at);
    // One of three or four characters: what stands between must be nothing but a given name.
    return surname > 0 && back - surname <= 2 && Array.from(text.slice(at, title)).every(han);
  });
  return start === undefined ? [] : [span(title - start, title)];
}

/** 姓王, 老王, 小李. */
function surnamed(text: string, surnameAt: SurnameAt): readonly Place[] {
  return Array.from(text.matchAll(/(?<![百老])姓|[老小]/g)).flatMap(({ 0: word, index }): readonly Place[] => {
    const at = index + 1;
    const surname = surnameAt(at);
    if (surname === 0) return [];
    const next = text[at + surname];
    const stands = word === '姓' || !han(next) || /^[家说說的在是跟把被又总總也]$/.test(next ?? '');
    return stands ? [span(at, at + surname)] : [];
  });
}

const NO_NAME =
  /^(?:and|i|i'm|from|in|at|live|lives|living|my|the|of|who|not|is|on|we|our|a|an|to|with|here|calling|reporting|it|that|this|you|your)$/;

function inEnglish(folded: Folded): readonly Place[] {
  const { text } = folded;
  const said = /(?<![a-z])(?:my name is|my name's|i am called|name:|mr\.?|mrs\.?|ms\.?|miss|dr\.?|auntie|uncle) /g;
  return Array.from(text.matchAll(said)).flatMap(({ 0: words, index }): readonly Place[] => {
    const at = index + words.length;
    const most = /name|called/.test(words) ? 3 : 2;
    let end = at;
    for (let count = 0; count < most; count += 1) {
      const word = /^ ?([a-z][a-z'-]{0,20})(?![a-z])/.exec(text.slice(end, end + 25));
      if (!word || NO_NAME.test(word[1] ?? '')) break;
      // Mr Chen knows; Mr John Chen knows.
      if (most === 2 && count === 1 && !/^ ?[A-Z]/.test(folded.original(end, end + word[0].length).text)) break;
      end += word[0].length;
    }
    return end > at ? [span(at, end)] : [];
  });
}
