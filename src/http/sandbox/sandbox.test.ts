/** The sandbox's routes over a store in memory. What a browser makes of them is tested in `test/e2e/sandbox.test.ts`. */
import type { Hono } from 'hono';
import { Temporal } from 'temporal-polyfill';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { renderLine } from '../../../adapters/line/render.ts';
import { renderPrompts } from '../../../adapters/telegram/render.ts';
import { createWebAdapter, type WebAdapter } from '../../../adapters/web/index.ts';
import { MAX_FILE_BYTES } from '../../../adapters/web/limits.ts';
import { type MemoryWebStore, memoryWebStore } from '../../../test/fakes/web-store.ts';
import type { Prompt, Received } from '../../channel.ts';
import type { Persona } from '../../demo/personas.ts';
import type { SandboxDeps } from './deps.ts';
import { sandboxRoutes } from './index.ts';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);
const GROUPS = [
  { chat: 'neighbours', title: '邻里群', people: ['wang', 'li'] },
  { chat: 'officers', title: '网格群', people: ['li'] },
];
const PERSONAS: readonly Persona[] = [
  { user: 'wang', name: '王阿姨', role: 'resident', column: 'resident', language: 'zh-Hans' },
  { user: 'li', name: '李网格员', role: 'grid_officer', column: 'grid_officer', language: 'zh-Hans' },
];

let app: Hono;
let web: WebAdapter;
let webStore: MemoryWebStore;
let inbox: Received[];
let inboxBroken: boolean;
let now: Temporal.Instant;
let closing: AbortController;
let logged: string[];
let moving: { readonly duration: Temporal.Duration; finish(): void; fail(): void } | undefined;

beforeEach(() => {
  inbox = [];
  inboxBroken = false;
  logged = [];
  moving = undefined;
  closing = new AbortController();
  now = Temporal.Instant.from('2026-11-20T01:00:00Z');
  webStore = memoryWebStore(() => now.epochMilliseconds);
  web = createWebAdapter({ store: webStore });
  const deps: SandboxDeps = {
    web,
    webStore,
    store: async (events) => {
      if (inboxBroken) throw new Error('the database is gone');
      inbox.push(...events);
    },
    renderers: { line: { render: renderLine }, telegram: { render: renderPrompts } },
    personas: async () => PERSONAS,
    groups: async () => GROUPS,
    clock: {
      zone: 'Asia/Shanghai',
      now: () => now,
      nextWorkingDay: () => Temporal.Instant.from('2026-11-23T01:00:00Z'),
      advance: (duration) =>
        new Promise((resolve, reject) => {
          moving = {
            duration,
            finish: () => {
              now = now.toZonedDateTimeISO('Asia/Shanghai').add(duration).toInstant();
              resolve();
            },
            fail: () => reject(new RangeError('a job failed')),
          };
        }),
    },
    picture: async (id) => (id === 'lift' ? { bytes: PNG, mime: 'image/png' } : undefined),
    closing: closing.signal,
    log: (event) => logged.push(event),
  };
  app = sandboxRoutes(deps);
});
afterEach(() => closing.abort());

const json = (value: unknown, headers: Record<string, string> = {}): RequestInit => ({
  method: 'POST',
  headers: { 'Content-Type': 'application/json', ...headers },
  body: JSON.stringify(value),
});
const event = (content: unknown, change: Record<string, unknown> = {}) => ({
  id: crypto.randomUUID(),
  user: 'wang',
  chat: 'wang',
  scope: 'direct',
  content,
  ...change,
});
const said = (text: string, change: Record<string, unknown> = {}) => event({ kind: 'said', text }, change);
const body = async (response: Response): Promise<Record<string, unknown>> =>
  (await response.json()) as Record<string, unknown>;

async function tell(chat: string, prompt: Prompt, replaceMessage?: string): Promise<string> {
  const context = {
    scope: chat === 'neighbours' ? 'group' : 'direct',
    language: 'zh-Hans',
    phrases: { answerWithNumber: '请回复数字:', pictureNotShown: '(有照片)' },
    ...(replaceMessage !== undefined && { replaceMessage }),
  } as const;
  const [wire = {}] = web.render([prompt], context);
  const retryKey = crypto.randomUUID();
  const address = { platform: 'web', account: 'sandbox', chat } as const;
  const sent = await web.deliver({ address, wire, envelope: { kind: 'push' }, retryKey });
  return sent.kind === 'accepted' ? (sent.message ?? '') : '';
}

