/** Talks to the admin API of a running installation, and says in a sentence what to do when that fails. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CliProblem } from './problem.ts';

export type Env = Readonly<Record<string, string | undefined>>;
export type Query = Readonly<Record<string, string | undefined>>;

export interface Client {
  get<T>(path: string, query?: Query): Promise<T>;
  /** @param key the Idempotency-Key; a new one unless the person gave one to repeat an earlier command */
  post<T>(path: string, body: object | undefined, key: string | undefined): Promise<T>;
}

/** A verification of a large ledger and a long move of the clock take minutes. */
const PATIENCE_MS = 15 * 60_000;

export function createClient(env: Env): Client {
  const base = baseOf(env);
  const token = tokenOf(env);

  const call = async <T>(
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: object,
  ): Promise<T> => {
    const address = `${base}/api/v1${path}`;
    const answer = await fetch(address, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers, ...(body && { 'Content-Type': 'application/json' }) },
      ...(body && { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: unknown) => {
      throw unreachable(base, error, headers['Idempotency-Key']);
    });
    return read<T>(base, answer, headers['Idempotency-Key']);
  };

  return {
    get: (path, query = {}) => {
      const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
      const search = new URLSearchParams(given).toString();
      return call('GET', search === '' ? path : `${path}?${search}`, {});
    },
    post: (path, body, key) => call('POST', path, { 'Idempotency-Key': key ?? randomUUID() }, body),
  };
}

function baseOf(env: Env): string {
  const url = env.LILONG_URL?.trim() || `http://127.0.0.1:${env.PORT?.trim() || '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliProblem(2, 'usage', `LILONG_URL is "${url}"; use an address like http://127.0.0.1:3000.`);
  }
  return url.replace(/\/+$/, '');
}

function tokenOf(env: Env): string {
  const given = env.ADMIN_TOKEN?.trim();
  if (given) return given;
  const file = join(resolve(env.DATA_DIR?.trim() || './data'), 'admin-token');
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    const message = `There is no admin token: set ADMIN_TOKEN, or DATA_DIR to the folder of the installation (looked for ${file}).`;
    throw new CliProblem(2, 'no_token', message);
  }
}

function unreachable(base: string, error: unknown, key: string | undefined): CliProblem {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  const what = late ? `No answer came from ${base} in time.` : `Nothing answers at ${base}.`;
  const hint = late ? '' : ' Start it with "npm start", or set LILONG_URL to its address.';
  return new CliProblem(3, 'unreachable', `${what}${hint}${repeat(key)}`);
}

/** A change whose answer was lost may have been made; with the same key it is not made twice. */
const repeat = (key: string | undefined): string =>
  key === undefined ? '' : ` To repeat this command safely, add: --key ${key}`;

const PROBLEM = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

async function read<T>(base: string, answer: Response, key: string | undefined): Promise<T> {
  const text = await answer.text();
  const json = parsed(text);
  if (answer.ok && json !== undefined) return json as T;
  const problem = PROBLEM.safeParse(json);
  if (problem.success) {
    const { code, message } = problem.data.error;
    const hint = code === 'token_wrong' ? ' Set ADMIN_TOKEN, or DATA_DIR to the folder of that installation.' : '';
    throw new CliProblem(1, code, message + hint + (answer.status >= 500 ? repeat(key) : ''));
  }
  if ([502, 503, 504].includes(answer.status)) {
    const message = `Lilong is not running behind ${base} (status ${answer.status}).${repeat(key)}`;
    throw new CliProblem(3, 'unreachable', message);
  }
  throw new CliProblem(
    1,
    'not_lilong',
    `What answers at ${base} is not Lilong (status ${answer.status}); check LILONG_URL.`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
