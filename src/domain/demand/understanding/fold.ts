/**
 * The form of a text in which words are looked up: full-width and compatibility forms made plain (NFKC), lower case,
 * no spaces inside Chinese. Every folded character remembers where it came from, so that what is found can be quoted
 * and hidden in the person's own words.
 */

export interface Folded {
  readonly text: string;
  /** The part of the original that folded characters `start` to `end` (exclusive) stand for. */
  original(start: number, end: number): Span;
}

export interface Span {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

const SPACE = /^\s$/u;
/** Variation selectors change how a character looks, never what it is. */
const VARIATION = /^[\uFE00-\uFE0F\u{E0100}-\u{E01EF}]$/u;

/** Phones type these for the plain apostrophe. */
const APOSTROPHE = /^[\u2018\u2019\u02BC]$/;

export const isHan = (code: number): boolean =>
  (code >= 0x4e00 && code <= 0x9fff) || (code >= 0x3400 && code <= 0x4dbf) || (code >= 0x20000 && code <= 0x3ffff);

/** A ligature of a whole phrase (U+FDFA) would make a text eighteen times as long; no word of ours hides in one. */
const LONGEST_FORM = 4;

function plainForm(point: string): string {
  if (APOSTROPHE.test(point)) return "'";
  const plain = point.normalize('NFKC').toLowerCase();
  return plain.length <= LONGEST_FORM ? plain : point;
}

export function fold(source: string): Folded {
  const out: string[] = [];
  const starts: number[] = [];
  const ends: number[] = [];
  let at = 0;
  let pending: { readonly text: ' ' | '\n'; readonly at: number } | undefined;
  let lastIsHan = false;
  for (const point of source) {
    const start = at;
    at += point.length;
    const code = point.codePointAt(0) ?? 0;
    if (SPACE.test(point)) {
      if (point === '\n') pending = { text: '\n', at: start };
      else pending ??= { text: ' ', at: start };
      continue;
    }
    if (VARIATION.test(point)) continue;
    const plain = isHan(code) ? point : plainForm(point);
    const han = isHan(code);
    // People space out Chinese (着 火 了); a space next to a Chinese character says nothing, a new line does.
    if (pending && out.length > 0 && (pending.text === '\n' || (!han && !lastIsHan))) {
      out.push(pending.text);
      starts.push(pending.at);
      ends.push(start);
    }
    pending = undefined;
    for (let unit = 0; unit < plain.length; unit += 1) {
      out.push(plain.charAt(unit));
      starts.push(start);
      ends.push(at);
    }
    lastIsHan = han;
  }
  return {
    text: out.join(''),
    original(start, end) {
      const from = starts[start] ?? source.length;
      const to = end > start ? (ends[end - 1] ?? source.length) : from;
      return { start: from, end: to, text: source.slice(from, to) };
    },
  };
}
