import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ChannelAdapter, Delivery, Sending, Wire } from '../../src/channel.ts';
import { startTelegramFake, type TelegramFake } from '../../test/fakes/telegram.ts';
import { GROUP, press, SUPERGROUP, WANG } from '../../test/fakes/telegram-updates.ts';
import { createTelegramAdapter, type TelegramOptions } from './index.ts';

const CHAT = String(WANG.id);
const PNG = Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

let fake: TelegramFake;
let adapter: ChannelAdapter;

function connect(options: Partial<TelegramOptions> = {}): ChannelAdapter {
  return createTelegramAdapter({
    token: fake.token,
    secret: 'secret',
    mode: 'webhook',
    apiBaseUrl: fake.url,
    media: async (id) => (id.startsWith('gone') ? undefined : { bytes: PNG, mime: 'image/png' }),
    timing: { callMs: 400, transferMs: 400 },
    ...options,
  });
}

beforeEach(async () => {
  fake = await startTelegramFake();
  fake.addChat({ id: CHAT, type: 'private' });
  fake.addChat({ id: String(GROUP.id), type: 'group', members: 12 });
  fake.addChat({ id: String(SUPERGROUP.id), type: 'supergroup', topics: [12] });
  adapter = connect();
});
afterEach(() => fake.close());

const context = {
  scope: 'direct',
  language: 'zh-Hans',
  phrases: { answerWithNumber: '请回复数字：', pictureNotShown: '（图片无法显示）' },
} as const;
const hello: Wire = { method: 'sendMessage', params: { text: '你好' } };
const edit = (message_id: number, text: string): Wire => ({ method: 'editMessageText', params: { message_id, text } });
const answer = (id: string): Wire => ({ method: 'answerCallbackQuery', params: { callback_query_id: id } });

function send(wire: Wire, more: { chat?: string; topic?: string } & Partial<Sending> = {}, via = adapter) {
  const { chat = CHAT, topic, ...rest } = more;
  return via.deliver({
    address: { platform: 'telegram', account: fake.botId, chat, ...(topic !== undefined && { topic }) },
    wire,
    envelope: { kind: 'push' },
    retryKey: '2f1c9a52-5a1d-4a43-9b0c-3d2f6f7e8a90',
    ...rest,
  });
}

async function sentMessage(): Promise<number> {
  const sent = await send(hello);
  if (sent.kind !== 'accepted') throw new Error(JSON.stringify(sent));
  return Number(sent.message);
}

describe('a send', () => {
  it('goes to its chat and gives the id of the message', async () => {
    expect(await send(hello)).toEqual({ kind: 'accepted', message: String(fake.messages[0]?.message_id) });
    expect(fake.calls).toHaveLength(1);
    expect(fake.calls[0]?.params).toEqual({ chat_id: CHAT, text: '你好' });
  });

  it('names the topic of its address, and only for sends', async () => {
    const chat = String(SUPERGROUP.id);
    const sent = await send(hello, { chat, topic: '12' });
    expect(sent.kind).toBe('accepted');
    expect(fake.calls[0]?.params).toMatchObject({ message_thread_id: 12 });
    await send(edit(fake.messages[0]?.message_id ?? 0, '再见'), { chat, topic: '12' });
    expect(fake.calls[1]?.params).not.toHaveProperty('message_thread_id');
    expect(await send(hello, { chat, topic: '13' })).toEqual({ kind: 'refused', reason: 'invalid', detail: 'thread' });
  });

  it('of every kind of prompt arrives as it was rendered', async () => {
    const prompts = [
      {
        title: '会议',
        text: ['周六 ', { kind: 'bold' as const, text: ['三点'] }],
        choices: [{ label: '参加', token: 'a.0' }],
      },
      { text: ['现场'], pictures: [{ id: 'p1' }] },
      { text: ['现场'], pictures: [{ id: 'p1' }, { id: 'p2' }] },
    ];
    for (const wire of adapter.render(prompts, context)) {
      // The outbox keeps wires as JSON.
      expect(await send(JSON.parse(JSON.stringify(wire)) as Wire)).toMatchObject({ kind: 'accepted' });
    }
    expect(fake.calls.map(({ method }) => method)).toEqual([
      'sendMessage',
      'sendPhoto',
      'sendMediaGroup',
      'sendMessage',
    ]);
    expect(fake.calls[0]?.params.entities).toEqual([
      { type: 'bold', offset: 0, length: 2 },
      { type: 'bold', offset: 7, length: 2 },
    ]);
    expect(fake.calls[1]?.files.photo).toEqual({ bytes: PNG, mime: 'image/png', name: 'picture.png' });
    expect(Object.keys(fake.calls[2]?.files ?? {})).toHaveLength(2);
  });

  it('never leaves the process for an address, wire or envelope that is not Telegram’s', async () => {
    const invalid = { kind: 'refused', reason: 'invalid' };
    expect(await send(hello, { chat: 'none' })).toMatchObject(invalid);
    expect(await send(hello, { chat: '@somebody' })).toMatchObject(invalid);
    expect(await send(hello, { envelope: { kind: 'multicast', users: [CHAT] } })).toMatchObject(invalid);
    expect(await send({ method: 'banChatMember', params: { user_id: 1 } })).toMatchObject(invalid);
    expect(await send({ messages: [] })).toMatchObject(invalid);
    expect(fake.calls).toEqual([]);
  });
});

