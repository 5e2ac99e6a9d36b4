/**
 * Papers as they are typed. Of a motion: in an open ballot 「1 赞成 5-8 反对」, numbers and choice; in a secret one
 * 「1,5-7 赞成3 反对1」, the numbers first and then how often each choice was found. Where options are chosen or put in order,
 * by their numbers, parted by semicolons or lines: 「1-4 选1、3；5 排2>1」, in secret 「1,5-7；选1、3 共2张；排2>1 共1张；无效1张」.
 */
import { closeRuns, RUN_PATTERN, readRun } from '../meeting/number-run.ts';
import { INVALID, type MotionChoice, type Question, writeOptions, writeRanking } from './question.ts';

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

/** Undefined when any of it is not understood: half a list is not entered. Whether there are such options is not looked at. */
export function readPapers(text: string, kind: Question['kind'], secret: boolean): TypedPapers | undefined {
  const typed = closeRuns(text.normalize('NFKC').trim().toLowerCase());
  if (kind === 'motion') return secret ? secretPapers(typed) : openPapers(typed);
  const parts = typed
    .split(/[;；。\n]+/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  return secret ? secretOptions(parts, kind) : openOptions(parts, kind);
}

/** Options in a row 「选1、3」, or in order 「排2>1=3」「排2、1」; where nothing was chosen, or nobody can read it, the word. */
const OPTION_LIST = '\\d{1,3}(?:\\s*[,、和>=]\\s*\\d{1,3})*';
const CHOSEN = `(?:选|選|排|pick|rank)\\s*(${OPTION_LIST})|(弃权|棄權|abstain|无效|無效|invalid)`;
const OPEN_LINE = new RegExp(`^(${NUMBERS})\\s*[号號]?\\s*:?\\s*(?:${CHOSEN})$`);
const SECRET_LINE = new RegExp(`^(?:${CHOSEN})\\s*(?:[:=*x×共]\\s*|\\s+|(?<=\\D))(\\d{1,6})\\s*[票张張]?$`);

function openOptions(lines: readonly string[], kind: Question['kind']): TypedPapers | undefined {
  if (lines.length === 0) return undefined;
  const handedIn: { readonly number: number; readonly choice: string }[] = [];
  for (const line of lines) {
    const [, list = '', options, word] = OPEN_LINE.exec(line) ?? [];
    const numbers = numbersIn(list);
    const choice = choiceIn(kind, options, word);
    if (!numbers || choice === undefined) return undefined;
    handedIn.push(...numbers.map((number) => ({ number, choice })));
  }
  return { handedIn };
}

function secretOptions([list = '', ...lines]: readonly string[], kind: Question['kind']): TypedPapers | undefined {
  const numbers = new RegExp(`^${NUMBERS}\\s*[号號]?$`).test(list) ? numbersIn(list) : undefined;
  if (!numbers) return undefined;
  const choices: (readonly [choice: string, many: number])[] = [];
  for (const line of lines) {
    const [, options, word, many] = SECRET_LINE.exec(line) ?? [];
    const choice = choiceIn(kind, options, word);
    if (choice === undefined) return undefined;
    choices.push([choice, Number(many)]);
  }
  return { handedIn: numbers.map((number) => ({ number })), choices };
}

function choiceIn(kind: Question['kind'], options: string | undefined, word = ''): string | undefined {
  if (options === undefined) return WORDS[word];
  if (kind === 'ranked')
    return writeRanking(options.split(/[,、和>]/).map((level) => level.split('=').map((option) => Number(option))));
  return /[>=]/.test(options) ? undefined : writeOptions(options.split(/[,、和]/).map((option) => Number(option)));
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
