/**
 * How well the guesses are: counted by `test/corpus/judge.ts` over sentences of which a third is held back, and printed by
 * `npm run -s understanding`.
 *
 * The figures flatter a little, because sentences and lists have the same authors and most sentences were scored
 * before. Unseen sentences are the real measure: in the last round of 58, scored before a word was changed, 37 of 38
 * sure guesses were right, and of 32 emergencies 29 were taken as such with the right number and 31 got a number. Add
 * what people really write, and score it first.
 */
import { describe, expect, it } from 'vitest';
import {
  corpus,
  figuresOf,
  isHeldBack,
  judge,
  missedEmergencies,
  share,
  WANTED,
} from '../../../../test/corpus/judge.ts';
import { CATEGORY_KEYS } from './categories.ts';

const judged = judge(corpus);

describe('the corpus', () => {
  it('has enough sentences, in three languages, of every kind and category', () => {
    expect(corpus.length).toBeGreaterThanOrEqual(600);
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

  it('shown without asking are right in at least 95 of 100 held-back cases, and made on at least 60', () => {
    const figures = figuresOf(heldBack);
    console.log(`understanding, held-back third: ${JSON.stringify(figures)}`);
    expect(figures.sentences).toBeGreaterThan(corpus.length / 4);
    expect(figures.shownShare).toBeGreaterThanOrEqual(WANTED.shownShare);
    expect(figures.shownRight).toBeGreaterThanOrEqual(WANTED.shownRight);
  });

  it('are right in most cases even when not sure, in every language', () => {
    for (const language of ['zh-Hans', 'zh-Hant', 'en']) {
      const figures = figuresOf(heldBack.filter(({ label }) => label.language === language));
      expect(figures.right, language).toBeGreaterThanOrEqual(0.85);
    }
  });

  it('miss no emergency and give its number', () => {
    expect(
      missedEmergencies(judged).map(({ label, found }) => `${label.text} → ${found.kind} ${found.emergency}`),
    ).toEqual([]);
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