describe('a picture we no longer have', () => {
  const photo = (id: string): Wire => ({
    method: 'sendPhoto',
    params: { photo: { attach: id }, caption: '一号楼', caption_entities: [{ type: 'bold', offset: 0, length: 3 }] },
    absent: '（图片无法显示）',
  });
  const album = (...ids: string[]): Wire => ({
    method: 'sendMediaGroup',
    params: { media: ids.map((id) => ({ type: 'photo', media: { attach: id } })) },
    absent: '（图片无法显示）',
  });

  it('does not take its words along', async () => {
    expect((await send(photo('gone'))).kind).toBe('accepted');
    expect(fake.calls[0]).toMatchObject({
      method: 'sendMessage',
      params: { text: '一号楼\n\n（图片无法显示）', entities: [{ type: 'bold', offset: 0, length: 3 }] },
    });
  });

  it('is named under what is left of an album', async () => {
    await send(album('a', 'gone', 'b'));
    await send(album('gone1', 'b'));
    await send(album('gone1', 'gone2'));
    expect(fake.calls.map(({ method }) => method)).toEqual(['sendMediaGroup', 'sendPhoto', 'sendMessage']);
    expect(fake.calls[0]?.params.media).toMatchObject([{ caption: '（图片无法显示）' }, {}]);
    expect(fake.calls[1]?.params.caption).toBe('（图片无法显示）');
    expect(fake.calls.every(({ answer }) => answer === 200)).toBe(true);
  });

  it('because its store is down is not sent at all, and may be tried again', async () => {
    const broken = connect({ media: () => Promise.reject(new Error('disk')) });
    expect(await send(photo('a'), {}, broken)).toMatchObject({ kind: 'failed' });
    expect(fake.calls).toEqual([]);
  });
});

