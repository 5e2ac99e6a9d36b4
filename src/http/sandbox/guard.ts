/**
 * Keeps other web sites out. The sandbox has no login: without this, any page open in the same browser could post into
 * it, because a server on this machine is as reachable for that page as for ours.
 * https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Sec-Fetch-Site
 */
import type { MiddlewareHandler } from 'hono';

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** @param publicHost the name in `PUBLIC_BASE_URL`, where the demo is shown to the world on purpose */
export const guard =
  (publicHost?: string): MiddlewareHandler =>
  async (c, next) => {
    if (!isOwnHost(c.req.header('host'), publicHost))
      return c.json({ error: 'open the sandbox by the address it printed' }, 403);
    const reads = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!reads && !isOwnPage(c.req.header('sec-fetch-site'), c.req.header('origin'), c.req.header('host'))) {
      return c.json({ error: 'only the sandbox page itself may do this' }, 403);
    }
    await next();
    c.header('Content-Security-Policy', POLICY);
    c.header('X-Content-Type-Options', 'nosniff');
    c.header('Referrer-Policy', 'no-referrer');
    c.header('Cross-Origin-Resource-Policy', 'same-origin');
    return undefined;
  };

/** Browsers say where a request comes from; programs on this machine that say nothing could do anything anyway. */
function isOwnPage(site: string | undefined, origin: string | undefined, host: string | undefined): boolean {
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  if (origin === undefined) return true;
  return URL.canParse(origin) && new URL(origin).host === host;
}

/**
 * A name somebody else owns may be pointed at this machine (DNS rebinding), and then its pages count as same-origin here.
 * An address, or `localhost`, cannot be.
 */
function isOwnHost(host: string | undefined, publicHost: string | undefined): boolean {
  if (host === undefined || host === publicHost) return true;
  const name = host.replace(/:\d+$/, '').toLowerCase();
  return (
    name === 'localhost' ||
    name.endsWith('.localhost') ||
    /^\[[0-9a-f:.]+\]$/.test(name) ||
    /^\d{1,3}(\.\d{1,3}){3}$/.test(name)
  );
}
