/**
 * Danger to life, now. Missing one costs more than any false alarm: words that sound like danger give the number even
 * when the text seems to be about the past; only what is clearly elsewhere or a drill is left out of `now`.
 * The numbers are those of mainland China: 110 police, 119 fire and rescue, 120 ambulance, 122 traffic accidents.
 */
import emergencyData from './data/emergency.json' with { type: 'json' };
import { wordFinder } from './word-finder.ts';
import { allWords, withoutContained } from './word-lists.ts';

export const EMERGENCY_NUMBERS = ['110', '119', '120', '122'] as const;
export type EmergencyNumber = (typeof EMERGENCY_NUMBERS)[number];

export interface Emergency {
  readonly number: EmergencyNumber;
  /** False: the words are there, but the text speaks of the past, of a fear, a drill or the news. */
  readonly now: boolean;
  /** Only a word that smells of danger (血, smoke): no reason to call it one, reason enough to name the number when unsure. */
  readonly hint: boolean;
  /** Whether a phrase said it outright; two words near each other are a little less certain. */
  readonly outright: boolean;
}

type Cue = keyof typeof emergencyData.cues;
type Tag =
  | { readonly kind: 'danger'; readonly danger: number }
  | { readonly kind: 'part'; readonly danger: number; readonly pair: number; readonly part: 'first' | 'second' }
  | { readonly kind: 'cue'; readonly cue: Cue };

const GROUPS: Readonly<Record<string, readonly string[]>> = emergencyData.groups;

/** Words, or groups of words written once and named with an @. */
const spelled = (words: readonly string[]): readonly string[] =>
  words.flatMap((word) => (word.startsWith('@') ? (GROUPS[word.slice(1)] ?? []) : [word]));

function* tagged(): Generator<readonly [string, Tag]> {
  for (const [danger, { words, pairs }] of emergencyData.dangers.entries()) {
    for (const word of allWords(words)) yield [word, { kind: 'danger', danger }];
    for (const [pair, { first, second }] of pairs.entries()) {
      for (const word of spelled(first)) yield [word, { kind: 'part', danger, pair, part: 'first' }];
      for (const word of spelled(second)) yield [word, { kind: 'part', danger, pair, part: 'second' }];
    }
  }
  for (const [cue, words] of Object.entries(emergencyData.cues)) {
    for (const word of allWords(words)) yield [word, { kind: 'cue', cue: cue as Cue }];
  }
}
const finder = wordFinder(tagged());

interface Hit {
  readonly tag: Tag;
  readonly start: number;
  readonly end: number;
}

const SENTENCE_END = /[。!?;\n]/;
const CLAUSE_END = /[,，、:。!?;\n]/;
/** How far a cue reaches to the danger it softens. */
const NEAR = 14;
/** Dangers with this cue are single words that only smell of danger. */
const HINT = 'always';

/** The gravest emergency in a folded text; what happens now goes before what does not. */
export function findEmergency(folded: string): Emergency | undefined {
  const found = finder.find(folded);
  const isMasked = maskOver(found, folded.length);
  const hits = found.filter((hit) => !isMasked(hit));
  const sentences = boundaries(folded, SENTENCE_END);
  const dangers = dangersIn(hits, sentences);
  if (dangers.length === 0) return undefined;
  const surroundings = surroundingsOf(hits, sentences, boundaries(folded, CLAUSE_END));
  let gravest: (Emergency & { readonly rank: number }) | undefined;
  for (const { danger, start, end, outright } of dangers) {
    const data = emergencyData.dangers[danger];
    const number = EMERGENCY_NUMBERS.find((each) => each === data?.number);
    if (!data || !number) continue;
    const softening = surroundings.around(start, end);
    // 困过人, 着过火: the aspect particle 过 puts it in the past.
    const over = /^[过過](?![去来來])/.test(folded.slice(end, end + 2));
    const hint = data.notNow.includes(HINT);
    const now = !hint && !over && !softening.some((cue) => cue === 'feared' || data.notNow.includes(cue));
    const graver = !gravest || (now === gravest.now ? data.rank < gravest.rank : now);
    if (graver) gravest = { number, outright, rank: data.rank, now, hint };
  }
  if (!gravest) return undefined;
  const { rank: _rank, ...emergency } = gravest;
  return emergency;
}

