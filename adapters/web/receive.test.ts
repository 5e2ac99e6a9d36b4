import { describe, expect, test } from 'vitest';
import { MAX_EVENT_BYTES, MAX_TEXT } from './limits.ts';
import { receiveWeb } from './receive.ts';

const ID = '3f0e8a52-8f5b-4a77-9c15-0b8f6f0f6a11';
const NOW = 1_795_000_000_123.7;

const event = (change: Record<string, unknown> = {}) => ({
  id: ID,
  user: 'wang',
  chat: 'wang',
  scope: 'direct',
  content: { kind: 'said', text: '3号楼电梯又坏了，老人下不了楼' },
  ...change,
});

const receive = (body: unknown) => {
  const bytes = body instanceof Uint8Array ? body : new TextEncoder().encode(JSON.stringify(body));
  return receiveWeb({ body: bytes, header: () => undefined }, NOW);
};

describe('what the page posts', () => {
  test('becomes one event, with the time of its arrival', async () => {
    const received = await receive(event());
    expect(received).toEqual({
      kind: 'accepted',
      events: [
        {
          id: `web-${ID}`,
          address: { platform: 'web', account: 'sandbox', chat: 'wang' },
          user: 'wang',
          atMs: 1_795_000_000_123,
          raw: JSON.stringify({ receivedAtMs: 1_795_000_000_123, event: event() }),
        },
      ],
    });
  });

  test('is the same event however its id is written, so sending again does nothing twice', async () => {
    const received = await receive(event({ id: ID.toUpperCase() }));
    expect(received.kind === 'accepted' && received.events[0]?.id).toBe(`web-${ID}`);
  });

  test.each([
    [{ kind: 'pressed', token: '7KQ4M2abcXYZ.1', message: ID, says: '登记需求' }],
    [{ kind: 'pressed', token: 'a forged one' }],
    [{ kind: 'attached', file: { kind: 'photo', ref: ID, name: 'lift.jpg', mime: 'image/jpeg', bytes: 12 } }],
    [{ kind: 'attached', file: { kind: 'file', ref: ID }, caption: '@里弄 看这里' }],
    [{ kind: 'located', latitude: 31.24, longitude: 121.43, label: '小区大门' }],
    [{ kind: 'joined' }],
  ])('may be %j', async (content) => {
    expect((await receive(event({ content }))).kind).toBe('accepted');
  });

  test('in a group bears the group’s id', async () => {
    const received = await receive(event({ chat: 'neighbours', scope: 'group' }));
    expect(received.kind === 'accepted' && received.events[0]?.address.chat).toBe('neighbours');
  });
});

describe('refused, and nothing is kept', () => {
  test.each<[string, unknown]>([
    ['not an object', []],
    ['no id', event({ id: undefined })],
    ['an id that is no UUID', event({ id: '1' })],
    ['somebody else’s direct chat', event({ chat: 'zhao' })],
    ['a group that is the person', event({ scope: 'group' })],
    ['an unknown scope', event({ scope: 'channel' })],
    ['a person id with a slash', event({ user: '../wang', chat: '../wang' })],
    ['an unknown field', event({ role: 'committee_head' })],
    ['an unknown kind', event({ content: { kind: 'left' } })],
    ['an unknown field inside', event({ content: { kind: 'said', text: 'x', addressed: true } })],
    ['no words', event({ content: { kind: 'said', text: '' } })],
    ['too many words', event({ content: { kind: 'said', text: 'x'.repeat(MAX_TEXT + 1) } })],
    ['a place off the globe', event({ content: { kind: 'located', latitude: 91, longitude: 0 } })],
    ['a place that is no number', event({ content: { kind: 'located', latitude: null, longitude: 0 } })],
    ['a file by path', event({ content: { kind: 'attached', file: { kind: 'photo', ref: '/etc/passwd' } } })],
  ])('%s', async (_name, body) => {
    expect(await receive(body)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('a body that is not JSON, or not UTF-8', async () => {
    expect(await receive(new TextEncoder().encode('{'))).toMatchObject({ status: 400 });
    expect(await receive(new Uint8Array([0x22, 0xff, 0x22]))).toMatchObject({ status: 400 });
  });

  test('more than 64 KiB, unread', async () => {
    expect(await receive(new Uint8Array(MAX_EVENT_BYTES + 1))).toMatchObject({ kind: 'refused', status: 413 });
  });

  test('the reason names the field and repeats nothing a person wrote', async () => {
    const received = await receive(event({ content: { kind: 'said', text: 'secret words', more: 1 } }));
    expect(received).toMatchObject({ reason: 'sandbox event refused: not an event: content is wrong' });
  });
});
