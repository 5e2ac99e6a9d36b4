/** Numbers of a list as they are typed: one, or several in a row, 「5-12」「5到12」. */

/** More in a row than any list has is a slip of the thumb. */
const LONGEST = 9_999;
const RUN = /^(\d{1,6})(?:[-–—~至到](\d{1,6}))?$/;

/** What a run looks like inside a longer pattern; spaces around the dash are taken out by {@link closeRuns}. */
export const RUN_PATTERN = '\\d{1,6}(?:[-–—~至到]\\d{1,6})?';

/** 「5 - 12」 becomes 「5-12」, so that spaces part one run from the next. */
export const closeRuns = (text: string): string => text.replace(/(\d)\s*([-–—~至到])\s*(?=\d)/g, '$1$2');

/** Undefined for what is no number, and for a run that goes backwards. */
export function readRun(typed: string): readonly number[] | undefined {
  const found = RUN.exec(typed);
  if (!found) return undefined;
  const from = Number(found[1]);
  const to = Number(found[2] ?? found[1]);
  if (to < from || to - from > LONGEST) return undefined;
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}
