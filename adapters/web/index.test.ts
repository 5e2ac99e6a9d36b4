import { beforeEach, describe, expect, test } from 'vitest';
import type { Prompt, RenderContext, Sending, Wire } from '../../src/channel.ts';
import { type MemoryWebStore, memoryWebStore } from '../../test/fakes/web-store.ts';
import { createWebAdapter, type WebAdapter } from './index.ts';

const context: RenderContext = {
  scope: 'direct',
  language: 'zh-Hans',
  phrases: { answerWithNumber: '请回复数字:', pictureNotShown: '(有照片)' },
};
const card: Prompt = {
  title: 'D-2026-0001',
  text: ['电梯', { kind: 'bold', text: ['坏了'] }],
  fields: [{ label: '地点', value: '3号楼' }],
  choices: [{ label: '受理', token: 'abc.0', says: '受理' }],
};

let store: MemoryWebStore;
let web: WebAdapter;
let wakes: number;
beforeEach(() => {
  store = memoryWebStore(() => 5000);
  web = createWebAdapter({ store });
  wakes = 0;
  web.subscribe(() => {
    wakes += 1;
  });
});

let keys = 0;
const sending = (wire: Wire, more: Partial<Sending> = {}): Sending => ({
  address: { platform: 'web', account: 'sandbox', chat: 'zhao' },
  wire,
  envelope: { kind: 'push' },
  retryKey: `00000000-0000-4000-8000-${String(++keys).padStart(12, '0')}`,
  ...more,
});
const [wire = {}] = createWebAdapter({ store: memoryWebStore() }).render([card], context);

describe('rendering', () => {
  test('keeps the prompt and the situation as they are, one call each', () => {
    const wires = web.render([card, { text: ['次'] }], context);
    expect(wires).toEqual([
      { prompt: card, context },
      { prompt: { text: ['次'] }, context },
    ]);
    expect(JSON.parse(JSON.stringify(wires))).toEqual(wires);
  });

  test('replaces a message once, and only where the prompt asks for it', () => {
    const replacing = { ...card, replaces: true };
    const wires = web.render([card, replacing, replacing], { ...context, replaceMessage: 'm-1' });
    expect(wires.map(({ replaces }) => replaces)).toEqual([undefined, 'm-1', undefined]);
    expect(web.render([replacing], context)[0]).not.toHaveProperty('replaces');
  });
});

describe('delivering', () => {
  test('puts the message into the chat, tells who listens, and names it', async () => {
    const first = sending(wire);
    expect(await web.deliver(first)).toEqual({ kind: 'accepted', message: first.retryKey });
    expect(store.all).toMatchObject([{ chat: 'zhao', from: 'bot', message: first.retryKey, body: wire, atMs: 5000 }]);
    expect(wakes).toBe(1);
  });

  test('repeated under the same key, adds nothing', async () => {
    const first = sending(wire);
    await web.deliver(first);
    expect(await web.deliver(first)).toEqual({ kind: 'accepted', message: first.retryKey });
    expect(store.all).toHaveLength(1);
    expect(web.limits.canRepeat(wire, { kind: 'push' })).toBe(true);
  });

  test('a new version keeps the message’s id, which the next version can name', async () => {
    const first = sending(wire);
    await web.deliver(first);
    const second = await web.deliver(sending({ ...wire, replaces: first.retryKey }));
    expect(second).toEqual({ kind: 'accepted', message: first.retryKey });
    expect(store.all.map(({ message }) => message)).toEqual([first.retryKey, first.retryKey]);
  });

  test('what would replace a message of another chat is a message of its own', async () => {
    const first = sending(wire);
    await web.deliver(first);
    const address = { platform: 'web', account: 'sandbox', chat: 'zhou' } as const;
    const other = sending({ ...wire, replaces: first.retryKey }, { address });
    expect(await web.deliver(other)).toEqual({ kind: 'accepted', message: other.retryKey });
  });

  test('no one is told when it fails, and the fate is unknown', async () => {
    store.broken = true;
    expect(await web.deliver(sending(wire))).toEqual({ kind: 'unknown', detail: 'Error' });
    expect(wakes).toBe(0);
  });

  test.each<[string, Partial<Sending>, string]>([
    ['a reply, because there are no tokens', { envelope: { kind: 'reply', token: 't' } }, 'token-spent'],
    ['a multicast', { envelope: { kind: 'multicast', users: ['a'] } }, 'invalid'],
    ['a payload of another platform', { wire: { messages: [] } }, 'invalid'],
    ['an empty payload', { wire: { prompt: {}, context: {} } }, 'invalid'],
  ])('refuses %s', async (_name, more, reason) => {
    expect(await web.deliver(sending(wire, more))).toMatchObject({ kind: 'refused', reason });
    expect(store.all).toHaveLength(0);
  });
});

describe('what a person does', () => {
  const post = async (content: unknown, id = crypto.randomUUID()) => {
    const body = new TextEncoder().encode(JSON.stringify({ id, user: 'wang', chat: 'wang', scope: 'direct', content }));
    const received = await web.receive({ body, header: () => undefined }, 1000);
    if (received.kind === 'refused') throw new Error(received.reason);
    for (const event of received.events) await web.keep(event);
  };

  test('stands in the chat as it was done, once', async () => {
    const id = crypto.randomUUID();
    await post({ kind: 'said', text: '@里弄 电梯坏了' }, id);
    await post({ kind: 'said', text: '@里弄 电梯坏了' }, id);
    const body = { user: 'wang', content: { kind: 'said', text: '@里弄 电梯坏了' } };
    expect(store.all).toMatchObject([{ from: 'person', message: `web-${id}`, body }]);
    expect(wakes).toBeGreaterThan(0);
  });

  test('a press stands there in its words; a secret one leaves none, and opening a chat neither', async () => {
    await post({ kind: 'pressed', token: 'abc.0', says: '受理' });
    await post({ kind: 'pressed', token: 'abc.1' });
    await post({ kind: 'joined' });
    expect(store.all).toHaveLength(1);
  });
});

test('files come back as they were uploaded, and one that never was is gone', async () => {
  const bytes = new Uint8Array([1, 2, 3]);
  const ref = await store.putFile({ bytes, mime: 'image/png', name: 'a.png' });
  const address = { platform: 'web', account: 'sandbox', chat: 'wang' } as const;
  expect(await web.fetchFile({ kind: 'photo', ref }, address)).toEqual({ kind: 'file', bytes, mime: 'image/png' });
  expect(await web.fetchFile({ kind: 'photo', ref: 'none' }, address)).toMatchObject({ kind: 'gone' });
});

test('a private link leads to the page with what it carries, if the platforms could carry it too', () => {
  expect(web.privateLink('h_Abc-123')).toBe('/sandbox?start=h_Abc-123');
  expect(web.privateLink('a b')).toBeUndefined();
  expect(web.privateLink('x'.repeat(65))).toBeUndefined();
});

test('who has stopped listening is not told', async () => {
  let heard = 0;
  const stop = web.subscribe(() => {
    heard += 1;
  });
  stop();
  await web.deliver(sending(wire));
  expect(heard).toBe(0);
});
