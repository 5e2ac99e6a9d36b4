/** The HTTP surface of one process. Each part has its own file; here they are mounted. */
import { Hono } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import type { Config } from '../config.ts';
import { isSignedPicture } from '../media/source.ts';
import type { Runtime } from '../runtime.ts';
import { calendarRoutes } from './calendar.ts';
import { paperRoutes } from './paper-routes.ts';
import { isPaper } from './papers.ts';
import { webhookRoutes } from './webhooks.ts';

/** Whole parts of the site that other files bring along. */
export interface Mounted {
  readonly path: string;
  readonly routes: Hono;
}

/** For everything that is not a page of its own: nothing runs, nothing loads from elsewhere, nobody frames it. */
const POLICY = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; frame-ancestors 'none'";

export function createApp(config: Config, runtime: Runtime, mounted: readonly Mounted[]): Hono {
  const { context } = runtime;
  const app = new Hono();
  // Before the headers that tell a browser what to do: platforms are none, and theirs is the busiest path.
  if (config.role !== 'worker') app.route('/webhooks', webhookRoutes(context.adapters, runtime.store, context.log));
  app.use(secureHeaders());
  app.use(async (c, next) => {
    await next();
    // A part of the site with a stricter policy of its own keeps it.
    if (!c.res.headers.has('Content-Security-Policy')) c.header('Content-Security-Policy', POLICY);
  });
  app.onError((error, c) => {
    context.log('error', 'http.failed', { path: c.req.routePath, error: error.name });
    return c.json({ error: 'something went wrong here; nothing was changed' }, 500);
  });
  app.notFound((c) => c.json({ error: 'not found' }, 404));

  if (config.role !== 'worker') {
    const api = lateApi(config, runtime);
    app.all('/api/v1/*', async (c) => (await api()).fetch(c.req.raw, c.env));
  }
  app.get('/healthz', (c) => c.json({ ok: true }));
  app.get('/readyz', async (c) => {
    const report = await readiness(runtime);
    return c.json(report, Object.values(report).every(Boolean) ? 200 : 503);
  });
  app.get('/metrics', async (c) =>
    c.text(await runtime.metrics.print(context), 200, { 'Content-Type': 'text/plain; version=0.0.4; charset=utf-8' }),
  );
  app.get('/media/:id', async (c) => {
    const id = c.req.param('id');
    if (
      !(/^[0-9a-f-]{36}$/.test(id) || isPaper(id)) ||
      !isSignedPicture(context.index, id, c.req.query('e') ?? '', c.req.query('s') ?? '')
    )
      return c.json({ error: 'not found' }, 404);
    const file = await runtime.media(id);
    if (!file) return c.json({ error: 'not found' }, 404);
    return c.body(new Uint8Array(file.bytes).buffer, 200, {
      'Content-Type': file.mime,
      'Cache-Control': 'private, max-age=3600',
      'X-Content-Type-Options': 'nosniff',
      'Content-Disposition': 'inline',
    });
  });
  app.route('/calendar', calendarRoutes(context));
  app.route('/paper', paperRoutes(context));
  const [front] = mounted.toReversed();
  if (front) app.get('/', (c) => c.redirect(front.path));
  for (const { path, routes } of mounted) app.route(path, routes);
  return app;
}

/** Loaded with the first call to it: a start would wait for its many schemas, and nobody calls it that soon. */
function lateApi(config: Config, runtime: Runtime): () => Promise<Hono> {
  let loading: Promise<Hono> | undefined;
  const load = async (): Promise<Hono> => {
    const { apiRoutes } = await import('./api/index.ts');
    const app = new Hono().route('/api/v1', apiRoutes({ config, runtime }));
    app.notFound((c) => c.json({ error: 'not found' }, 404));
    return app;
  };
  return () => {
    loading ??= load();
    return loading;
  };
}

async function readiness({ context, queue }: Runtime): Promise<Record<string, boolean>> {
  const settled = async (check: () => Promise<boolean>): Promise<boolean> => check().catch(() => false);
  const platforms = [...context.adapters.values()].filter((adapter) => adapter.platform !== 'web');
  const checks = await Promise.all([
    settled(async () => {
      await context.db.direct.execute('select 1');
      return true;
    }),
    settled(() => queue.ready()),
    ...platforms.map((adapter) => settled(() => adapter.ready())),
  ]);
  return Object.fromEntries([
    ['database', checks[0] ?? false],
    ['queue', checks[1] ?? false],
    ...platforms.map((adapter, index) => [adapter.platform, checks[index + 2] ?? false]),
  ]);
}
