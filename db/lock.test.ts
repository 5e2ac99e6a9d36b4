import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderInUse, lockFolder, pushAside } from './lock.ts';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lilong-lock-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Larger than any pid Linux gives out. */
const DEAD = { pid: 4_194_303, host: hostname(), started: '1' };
const leave = (lock: unknown) =>
  writeFileSync(join(folder, 'lock'), typeof lock === 'string' ? lock : JSON.stringify(lock));

describe('the lock of a data folder', () => {
  test('is held until it is given back, and leaves nothing behind', () => {
    const unlock = lockFolder(folder);
    expect(() => lockFolder(folder)).toThrow(FolderInUse);
    expect(() => lockFolder(folder)).toThrow(`${folder} is in use by process ${process.pid}`);
    unlock();
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a dead process is taken over', () => {
    leave(DEAD);
    lockFolder(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });

  test('of a process whose number lives on in another one is taken over', () => {
    leave({ ...DEAD, pid: process.pid });
    lockFolder(folder)();
  });

  test('that was cut short is taken over', () => {
    leave('{"pid":');
    lockFolder(folder)();
    leave('null');
    lockFolder(folder)();
  });

  test('of another machine is left alone, and the message says how to go on', () => {
    leave({ ...DEAD, host: 'somewhere-else' });
    expect(() => lockFolder(folder)).toThrow(`in use on somewhere-else. If no process runs there any more, delete`);
  });

  test('of a faster process, found in place of the dead one, is put back', () => {
    const path = join(folder, 'lock');
    const faster = JSON.stringify({ pid: process.pid, host: hostname(), started: '' });
    leave(faster);
    expect(pushAside(path, JSON.stringify(DEAD), `${path}-old`)).toBe(false);
    expect(readFileSync(path, 'utf8')).toBe(faster);
    expect(pushAside(path, faster, `${path}-old`)).toBe(true);
    // Somebody else has pushed it aside already.
    expect(pushAside(path, faster, `${path}-old`)).toBe(true);
    expect(readdirSync(folder)).toEqual([]);
  });
});
