/** A CSV file as records, by the names in its first line. */
import { readFileSync } from 'node:fs';
import { csvRows } from '../documents/csv-read.ts';
import { CliProblem } from './problem.ts';

/** @throws CliProblem when the file cannot be read or a column is missing */
export function csvRecords(file: string, needed: readonly string[]): readonly Readonly<Record<string, string>>[] {
  const [head, ...rows] = [...csvRows(read(file))];
  const names = (head?.cells ?? []).map((name) => name.trim().toLowerCase());
  const missing = needed.filter((name) => !names.includes(name));
  if (missing.length > 0)
    throw new CliProblem(2, 'usage', ['cli.problem.no-column', { file, columns: missing.join(', ') }]);
  if (rows.length === 0) throw new CliProblem(2, 'usage', ['cli.problem.no-rows', { file }]);
  return rows.map(({ cells }) => Object.fromEntries(names.map((name, at) => [name, (cells[at] ?? '').trim()])));
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  } catch {
    throw new CliProblem(2, 'usage', ['cli.problem.not-read', { file }]);
  }
}
