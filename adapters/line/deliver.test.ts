import { randomUUID } from 'node:crypto';
import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Delivery, Envelope, Sending } from '../../src/channel.ts';
import { LINE_BOT, LINE_GROUP, LINE_USER, type LineFake, startLineFake } from '../../test/fakes/line.ts';
import { deliverLine } from './deliver.ts';
import { renderLine } from './render.ts';
import { createClient, type LineClient } from './transport.ts';

let fake: LineFake;
let client: LineClient;
beforeAll(async () => {
  fake = await startLineFake({ strictReplyTokens: true });
  client = clientOf(fake.url);
});
afterAll(() => fake.close());

function clientOf(baseUrl: string, channelAccessToken = fake.token): LineClient {
  return createClient({ baseUrl, channelAccessToken, timeoutMs: 400, fetch });
}

const context = {
  scope: 'direct',
  language: 'zh-Hans',
  phrases: { answerWithNumber: '', pictureNotShown: '' },
} as const;

function sending(envelope: Envelope, chat = LINE_USER, text = '已登记'): Sending {
  const [wire] = renderLine([{ text: [text] }], context);
  if (wire === undefined) throw new Error('nothing to send');
  return { address: { platform: 'line', account: LINE_BOT, chat }, wire, envelope, retryKey: randomUUID() };
}

const push: Envelope = { kind: 'push' };
const multicast: Envelope = { kind: 'multicast', users: [LINE_USER, `U${'2'.repeat(32)}`] };
const reply = (): Envelope => ({ kind: 'reply', token: fake.issueReplyToken({ chat: LINE_USER }) });

describe('a reply', () => {
  test('is accepted once, free, and without a retry key', async () => {
    const before = fake.month.used;
    const one = sending(reply());
    const first = await deliverLine(client, one);
    const call = fake.calls.at(-1);
    expect(first).toEqual({ kind: 'accepted', message: call?.sent[0] });
    expect(call).toMatchObject({ kind: 'reply', retryKey: undefined, messages: [{ type: 'text', text: '已登记' }] });
    expect(fake.month.used).toBe(before);
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'refused', reason: 'token-spent' });
  });

  test('with an expired or invented token is refused', async () => {
    const expired: Envelope = { kind: 'reply', token: fake.issueReplyToken({ lifetimeMs: -1 }) };
    expect(await deliverLine(client, sending(expired))).toMatchObject({ kind: 'refused', reason: 'token-spent' });
    const invented: Envelope = { kind: 'reply', token: 'invented' };
    expect(await deliverLine(client, sending(invented))).toMatchObject({ kind: 'refused', reason: 'token-spent' });
  });

  test('whose answer is lost is unknown; repeating it with its token cannot send it twice', async () => {
    const one = sending(reply());
    const before = fake.calls.length;
    fake.loseResponseAfterAccepting();
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'unknown' });
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'refused', reason: 'token-spent' });
    expect(fake.calls.length).toBe(before + 1);
  });

  test('that broke before LINE took it can be repeated', async () => {
    const one = sending(reply());
    fake.cutBeforeAccepting();
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'unknown' });
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'accepted' });
  });
});

describe('a push', () => {
  test('is accepted and counted, and its repetition is the same push', async () => {
    const one = sending(push);
    const before = { calls: fake.calls.length, used: fake.month.used };
    const first = await deliverLine(client, one);
    expect(fake.calls.at(-1)).toMatchObject({ kind: 'push', to: [LINE_USER], retryKey: one.retryKey });
    expect(await deliverLine(client, one)).toEqual(first);
    expect(fake.calls.length).toBe(before.calls + 1);
    expect(fake.month.used).toBe(before.used + 1);
  });

  test('whose answer is lost is unknown, then accepted under its key', async () => {
    const one = sending(push);
    fake.loseResponseAfterAccepting();
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'unknown' });
    expect(await deliverLine(client, one)).toEqual({ kind: 'accepted', message: fake.calls.at(-1)?.sent[0] });
    expect(fake.calls.filter((call) => call.retryKey === one.retryKey)).toHaveLength(1);
  });

  test('to a group counts its people, and fails for good when the bot was removed', async () => {
    fake.setMembers(LINE_GROUP, 40);
    const before = fake.month.used;
    expect(await deliverLine(client, sending(push, LINE_GROUP))).toMatchObject({ kind: 'accepted' });
    expect(fake.month.used).toBe(before + 40);
    const lost = `C${'9'.repeat(32)}`;
    fake.leave(lost);
    expect(await deliverLine(client, sending(push, lost))).toMatchObject({ kind: 'refused', reason: 'gone' });
  });

  test('beyond the month’s messages is refused, and taken again next month', async () => {
    const one = sending(push);
    fake.month.limit = fake.month.used;
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'refused', reason: 'quota' });
    fake.month.limit = undefined;
    expect(await deliverLine(client, one)).toMatchObject({ kind: 'accepted' });
  });
});

describe('a multicast', () => {
  test('is accepted under one key, with no message id', async () => {
    const one = sending(multicast);
    const before = fake.calls.length;
    expect(await deliverLine(client, one)).toEqual({ kind: 'accepted' });
    expect(await deliverLine(client, one)).toEqual({ kind: 'accepted' });
    expect(fake.calls.length).toBe(before + 1);
  });

  test.each([0, 501])('to %i people is refused without a call', async (count) => {
    const users = Array.from({ length: count }, (_, index) => `U${String(index).padStart(32, '0')}`);
    const before = fake.requests.length;
    expect(await deliverLine(client, sending({ kind: 'multicast', users }))).toMatchObject({
      kind: 'refused',
      reason: 'invalid',
    });
    expect(fake.requests.length).toBe(before);
  });

  test('to a group is refused by LINE', async () => {
    const outcome = await deliverLine(client, sending({ kind: 'multicast', users: [LINE_GROUP] }));
    expect(outcome).toMatchObject({ kind: 'refused', reason: 'invalid' });
  });
});

