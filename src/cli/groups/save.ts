/** A file the server made, written where the operator said; for the owner's eyes, because it may hold codes. */
import { writeFileSync } from 'node:fs';
import { CliProblem } from '../problem.ts';

export function save(path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes, { mode: 0o600 });
  } catch {
    throw new CliProblem(2, 'not_written', ['cli.problem.not-written', { file: path }]);
  }
}
