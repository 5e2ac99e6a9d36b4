/** How the API says no: one JSON shape, a stable code, and a sentence that names the field. */
import type { Context, ErrorHandler } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { z } from 'zod';
import type { Log } from '../../pipeline/context.ts';

export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly status: ContentfulStatusCode;
  readonly code: string;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: ContentfulStatusCode,
    code: string,
    message: string,
    headers: Readonly<Record<string, string>> = {},
  ) {
    super(message);
    this.status = status;
    this.code = code;
    this.headers = headers;
  }
}

const answerProblem = (c: Context, { status, code, message, headers }: ApiProblem): Response =>
  c.json({ error: { code, message } }, status, { ...headers });

const UNREADABLE: Readonly<Record<number, { readonly code: string; readonly message: string }>> = {
  400: { code: 'not_json', message: 'The body is not JSON.' },
  415: { code: 'not_json', message: 'The body must be JSON, sent with the header Content-Type: application/json.' },
};

export const problems =
  (log: Log): ErrorHandler =>
  (error, c) => {
    if (error instanceof ApiProblem) return answerProblem(c, error);
    const unreadable = error instanceof HTTPException ? UNREADABLE[error.status] : undefined;
    if (error instanceof HTTPException && unreadable) {
      return answerProblem(
        c,
        new ApiProblem(error.status as ContentfulStatusCode, unreadable.code, unreadable.message),
      );
    }
    log('error', 'api.failed', { path: c.req.routePath, error: error.name });
    const message =
      'Something went wrong here. If this was a change, send it again with the same Idempotency-Key: it is not done twice.';
    return answerProblem(c, new ApiProblem(500, 'internal', message));
  };

/** What a validation hook of `@hono/zod-openapi` is handed. */
type Checked = { readonly target: string } & (
  | { readonly success: true }
  | { readonly success: false; readonly error: z.core.$ZodError }
);

/** Turns what a schema refused into one sentence. @throws ApiProblem */
export function refuseInvalid(result: Checked): void {
  if (result.success) return;
  const [issue] = result.error.issues;
  const message = issue ? sentenceOf(result.target, issue) : 'The request is not valid.';
  throw new ApiProblem(400, 'not_valid', message);
}

const PLACES: Readonly<Record<string, string>> = {
  header: 'The header',
  query: 'The query parameter',
  param: 'The path part',
};

function sentenceOf(target: string, issue: z.core.$ZodIssue): string {
  const where = PLACES[target] ?? 'The field';
  if (issue.code === 'unrecognized_keys') return `${where} ${issue.keys.map(quoted).join(', ')} is not known here.`;
  if (issue.path.length === 0) return `The body ${issue.message}.`;
  return `${where} ${quoted(issue.path.join('.'))} ${issue.message}.`;
}

const quoted = (name: string): string => `"${name}"`;