describe('what Telegram answers decides what is known', () => {
  const refusals: [string, number, string, Record<string, number>, Delivery][] = [
    [
      'a flood wait',
      429,
      'Too Many Requests: retry after 17',
      { retry_after: 17 },
      { kind: 'throttled', afterMs: 17_000 },
    ],
    ['a flood wait without a figure', 429, 'Too Many Requests', {}, { kind: 'throttled', afterMs: 5_000 }],
    [
      'a group that moved',
      400,
      'Bad Request: group chat was upgraded to a supergroup chat',
      { migrate_to_chat_id: -1001987654321 },
      { kind: 'moved', to: '-1001987654321' },
    ],
  ];
  it.each(refusals)('%s', async (_what, status, description, parameters, expected) => {
    fake.next('sendMessage', { kind: 'refuse', status, description, parameters });
    expect(await send(hello)).toEqual(expected);
  });

  it.each([
    [403, 'Forbidden: bot was blocked by the user', 'blocked'],
    [403, "Forbidden: bot can't initiate conversation with a user", 'blocked'],
    [403, 'Forbidden: user is deactivated', 'gone'],
    [403, 'Forbidden: bot was kicked from the supergroup chat', 'gone'],
    [403, 'Forbidden: bot is not a member of the channel chat', 'gone'],
    [403, 'Forbidden: the group chat was deleted', 'gone'],
    [400, 'Bad Request: chat not found', 'gone'],
    [400, 'Bad Request: PEER_ID_INVALID', 'gone'],
    [400, 'Bad Request: message is too long', 'invalid'],
    [400, 'Bad Request: not enough rights to send text messages to the chat', 'invalid'],
    [401, 'Unauthorized', 'unauthorised'],
    [404, 'Not Found', 'unauthorised'],
    [404, 'Not Found: method not found', 'invalid'],
    [413, 'Request Entity Too Large', 'invalid'],
  ])('%i %s → %s', async (status, description, reason) => {
    fake.next('sendMessage', { kind: 'refuse', status, description });
    expect(await send(hello)).toMatchObject({ kind: 'refused', reason });
  });

  it('an error page of a proxy is read by its status', async () => {
    const page = '<html>no</html>';
    fake.next(
      'sendMessage',
      { kind: 'refuse', status: 413, rawBody: page },
      { kind: 'refuse', status: 502, rawBody: page },
      { kind: 'refuse', status: 200, rawBody: page },
    );
    expect(await send(hello)).toMatchObject({ kind: 'refused', reason: 'invalid', detail: '413: HTTP 413' });
    expect(await send(hello)).toMatchObject({ kind: 'unknown' });
    expect(await send(hello)).toMatchObject({ kind: 'unknown' });
  });

  it.each(['null', '[]', '{"ok":false}', '{"ok":false,"error_code":"x","description":7}'])(
    'an answer that makes no sense: %s',
    async (rawBody) => {
      fake.next('sendMessage', { kind: 'refuse', status: 200, rawBody });
      expect(await send(hello)).toMatchObject({ kind: 'unknown' });
    },
  );

  it('the chat’s own state is told apart', async () => {
    fake.addChat({ id: '77', type: 'private', forbidden: 'blocked' });
    fake.addChat({ id: '78', type: 'private', forbidden: 'deactivated' });
    fake.addChat({ id: '-79', type: 'group', migratedTo: '-1001' });
    expect(await send(hello, { chat: '77' })).toMatchObject({ reason: 'blocked' });
    expect(await send(hello, { chat: '78' })).toMatchObject({ reason: 'gone' });
    expect(await send(hello, { chat: '-79' })).toEqual({ kind: 'moved', to: '-1001' });
    expect(await send(hello, { chat: '80' })).toMatchObject({ reason: 'gone' });
  });

  it('too fast for one chat is throttled, and only there', async () => {
    fake.limitRates(true);
    expect(await send(hello)).toMatchObject({ kind: 'accepted' });
    expect(await send(hello)).toEqual({ kind: 'throttled', afterMs: 1000 });
    expect(await send(hello, { chat: String(GROUP.id) })).toMatchObject({ kind: 'accepted' });
  });
});

describe('a call whose answer does not come', () => {
  it.each(['lost', 'hang', 'reset'] as const)('is unknown for a send (%s): it may have been taken', async (kind) => {
    fake.next('sendMessage', { kind });
    expect(await send(hello)).toMatchObject({ kind: 'unknown' });
    // Exactly one attempt: the client's own retries are off.
    expect(fake.calls).toHaveLength(1);
    expect(adapter.limits.canRepeat(hello, { kind: 'push' })).toBe(false);
  });

  it('with a server error is unknown for a send, failed for an edit and an answer, which may be repeated', async () => {
    const refuse = { kind: 'refuse', status: 500, description: 'Internal Server Error' } as const;
    for (const [wire, kind, repeatable] of [
      [hello, 'unknown', false],
      [edit(1, 'x'), 'failed', true],
      [answer('1'), 'failed', true],
    ] as const) {
      fake.next(String(wire.method), refuse);
      expect(await send(wire)).toMatchObject({ kind });
      expect(adapter.limits.canRepeat(wire, { kind: 'push' })).toBe(repeatable);
    }
  });

  it('surely failed where nobody listens', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    await new Promise((resolve) => server.close(resolve));
    expect(await send(hello, {}, connect({ apiBaseUrl: `http://127.0.0.1:${port}` }))).toMatchObject({
      kind: 'failed',
    });
    expect(await send(hello, {}, connect({ apiBaseUrl: 'http://nobody.invalid' }))).toMatchObject({ kind: 'failed' });
  });

  it('is not followed to another server, which would see the token', async () => {
    const redirect: typeof fetch = (_input, init) => {
      expect(init?.redirect).toBe('error');
      return Promise.reject(new TypeError('fetch failed', { cause: new Error('unexpected redirect') }));
    };
    expect(await send(hello, {}, connect({ fetch: redirect }))).toMatchObject({ kind: 'unknown' });
  });
});

