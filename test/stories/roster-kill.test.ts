/**
 * A process that dies in the middle of taking a roster over: before the end nobody is seen, and afterwards everybody, once.
 * One that dies while it reads leaves a roster that is refused with a sentence, not one that seems to be read for ever.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { writeCsv } from '../../src/documents/csv-write.ts';
import type { ShownRoster } from '../../src/http/api/rosters.ts';
import { ADMIN_TOKEN } from '../harness/admin-api.ts';
import { prepareFolder } from '../harness/prepared.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const PEOPLE = 1_500;
const PATIENCE_MS = 90_000;

let dataDir: string;
let server: ChildProcess | undefined;
let url = '';

async function start(): Promise<void> {
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: '0',
      DEMO: '1',
      LOG_LEVEL: 'error',
      ADMIN_TOKEN,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  server = child;
  url = await new Promise<string>((resolve, reject) => {
    let said = '';
    child.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
    child.stdout.on('data', (piece) => {
      said += piece;
      const found = /(http:\/\/[\d.]+:\d+)/.exec(said)?.[1];
      if (found) resolve(found);
    });
  });
}

async function end(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
  if (!server || server.exitCode !== null || server.signalCode !== null) return;
  const exit = once(server, 'exit');
  server.kill(signal);
  await exit;
}

async function call<T>(method: 'GET' | 'POST', path: string, body?: Uint8Array | object): Promise<T> {
  const answer = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: {
      Authorization: `Bearer ${ADMIN_TOKEN}`,
      ...(method === 'POST' && { 'Idempotency-Key': randomUUID() }),
      ...(body && { 'Content-Type': body instanceof Uint8Array ? 'application/octet-stream' : 'application/json' }),
    },
    ...(body && { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
  });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
  return (await answer.json()) as T;
}

async function until(id: string, reached: (roster: ShownRoster) => boolean): Promise<ShownRoster> {
  for (const end = Date.now() + PATIENCE_MS; Date.now() < end; await pause(5)) {
    const roster = await call<ShownRoster>('GET', `/rosters/${id}`);
    if (reached(roster)) return roster;
  }
  throw new Error('the roster does not get there');
}

/** Everybody the roster brought, as the list of people shows them. */
async function shown(): Promise<readonly string[]> {
  const names: string[] = [];
  for (let cursor = ''; ; ) {
    const page: { items: { name: string }[]; next: string | null } = await call(
      'GET',
      `/people?community=demo&limit=100${cursor}`,
    );
    names.push(...page.items.map(({ name }) => name).filter((name) => name.startsWith('名册上的')));
    if (page.next === null) return names;
    cursor = `&cursor=${page.next}`;
  }
}

beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'lilong-roster-'));
  prepareFolder(dataDir);
  await start();
}, PATIENCE_MS);
afterAll(async () => {
  await end('SIGTERM');
  await rm(dataDir, { recursive: true, force: true });
});

test('nothing is half imported', { timeout: 3 * PATIENCE_MS }, async () => {
  const rows = Array.from({ length: PEOPLE }, (_, at) => [
    `名册上的${at}号`,
    `138${String(at).padStart(8, '0')}`,
    '1号楼',
    `${at % 500}`,
    at % 100 === 0 ? '居民代表' : '',
  ]);
  const file = writeCsv([['姓名', '手机号', '楼栋', '室号', '职务'], ...rows]);
  const { id } = await call<ShownRoster>('POST', '/rosters?community=demo', file);
  await until(id, ({ state }) => state === 'ready');
  await call('POST', `/rosters/${id}/publish`);
  await until(id, ({ published, state }) => published > PEOPLE / 10 || state === 'done');
  const seen = await shown();
  const midway = await call<ShownRoster>('GET', `/rosters/${id}`);
  expect([midway.state, seen]).toEqual(['publishing', []]);
  await end('SIGKILL');

  await start();
  await until(id, ({ state }) => state === 'done');
  expect([...(await shown())].sort()).toEqual(rows.map(([name = '']) => name).sort());
  const verified = await call<{ ok: boolean; problems: readonly unknown[] }>('POST', '/ledger/verify', {});
  expect([verified.ok, verified.problems]).toEqual([true, []]);
});

test('what nobody reads any more is refused, and says why', { timeout: 3 * PATIENCE_MS }, async () => {
  const rows = Array.from({ length: 10 * PEOPLE }, (_, at) => [`读到一半的${at}号`, '1号楼']);
  const file = writeCsv([['姓名', '楼栋'], ...rows]);
  const { id } = await call<ShownRoster>('POST', '/rosters?community=demo', file);
  const midway = await until(id, (roster) => roster.rows > 0);
  expect(midway.state).toBe('reading');
  await end('SIGKILL');

  await start();
  const { state, rows: read } = await until(id, (roster) => roster.state !== 'reading');
  expect([state, read < rows.length]).toEqual(['refused', true]);
  const { items } = await call<{ items: { line: number; problems: { code: string; said: string }[] }[] }>(
    'GET',
    `/rosters/${id}/rows?change=wrong`,
  );
  expect(items).toMatchObject([
    { line: 0, problems: [{ code: 'interrupted', said: expect.stringContaining('请把文件再上传一次') }] },
  ]);
});
