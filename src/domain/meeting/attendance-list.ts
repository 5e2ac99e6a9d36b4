/** Who came, as somebody copies it from a list on paper: numbers, runs of numbers, or names; 「离开」 before them takes people out again. */
import { err, ok, type Result } from '../result.ts';
import { closeRuns, readRun } from './number-run.ts';

export interface Listed {
  readonly number: number;
  readonly name: string;
}

export interface AttendanceRead {
  readonly kind: 'came' | 'left';
  readonly numbers: readonly number[];
}

export type AttendanceProblem =
  | { readonly kind: 'nothing_listed' }
  /** Neither a number of the list nor a name on it. */
  | { readonly kind: 'not_listed'; readonly typed: string }
  /** Several people bear it: the number says which. */
  | { readonly kind: 'name_shared'; readonly name: string; readonly numbers: readonly number[] };

const LEFT = /^(?:离开|離開|离场|離場|走了|left)\s*[::]?\s*/i;
const BETWEEN = /[,、;。.\n]+/;

/** Names are compared without spaces, whatever their case. */
const plain = (name: string): string => name.normalize('NFKC').replace(/\s/g, '').toLowerCase();

export function readAttendance(words: string, listed: readonly Listed[]): Result<AttendanceRead, AttendanceProblem> {
  const typed = words.normalize('NFKC').trim();
  const list = typed.replace(LEFT, '');
  const known = new Set(listed.map(({ number }) => number));
  const numbers = new Set<number>();
  for (const piece of piecesOf(list, listed)) {
    const found = numbersOf(piece, listed, known);
    if (!found.ok) return found;
    for (const number of found.value) numbers.add(number);
  }
  if (numbers.size === 0) return err({ kind: 'nothing_listed' });
  return ok({ kind: list === typed ? 'came' : 'left', numbers: [...numbers].sort((a, b) => a - b) });
}

/** A name may have a space in it, so what stands between two commas is taken whole where it is one. */
function piecesOf(list: string, listed: readonly Listed[]): readonly string[] {
  const names = new Set(listed.map(({ name }) => plain(name)));
  return closeRuns(list.replace(/(\d)[号號]/g, '$1 '))
    .split(BETWEEN)
    .map((part) => part.trim())
    .flatMap((part) => (names.has(plain(part)) ? [part] : part.split(/\s+/)))
    .filter((piece) => piece !== '');
}

function numbersOf(
  piece: string,
  listed: readonly Listed[],
  known: ReadonlySet<number>,
): Result<readonly number[], AttendanceProblem> {
  const run = readRun(piece);
  if (run) {
    const ends = [run[0] ?? 0, run.at(-1) ?? 0];
    if (!ends.every((number) => known.has(number))) return err({ kind: 'not_listed', typed: piece });
    return ok(run.filter((number) => known.has(number)));
  }
  const named = listed.filter(({ name }) => plain(name) === plain(piece)).map(({ number }) => number);
  if (named.length > 1) return err({ kind: 'name_shared', name: piece, numbers: named });
  return named.length === 1 ? ok(named) : err({ kind: 'not_listed', typed: piece });
}
