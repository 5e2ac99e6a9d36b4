/**
 * Who may call: whoever bears the admin token. It is compared in constant time, and a remote address that keeps guessing
 * is told to wait. The right token is looked at first, so a guesser behind the same address locks nobody out.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { HttpBindings } from '@hono/node-server';
import type { Context, MiddlewareHandler } from 'hono';
import type { Log } from '../../pipeline/context.ts';
import { ApiProblem } from './problem.ts';

const WRONG_ALLOWED = 20;
const WINDOW_MS = 10 * 60_000;
/** Addresses remembered at once; beyond that the oldest is forgotten. */
const ADDRESSES = 10_000;

interface Guesses {
  readonly sinceMs: number;
  readonly count: number;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

export function requireToken(adminToken: string, log: Log): MiddlewareHandler {
  const right = digest(adminToken);
  const guesses = new Map<string, Guesses>();

  const guessed = (address: string): Guesses => {
    const now = Date.now();
    const known = guesses.get(address);
    const counted =
      known && now - known.sinceMs < WINDOW_MS ? { ...known, count: known.count + 1 } : { sinceMs: now, count: 1 };
    guesses.delete(address);
    guesses.set(address, counted);
    const [oldest] = guesses.keys();
    if (guesses.size > ADDRESSES && oldest !== undefined) guesses.delete(oldest);
    return counted;
  };

  return async (c, next) => {
    const given = /^Bearer +(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    if (given !== undefined && timingSafeEqual(digest(given), right)) return next();
    const challenge = { 'WWW-Authenticate': 'Bearer realm="lilong"' };
    if (given === undefined) {
      const message =
        'The admin token is missing: send it as "Authorization: Bearer <token>". It is in ADMIN_TOKEN, or in the file admin-token in DATA_DIR.';
      throw new ApiProblem(401, 'token_missing', message, challenge);
    }
    const { count, sinceMs } = guessed(addressOf(c));
    if (count > WRONG_ALLOWED) {
      if (count === WRONG_ALLOWED + 1) log('warn', 'api.token-guessing');
      const seconds = Math.max(1, Math.ceil((sinceMs + WINDOW_MS - Date.now()) / 1000));
      const message = `Too many wrong tokens from this address; wait ${seconds} seconds. The right token is accepted at any time.`;
      throw new ApiProblem(429, 'too_many_wrong_tokens', message, { 'Retry-After': String(seconds) });
    }
    throw new ApiProblem(401, 'token_wrong', 'The admin token is not the one of this installation.', challenge);
  };
}

/** The peer of the connection; what a proxy says about others can be made up. Without a socket all share one count. */
function addressOf(c: Context): string {
  const { incoming } = (c.env ?? {}) as Partial<HttpBindings>;
  return incoming?.socket?.remoteAddress ?? '';
}
