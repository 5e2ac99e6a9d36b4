/** A new folder for one suite; in memory where there is room, since copying a database's thousand files costs the most there is. */
import { statfsSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const MEMORY = '/dev/shm';
/** Containers often have 64 MB there, which is one database. */
const ENOUGH_BYTES = 2 ** 30;

function place(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY);
    return bavail * bsize >= ENOUGH_BYTES ? MEMORY : tmpdir();
  } catch {
    return tmpdir();
  }
}

export const scratchFolder = (name: string): Promise<string> => mkdtemp(join(place(), `lilong-${name}-`));
