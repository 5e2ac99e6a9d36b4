/**
 * Cleans what a person typed before anything else looks at it: invisible and control characters go, what can be seen
 * stays as written. The result is the text that is stored; it is safe for PostgreSQL (no NUL, no lone surrogates) and
 * cannot reorder the line it is shown in. Time is linear in the length of the input.
 */

export interface Normalised {
  /** The text to keep, at most `max` characters. */
  readonly text: string;
  /** What did not fit; empty for nearly everybody. The caller says so, it is never dropped in silence. */
  readonly rest: string;
  /** Characters (code points) of text and rest together. */
  readonly characters: number;
  readonly longer: boolean;
}

/** For callers without a rule book at hand; the rule `demand.text.max` decides where there is one. */
export const DEMAND_TEXT_MAX = 4000;

const MARK = /^\p{M}$/u;
const PICTOGRAPH = /^\p{Extended_Pictographic}$/u;
const SKIN_TONE = /^\p{Emoji_Modifier}$/u;
/**
 * Default-ignorable characters, bidirectional controls, fillers, annotation and tag characters, noncharacters: they
 * are not seen and serve to hide or reorder text (Unicode UTS #39, https://www.unicode.org/reports/tr39/).
 */
const UNSEEN =
  // biome-ignore lint/suspicious/noMisleadingCharacterClass: the class lists joiners one by one on purpose
  /^[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B\u200C\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF0-\uFFFB\uFFFE\uFFFF\uFDD0-\uFDEF\u{E0000}-\u{E00FF}\u{E01F0}-\u{E0FFF}]$/u;
const CONTROL = /^\p{Cc}$/u;
const LINE_BREAK = /^[\n\v\f\r\u0085\u2028\u2029]$/;
const JOINER = '\u200D';
const EMOJI_STYLE = '\uFE0F';

/**
 * Marks stacked on one letter beyond this are noise; cutting the run also keeps Unicode normalisation from going
 * quadratic (the Stream-Safe Text Format of UAX #15 sets 30, https://www.unicode.org/reports/tr15/).
 */
const MOST_MARKS = 16;

export function normalise(text: string, max: number = DEMAND_TEXT_MAX): Normalised {
  const lines = visible(text).normalize('NFC').split('\n');
  // Line by line: one regular expression over the whole would go quadratic on long runs of spaces.
  const whole = lines
    .map((line) => line.trimEnd())
    .filter((line, at, all) => line !== '' || (all[at - 1] ?? '') !== '')
    .join('\n')
    .trim();
  const points = Array.from(whole);
  if (points.length <= max) return { text: whole, rest: '', characters: points.length, longer: false };
  let cut = max;
  while (cut > max - 2 * MOST_MARKS && cut > 1 && continues(points, cut)) cut -= 1;
  const kept = points.slice(0, cut).join('').trimEnd();
  return { text: kept, rest: points.slice(cut).join('').trimStart(), characters: points.length, longer: true };
}

/** Whether the character at `index` belongs to the one before it. */
function continues(points: readonly string[], index: number): boolean {
  const here = points[index] ?? '';
  return MARK.test(here) || SKIN_TONE.test(here) || here === JOINER || points[index - 1] === JOINER;
}

function visible(text: string): string {
  const kept: string[] = [];
  let marks = 0;
  let joiner = false;
  let afterReturn = false;
  for (const point of text) {
    const code = point.codePointAt(0) ?? 0;
    const newline = LINE_BREAK.test(point);
    if (newline) {
      if (!(point === '\n' && afterReturn)) kept.push('\n');
      marks = 0;
      joiner = false;
      afterReturn = point === '\r';
      continue;
    }
    afterReturn = false;
    // Most of what people write: printable ASCII and common Chinese characters.
    if ((code >= 0x20 && code < 0x7f) || (code >= 0x4e00 && code <= 0x9fff)) {
      kept.push(point);
      marks = 0;
      joiner = false;
    } else if (point === '\t') {
      kept.push(' ');
    } else if (point === JOINER) {
      // Kept only inside an emoji that is drawn as one picture; elsewhere it hides things.
      const last = kept.at(-1) ?? '';
      joiner = PICTOGRAPH.test(last) || SKIN_TONE.test(last) || last === EMOJI_STYLE;
    } else if (CONTROL.test(point) || UNSEEN.test(point) || (code >= 0xd800 && code <= 0xdfff)) {
      // Dropped.
    } else if (MARK.test(point)) {
      marks += 1;
      if (marks <= MOST_MARKS) kept.push(point);
    } else {
      if (joiner && PICTOGRAPH.test(point)) kept.push(JOINER);
      kept.push(point);
      marks = 0;
      joiner = false;
    }
  }
  return kept.join('');
}
