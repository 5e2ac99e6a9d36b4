/** The product as a newcomer starts it, `src/main.ts` in a process of its own, with a database that is ready. */
import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { prepareFolder } from '../harness/prepared.ts';
import { scratchFolder } from '../harness/scratch.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const START_LIMIT_MS = 45_000;

export interface Product {
  readonly base: string;
  /** Calls of the admin API, as the operator makes them. */
  get<T>(path: string): Promise<T>;
  /** What comes as a file. */
  text(path: string): Promise<string>;
  post<T>(path: string, body: object): Promise<T>;
  stop(): Promise<void>;
}

export async function startProduct(): Promise<Product> {
  const dataDir = await scratchFolder('e2e');
  prepareFolder(dataDir);
  const port = await freePort();
  const base = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'ignore', 'pipe'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: `${port}`,
      DEMO: '1',
      LOG_LEVEL: 'warn',
    },
  });
  let complaints = '';
  child.stderr?.on('data', (chunk) => {
    complaints += String(chunk);
  });
  const stop = async () => {
    await end(child);
    await rm(dataDir, { recursive: true, force: true });
  };
  const deadline = Date.now() + START_LIMIT_MS;
  while (!(await healthy(base))) {
    if (child.exitCode === null && Date.now() < deadline) {
      await new Promise((resolve) => setTimeout(resolve, 200));
      continue;
    }
    await stop();
    throw new Error(`the product did not start: ${complaints}`);
  }
  const call = async (path: string, request: RequestInit): Promise<Response> => {
    const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
    const headers = { ...request.headers, Authorization: `Bearer ${token}` };
    const response = await fetch(`${base}/api/v1${path}`, { ...request, headers });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    return response;
  };
  const get = async <T>(path: string): Promise<T> => (await (await call(path, {})).json()) as T;
  const text = async (path: string): Promise<string> => (await call(path, {})).text();
  const post = async <T>(path: string, body: object): Promise<T> => {
    const headers = { 'Content-Type': 'application/json', 'Idempotency-Key': randomUUID() };
    return (await (await call(path, { method: 'POST', headers, body: JSON.stringify(body) })).json()) as T;
  };
  return { base, get, text, post, stop };
}

async function healthy(base: string): Promise<boolean> {
  return fetch(`${base}/readyz`).then(
    ({ ok }) => ok,
    () => false,
  );
}

/** Open event streams must not keep it from stopping; if they do, the test says so instead of hanging. */
async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null) return;
  const exit = once(child, 'exit');
  child.kill('SIGTERM');
  const patience = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const [code, signal] = (await exit) as [number | null, string | null];
  clearTimeout(patience);
  if (code !== 0) throw new Error(`the product did not stop by itself: ${signal ?? code}`);
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  return typeof address === 'object' && address ? address.port : 3999;
}
