import { describe, expect, test } from 'vitest';
import {
  accountLinkEvent,
  followEvent,
  LINE_BOT,
  LINE_EVENT_MS,
  LINE_GROUP,
  LINE_ROOM,
  LINE_USER,
  lineWebhook,
  redelivered,
  signedWebhook,
  textEvent,
} from '../../test/fakes/line.ts';
import { createLineReceive, MAX_BODY_BYTES } from './receive.ts';

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
const NOW = LINE_EVENT_MS + 700;
const receive = createLineReceive({ channelSecret: SECRET });

async function accept(body: unknown) {
  const result = await receive(signedWebhook(SECRET, body), NOW);
  if (result.kind !== 'accepted') throw new Error(result.reason);
  return result.events;
}

describe('the signature', () => {
  test('is the base64 HMAC-SHA256 of the bytes (computed with openssl)', async () => {
    const body = Buffer.from('{"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[]}');
    const header = (name: string) =>
      name.toLowerCase() === 'x-line-signature' ? 'GhRKmvmHys4Pi8DxkF4+EayaH0OqtJtaZxgTD9fMDLs=' : undefined;
    expect(await receive({ body, header }, NOW)).toEqual({ kind: 'accepted', events: [] });
  });

  test.each([
    ['missing', undefined],
    ['empty', ''],
    [
      'of another secret',
      signedWebhook('another secret', { destination: LINE_BOT, events: [] }).header('x-line-signature'),
    ],
    ['hexadecimal', 'a'.repeat(64)],
    ['not base64', `${'?'.repeat(43)}=`],
    ['too short', 'YWJj'],
    ['a longer digest', `${'A'.repeat(86)}==`],
  ])('that is %s is refused with 401', async (_, signature) => {
    const body = Buffer.from(JSON.stringify({ destination: LINE_BOT, events: [] }));
    expect(await receive({ body, header: () => signature }, NOW)).toMatchObject({ kind: 'refused', status: 401 });
  });

  test('covers every byte', async () => {
    const { body, header } = lineWebhook(SECRET, [textEvent('赞成')]);
    for (const at of [0, 30, body.byteLength - 1]) {
      const changed = Uint8Array.from(body);
      changed[at] = (changed[at] ?? 0) ^ 1;
      expect(await receive({ body: changed, header }, NOW)).toMatchObject({ kind: 'refused', status: 401 });
    }
  });

  test('cannot be checked with an empty secret', () => {
    expect(() => createLineReceive({ channelSecret: ' ' })).toThrow(/LINE_CHANNEL_SECRET/);
  });
});

describe('the body', () => {
  test('of a connection check holds no events', async () => {
    expect(await accept({ destination: LINE_BOT, events: [] })).toEqual([]);
  });

  test('may be 1 MiB and no more', async () => {
    const shell = JSON.stringify({ destination: LINE_BOT, events: [], pad: '' });
    const full = JSON.stringify({ destination: LINE_BOT, events: [], pad: 'x'.repeat(MAX_BODY_BYTES - shell.length) });
    expect(await accept(full)).toEqual([]);
    expect(await receive(signedWebhook(SECRET, `${full} `), NOW)).toMatchObject({ kind: 'refused', status: 413 });
  });

  test.each([
    ['not JSON', '{"destination":'],
    ['not UTF-8', Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d)],
    ['a list', '[]'],
    ['null', 'null'],
    ['without destination', { events: [] }],
    ['with a number as destination', { destination: 7, events: [] }],
    ['with NUL in the destination', { destination: 'U\0', events: [] }],
    ['without events', { destination: LINE_BOT }],
    ['with events that are no list', { destination: LINE_BOT, events: { 0: {} } }],
    ['nested 200,000 deep', `{"destination":"${LINE_BOT}","events":[${'['.repeat(200_000)}${']'.repeat(200_000)}]}`],
    ['made of 300,000 nothings', `{"destination":"${LINE_BOT}","events":[${'1,'.repeat(300_000)}1]}`],
  ])('that is %s is refused with 400', async (_, body) => {
    expect(await receive(signedWebhook(SECRET, body), NOW)).toMatchObject({ kind: 'refused', status: 400 });
  });

  test('may hold brackets and quotes inside strings', async () => {
    expect(await accept({ destination: LINE_BOT, events: [textEvent('[{"\\'.repeat(100))] })).toHaveLength(1);
  });
});

