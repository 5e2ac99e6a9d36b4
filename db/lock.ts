/** One process per embedded database folder: a second one would corrupt it, so it is refused before it opens anything. */
import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
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

/** How long a process that pushed a dead one's lock aside waits before it trusts its own: see {@link pushAside}. */
const SETTLE_MS = 50;

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
  const mine = JSON.stringify({ pid: process.pid, host: hostname(), started: startOf(process.pid) } satisfies Holder);
  // Written in full under another name and then linked: nobody ever sees half a lock.
  const draft = `${path}-${process.pid}-${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, mine, { flag: 'wx', mode: 0o600 });
  try {
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (linked(draft, path)) {
        if (attempt > 0) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, SETTLE_MS);
        if (textOf(path) === mine) return () => rmSync(path, { force: true });
        break;
      }
      const found = textOf(path);
      if (found === undefined) continue;
      refuseIfHeld(found, dataDir, path);
      if (!pushAside(path, found, `${draft}-old`)) break;
    }
  } finally {
    rmSync(draft, { force: true });
  }
  throw new FolderInUse(`${dataDir} could not be locked: another process is starting on it.`);
}

function linked(draft: string, path: string): boolean {
  try {
    linkSync(draft, path);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

function refuseIfHeld(text: string, dataDir: string, path: string): void {
  const holder = holderIn(text);
  if (!holder) return;
  if (holder.host !== hostname()) {
    throw new FolderInUse(`${dataDir} is in use on ${holder.host}. If no process runs there any more, delete ${path}.`);
  }
  if (isAlive(holder)) {
    throw new FolderInUse(
      `${dataDir} is in use by process ${holder.pid}. Stop it, choose another DATA_DIR, or set DATABASE_URL to run several processes.`,
    );
  }
}

/**
 * Takes a dead process's lock away. Two processes may both have found it dead, and the slower one then holds the lock of
 * the faster one in its hands: it puts that back and gives way. Whoever gets in between is noticed by the faster one,
 * which looks once more before it trusts its lock.
 *
 * @returns whether the lock was the dead one's, or gone already
 */
export function pushAside(path: string, expected: string, aside: string): boolean {
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return true;
    throw error;
  }
  const right = textOf(aside) === expected;
  if (!right) linked(aside, path);
  rmSync(aside, { force: true });
  return right;
}

function textOf(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Undefined for what is no lock of ours, such as a file cut short when the disk was full. */
function holderIn(text: string): Holder | undefined {
  try {
    const holder = JSON.parse(text) as Partial<Holder> | null;
    const { pid, host, started } = holder ?? {};
    return typeof pid === 'number' && typeof host === 'string' && typeof started === 'string'
      ? { pid, host, started }
      : undefined;
  } catch {
    return undefined;
  }
}
