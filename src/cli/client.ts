/** Talks to the admin API of a running installation, and says in a sentence what to do when that fails. */
import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { CliProblem, type Sentence } from './problem.ts';

export type Env = Readonly<Record<string, string | undefined>>;
export type Query = Readonly<Record<string, string | undefined>>;

export interface Client {
  get<T>(path: string, query?: Query): Promise<T>;
  /** @param key the Idempotency-Key; a new one unless the person gave one to repeat an earlier command */
  post<T>(path: string, body: object | undefined, key: string | undefined): Promise<T>;
  /** Sends a file as it is. */
  upload<T>(path: string, query: Query, file: Uint8Array, key: string | undefined): Promise<T>;
  /** Brings a file: asked for with a query, or made by a change. */
  download(method: 'GET' | 'POST', path: string, asked: Query | object, key?: string): Promise<Downloaded>;
}

export interface Downloaded {
  readonly bytes: Uint8Array;
  readonly headers: Headers;
}

/** A verification of a large ledger and a long move of the clock take minutes. */
const PATIENCE_MS = 15 * 60_000;

export function createClient(env: Env): Client {
  const base = baseOf(env);
  const token = tokenOf(env);

  const send = (
    method: 'GET' | 'POST',
    path: string,
    headers: Record<string, string>,
    body?: object | Uint8Array,
  ): Promise<Response> => {
    // An address is read as a path: what stands for "here" or "above" there would ask for something else.
    const above = path.split(/[/?]/).find((part) => part === '.' || part === '..');
    if (above !== undefined) throw new CliProblem(1, 'not_found', ['cli.problem.no-reference', { ref: above }]);
    const form = body instanceof Uint8Array ? 'application/octet-stream' : 'application/json';
    return fetch(`${base}/api/v1${path}`, {
      method,
      headers: { Authorization: `Bearer ${token}`, ...headers, ...(body && { 'Content-Type': form }) },
      ...(body && { body: body instanceof Uint8Array ? new Uint8Array(body) : JSON.stringify(body) }),
      signal: AbortSignal.timeout(PATIENCE_MS),
    }).catch((error: unknown) => {
      throw unreachable(base, error, headers['Idempotency-Key']);
    });
  };
  const call = async <T>(...[method, path, headers, body]: Parameters<typeof send>): Promise<T> =>
    read<T>(base, await send(method, path, headers, body), headers['Idempotency-Key']);
  const withQuery = (path: string, query: Query): string => {
    const given = Object.entries(query).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]]));
    const search = new URLSearchParams(given).toString();
    return search === '' ? path : `${path}?${search}`;
  };
  const keyed = (key: string | undefined) => ({ 'Idempotency-Key': key ?? randomUUID() });

  return {
    get: (path, query = {}) => call('GET', withQuery(path, query), {}),
    post: (path, body, key) => call('POST', path, keyed(key), body),
    upload: (path, query, file, key) => call('POST', withQuery(path, query), keyed(key), file),
    download: async (method, path, asked, key) => {
      const headers = keyed(key);
      const response =
        method === 'GET'
          ? await send(method, withQuery(path, asked as Query), {})
          : await send(method, path, headers, asked);
      // What is refused is said in JSON, like everywhere.
      if (!response.ok) await read(base, response, headers['Idempotency-Key']);
      return { bytes: new Uint8Array(await response.arrayBuffer()), headers: response.headers };
    },
  };
}

function baseOf(env: Env): string {
  const url = env.LILONG_URL?.trim() || `http://127.0.0.1:${env.PORT?.trim() || '3000'}`;
  if (!URL.canParse(url) || !/^https?:$/.test(new URL(url).protocol)) {
    throw new CliProblem(2, 'usage', ['cli.problem.url', { url }]);
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
    throw new CliProblem(2, 'no_token', ['cli.problem.no-token', { file }]);
  }
}

function unreachable(base: string, error: unknown, key: string | undefined): CliProblem {
  const late = error instanceof DOMException && error.name === 'TimeoutError';
  const what: readonly Sentence[] = late
    ? [['cli.problem.late', { base }]]
    : [['cli.problem.nothing-answers', { base }], ['cli.problem.start-it']];
  return new CliProblem(3, 'unreachable', ...what, ...repeat(key));
}

/** A change whose answer was lost may have been made; with the same key it is not made twice. */
const repeat = (key: string | undefined): readonly Sentence[] =>
  key === undefined ? [] : [['cli.problem.repeat', { key }]];

const PROBLEM = z.object({ error: z.object({ code: z.string(), message: z.string() }) });

async function read<T>(base: string, answer: Response, key: string | undefined): Promise<T> {
  const text = await answer.text();
  const json = parsed(text);
  if (answer.ok && json !== undefined) return json as T;
  const problem = PROBLEM.safeParse(json);
  if (problem.success) {
    const { code, message } = problem.data.error;
    const hint: readonly Sentence[] = code === 'token_wrong' ? [['cli.problem.token-wrong']] : [];
    throw new CliProblem(1, code, { said: message }, ...hint, ...(answer.status >= 500 ? repeat(key) : []));
  }
  if ([502, 503, 504].includes(answer.status))
    throw new CliProblem(
      3,
      'unreachable',
      ['cli.problem.not-running', { base, status: String(answer.status) }],
      ...repeat(key),
    );
  throw new CliProblem(1, 'not_lilong', ['cli.problem.not-lilong', { base, status: String(answer.status) }]);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
