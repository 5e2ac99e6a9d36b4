/** Reads comma-separated text (RFC 4180), as Excel and others write it: also with semicolons or tabs. */
import { LONGEST_CELL, MOST_COLUMNS, MOST_ROWS, type TableRow, TableUnreadable } from './table.ts';

const SEPARATORS = [',', ';', '\t'] as const;

/** The separator that stands most often in the first line that has any. */
function separatorOf(text: string): string {
  for (const line of text.slice(0, 10_000).split(/\r\n|\r|\n/)) {
    const counts = SEPARATORS.map((separator) => line.split(separator).length - 1);
    const most = Math.max(...counts);
    if (most > 0) return SEPARATORS[counts.indexOf(most)] ?? ',';
  }
  return ',';
}

/** Rows with nothing in them are counted and left out. */
export function* csvRows(text: string): Generator<TableRow> {
  const separator = separatorOf(text);
  let line = 0;
  let at = 0;
  while (at < text.length) {
    const { cells, next } = record(text, at, separator);
    at = next;
    line += 1;
    if (line > MOST_ROWS + 100) throw new TableUnreadable('too_large');
    if (cells.some((cell) => cell !== '')) yield { line, cells };
  }
}

function record(text: string, from: number, separator: string): { readonly cells: string[]; readonly next: number } {
  const cells: string[] = [];
  let at = from;
  for (;;) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at, separator);
    if (cells.length < MOST_COLUMNS) cells.push(plainCell(cell.value));
    at = cell.next;
    if (text[at] === separator) {
      at += 1;
      continue;
    }
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    return { cells, next: at };
  }
}

interface Cell {
  readonly value: string;
  readonly next: number;
}

function bare(text: string, from: number, separator: string): Cell {
  let at = from;
  while (at < text.length && text[at] !== separator && text[at] !== '\n' && text[at] !== '\r') at += 1;
  return { value: text.slice(from, at), next: at };
}

function quoted(text: string, from: number): Cell {
  let value = '';
  let at = from + 1;
  for (;;) {
    const end = text.indexOf('"', at);
    // A quotation mark that is never closed would swallow the rest of the file unseen.
    if (end === -1) throw new TableUnreadable('damaged');
    value += text.slice(at, end);
    if (value.length > LONGEST_CELL * 50) throw new TableUnreadable('damaged');
    if (text[end + 1] !== '"') {
      const rest = /^[^,;\t\r\n]*/.exec(text.slice(end + 1, end + 1 + LONGEST_CELL))?.[0] ?? '';
      return { value: value + rest, next: end + 1 + rest.length };
    }
    value += '"';
    at = end + 2;
  }
}

/** Excel users write `="013…"` or `'013…` to keep a number as text; the wrapping is not part of it. */
export const plainCell = (cell: string): string => {
  const wrapped = /^="(.*)"$/s.exec(cell)?.[1] ?? (/^'[=+\-@0-9]/.test(cell) ? cell.slice(1) : cell);
  return wrapped.slice(0, LONGEST_CELL).trim();
};
