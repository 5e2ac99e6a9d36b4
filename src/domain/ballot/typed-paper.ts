/**
 * Papers of a motion as they are typed: of an open ballot 「1 赞成 5-8 反对」, numbers and choice; of a secret one
 * 「1,5-7 赞成3 反对1」, the numbers first and then how often each choice was found.
 */
import { closeRuns, RUN_PATTERN, readRun } from '../meeting/number-run.ts';
import { INVALID, type MotionChoice } from './question.ts';

export interface TypedPapers {
  readonly handedIn: readonly { readonly number: number; readonly choice?: string }[];
  readonly choices?: readonly (readonly [choice: string, many: number])[];
}

const WORDS: Readonly<Record<string, MotionChoice | typeof INVALID>> = {
  赞成: 'approve',
  贊成: 'approve',
  同意: 'approve',
  for: 'approve',
  反对: 'reject',
  反對: 'reject',
  against: 'reject',
  弃权: 'abstain',
  棄權: 'abstain',
  abstain: 'abstain',
  无效: INVALID,
  無效: INVALID,
  invalid: INVALID,
};
const WORD = Object.keys(WORDS).join('|');
const NUMBERS = `${RUN_PATTERN}(?:[号號\\s,，、]+${RUN_PATTERN})*`;
const GROUP = new RegExp(`(${NUMBERS})\\s*[号號]?\\s*[:：]?\\s*(${WORD})`, 'giy');
const SUM = new RegExp(`(${WORD})\\s*[:：]?\\s*(\\d{1,6})\\s*[票张張]?`, 'giy');
const BETWEEN = /[\s,，、;；。]+/y;

/** Undefined when any of it is not understood: half a list is not entered. */
export function readPapers(text: string, secret: boolean): TypedPapers | undefined {
  const typed = closeRuns(text.normalize('NFKC').trim().toLowerCase());
  return secret ? secretPapers(typed) : openPapers(typed);
}

function openPapers(typed: string): TypedPapers | undefined {
  const groups = all(GROUP, typed, 0);
  if (!groups || groups.length === 0) return undefined;
  const handedIn: { readonly number: number; readonly choice: string }[] = [];
  for (const [list = '', word = ''] of groups) {
    const numbers = numbersIn(list);
    if (!numbers) return undefined;
    handedIn.push(...numbers.map((number) => ({ number, choice: WORDS[word] ?? INVALID })));
  }
  return { handedIn };
}

function secretPapers(typed: string): TypedPapers | undefined {
  const list = new RegExp(`^${NUMBERS}\\s*[号號]?`).exec(typed)?.[0] ?? '';
  const numbers = numbersIn(list);
  const sums = all(SUM, typed, list.length);
  if (!numbers || !sums) return undefined;
  return {
    handedIn: numbers.map((number) => ({ number })),
    choices: sums.map(([word = '', many = '']) => [WORDS[word] ?? INVALID, Number(many)]),
  };
}

function numbersIn(list: string): readonly number[] | undefined {
  const runs = list
    .split(/[号號\s,，、]+/)
    .filter((run) => run !== '')
    .map(readRun);
  const whole = runs.filter((run) => run !== undefined);
  return whole.length === runs.length && whole.length > 0 ? whole.flat() : undefined;
}

/** One after the other to the end of the text. */
function all(pattern: RegExp, text: string, from: number): readonly (readonly string[])[] | undefined {
  const found: string[][] = [];
  let at = from;
  while (at < text.length) {
    BETWEEN.lastIndex = at;
    at += BETWEEN.exec(text)?.[0].length ?? 0;
    if (at >= text.length) break;
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (!match) return undefined;
    found.push([match[1] ?? '', match[2] ?? '']);
    at += match[0].length;
  }
  return found;
}
