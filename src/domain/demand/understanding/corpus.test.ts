/**
 * How well the guesses are, counted over `test/corpus/understanding.jsonl`: sentences written for this project as
 * people write them, each with what was meant. A third of them, chosen by a hash of the text, is held back: extend the
 * word lists by looking at the other two thirds only.
 *
 * The figures flatter a little, because sentences and lists have the same authors and most sentences were scored
 * before. Unseen sentences are the real measure: in the last round of 58, scored before a word was changed, 37 of 38
 * sure guesses were right, and of 32 emergencies 29 were taken as such with the right number and 31 got a number. Add
 * what people really write, and score it first.
 */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import placesOfCorpus from '../../../../test/corpus/places.json' with { type: 'json' };
import { CATEGORY_KEYS } from './categories.ts';
import { type PlaceGuess, type Understanding, type UnderstoodKind, understand } from './understand.ts';

interface Labelled {
  readonly text: string;
  readonly language: 'zh-Hans' | 'zh-Hant' | 'en';
  readonly kind: UnderstoodKind;
  readonly category?: string;
  readonly emergency?: string;
  /** The id of a place, `home`, or `text:` and the person's words for a place that is not listed. */
  readonly place?: string;
}

const corpus: readonly Labelled[] = readFileSync(
  new URL('../../../../test/corpus/understanding.jsonl', import.meta.url),
  'utf8',
)
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled);

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
const isHeldBack = ({ text }: Labelled): boolean => hash(text) % 3 === 0;

const placeText = (place: PlaceGuess | undefined): string | undefined => {
  if (!place) return undefined;
  if (place.kind === 'unlisted') return `text:${place.text}`;
  return place.by === 'home' ? 'home' : place.id;
};
/** Right in everything that the kind of message makes matter. */
function isRight(label: Labelled, found: Understanding): boolean {
  if (found.kind !== label.kind) return false;
  if (label.kind === 'emergency' && found.emergency !== label.emergency) return false;
  const about = label.kind === 'demand' || label.kind === 'question';
  if (about && found.category !== label.category) return false;
  return !(about || label.kind === 'emergency') || placeText(found.place) === label.place;
}

const judged = corpus.map((label) => ({
  label,
  found: understand(label.text, { places: placesOfCorpus, homePlaceId: 'b5' }),
}));
const share = (part: number, whole: number): number => Math.round((part / Math.max(whole, 1)) * 1000) / 1000;

function report(of: typeof judged) {
  const right = of.filter(({ label, found }) => isRight(label, found));
  const sure = of.filter(({ found }) => found.confidence === 'sure');
  const rightAndSure = right.filter(({ found }) => found.confidence === 'sure');
  return {
    sentences: of.length,
    right: share(right.length, of.length),
    sure: sure.length,
    sureRight: share(rightAndSure.length, sure.length),
  };
}

describe('the corpus', () => {
  it('has enough sentences, in three languages, of every kind and category', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(200);
    for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
      expect(corpus.filter((each) => each.language === language).length, language).toBeGreaterThanOrEqual(50);
    }
    const categories = new Set(corpus.map((each) => each.category));
    for (const category of CATEGORY_KEYS) {
      if (category !== 'other') expect(categories, category).toContain(category);
    }
    expect(new Set(corpus.map(({ text }) => text)).size).toBe(corpus.length);
    expect(corpus.filter(({ kind }) => kind === 'emergency').length).toBeGreaterThanOrEqual(100);
  });
});

describe('the guesses', () => {
  const heldBack = judged.filter(({ label }) => isHeldBack(label));

  it('that call themselves sure are right in at least 95 of 100 held-back cases', () => {
    const figures = report(heldBack);
    console.log(`understanding, held-back third: ${JSON.stringify(figures)}`);
    expect(figures.sentences).toBeGreaterThan(corpus.length / 4);
    expect(figures.sure).toBeGreaterThan(figures.sentences / 2);
    expect(figures.sureRight).toBeGreaterThanOrEqual(0.95);
  });

  it('are right in most cases even when not sure, in every language', () => {
    for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
      const figures = report(heldBack.filter(({ label }) => label.language === language));
      expect(figures.right, language).toBeGreaterThanOrEqual(0.85);
    }
  });

  it('miss no emergency and give its number', () => {
    const missed = judged.filter(
      ({ label, found }) =>
        label.kind === 'emergency' && (found.kind !== 'emergency' || found.emergency !== label.emergency),
    );
    expect(missed.map(({ label, found }) => `${label.text} → ${found.kind} ${found.emergency}`)).toEqual([]);
  });

  it('raise few false alarms', () => {
    const others = judged.filter(({ label }) => label.kind !== 'emergency');
    const alarms = others.filter(({ found }) => found.kind === 'emergency');
    expect(share(alarms.length, others.length), alarms.map(({ label }) => label.text).join(' | ')).toBeLessThan(0.015);
  });

  it('do not force small talk into demands', () => {
    const small = judged.filter(({ label }) => ['chatter', 'greeting', 'thanks'].includes(label.kind));
    const forced = small.filter(({ found }) => found.kind === 'demand');
    expect(forced.filter(({ found }) => found.confidence === 'sure').map(({ label }) => label.text)).toEqual([]);
    expect(share(forced.length, small.length), forced.map(({ label }) => label.text).join(' | ')).toBeLessThan(0.03);
  });
});
