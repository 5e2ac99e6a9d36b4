/**
 * Entries of a roll as a sentence names them: 「第3、8号早就搬走了」「名册上12-15号」. A number that names a building, a door, a
 * motion or a day is none of them.
 */
import { closeRuns, RUN_PATTERN, readRun } from '../meeting/number-run.ts';

const RUNS = `${RUN_PATTERN}(?:\\s*[号號]?\\s*(?:[,、和及]|and\\b)\\s*第?\\s*${RUN_PATTERN})*`;
const NOT_OF_ROLL = '(?!\\s*(?:[楼樓栋棟幢门門室房院弄支线線]|单元|單元|议案|議案|议题|議題|表决|表決|投票))';
const NAMED = new RegExp(
  [
    `第\\s*(${RUNS})\\s*[号號]${NOT_OF_ROLL}`,
    `名[册冊](?:[上里中裡內内的]{0,2})\\s*第?\\s*(${RUNS})\\s*[号號]?(?![\\d人个個位])${NOT_OF_ROLL}`,
    `\\b(?:entry|entries|roll)\\s*(?:numbers?|nos?\\.?)?\\s*(${RUNS})\\b`,
  ].join('|'),
  'giu',
);

/** Each once, in order; empty where none is named. A run that goes backwards names nothing. */
export function entriesNamedIn(words: string): readonly number[] {
  const typed = closeRuns(words.normalize('NFKC'));
  const numbers = [...typed.matchAll(NAMED)].flatMap((match) =>
    (match.slice(1).find((runs) => runs !== undefined) ?? '')
      .split(/[^\d\-–—~至到]+/)
      .flatMap((run) => readRun(run) ?? []),
  );
  return [...new Set(numbers)].sort((a, b) => a - b);
}
