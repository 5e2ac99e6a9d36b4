import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FolderInUse, lockFolder } from './lock.ts';

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

  test('goes to exactly one of several processes that find a dead one at the same moment', async () => {
    const rounds = 25;
    for (let round = 0; round < rounds; round += 1) {
      mkdirSync(join(folder, `${round}`));
      writeFileSync(join(folder, `${round}`, 'lock'), JSON.stringify(DEAD));
    }
    const script = `
      import { lockFolder } from ${JSON.stringify(join(import.meta.dirname, 'lock.ts'))};
      process.stdout.write('ready');
      process.stdin.once('data', (start) => {
        for (let round = 0; round < ${rounds}; round += 1) {
          while (Date.now() < Number(start) + round * 80);
          try {
            lockFolder(${JSON.stringify(folder)} + '/' + round);
            console.log('held ' + round);
          } catch (error) {
            if (error.name !== 'FolderInUse') console.log(String(error));
          }
        }
      });`;
    const processes = Array.from({ length: 3 }, () =>
      spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], { stdio: ['pipe', 'pipe', 'inherit'] }),
    );
    let said = '';
    await Promise.all(processes.map((child) => once(child.stdout, 'data')));
    for (const child of processes) child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
    const start = `${Date.now() + 100}`;
    for (const child of processes) child.stdin.write(start);
    // They keep their locks until all are done.
    await expect.poll(() => said.split('\n').length - 1, { timeout: 20_000 }).toBeGreaterThanOrEqual(rounds);
    await new Promise((resolve) => setTimeout(resolve, 500));
    for (const child of processes) child.kill();
    const lines = said.trim().split('\n').sort();
    expect(lines).toEqual(Array.from({ length: rounds }, (_, round) => `held ${round}`).sort());
  });
});