describe('an event', () => {
  test('is named, placed and timed, and kept as it came', async () => {
    const event = textEvent('3号楼电梯又坏了', { user: LINE_USER, webhookEventId: '01FZ74A0TDDPYRVKNK77XKC3ZR' });
    const [received] = await accept({ destination: LINE_BOT, events: [event] });
    expect(received).toMatchObject({
      id: `line-${LINE_BOT}-01FZ74A0TDDPYRVKNK77XKC3ZR`,
      address: { platform: 'line', account: LINE_BOT, chat: LINE_USER },
      user: LINE_USER,
      atMs: LINE_EVENT_MS,
    });
    expect(JSON.parse(received?.raw ?? '')).toEqual({
      id: received?.id,
      destination: LINE_BOT,
      receivedAtMs: NOW,
      event,
    });
  });

  test('belongs to its group or room, and keeps the person who acted', async () => {
    const events = [textEvent('大家好', { group: LINE_GROUP, user: LINE_USER }), textEvent('hi', { room: LINE_ROOM })];
    const [group, room] = await accept({ destination: LINE_BOT, events });
    expect(group).toMatchObject({ address: { chat: LINE_GROUP }, user: LINE_USER });
    expect(room).toMatchObject({ address: { chat: LINE_ROOM } });
    expect(room).not.toHaveProperty('user');
  });

  test('of several persons share one webhook', async () => {
    const events = [textEvent('甲', { user: `U${'2'.repeat(32)}` }), followEvent({ user: `U${'3'.repeat(32)}` })];
    const received = await accept({ destination: LINE_BOT, events });
    expect(received.map((event) => event.user)).toEqual([`U${'2'.repeat(32)}`, `U${'3'.repeat(32)}`]);
    expect(new Set(received.map((event) => event.id)).size).toBe(2);
  });

  test('keeps its id when it is delivered again', async () => {
    const event = textEvent('再说一次');
    const [first, again] = await accept({ destination: LINE_BOT, events: [event, redelivered(event)] });
    expect(again?.id).toBe(first?.id);
  });

  test('without an id is named by its content, whatever the order of its properties', async () => {
    const { webhookEventId: _id, ...event } = textEvent('没有编号', { user: LINE_USER, replyToken: 'token1' });
    const turned = Object.fromEntries(Object.entries(redelivered(event)).reverse());
    const other = { ...event, timestamp: LINE_EVENT_MS + 1 };
    const [first, again, another] = await accept({ destination: LINE_BOT, events: [event, turned, other] });
    expect(first?.id).toMatch(new RegExp(`^line-${LINE_BOT}-digest-[0-9a-f]{32}$`));
    expect(again?.id).toBe(first?.id);
    expect(another?.id).not.toBe(first?.id);
  });

  test('without a chat, a time or sense is stored all the same', async () => {
    const odd = [accountLinkEvent(), null, 'x', { timestamp: 'soon', source: { userId: 'U\0', groupId: '../..' } }];
    const received = await accept({ destination: LINE_BOT, events: odd });
    expect(received.map((event) => event.address.chat)).toEqual(['none', 'none', 'none', 'none']);
    expect(received.map((event) => event.atMs)).toEqual([LINE_EVENT_MS, NOW, NOW, NOW]);
    expect(received.every((event) => event.user === undefined)).toBe(true);
  });

  test('with NUL in its text is stored as text without NUL', async () => {
    const [received] = await accept({ destination: LINE_BOT, events: [textEvent('a\0b')] });
    expect(received?.raw).not.toContain('\0');
  });
});
