/**
 * A long text → several messages, cut where a reader would cut: at a paragraph, else a line, a sentence, a space, and
 * only then between two characters as the person sees them. Nothing is left out and every entity keeps its words.
 */
import { isVisible, piece, type Styled } from './text.ts';

const graphemes = new Intl.Segmenter(undefined, { granularity: 'grapheme' });

/** The offset after the last match of `border` in the second half of the window, or undefined. */
function lastBorder(window: string, border: RegExp): number | undefined {
  let found: number | undefined;
  for (const match of window.matchAll(border)) {
    const end = match.index + match[0].length;
    if (end * 2 >= window.length) found = end;
  }
  return found;
}

/** From coarse to fine. The ideographic full stop ends a sentence without a space after it. */
const BORDERS = [/\n\s*\n/g, /\n/g, /[。！？；]|[.!?;](?=\s)/g, /\s/g];

/** A cut between whole characters: never inside a surrogate pair, an emoji sequence or a letter with its accents. */
function wholeCharacters(text: string, from: number, cut: number): number {
  if (cut >= text.length) return text.length;
  const start = graphemes.segment(text).containing(cut)?.index ?? cut;
  if (start > from) return start;
  // One "character" longer than a message (stacked accents): only the surrogate pair is left to protect.
  const splitsPair = /[\ud800-\udbff]/.test(text.charAt(cut - 1)) && /[\udc00-\udfff]/.test(text.charAt(cut));
  return splitsPair && cut - 1 > from ? cut - 1 : cut;
}

/** Where the piece that starts at `from` must end at the latest, by length and by number of entities. */
function furthest({ text, entities }: Styled, from: number, maxText: number, maxEntities: number): number {
  const starts = entities
    .filter((entity) => entity.offset + entity.length > from)
    .map((entity) => entity.offset)
    .sort((a, b) => a - b);
  const surplus = starts[maxEntities];
  const byEntities = surplus !== undefined && surplus > from ? surplus : text.length;
  return Math.min(from + maxText, byEntities, text.length);
}

export function split(source: Styled, maxText: number, maxEntities: number): Styled[] {
  const { text } = source;
  const pieces: Styled[] = [];
  let from = 0;
  while (from < text.length) {
    const end = furthest(source, from, maxText, maxEntities);
    let cut = end;
    if (end < text.length) {
      const window = text.slice(from, end);
      for (const border of BORDERS) {
        const at = lastBorder(window, border);
        if (at === undefined) continue;
        cut = from + at;
        break;
      }
      cut = wholeCharacters(text, from, cut);
    }
    const next = piece(source, from, cut);
    if (isVisible(next.text)) pieces.push(next);
    from = cut;
  }
  return pieces;
}
