/** Where platforms deliver: verified, stored, 200. Everything else happens after the answer. */
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelAdapter, Platform, Received } from '../channel.ts';
import type { Log } from '../pipeline/context.ts';

const BODY_LIMIT = 1024 * 1024;

const tooLarge = (c: Context) => c.json({ error: 'the body is larger than 1 MiB' }, 413);
const whileReading = bodyLimit({ maxSize: BODY_LIMIT, onError: tooLarge });

/** A body that says its length is read in one piece; the stream the middleware counts is needed for the others only. */
const limited: MiddlewareHandler = (c, next) => {
  const length = c.req.header('content-length');
  if (length === undefined || c.req.header('transfer-encoding') !== undefined) return whileReading(c, next);
  return Number(length) > BODY_LIMIT ? Promise.resolve(tooLarge(c)) : next();
};

export function webhookRoutes(
  adapters: ReadonlyMap<Platform, ChannelAdapter>,
  store: (events: readonly Received[]) => Promise<void>,
  log: Log,
): Hono {
  const app = new Hono();
  for (const platform of ['line', 'telegram'] as const) {
    app.post(`/${platform}`, limited, async (c) => {
      const adapter = adapters.get(platform);
      if (!adapter) return c.json({ error: `${platform} is not configured` }, 404);
      const body = new Uint8Array(await c.req.arrayBuffer());
      const received = await adapter.receive({ body, header: (name) => c.req.header(name) }, Date.now());
      if (received.kind === 'refused') {
        log('warn', 'webhook.refused', { platform, status: received.status });
        return c.json({ error: received.reason }, received.status);
      }
      try {
        await store(received.events);
      } catch (error) {
        log('error', 'webhook.not-stored', { platform, error: error instanceof Error ? error.name : 'unknown' });
        // The platform sends it again; nothing was promised.
        return c.json({ error: 'not stored, please send again' }, 503, { 'Retry-After': '2' });
      }
      return c.json({});
    });
  }
  return app;
}
