/**
 * Danger to life, now. Missing one costs more than any false alarm: words that sound like danger give the number even
 * when the text seems to be about the past; only what is clearly elsewhere or a drill is left out of `now`.
 * The numbers are those of mainland China: 110 police, 119 fire and rescue, 120 ambulance, 122 traffic accidents.
 */
import emergencyData from './data/emergency.json' with { type: 'json' };
import { wordFinder } from './word-finder.ts';
import { allWords, withoutContained } from './word-lists.ts';

export type EmergencyNumber = '110' | '119' | '120' | '122';
const NUMBERS: readonly EmergencyNumber[] = ['110', '119', '120', '122'];

export interface Emergency {
  readonly number: EmergencyNumber;
  /** False: the words are there, but the text speaks of the past, of a fear, a drill or the news. */
  readonly now: boolean;
  /** Whether a phrase said it outright; two words near each other are a little less certain. */
  readonly outright: boolean;
}

type Cue = keyof typeof emergencyData.cues;
type Tag =
  | { readonly kind: 'danger'; readonly danger: number }
  | { readonly kind: 'part'; readonly danger: number; readonly pair: number; readonly part: 'first' | 'second' }
  | { readonly kind: 'cue'; readonly cue: Cue };

function* tagged(): Generator<readonly [string, Tag]> {
  for (const [danger, { words, pairs }] of emergencyData.dangers.entries()) {
    for (const word of allWords(words)) yield [word, { kind: 'danger', danger }];
    for (const [pair, { first, second }] of pairs.entries()) {
      for (const word of first) yield [word, { kind: 'part', danger, pair, part: 'first' }];
      for (const word of second) yield [word, { kind: 'part', danger, pair, part: 'second' }];
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
/** How far apart the two words of a pair, or a cue and the danger it softens, may stand. */
const NEAR = 12;

/** The gravest emergency in a folded text; what happens now goes before what does not. */
export function findEmergency(folded: string): Emergency | undefined {
  const hits = unmasked(finder.find(folded));
  const found: (Emergency & { readonly rank: number })[] = [];
  const sentences = boundaries(folded, SENTENCE_END);
  const clauses = boundaries(folded, CLAUSE_END);
  for (const { danger, start, end, outright } of dangersIn(hits, sentences)) {
    const data = emergencyData.dangers[danger];
    const number = NUMBERS.find((each) => each === data?.number);
    if (!data || !number) continue;
    const cued = (cue: string) => data.notNow.includes(cue);
    const cues = hits.flatMap((hit) => (hit.tag.kind === 'cue' ? [{ ...hit, cue: hit.tag.cue }] : []));
    const inSentence = (cue: Cue) => cues.some((each) => each.cue === cue && same(sentences, each.start, start));
    const feared = cues.some(
      ({ cue, ...each }) =>
        same(clauses, each.start, start) &&
        ((cue === 'hypothetical' && each.end <= start && start - each.end <= NEAR) ||
          (cue === 'after' && each.start >= end && each.start - end <= NEAR)),
    );
    const bygone =
      !inSentence('present') &&
      ((cued('past') && inSentence('past')) ||
        (cued('recent') && inSentence('recent')) ||
        (cued('habitual') && inSentence('habitual')));
    const elsewhere = cued('elsewhere') && inSentence('elsewhere');
    found.push({ number, outright, rank: data.rank, now: !feared && !bygone && !elsewhere });
  }
  const [gravest] = found.toSorted((a, b) => Number(b.now) - Number(a.now) || a.rank - b.rank);
  return gravest && { number: gravest.number, now: gravest.now, outright: gravest.outright };
}

/** "Fire alarm" is not a fire: harmless phrases hide the danger words inside them. */
function unmasked(hits: readonly Hit[]): readonly Hit[] {
  const masks = hits.filter(({ tag }) => tag.kind === 'cue' && tag.cue === 'harmless');
  const isMasked = ({ tag, start, end }: Hit) =>
    (tag.kind === 'danger' || tag.kind === 'part') && masks.some((mask) => mask.start <= start && end <= mask.end);
  return masks.length === 0 ? hits : hits.filter((hit) => !isMasked(hit));
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
  const parts = hits.flatMap(({ tag, start, end }) => (tag.kind === 'part' ? [{ ...tag, start, end }] : []));
  const pairs: Danger[] = [];
  // Parts come in order of position, so only a short window behind each needs to be looked at.
  for (const [index, one] of parts.entries()) {
    for (const other of parts.slice(index + 1)) {
      if (other.start - one.end > NEAR) break;
      const match = one.danger === other.danger && one.pair === other.pair && one.part !== other.part;
      if (match && same(sentences, one.start, other.start)) {
        pairs.push({ danger: one.danger, start: one.start, end: other.end, outright: false });
      }
    }
  }
  return [...withoutContained(phrases), ...pairs];
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

const same = (numbers: readonly number[], a: number, b: number): boolean => numbers[a] === numbers[b];
