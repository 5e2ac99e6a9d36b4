/** A file of the operator's, to be sent to the server. */
import { readFileSync } from 'node:fs';
import { CliProblem } from '../problem.ts';

export function load(path: string): Uint8Array {
  try {
    return readFileSync(path);
  } catch {
    throw new CliProblem(2, 'not_read', ['cli.problem.not-read', { file: path }]);
  }
}