describe('what LINE answers', () => {
  const refused = (reason: string) => ({ kind: 'refused', reason });
  const table: readonly (readonly [number, string, object, object])[] = [
    [400, 'The request body has 1 error(s)', refused('invalid'), refused('invalid')],
    [400, 'Failed to send messages', refused('gone'), refused('gone')],
    [401, 'Authentication failed', refused('unauthorised'), refused('unauthorised')],
    [403, 'Access to this API is not available for your account', refused('invalid'), refused('invalid')],
    [404, 'Not found', refused('gone'), refused('gone')],
    [410, 'Gone', refused('gone'), refused('gone')],
    [413, 'Payload Too Large', refused('invalid'), refused('invalid')],
    [429, 'You have reached your monthly limit.', refused('quota'), refused('quota')],
    [
      429,
      'The API rate limit has been exceeded. Try again later.',
      { kind: 'throttled', afterMs: 1_000 },
      { kind: 'throttled', afterMs: 1_000 },
    ],
    [302, '', { kind: 'failed' }, { kind: 'failed' }],
    [409, 'Conflict', { kind: 'unknown' }, { kind: 'accepted' }],
    [418, 'teapot', { kind: 'unknown' }, { kind: 'unknown' }],
    [500, 'Internal Server Error', { kind: 'unknown' }, { kind: 'failed' }],
    [503, '', { kind: 'unknown' }, { kind: 'failed' }],
  ];
  test.each(table)('%i %s', async (status, message, toReply, toPush) => {
    const attempt = (envelope: Envelope): Promise<Delivery> => {
      fake.next({ status, message });
      return deliverLine(client, sending(envelope));
    };
    expect(await attempt(reply())).toMatchObject(toReply);
    expect(await attempt(push)).toMatchObject(toPush);
  });

  test('the wait it asks for', async () => {
    fake.next({ status: 429, message: 'The API rate limit has been exceeded.', headers: { 'retry-after': '7' } });
    expect(await deliverLine(client, sending(push))).toEqual({ kind: 'throttled', afterMs: 7_000 });
    const until = new Date(Date.now() + 60_000).toUTCString();
    fake.next({ status: 429, headers: { 'retry-after': until } });
    const dated = await deliverLine(client, sending(push));
    expect(dated).toMatchObject({ kind: 'throttled', afterMs: expect.closeTo(59_500, -4) });
  });

  test('a redirection is not followed: it would carry the access token away', async () => {
    fake.next({ status: 307, headers: { location: `${fake.dataUrl}/elsewhere` } });
    expect(await deliverLine(client, sending(push))).toMatchObject({ kind: 'failed' });
    expect(fake.requests.at(-1)?.path).toBe('/v2/bot/message/push');
  });

  test('200 in a page of somebody else’s is not taken for LINE’s', async () => {
    fake.next({ status: 200, body: '<html>Sign in to the wireless network</html>' });
    expect(await deliverLine(client, sending(push))).toMatchObject({ kind: 'unknown' });
  });

  test('200 without ids is accepted all the same', async () => {
    for (const body of ['{}', '{"sentMessages":[]}', '{"sentMessages":[{"id":5}]}', 'null']) {
      fake.next({ status: 200, body });
      expect(await deliverLine(client, sending(push))).toEqual({ kind: 'accepted' });
    }
  });

  test('the places of its complaints, never the words sent', async () => {
    const message = { type: 'text', text: '' };
    const outcome = await deliverLine(client, { ...sending(push), wire: { messages: [message] } });
    expect(outcome).toEqual({
      kind: 'refused',
      reason: 'invalid',
      detail: '400 The request body has 1 error(s); messages[0].text: May not be empty',
    });
  });
});

describe('when LINE does not answer', () => {
  test('a call LINE never answers is given up after the time limit, and its connection with it', async () => {
    const before = fake.hungUp();
    fake.hang({ accept: true });
    const started = performance.now();
    expect(await deliverLine(client, sending(push))).toMatchObject({ kind: 'unknown' });
    expect(performance.now() - started).toBeLessThan(2_000);
    await expect.poll(() => fake.hungUp()).toBe(before + 1);
  });

  test('a refused connection surely sent nothing', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as { port: number };
    await new Promise((resolve) => server.close(resolve));
    for (const envelope of [reply(), push, multicast]) {
      const outcome = await deliverLine(clientOf(`http://127.0.0.1:${port}`), sending(envelope));
      expect(outcome).toMatchObject({ kind: 'failed' });
    }
  });

  test('a name that cannot be found surely sent nothing', async () => {
    const failing: typeof fetch = () =>
      Promise.reject(
        new TypeError('fetch failed', { cause: Object.assign(new Error('getaddrinfo'), { code: 'ENOTFOUND' }) }),
      );
    const config = { baseUrl: 'https://line.invalid', channelAccessToken: 't', timeoutMs: 400, fetch: failing };
    expect(await deliverLine(createClient(config), sending(push))).toMatchObject({ kind: 'failed' });
  });
});

test('a wrong access token is the operator’s to mend', async () => {
  const outcome = await deliverLine(clientOf(fake.url, 'another-token'), sending(push));
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'unauthorised' });
  expect(JSON.stringify(outcome)).not.toContain('another-token');
});

test.each([{}, { messages: [] }, { messages: 'x' }])('a stored payload %j is refused, not thrown', async (wire) => {
  const outcome = await deliverLine(client, { ...sending(push), wire });
  expect(outcome).toMatchObject({ kind: 'refused', reason: 'invalid' });
});
