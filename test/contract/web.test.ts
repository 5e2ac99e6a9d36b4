/** The sandbox page keeps the same contract as the platforms it stands in for; its store is kept in memory here. */
import { randomUUID } from 'node:crypto';
import { createWebAdapter } from '../../adapters/web/index.ts';
import type { WebWire } from '../../adapters/web/render.ts';
import type { Scope, Text } from '../../src/channel.ts';
import { memoryWebStore } from '../fakes/web-store.ts';
import type { Seen } from '../stories/seen.ts';
import { adapterContract } from './adapter-contract.ts';
import type { Act, Bench } from './bench.ts';

const PERSON = 'wang';
const GROUP = 'group-neighbours';

const plain = (text: Text): string =>
  text
    .map((node) => (typeof node === 'string' ? node : node.kind === 'mention' ? node.name : plain(node.text)))
    .join('');

/** The page draws the prompt as it is. */
function seen({ prompt }: WebWire): Seen {
  const { title = '', text, fields = [], choices = [], links = [], pictures = [] } = prompt;
  return {
    text: [title, plain(text), ...fields.flatMap(({ label, value }) => [label, value])]
      .filter((part) => part !== '')
      .join('\n'),
    buttons: [
      ...choices.map(({ label, token, says }) => ({ label, token, ...(says !== undefined && { says }) })),
      ...links,
    ],
    pictures: pictures.length,
  };
}

async function open(): Promise<Bench> {
  const store = memoryWebStore();
  let silent = false;
  const adapter = createWebAdapter({
    store: {
      ...store,
      append: async (entry) => {
        const row = await store.append(entry);
        if (!silent) return row;
        silent = false;
        throw new Error('the connection broke after the commit');
      },
    },
  });
  const ref = await store.putFile({ bytes: Buffer.from('a picture'), mime: 'image/jpeg' });
  const contentOf = (act: Act, scope: Scope): object | undefined => {
    switch (act.kind) {
      case 'says':
        return { kind: 'said', text: act.to === 'bot' && scope === 'group' ? `@里弄 ${act.text}` : act.text };
      case 'presses':
        return { kind: 'pressed', token: act.token };
      case 'sends-photo':
        return { kind: 'attached', file: { kind: 'photo', ref } };
      case 'sends-place':
        return { kind: 'located', latitude: act.latitude, longitude: act.longitude };
      case 'arrives':
        return { kind: 'joined' };
      case 'blocks':
        return undefined;
    }
  };
  /** A message has as many rows as it had versions; the last one is what is seen. */
  const standing = (chat: string) => {
    const newest = new Map(store.all.filter((row) => row.chat === chat).map((row) => [row.message, row]));
    return [...newest.values()];
  };
  return {
    adapter,
    person: PERSON,
    group: GROUP,
    body: (act, scope) => {
      const content = contentOf(act, scope);
      const chat = scope === 'direct' ? PERSON : GROUP;
      return content && JSON.stringify({ id: randomUUID(), user: PERSON, chat, scope, content });
    },
    signed: (body) => ({ body: typeof body === 'string' ? Buffer.from(body) : body, header: () => undefined }),
    // The page has no signature: `src/http/sandbox` lets only the page itself reach this.
    forged: () => [],
    largestBody: 64 * 1024,
    envelope: () => ({ kind: 'push' }),
    shown: ({ chat }) => standing(chat).map(({ body }) => seen(body as WebWire)),
    asked: ({ chat }) =>
      store.all
        .filter((row) => row.chat === chat)
        .map(({ body }) => JSON.stringify(body))
        .join('\n'),
    troubles: {
      silent: () => {
        silent = true;
      },
      slow: undefined,
      busy: undefined,
      blocked: undefined,
      gone: undefined,
      'token-spent': () => {},
      unauthorised: undefined,
    },
    spent: (address) => {
      const [wire] = adapter.render([{ text: ['x'] }], { scope: 'direct', language: 'zh-Hans', phrases: PHRASES });
      const envelope = { kind: 'reply', token: 'none is given out here' } as const;
      return wire ? [{ address, wire, envelope, retryKey: randomUUID() }] : [];
    },
    mend: () => {},
    unreachable: undefined,
    nonsense: [{}, { prompt: {} }, { prompt: { text: 'x' } }, { prompt: { text: [] } }],
    tapped: (link) => `/start ${new URL(link, 'http://localhost').searchParams.get('start')}`,
    close: async () => {},
  };
}

const PHRASES = { answerWithNumber: '', pictureNotShown: '' };

adapterContract('the sandbox page', open);
