/**
 * The Bot API client as this project uses it: no retries of its own (retry policy lives in one place, the outbox), every
 * refusal in one form, and the bot token never in anything that is logged or stored.
 */
import { Api, TelegramBotError, type TransportOptions } from 'node-telegram-bot-api';

/** Makes any text safe to log: the token is part of every URL, so it is in many error messages. */
export function redactor(token: string): (text: string) => string {
  const encoded = encodeURIComponent(token);
  return (text) =>
    text
      .replaceAll(token, '<token>')
      .replaceAll(encoded, '<token>')
      .replace(/\d{5,16}(?::|%3A)[A-Za-z0-9_-]{20,}/gi, '<token>');
}

interface Refusal {
  readonly error_code: number;
  readonly description: string;
  readonly parameters?: object;
}

/** Telegram's own error envelope, or one made from the HTTP status where a proxy answered instead of Telegram. */
function refusal(status: number, body: string): Refusal {
  try {
    const envelope: unknown = JSON.parse(body);
    if (typeof envelope === 'object' && envelope !== null) {
      const { error_code, description, parameters } = envelope as Record<string, unknown>;
      return {
        error_code: Number.isSafeInteger(error_code) ? (error_code as number) : status,
        description: typeof description === 'string' ? description : `HTTP ${status}`,
        ...(typeof parameters === 'object' && parameters !== null && { parameters }),
      };
    }
  } catch {
    // Not JSON: the status is all there is.
  }
  return { error_code: status, description: `HTTP ${status}` };
}

/** A redirect is refused: the token is in the path and would be handed to whoever is redirected to. */
function strictFetch(fetchImpl: typeof fetch): typeof fetch {
  return async (input, init) => {
    const response = await fetchImpl(input, { ...init, redirect: 'error' });
    if (response.ok) return response;
    const body = JSON.stringify({ ok: false, ...refusal(response.status, await response.text()) });
    return new Response(body, { status: response.status, headers: { 'content-type': 'application/json' } });
  };
}

export interface ClientOptions {
  readonly token: string;
  readonly apiRoot: string;
  readonly fetch: typeof fetch;
  readonly timeoutMs: number;
}

/** One method call by name; the parameters are built by `render.ts` and `setup.ts`, results are checked where used. */
export class TelegramClient extends Api {
  constructor({ token, apiRoot, fetch: fetchImpl, timeoutMs }: ClientOptions) {
    const options: TransportOptions = { apiRoot, fetch: strictFetch(fetchImpl), timeoutMs, maxRetries: 0 };
    super(token, options);
  }

  call(method: string, params: Record<string, unknown>, signal?: AbortSignal): Promise<unknown> {
    return this.request<unknown>(method, params, signal);
  }
}

/** The error code of the connection that failed, wherever `fetch` hid it. */
export function connectionCode(error: unknown): string | undefined {
  for (let cause: unknown = error, depth = 0; cause instanceof Error && depth < 5; depth += 1) {
    const { code } = cause as { code?: unknown };
    // The client library's own codes look like errno codes but only repeat which error class it is.
    if (typeof code === 'string' && !(cause instanceof TelegramBotError)) return code;
    const [first] = cause instanceof AggregateError ? cause.errors : [];
    cause = cause.cause ?? first;
  }
  return undefined;
}

/** One line for a log or a stored detail. */
export function describe(error: unknown, redact: (text: string) => string): string {
  const message = error instanceof Error ? error.message : String(error);
  const code = connectionCode(error);
  const line = code === undefined || message.includes(code) ? message : `${message} (${code})`;
  return redact(line).slice(0, 200);
}
