/** A table read from a file somebody made: rows of text, one at a time, whatever program wrote the file. */

/** One row; `line` is what the spreadsheet program shows beside it, counted from 1. */
export interface TableRow {
  readonly line: number;
  /** By column from the left; a cell nothing is in is an empty text. */
  readonly cells: readonly string[];
}

export interface Table {
  readonly rows: AsyncIterable<TableRow>;
}

/** Why a file is not read at all. */
export const FILE_PROBLEMS = [
  'empty',
  'not_a_table',
  'old_excel',
  'password',
  'damaged',
  'too_large',
  'wrongly_decoded',
  'encoding_unknown',
] as const;
export type FileProblem = (typeof FILE_PROBLEMS)[number];

/** Thrown while rows are read, when the file turns out to be broken or too large further down. */
export class TableUnreadable extends Error {
  override readonly name = 'TableUnreadable';
  readonly problem: FileProblem;

  constructor(problem: FileProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** More rows than any community has people: a file with more is no roster. */
export const MOST_ROWS = 100_000;
/** A cell longer than this is no name and no address; the rest is not kept in memory. */
export const LONGEST_CELL = 2_000;
export const MOST_COLUMNS = 200;