describe('an edit', () => {
  it('changes the message, and is done when there is nothing to change', async () => {
    const id = await sentMessage();
    expect(await send(edit(id, '再见'))).toEqual({ kind: 'accepted', message: String(id) });
    expect(await send(edit(id, '再见'))).toEqual({ kind: 'accepted' });
    expect(fake.messages[0]?.text).toBe('再见');
  });

  it('of a message that is not there, or is a picture, is refused as gone', async () => {
    expect(await send(edit(5, 'x'))).toMatchObject({ kind: 'refused', reason: 'gone' });
    const sent = await send({ method: 'sendPhoto', params: { photo: { attach: 'p' } }, absent: '' });
    const id = sent.kind === 'accepted' ? Number(sent.message) : 0;
    expect(await send(edit(id, 'x'))).toMatchObject({ kind: 'refused', reason: 'gone' });
  });
});

describe('an answer to a press', () => {
  it('is accepted while the press is fresh and spent afterwards', async () => {
    fake.push(press('a.0'));
    const wire = adapter.acknowledge?.({ kind: 'acknowledgement', token: '2190433200000000123', expiresAtMs: 0 }) ?? {};
    expect(await send(wire)).toEqual({ kind: 'accepted' });
    expect(fake.callsOf('answerCallbackQuery')[0]?.params).toEqual({
      callback_query_id: '2190433200000000123',
      show_alert: false,
    });
    fake.expirePress('2190433200000000123');
    expect(await send(wire)).toMatchObject({ kind: 'refused', reason: 'token-spent' });
  });
});

describe('the bot token', () => {
  it('is in no outcome, whatever fails', async () => {
    const leaky = (message: string, code?: string): typeof fetch => {
      const cause = Object.assign(new Error(`${message} ${fake.url}/bot${fake.token}/sendMessage`), { code });
      return () => Promise.reject(new TypeError(`fetch failed for /bot${fake.token}/`, { cause }));
    };
    const outcomes: Delivery[] = [
      await send(hello, {}, connect({ fetch: leaky('no route to', 'EHOSTUNREACH') })),
      await send(hello, {}, connect({ fetch: leaky('reset', `E${fake.token}`) })),
      await send(hello, {}, connect({ apiBaseUrl: 'not a url' })),
      await send(hello, {}, connect({ media: () => Promise.reject(new Error(`GET /bot${fake.token}/x`)) })),
    ];
    for (const description of [
      `Bad: ${fake.token}`,
      `Bad: ${encodeURIComponent(fake.token)}`,
      'see 123456789:AAE4kd93-DkfleKf93kdlsKDkdlwi3',
    ]) {
      fake.next('sendMessage', { kind: 'refuse', status: 400, description });
      outcomes.push(await send(hello));
    }
    const photo: Wire = { method: 'sendPhoto', params: { photo: { attach: 'a' } }, absent: 'x' };
    const broken = connect({ media: () => Promise.reject(new Error(`GET /bot${fake.token}/x`)) });
    outcomes.push(await send(photo, {}, broken));
    const said = JSON.stringify(outcomes);
    expect(said).not.toContain('AAfake');
    expect(said).not.toContain('AAE4kd93');
    expect(said).toContain('<token>');
  });
});