interface Danger {
  readonly danger: number;
  readonly start: number;
  readonly end: number;
  readonly outright: boolean;
}

function dangersIn(hits: readonly Hit[], sentences: readonly number[]): readonly Danger[] {
  const phrases = hits.flatMap(({ tag, start, end }) =>
    tag.kind === 'danger' ? [{ danger: tag.danger, start, end, outright: true }] : [],
  );
  const pairs: Danger[] = [];
  /** The latest place of each half of each pair: a new half only has to look at the nearest other half. */
  const latest = new Map<string, { readonly start: number; readonly end: number }>();
  for (const { tag, start, end } of hits) {
    if (tag.kind !== 'part') continue;
    const { danger, pair, part } = tag;
    latest.set(`${danger} ${pair} ${part}`, { start, end });
    const other = latest.get(`${danger} ${pair} ${part === 'first' ? 'second' : 'first'}`);
    const near = emergencyData.dangers[danger]?.pairs[pair]?.near ?? 0;
    if (other && start - other.end <= near && sentences[other.start] === sentences[start]) {
      // The later word says what happened, so doubt is looked for before that one (充电 … 容易着火).
      pairs.push({ danger, start, end: Math.max(end, other.end), outright: false });
    }
  }
  return [...withoutContained(phrases), ...pairs];
}

/** A smoke detector is not smoke, 可怕 is not 怕: harmless phrases hide the words inside them. */
function maskOver(hits: readonly Hit[], length: number): (hit: Hit) => boolean {
  /** For each position, where the furthest mask that began there or before ends. */
  const reach = new Array<number>(length + 1).fill(0);
  for (const { tag, start, end } of hits) {
    if (tag.kind === 'cue' && tag.cue === 'harmless') reach[start] = Math.max(reach[start] ?? 0, end);
  }
  for (let at = 1; at <= length; at += 1) reach[at] = Math.max(reach[at] ?? 0, reach[at - 1] ?? 0);
  return ({ tag, start, end }) => !(tag.kind === 'cue' && tag.cue === 'harmless') && (reach[start] ?? 0) >= end;
}

interface Surroundings {
  /** The cues that make a danger at this place doubtful; none where the sentence says it is happening. */
  around(start: number, end: number): readonly (Cue | 'feared')[];
}

function surroundingsOf(hits: readonly Hit[], sentences: readonly number[], clauses: readonly number[]): Surroundings {
  const bySentence = new Map<number, Set<Cue>>();
  const fearStarts: number[] = [];
  const afterStarts: number[] = [];
  for (const { tag, start } of hits) {
    if (tag.kind !== 'cue') continue;
    const sentence = sentences[start] ?? 0;
    const cues = bySentence.get(sentence) ?? new Set<Cue>();
    bySentence.set(sentence, cues.add(tag.cue));
    if (tag.cue === 'hypothetical') fearStarts.push(start);
    if (tag.cue === 'after') afterStarts.push(start);
  }
  fearStarts.sort((a, b) => a - b);
  afterStarts.sort((a, b) => a - b);
  return {
    around(start, end) {
      const fear = fearStarts[countUpTo(fearStarts, start) - 1];
      const after = afterStarts[countUpTo(afterStarts, end - 1)];
      const feared =
        (fear !== undefined && start - fear <= NEAR && clauses[fear] === clauses[start]) ||
        (after !== undefined && after - end <= NEAR && clauses[after] === clauses[start]);
      const cues = bySentence.get(sentences[start] ?? 0) ?? new Set<Cue>();
      const time = cues.has('present') ? [] : TIMES.filter((cue) => cues.has(cue));
      return [
        ...time,
        ...(cues.has('elsewhere') ? (['elsewhere'] as const) : []),
        ...(feared ? (['feared'] as const) : []),
      ];
    },
  };
}
const TIMES: readonly Cue[] = ['past', 'recent', 'habitual'];

/** How many numbers of an ascending list are at most `limit`. */
function countUpTo(ascending: readonly number[], limit: number): number {
  let low = 0;
  let high = ascending.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ascending[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** For each position, the number of its sentence or clause. */
function boundaries(text: string, end: RegExp): readonly number[] {
  const numbers: number[] = [];
  let current = 0;
  for (let at = 0; at < text.length; at += 1) {
    numbers.push(current);
    if (end.test(text.charAt(at))) current += 1;
  }
  return numbers;
}
