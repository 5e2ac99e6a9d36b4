/**
 * How well the guesses are, counted over `understanding.jsonl`: sentences written for this project as people write them,
 * each with what was meant. A third of them, chosen by a hash of the text, is held back: extend the word lists by looking
 * at the other two thirds only.
 */
import { readFileSync } from 'node:fs';
import { LANGUAGES, type Language } from '../../src/channel.ts';
import type { PlaceGuess } from '../../src/domain/demand/understanding/place.ts';
import {
  type Understanding,
  type UnderstoodKind,
  understand,
} from '../../src/domain/demand/understanding/understand.ts';
import placesOfCorpus from './places.json' with { type: 'json' };

export interface Labelled {
  readonly text: string;
  readonly language: Language;
  readonly kind: UnderstoodKind;
  readonly category?: string;
  readonly emergency?: string;
  /** The id of a place, `home`, or `text:` and the person's words for a place that is not listed. */
  readonly place?: string;
}

export interface Judged {
  readonly label: Labelled;
  readonly found: Understanding;
  readonly right: boolean;
}

export const corpus: readonly Labelled[] = readFileSync(new URL('understanding.jsonl', import.meta.url), 'utf8')
  .trim()
  .split('\n')
  .map((line) => JSON.parse(line) as Labelled);

/** FNV-1a, 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) value = Math.imul(value ^ byte, 0x01000193) >>> 0;
  return value;
}
export const isHeldBack = ({ text }: Labelled): boolean => hash(text) % 3 === 0;

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

export const judge = (of: readonly Labelled[]): readonly Judged[] =>
  of.map((label) => {
    const found = understand(label.text, { places: placesOfCorpus, homePlaceId: 'b5' });
    return { label, found, right: isRight(label, found) };
  });

export const share = (part: number, whole: number): number => Math.round((part / Math.max(whole, 1)) * 1000) / 1000;

/** What a sentence holds of danger that is happening now, and was not taken as that, or got another number. */
export const missedEmergencies = (of: readonly Judged[]): readonly Judged[] =>
  of.filter(
    ({ label, found }) =>
      label.kind === 'emergency' && (found.kind !== 'emergency' || found.emergency !== label.emergency),
  );

export interface Figures {
  readonly sentences: number;
  /** Guesses shown without asking: those that call themselves sure. */
  readonly shown: number;
  readonly shownShare: number;
  readonly shownRight: number;
  /** Of all sentences, asked about or not. */
  readonly right: number;
  readonly emergencies: number;
  readonly missed: number;
}

export function figuresOf(of: readonly Judged[]): Figures {
  const shown = of.filter(({ found }) => found.confidence === 'sure');
  return {
    sentences: of.length,
    shown: shown.length,
    shownShare: share(shown.length, of.length),
    shownRight: share(shown.filter(({ right }) => right).length, shown.length),
    right: share(of.filter(({ right }) => right).length, of.length),
    emergencies: of.filter(({ label }) => label.kind === 'emergency').length,
    missed: missedEmergencies(of).length,
  };
}

export interface Report {
  readonly corpus: number;
  /** What has to hold on the held-back third. */
  readonly wanted: { readonly shownRight: number; readonly shownShare: number; readonly missed: number };
  readonly heldBack: Figures;
  readonly byLanguage: { readonly [L in Language]: Figures };
  readonly byKind: { readonly [kind: string]: Figures };
}

export const WANTED = { shownRight: 0.95, shownShare: 0.6, missed: 0 } as const;

/** On the held-back third only: the rest was looked at while the lists were written. */
export function reportOf(labelled: readonly Labelled[] = corpus): Report {
  const heldBack = judge(labelled.filter(isHeldBack));
  const kinds = [...new Set(heldBack.map(({ label }) => label.kind))].toSorted();
  const language = (wanted: Language) => figuresOf(heldBack.filter(({ label }) => label.language === wanted));
  return {
    corpus: labelled.length,
    wanted: WANTED,
    heldBack: figuresOf(heldBack),
    byLanguage: Object.fromEntries(LANGUAGES.map((each) => [each, language(each)])) as Report['byLanguage'],
    byKind: Object.fromEntries(
      kinds.map((kind) => [kind, figuresOf(heldBack.filter(({ label }) => label.kind === kind))]),
    ),
  };
}
