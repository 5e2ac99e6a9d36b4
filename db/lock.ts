/** One process per embedded database folder: a second one would corrupt it, so it is refused before it opens anything. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';

export class FolderInUse extends Error {
  override readonly name = 'FolderInUse';
}

interface Holder {
  readonly pid: number;
  readonly host: string;
  /** When that process started, so that a reused pid is not mistaken for it. */
  readonly started: string;
}

/** Clock ticks since boot at which a process started (Linux); empty where it cannot be read. */
function startOf(pid: number): string {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '';
  } catch {
    return '';
  }
}

function isAlive(holder: Holder): boolean {
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  return holder.started === '' || startOf(holder.pid) === holder.started;
}

/** @returns a function that gives the folder back. A killed process leaves its lock, which the next start sees is stale. */
export function lockFolder(dataDir: string): () => void {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const path = join(dataDir, 'lock');
  const mine: Holder = { pid: process.pid, host: hostname(), started: startOf(process.pid) };
  for (let attempt = 0; attempt < 3; attempt += 1) {
    try {
      writeFileSync(path, JSON.stringify(mine), { flag: 'wx', mode: 0o600 });
      return () => rmSync(path, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(path);
    if (holder && holder.host !== mine.host) {
      throw new FolderInUse(
        `${dataDir} is in use on ${holder.host}. If no process runs there any more, delete ${path}.`,
      );
    }
    if (holder && isAlive(holder)) {
      throw new FolderInUse(
        `${dataDir} is in use by process ${holder.pid}. Stop it, choose another DATA_DIR, or set DATABASE_URL to run several processes.`,
      );
    }
    rmSync(path, { force: true });
  }
  throw new FolderInUse(`${dataDir} could not be locked: another process is starting on it.`);
}

function readHolder(path: string): Holder | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return JSON.parse(readFileSync(path, 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}