describe('the page', () => {
  test('comes with nothing inline and a policy that forbids it', async () => {
    const response = await app.request('/');
    const html = await response.text();
    const policy = response.headers.get('content-security-policy') ?? '';
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("script-src 'self'");
    expect(policy).not.toContain('unsafe');
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=/);
    for (const [, path = ''] of html.matchAll(/(?:src|href)="\/sandbox(\/page\/[^"]+)"/g)) {
      expect((await app.request(path)).status, path).toBe(200);
    }
  });

  test('asks for every module it imports, and for nothing from elsewhere', async () => {
    const seen = new Set<string>();
    const follow = async (name: string): Promise<void> => {
      if (seen.has(name)) return;
      seen.add(name);
      const response = await app.request(`/page/${name}`);
      expect(response.status, name).toBe(200);
      expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
      for (const [, from = ''] of (await response.text()).matchAll(/from '([^']+)'/g)) {
        expect(from, name).toMatch(/^\.\/[a-z-]+\.js$/);
        await follow(from.slice(2));
      }
    };
    await follow('main.js');
    expect(seen.size).toBeGreaterThan(10);
  });

  test('never makes markup from data', async () => {
    for (const name of ['element.js', 'message.js', 'plain.js', 'line.js', 'telegram.js', 'links.js', 'column.js']) {
      const source = await (await app.request(`/page/${name}`)).text();
      expect(source, name).not.toMatch(/innerHTML|outerHTML|insertAdjacentHTML|document\.write|DOMParser|eval\(/);
    }
  });

  test.each(['/page/../deps.ts', '/page/%2e%2e%2fdeps.ts', '/page/none.js', '/page/'])(
    'hands out no %s',
    async (path) => {
      expect((await app.request(path)).status).toBe(404);
    },
  );

  test('has all its texts in three languages', async () => {
    const texts = (await body(await app.request('/texts'))) as Record<string, Record<string, string>>;
    expect(Object.keys(texts)).toEqual(['zh-Hans', 'zh-Hant', 'en']);
    const keys = Object.keys(texts['zh-Hans'] ?? {});
    const used = new Set<string>();
    for (const name of [
      'bar',
      'clock',
      'column',
      'composer',
      'line',
      'main',
      'message',
      'place-form',
      'plain',
      'server',
      'texts',
    ]) {
      const source = await (await app.request(`/page/${name}.js`)).text();
      for (const [, key = ''] of source.matchAll(/\bt\('([\w.-]+)'/g)) used.add(`sandbox.${key}`);
      for (const [, key = ''] of source.matchAll(/'((?:problem|clock|place\.example)\.[\w-]+)'/g))
        used.add(`sandbox.${key}`);
    }
    for (const key of used) expect(keys).toContain(key);
    for (const own of Object.values(texts)) {
      expect(Object.keys(own)).toEqual(keys);
      for (const text of Object.values(own)) expect(text).not.toMatch(/[<>']|\{\w+,/);
    }
  });
});

describe('what a person does', () => {
  test('goes into the chat and into the inbox', async () => {
    const posted = said('3号楼电梯又坏了，老人下不了楼');
    const response = await app.request('/send', json(posted));
    expect(response.status).toBe(202);
    expect(await body(response)).toEqual({ ids: [`web-${posted.id}`] });
    expect(inbox.map(({ id, user }) => ({ id, user }))).toEqual([{ id: `web-${posted.id}`, user: 'wang' }]);
    const state = await body(await app.request('/state'));
    expect(state.messages).toEqual([
      {
        seq: 1,
        chat: 'wang',
        message: `web-${posted.id}`,
        atMs: now.epochMilliseconds,
        from: 'person',
        user: 'wang',
        content: posted.content,
      },
    ]);
  });

  test('sent again after a failure stands in the chat once', async () => {
    const posted = said('电梯坏了');
    inboxBroken = true;
    const failed = await app.request('/send', json(posted));
    expect([failed.status, await body(failed)]).toEqual([503, { error: 'not-stored' }]);
    inboxBroken = false;
    expect((await app.request('/send', json(posted))).status).toBe(202);
    expect(inbox).toHaveLength(1);
    expect(webStore.all).toHaveLength(1);
    expect(logged).toEqual(['sandbox.not-stored']);
  });

  test('is taken from somebody a browser added, in her own chat and in no group', async () => {
    const user = 'visitor-0123456789ab';
    expect((await app.request('/send', json(said('绑定 ABCD-1234', { user, chat: user })))).status).toBe(202);
    expect(inbox).toHaveLength(1);
    const inGroup = said('x', { user, chat: 'neighbours', scope: 'group' });
    expect((await app.request('/send', json(inGroup))).status).toBe(404);
    expect(inbox).toHaveLength(1);
  });

  test.each<[string, unknown, number]>([
    ['somebody whose id only looks like a visitor’s', said('x', { user: 'visitor-li', chat: 'visitor-li' }), 404],
    ['somebody who is not in the demo', said('x', { user: 'eve', chat: 'eve' }), 404],
    ['a group she is not in', said('x', { chat: 'officers', scope: 'group' }), 404],
    ['a group that is not in the demo', said('x', { chat: 'others', scope: 'group' }), 404],
    ['another one’s chat', said('x', { chat: 'li' }), 400],
    ['no event at all', { hello: 1 }, 400],
    ['a text without end', said('x'.repeat(70_000)), 413],
  ])('is refused from %s, and nothing is kept', async (_name, posted, status) => {
    expect((await app.request('/send', json(posted))).status).toBe(status);
    expect(inbox).toHaveLength(0);
    expect(webStore.all).toHaveLength(0);
  });

  test.each<[string, Record<string, string>, number]>([
    ['the page itself', { 'Sec-Fetch-Site': 'same-origin' }, 202],
    ['a program that names no page', {}, 202],
    ['a page of the same host in an older browser', { Origin: 'http://localhost:3000', Host: 'localhost:3000' }, 202],
    ['another site', { 'Sec-Fetch-Site': 'cross-site' }, 403],
    ['a neighbouring site', { 'Sec-Fetch-Site': 'same-site' }, 403],
    ['another site in an older browser', { Origin: 'https://evil.example', Host: 'localhost:3000' }, 403],
    ['a frame without an origin', { Origin: 'null', Host: 'localhost:3000' }, 403],
  ])('from %s', async (_name, headers, status) => {
    expect((await app.request('/send', json(said('x'), headers))).status).toBe(status);
    expect((await app.request('/clock', json({ advance: 'PT0S' }, headers))).status).toBe(status === 202 ? 400 : 403);
  });
});

describe('the state', () => {
  test('names people, groups and the clock', async () => {
    expect(await body(await app.request('/state'))).toEqual({
      personas: PERSONAS,
      groups: GROUPS,
      clock: { nowMs: now.epochMilliseconds, zone: 'Asia/Shanghai' },
      messages: [],
      seq: 0,
      more: false,
    });
  });

  test('goes on after what was seen, with every version of a message', async () => {
    const first = await tell('li', { title: '待受理', text: ['电梯'] });
    await tell('wang', { text: ['已登记'] });
    await tell('li', { title: '办理中', text: ['电梯'], replaces: true }, first);
    const state = await body(await app.request('/state?since=1'));
    expect(state).toMatchObject({ seq: 3, more: false });
    expect(state.messages).toMatchObject([
      { seq: 2, chat: 'wang', from: 'bot', language: 'zh-Hans', prompt: { text: ['已登记'] } },
      { seq: 3, chat: 'li', message: first, prompt: { title: '办理中' } },
    ]);
  });

  test('leaves out a row it cannot read', async () => {
    await webStore.append({ retryKey: 'a', chat: 'wang', from: 'bot', body: { old: true } });
    await webStore.append({ retryKey: 'b', chat: 'wang', from: 'person', body: 'older' });
    await tell('wang', { text: ['新'] });
    expect((await body(await app.request('/state'))).messages).toMatchObject([{ seq: 3 }]);
  });
});

describe('files', () => {
  const upload = (file: File | string) => {
    const form = new FormData();
    form.append('file', file);
    return app.request('/file', { method: 'POST', body: form });
  };

  test('a picture comes back as a picture', async () => {
    const response = await upload(new File([PNG], '电梯.png', { type: 'image/png' }));
    const { ref, ...told } = await body(response);
    expect(response.status).toBe(201);
    expect(told).toEqual({ kind: 'photo', mime: 'image/png', bytes: PNG.length, name: '电梯.png' });
    const shown = await app.request(`/file/${String(ref)}`);
    expect(shown.headers.get('content-type')).toBe('image/png');
    expect(new Uint8Array(await shown.arrayBuffer())).toEqual(PNG);
  });

  test('what only claims to be a picture is never opened in our origin', async () => {
    const script = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';
    const response = await upload(new File([script], 'a.svg', { type: 'image/svg+xml' }));
    const { ref, kind } = await body(response);
    expect(kind).toBe('file');
    const shown = await app.request(`/file/${String(ref)}`);
    expect(shown.headers.get('content-type')).toBe('application/octet-stream');
    expect(shown.headers.get('content-disposition')).toBe('attachment');
    expect(shown.headers.get('x-content-type-options')).toBe('nosniff');
  });

  test.each<[string, string, string]>([
    ['voice.ogg', 'audio/ogg', 'voice'],
    ['lift.mp4', 'video/mp4', 'video'],
    ['plan.pdf', 'application/pdf', 'file'],
    ['odd', 'x'.repeat(200), 'file'],
  ])('%s of type %s is a %s', async (name, type, kind) => {
    expect(await body(await upload(new File(['x'], name, { type })))).toMatchObject({ kind, name });
  });

  test('none, an empty one, one that is too large', async () => {
    expect((await upload('words')).status).toBe(400);
    expect((await upload(new File([], 'empty.png'))).status).toBe(400);
    expect((await upload(new File([new Uint8Array(MAX_FILE_BYTES + 1)], 'big.bin'))).status).toBe(413);
    expect((await upload(new File([new Uint8Array(MAX_FILE_BYTES + 100_000)], 'huge.bin'))).status).toBe(413);
    expect((await app.request('/file/none')).status).toBe(404);
  });

  test('pictures of the bot', async () => {
    expect((await app.request('/picture/lift')).headers.get('content-type')).toBe('image/png');
    expect((await app.request('/picture/other')).status).toBe(404);
    expect((await app.request('/picture/..%2flift')).status).toBe(404);
  });
});

describe('the preview', () => {
  const card: Prompt = {
    title: 'D-2026-0001',
    text: ['电梯', { kind: 'bold', text: ['坏了'] }],
    choices: [{ label: '受理', token: 'abc.0', says: '受理' }],
    links: [{ label: '私聊里继续', url: '/sandbox?start=h_1' }],
    pictures: [{ id: 'lift' }],
  };
  const wires = async (as: string, seq: number) => {
    const { previews } = await body(await app.request(`/preview?as=${as}&seq=${seq}`));
    return (previews as { wires: Record<string, unknown>[] }[])[0]?.wires;
  };

  test('is what the real renderer of LINE makes, as on an installation with a public address', async () => {
    await tell('li', card);
    const made = JSON.stringify(await wires('line', 1));
    expect(made).toContain('"type":"flex"');
    expect(made).toContain('"data":"abc.0"');
    expect(made).toContain('"displayText":"受理"');
    expect(made).toContain('"uri":"https://sandbox.invalid/sandbox?start=h_1"');
    expect(made).toContain('"originalContentUrl":"https://sandbox.invalid/sandbox/picture/lift"');
  });

  test('is what the real renderer of Telegram makes; a new version is an edit', async () => {
    const first = await tell('li', card);
    await tell('li', { text: ['办理中'], replaces: true }, first);
    expect(await wires('telegram', 1)).toMatchObject([
      { method: 'sendPhoto', params: { photo: { attach: 'lift' } } },
      { method: 'sendMessage', params: { entities: [{ type: 'bold' }, { type: 'bold' }] } },
    ]);
    expect(await wires('telegram', 2)).toMatchObject([{ method: 'editMessageText', params: { text: '办理中' } }]);
  });

  test('knows the scope: in a group LINE shows no quick replies', async () => {
    const choices = Array.from({ length: 9 }, (_, index) => ({ label: `${index + 1}号楼`, token: `a.${index}` }));
    await tell('wang', { text: ['哪里？'], choices });
    await tell('neighbours', { text: ['哪里？'], choices });
    expect(JSON.stringify(await wires('line', 1))).toContain('quickReply');
    expect(JSON.stringify(await wires('line', 2))).not.toContain('quickReply');
  });

  test('of several, of what a person said, and of nothing', async () => {
    await tell('li', { text: ['一'] });
    await app.request('/send', json(said('二')));
    const { previews } = await body(await app.request('/preview?as=line&seq=2&seq=1&seq=99'));
    expect(previews).toMatchObject([
      { seq: 1, wires: [{ messages: [{ type: 'text', text: '一' }] }] },
      { seq: 2, wires: [] },
    ]);
    for (const query of [
      'as=line',
      'as=web&seq=1',
      'seq=1',
      'as=line&seq=x',
      'as=line&seq=-1',
      'as=line&seq=9999999999',
    ]) {
      expect((await app.request(`/preview?${query}`)).status, query).toBe(400);
    }
  });
});

describe('the clock', () => {
  const advance = (value: unknown) => app.request('/clock', json({ advance: value }));

  test('moves once at a time, and says where to', async () => {
    const response = await advance('P3D');
    expect([response.status, await body(response)]).toMatchObject([
      202,
      { clock: { run: { fromMs: now.epochMilliseconds, toMs: now.add({ hours: 72 }).epochMilliseconds } } },
    ]);
    expect((await advance('PT1H')).status).toBe(409);
    moving?.finish();
    await expect
      .poll(async () => (await body(await app.request('/state'))).clock)
      .toEqual({
        nowMs: Temporal.Instant.from('2026-11-23T01:00:00Z').epochMilliseconds,
        zone: 'Asia/Shanghai',
      });
    expect((await advance('PT1H')).status).toBe(202);
    moving?.finish();
  });

  test('moves to the next working day of the community’s calendar', async () => {
    await advance('next-working-day');
    expect(moving?.duration.total('hours')).toBe(72);
    moving?.finish();
  });

  test('stands where it broke off, and says so', async () => {
    await advance('P1D');
    moving?.fail();
    await expect
      .poll(async () => (await body(await app.request('/state'))).clock)
      .toEqual({
        nowMs: now.epochMilliseconds,
        zone: 'Asia/Shanghai',
        failed: true,
      });
    expect(logged).toEqual(['sandbox.clock.failed']);
  });

  test.each([['-PT1H'], ['PT0S'], ['tomorrow'], [''], [3], [null], ['P2Y'], ['P367D']])(
    'does not take %j',
    async (value) => {
      expect((await advance(value)).status).toBe(400);
      expect(moving).toBeUndefined();
    },
  );

  test('does not take a body that is not JSON', async () => {
    expect((await app.request('/clock', { method: 'POST', body: 'P1D' })).status).toBe(400);
  });
});

describe('the stream', () => {
  async function listen(path: string, headers: Record<string, string> = {}) {
    const response = await app.request(path, { headers });
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    let text = '';
    const events = () =>
      text
        .split('\n\n')
        .filter((block) => block.includes('data:'))
        .map((block) => ({
          event: /^event: (.*)$/m.exec(block)?.[1],
          id: /^id: (.*)$/m.exec(block)?.[1],
          data: JSON.parse(/^data: (.*)$/m.exec(block)?.[1] || 'null') as Record<string, unknown>,
        }));
    const ended = (async () => {
      for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) text += part.value;
    })();
    return { response, events, ended, stop: () => reader?.cancel() };
  }

  test('tells every tab of every message, in order, with the number to go on from', async () => {
    await tell('wang', { text: ['一'] });
    const [one, two] = [await listen('/events?since=0'), await listen('/events')];
    await expect.poll(() => one.events().length).toBe(2);
    await tell('wang', { text: ['二'] });
    await app.request('/send', json(said('三')));
    const seen = (tab: typeof one) =>
      tab
        .events()
        .filter(({ event: kind }) => kind === 'message')
        .map(({ id }) => id);
    await expect.poll(() => seen(one)).toEqual(['1', '2', '3']);
    await expect.poll(() => seen(two)).toEqual(['2', '3']);
    expect(one.response.headers.get('content-type')).toContain('text/event-stream');
    await Promise.all([one.stop(), two.stop()]);
  });

  test('catches up after what the browser saw last', async () => {
    for (const text of ['一', '二', '三']) await tell('wang', { text: [text] });
    const tab = await listen('/events?since=0', { 'Last-Event-ID': '2' });
    await expect.poll(() => tab.events().map(({ id }) => id)).toEqual([undefined, '3']);
    await tab.stop();
  });

  test('tells how far the clock has come', async () => {
    const tab = await listen('/events');
    await app.request('/clock', json({ advance: 'P1D' }));
    now = now.add({ hours: 12 });
    await expect
      .poll(() => tab.events().map(({ data }) => [Boolean(data.run), data.nowMs]))
      .toContainEqual([true, now.epochMilliseconds]);
    now = now.subtract({ hours: 12 });
    moving?.finish();
    await expect.poll(() => tab.events().at(-1)?.data).toEqual({ nowMs: now.epochMilliseconds, zone: 'Asia/Shanghai' });
    await tab.stop();
  });

  test('tells a page from before a fresh start to load anew', async () => {
    await tell('wang', { text: ['一'] });
    const tab = await listen('/events?since=7');
    await tab.ended;
    expect(tab.events().map(({ event: kind }) => kind)).toEqual(['reset']);
  });

  test('ends when the process stops', async () => {
    const tab = await listen('/events');
    await expect.poll(() => tab.events().length).toBe(1);
    closing.abort();
    await tab.ended;
  });
});
