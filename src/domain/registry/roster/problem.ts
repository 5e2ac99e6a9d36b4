/** What is wrong with one cell of a roster, as it is kept and shown. */
import { ROSTER_COLUMNS, type RosterColumn } from './columns.ts';

export const ROW_PROBLEMS = [
  'name_missing',
  'name_not_valid',
  'too_long',
  'phone_not_valid',
  'person_twice',
  'phone_twice',
  'building_missing',
  'building_unknown',
  'unit_unknown',
  'unit_elsewhere',
  'grid_differs',
  'seat_unknown',
  'seat_elsewhere',
  'seat_needs_building',
  'seat_needs_grid',
  'grid_unknown',
  'gender_unknown',
  'basis_unknown',
  'language_unknown',
  'yes_no_unknown',
] as const;
export type RowProblemCode = (typeof ROW_PROBLEMS)[number];

export interface RowProblem {
  readonly code: RowProblemCode;
  readonly column: RosterColumn;
  /** A line number, a limit, or the name of a place that was perhaps meant: nothing personal. */
  readonly about?: string;
}

/** `phone_not_valid@phone`, `person_twice@name:12`. */
export const problemText = ({ code, column, about }: RowProblem): string =>
  `${code}@${column}${about === undefined ? '' : `:${about}`}`;

export function readProblem(text: string): RowProblem | undefined {
  const [, code, column, about] = /^([a-z_]+)@([a-z]+)(?::(.*))?$/su.exec(text) ?? [];
  const known = ROW_PROBLEMS.find((each) => each === code);
  const where = ROSTER_COLUMNS.find((each) => each === column);
  return known && where ? { code: known, column: where, ...(about !== undefined && { about }) } : undefined;
}
