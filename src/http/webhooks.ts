/** Where platforms deliver: verified, stored, 200. Everything else happens after the answer. */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { ChannelAdapter, Platform, Received } from '../channel.ts';
import type { Log } from '../pipeline/engine.ts';

const BODY_LIMIT = 1024 * 1024;

export function webhookRoutes(
  adapters: ReadonlyMap<Platform, ChannelAdapter>,
  store: (events: readonly Received[]) => Promise<void>,
  log: Log,
): Hono {
  const app = new Hono();
  for (const platform of ['line', 'telegram'] as const) {
    app.post(
      `/${platform}`,
      bodyLimit({ maxSize: BODY_LIMIT, onError: (c) => c.json({ error: 'the body is larger than 1 MiB' }, 413) }),
      async (c) => {
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
      },
    );
  }
  return app;
}
