/**
 * The sandbox: the chats of a neighbourhood side by side on one page, in demo mode only. It is a platform like LINE and
 * Telegram as far as everything behind the port is concerned; what is special here is the page and the clock.
 */
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { streamSSE } from 'hono/streaming';
import { MAX_EVENT_BYTES, MAX_FILE_BYTES } from '../../../adapters/web/limits.ts';
import type { Received } from '../../channel.ts';
import { sandbox as en } from '../../locales/en/sandbox.ts';
import { sandbox as zhHans } from '../../locales/zh-Hans/sandbox.ts';
import { sandbox as zhHant } from '../../locales/zh-Hant/sandbox.ts';
import { readAssets } from './assets.ts';
import { createClockMover } from './clock.ts';
import type { PlatformShown, SandboxDeps } from './deps.ts';
import { follow } from './events.ts';
import { answerFile, readUpload } from './files.ts';
import { guard } from './guard.ts';
import { preview } from './preview.ts';
import { readBatch, seqOf } from './rows.ts';
import { isVisitor } from './visitors.ts';

/** Room for the boundaries and headers of a multipart body around the largest file. */
const MULTIPART_BYTES = 8 * 1024;
const MOST_PREVIEWS = 200;
const MOST_CLOCK_BYTES = 200;

export function sandboxRoutes(deps: SandboxDeps): Hono {
  const { web, webStore } = deps;
  const app = new Hono();
  const assets = readAssets();
  const clock = createClockMover(deps.clock, deps.log);
  const atMost = (maxSize: number) => bodyLimit({ maxSize, onError: (c) => c.json({ error: 'too-large' }, 413) });

  app.use(guard(deps.publicHost));

  app.get('/', (c) => asset('index.html') ?? c.notFound());
  app.get('/page/:name', (c) => asset(c.req.param('name')) ?? c.notFound());
  app.get('/texts', (c) => c.json({ 'zh-Hans': zhHans, 'zh-Hant': zhHant, en }, 200, { 'Cache-Control': 'no-cache' }));

  app.get('/state', async (c) => {
    const [personas, groups, batch] = await Promise.all([
      deps.personas(),
      deps.groups(),
      readBatch(webStore, seqOf(c.req.query('since'))),
    ]);
    // Named one by one: what else the process knows of them is not the page's business.
    const people = personas.map(({ user, name, role, column, language }) => ({ user, name, role, column, language }));
    const rooms = groups.map(({ chat, title, people }) => ({ chat, title, people }));
    const state = { personas: people, groups: rooms, clock: clock.state(), ...batch };
    return c.json(state, 200, { 'Cache-Control': 'no-store' });
  });

  app.get('/events', (c) => {
    const since = seqOf(c.req.header('last-event-id')) ?? seqOf(c.req.query('since'));
    c.header('X-Accel-Buffering', 'no');
    return streamSSE(c, (stream) => follow(stream, deps, clock, since));
  });

  app.post('/send', atMost(MAX_EVENT_BYTES), async (c) => {
    const body = new Uint8Array(await c.req.arrayBuffer());
    const received = await web.receive({ body, header: (name) => c.req.header(name) }, Date.now());
    if (received.kind === 'refused')
      return c.json({ error: 'not-understood', reason: received.reason }, received.status);
    for (const event of received.events) {
      if (!(await isKnown(event))) return c.json({ error: 'not-in-the-sandbox' }, 404);
    }
    try {
      // Into the chat first, so that a quick answer cannot stand above the words it answers.
      for (const event of received.events) await web.keep(event);
      await deps.store(received.events);
    } catch (error) {
      deps.log('sandbox.not-stored', { error: error instanceof Error ? error.name : 'unknown' });
      return c.json({ error: 'not-stored' }, 503);
    }
    return c.json({ ids: received.events.map(({ id }) => id) }, 202);
  });

  app.post('/file', atMost(MAX_FILE_BYTES + MULTIPART_BYTES), async (c) => {
    const upload = await readUpload(c);
    if (upload === undefined) return c.json({ error: 'no-file' }, 400);
    if (upload === 'too-large') return c.json({ error: 'too-large' }, 413);
    const { bytes, kind, mime, name } = upload;
    const ref = await webStore.putFile({ bytes, mime, ...(name !== undefined && { name }) });
    return c.json({ ref, kind, mime, bytes: bytes.length, ...(name !== undefined && { name }) }, 201);
  });

  app.get('/file/:ref', async (c) => {
    const file = await webStore.file(c.req.param('ref'));
    return file ? answerFile(c, file.bytes) : c.json({ error: 'not-found' }, 404);
  });

  app.get('/picture/:id', async (c) => {
    const id = c.req.param('id');
    const picture = /^[A-Za-z0-9._-]{1,64}$/.test(id) ? await deps.picture(id) : undefined;
    return picture ? answerFile(c, picture.bytes) : c.json({ error: 'not-found' }, 404);
  });

  app.get('/preview', async (c) => {
    const as = c.req.query('as');
    const seqs = (c.req.queries('seq') ?? []).map(seqOf);
    const known = seqs.filter((seq) => seq !== undefined && seq <= 2_147_483_647) as number[];
    if (!isPlatform(as) || known.length !== seqs.length || known.length === 0 || known.length > MOST_PREVIEWS) {
      return c.json({ error: 'not-understood' }, 400);
    }
    const rows = await webStore.rows(known);
    return c.json({ as, previews: rows.map((row) => preview(deps.renderers, as, row)) });
  });

  app.post('/clock', atMost(MOST_CLOCK_BYTES), async (c) => {
    const { advance } = ((await c.req.json().catch(() => null)) ?? {}) as { advance?: unknown };
    const moved = typeof advance === 'string' ? clock.start(advance) : 'not-a-duration';
    if (moved !== 'started') return c.json({ error: moved }, moved === 'busy' ? 409 : 400);
    return c.json({ clock: clock.state() }, 202);
  });

  // Typed with a slash at the end, the address means the page as well.
  app.get('/*', (c) => (c.req.path === '/sandbox/' ? c.redirect('/sandbox', 308) : c.notFound()));

  return app;

  function asset(name: string): Response | undefined {
    const found = assets.get(name);
    return found && new Response(found.text, { headers: { 'Content-Type': found.type, 'Cache-Control': 'no-cache' } });
  }

  /** An event may come only from a person of the demo, in a chat of the demo, or from a visitor in her own. */
  async function isKnown({ user, address }: Received): Promise<boolean> {
    if (user !== undefined && isVisitor(user)) return address.chat === user;
    const personas = await deps.personas();
    if (!personas.some((persona) => persona.user === user)) return false;
    if (address.chat === user) return true;
    const group = (await deps.groups()).find(({ chat }) => chat === address.chat);
    return group?.people.some((one) => one === user) ?? false;
  }
}

const isPlatform = (as: string | undefined): as is PlatformShown => as === 'line' || as === 'telegram';
