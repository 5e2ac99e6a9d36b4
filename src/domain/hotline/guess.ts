/**
 * Which family and category a report sounds like, from the reporter's own words. A guess is offered, never imposed: `sure`
 * may be shown as the default, `likely` as a question; where it is `unsure` the whole list is shown.
 */
import { fold } from '../demand/understanding/fold.ts';
import { normalise } from '../demand/understanding/normalise.ts';
import { type Confidence, type Understanding, understand } from '../demand/understanding/understand.ts';
import { type CaseCategory, familyOf } from './categories.ts';
import type { CaseFamily } from './states.ts';
import { type CaseRole, caseWords } from './word-lists.ts';

export interface CaseGuess {
  readonly confidence: Confidence;
  /** Wants to know something, and nothing done. */
  readonly advice: boolean;
  /** Also of an unsure guess, where there is any: what the list begins with. */
  readonly about?: { readonly family: CaseFamily; readonly category: CaseCategory };
}

interface Weighed {
  readonly category: CaseCategory;
  readonly score: number;
  /** Stands out from the next. */
  readonly clear: boolean;
}

const TROUBLE = 4;
const THING = 2;
const FURTHER = 1;
/** A department is named, somebody is made to do something, and it is the committee. */
const ROLE = 1;
/** From here on a burden is believed: a trouble of its own, or a thing and two that are made to do it. */
const BELIEVED = 4;
const SURE = 6;
const CLEAR_MARGIN = 1.5;
const LOADING: readonly CaseRole[] = ['department', 'loads', 'committee'];

export function guessCase(text: string): CaseGuess {
  const understood = understand(text, { places: [] });
  const words = caseWords(fold(normalise(text).text).text);
  const said = new Set(words.flatMap(({ tag }) => (tag.kind === 'role' ? [tag.role] : [])));
  const loading = LOADING.filter((role) => said.has(role)).length * ROLE;
  const burden = heaviest('burden', words, loading);
  const own = heaviest('livelihood', words, 0);
  const advice = understood.kind === 'question' || (said.has('advice') && understood.kind !== 'emergency');
  if (burden && burden.score >= BELIEVED && !isRatherLivelihood(burden, understood)) {
    const doubted = !burden.clear || advice || isDemand(understood, 'sure');
    return guess(burden.category, burden.score >= SURE && !doubted ? 'sure' : 'likely', false);
  }
  if (own && own.score >= TROUBLE) return guess(own.category, own.clear && !advice ? 'sure' : 'likely', advice);
  return fromDemand(understood, burden ?? own, loading === LOADING.length, advice);
}

function heaviest(family: CaseFamily, words: ReturnType<typeof caseWords>, beside: number): Weighed | undefined {
  const scores = new Map<CaseCategory, { score: number; readonly seen: Set<string> }>();
  const ordered = words.toSorted((a, b) => Number(b.tag.kind === 'trouble') - Number(a.tag.kind === 'trouble'));
  for (const { tag, word } of ordered) {
    if (tag.kind === 'role' || familyOf(tag.category) !== family) continue;
    const sum = scores.get(tag.category) ?? { score: 0, seen: new Set<string>() };
    scores.set(tag.category, sum);
    if (sum.seen.has(word)) continue;
    sum.score += sum.seen.size > 0 ? FURTHER : tag.kind === 'trouble' ? TROUBLE : THING;
    sum.seen.add(word);
  }
  const [best, next] = [...scores].toSorted(([, a], [, b]) => b.score - a.score);
  if (!best) return undefined;
  const [category, { score }] = best;
  return { category, score: score + beside, clear: score - (next?.[1].score ?? 0) >= CLEAR_MARGIN };
}

const isDemand = ({ kind, confidence }: Understanding, wanted: Confidence): boolean =>
  (kind === 'demand' || kind === 'emergency') && confidence === wanted;

/** A thing of burdens that is only mentioned beside what is plainly broken. */
const isRatherLivelihood = ({ score }: Weighed, understood: Understanding): boolean =>
  score < SURE && isDemand(understood, 'sure') && understood.category !== 'other';

/** What the lists of demands make of it. */
function fromDemand(
  understood: Understanding,
  beside: Weighed | undefined,
  isLoaded: boolean,
  advice: boolean,
): CaseGuess {
  const { kind, confidence, category } = understood;
  const named = category !== undefined && category !== 'other';
  if (!named && isLoaded) return guess('off_list_task', 'likely', false);
  if (named && (kind === 'demand' || kind === 'question' || kind === 'emergency'))
    return guess(category, kind === 'emergency' ? 'likely' : confidence, advice);
  if (named) return guess(category, 'unsure', advice);
  return beside ? guess(beside.category, 'unsure', advice) : { confidence: 'unsure', advice };
}

const guess = (category: CaseCategory, confidence: Confidence, advice: boolean): CaseGuess => ({
  confidence,
  advice,
  about: { family: familyOf(category), category },
});
