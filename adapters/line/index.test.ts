import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AdapterHost, ChannelAdapter, FileRef } from '../../src/channel.ts';
import {
  LINE_BOT,
  LINE_GROUP,
  LINE_ROOM,
  LINE_USER,
  type LineFake,
  lineWebhook,
  startLineFake,
  textEvent,
} from '../../test/fakes/line.ts';
import { MAX_FILE_BYTES } from './content.ts';
import { createLineAdapter, type LineConfig } from './index.ts';

const SECRET = '8c570fa6dd201bb328f1c1eac23a96d8';
let fake: LineFake;
let now = 0;
let log: { event: string; detail: unknown }[] = [];

beforeEach(async () => {
  fake = await startLineFake();
  now = 1_000_000;
  log = [];
});
afterEach(() => fake.close());

function adapter(config: Partial<LineConfig> = {}): ChannelAdapter {
  return createLineAdapter({
    channelSecret: SECRET,
    channelAccessToken: fake.token,
    apiBaseUrl: fake.url,
    dataApiBaseUrl: fake.dataUrl,
    timeoutMs: 2_000,
    now: () => now,
    ...config,
  });
}

const host: AdapterHost = {
  store: () => Promise.resolve(),
  commands: () => [],
  panels: () => [],
  log: (event, detail) => log.push({ event, detail }),
};

const asked = (path: string): number => fake.requests.filter((request) => request.path.endsWith(path)).length;
const address = (chat: string) => ({ platform: 'line', account: LINE_BOT, chat }) as const;

describe('who the bot is', () => {
  test('is learnt from LINE at the start', async () => {
    const line = adapter();
    expect(line.account).toBe('');
    await line.open?.(host);
    expect(line.account).toBe(LINE_BOT);
    expect(log).toEqual([{ event: 'line.ready', detail: { bot: '@123abcde' } }]);
  });

  test('is learnt from the first webhook when LINE is unreachable, and not from a forged one', async () => {
    const line = adapter({ apiBaseUrl: 'http://127.0.0.1:9' });
    await line.open?.(host);
    expect(log).toMatchObject([
      { event: 'line.not-ready', detail: { reason: expect.stringContaining('LINE_API_BASE_URL') } },
    ]);
    expect(await line.receive(lineWebhook('forged', [textEvent('x')], `U${'e'.repeat(32)}`), now)).toMatchObject({
      kind: 'refused',
    });
    expect(line.account).toBe('');
    await line.receive(lineWebhook(SECRET, [textEvent('x')]), now);
    expect(line.account).toBe(LINE_BOT);
  });

  test('is asked again until it is known', async () => {
    const line = adapter();
    fake.next({ status: 401, message: 'Authentication failed' });
    await line.open?.(host);
    expect(log).toMatchObject([
      { event: 'line.not-ready', detail: { reason: expect.stringContaining('LINE_CHANNEL_ACCESS_TOKEN') } },
    ]);
    expect(line.privateLink('abc')).toBeUndefined();
    now += 5_001;
    expect(await line.ready()).toBe(true);
    expect(line.privateLink('abc')).toBeDefined();
    expect(log.at(-1)).toMatchObject({ event: 'line.ready' });
  });
});

test('readiness is asked once a minute, and once at a time', async () => {
  const line = adapter();
  expect(await Promise.all([line.ready(), line.ready(), line.ready()])).toEqual([true, true, true]);
  now += 59_000;
  await line.ready();
  expect(asked('/info')).toBe(1);
  now += 2_000;
  fake.next({ status: 500 });
  expect(await line.ready()).toBe(false);
  expect(asked('/info')).toBe(2);
});

test('the private link types the command for the person', async () => {
  const line = adapter();
  await line.ready();
  expect(line.privateLink('aB-3_x')).toBe('https://line.me/R/oaMessage/%40123abcde/?%2Fstart%20aB-3_x');
  expect(line.privateLink('x'.repeat(64))).toBeDefined();
  for (const payload of ['', 'x'.repeat(65), 'a b', 'ü', '../']) expect(line.privateLink(payload)).toBeUndefined();
});

describe('what a push costs', () => {
  test('is one person in a direct chat, without asking', async () => {
    expect(await adapter().recipients(address(LINE_USER), 'direct')).toBe(1);
    expect(fake.requests).toEqual([]);
  });

  test('is everybody in a group or room, asked once in ten minutes', async () => {
    const line = adapter();
    fake.setMembers(LINE_GROUP, 87);
    fake.setMembers(LINE_ROOM, 4);
    const twice = [line.recipients(address(LINE_GROUP), 'group'), line.recipients(address(LINE_GROUP), 'group')];
    expect(await Promise.all(twice)).toEqual([87, 87]);
    expect(await line.recipients(address(LINE_ROOM), 'group')).toBe(4);
    expect(fake.requests).toHaveLength(2);
    fake.setMembers(LINE_GROUP, 90);
    now += 9 * 60_000;
    expect(await line.recipients(address(LINE_GROUP), 'group')).toBe(87);
    now += 2 * 60_000;
    expect(await line.recipients(address(LINE_GROUP), 'group')).toBe(90);
  });

  test('is the last known figure while LINE does not answer, and never an invented one', async () => {
    const line = adapter();
    fake.setMembers(LINE_GROUP, 87);
    await line.recipients(address(LINE_GROUP), 'group');
    now += 11 * 60_000;
    fake.next({ status: 500 });
    expect(await line.recipients(address(LINE_GROUP), 'group')).toBe(87);
    fake.next({ status: 500 });
    await expect(line.recipients(address(LINE_ROOM), 'group')).rejects.toThrow(/500/);
    await expect(line.recipients(address('../info'), 'group')).rejects.toThrow(/group id/);
  });

  test('and what is left of the month', async () => {
    const line = adapter();
    fake.month.used = 12;
    expect(await line.monthlyQuota?.()).toEqual({ used: 12 });
    fake.month.limit = 200;
    expect(await line.monthlyQuota?.()).toEqual({ limit: 200, used: 12 });
    fake.next({ status: 200, body: '{}', on: '/consumption' });
    await expect(line.monthlyQuota?.()).rejects.toThrow();
  });
});

describe('a file', () => {
  const photo: FileRef = { kind: 'photo', ref: '354718705033693859' };
  const fetchFile = (file: FileRef = photo) => adapter().fetchFile(file, address(LINE_USER));

  test('comes with its type, from the host for data', async () => {
    fake.putContent(photo.ref, Uint8Array.of(1, 2, 3), 'image/jpeg');
    expect(await fetchFile()).toEqual({ kind: 'file', bytes: Uint8Array.of(1, 2, 3), mime: 'image/jpeg' });
  });

  test('is asked for again while LINE prepares it', async () => {
    fake.putContent(photo.ref, Uint8Array.of(1), 'video/mp4', 1);
    expect(await fetchFile()).toEqual({ kind: 'preparing', afterMs: 3_000 });
    expect(await fetchFile()).toMatchObject({ kind: 'file' });
  });

  test('that was unsent, has expired or lies elsewhere never comes', async () => {
    expect(await fetchFile()).toMatchObject({ kind: 'gone' });
    fake.putContent(photo.ref, Uint8Array.of(1), 'image/png');
    fake.unsend(photo.ref);
    expect(await fetchFile()).toEqual({ kind: 'gone', reason: 'the sender took it back' });
    const before = fake.requests.length;
    expect(await fetchFile({ kind: 'video', ref: 'external' })).toMatchObject({ kind: 'gone' });
    expect(await fetchFile({ kind: 'file', ref: '../../info' })).toMatchObject({ kind: 'gone' });
    expect(await fetchFile({ ...photo, bytes: MAX_FILE_BYTES + 1 })).toMatchObject({ kind: 'gone' });
    expect(fake.requests.length).toBe(before);
  });

  test('of 20 MB comes, a larger one does not, announced or not', async () => {
    fake.putContent(photo.ref, new Uint8Array(MAX_FILE_BYTES), 'image/png');
    expect(await fetchFile()).toMatchObject({ kind: 'file' });
    fake.putContent(photo.ref, new Uint8Array(MAX_FILE_BYTES + 1), 'image/png');
    expect(await fetchFile()).toMatchObject({ kind: 'gone' });
    const endless = new ReadableStream<Uint8Array>({ pull: (stream) => stream.enqueue(new Uint8Array(1 << 20)) });
    const line = adapter({ fetch: () => Promise.resolve(new Response(endless)) });
    expect(await line.fetchFile(photo, address(LINE_USER))).toMatchObject({
      kind: 'gone',
      reason: 'it is larger than 20 MB',
    });
  });

  test('whose download fails is still there; a refused token is said aloud', async () => {
    fake.putContent(photo.ref, Uint8Array.of(1), 'image/png');
    fake.loseResponseAfterAccepting('/content');
    expect(await fetchFile()).toMatchObject({ kind: 'preparing' });
    fake.next({ status: 429, headers: { 'retry-after': '4' } });
    expect(await fetchFile()).toEqual({ kind: 'preparing', afterMs: 4_000 });
    fake.next({ status: 503 });
    expect(await fetchFile()).toMatchObject({ kind: 'preparing' });
    fake.next({ status: 401 });
    await expect(fetchFile()).rejects.toThrow(/LINE_CHANNEL_ACCESS_TOKEN/);
  });
});

describe('a setting that cannot work', () => {
  test.each([
    [{ channelSecret: '' }, 'LINE_CHANNEL_SECRET'],
    [{ channelAccessToken: '' }, 'LINE_CHANNEL_ACCESS_TOKEN'],
    [{ channelAccessToken: 'a b' }, 'LINE_CHANNEL_ACCESS_TOKEN'],
    [{ apiBaseUrl: 'api.line.me' }, 'LINE_API_BASE_URL'],
    [{ apiBaseUrl: 'https://proxy.test/line' }, 'LINE_API_BASE_URL'],
    [{ dataApiBaseUrl: 'ftp://api-data.line.me' }, 'LINE_DATA_API_BASE_URL'],
  ])('%j is named', (config, setting) => {
    expect(() => adapter(config)).toThrow(setting);
  });
});

test('sending, from webhook to answer', async () => {
  const line = adapter();
  const token = fake.issueReplyToken({ chat: LINE_USER });
  const result = await line.receive(
    lineWebhook(SECRET, [textEvent('路灯不亮', { user: LINE_USER, replyToken: token })]),
    now,
  );
  if (result.kind !== 'accepted' || result.events[0] === undefined) throw new Error('refused');
  const inbound = line.read(result.events[0].raw, now);
  const phrases = { answerWithNumber: '', pictureNotShown: '' };
  const choices = [{ label: '登记需求', token: 'A.0', says: '登记需求' }];
  const [wire] = line.render([{ text: ['收到。'], choices }], { scope: 'direct', language: 'zh-Hans', phrases });
  if (wire === undefined || inbound.reply === undefined) throw new Error('nothing to send');
  const envelope = { kind: 'reply', token: inbound.reply.token } as const;
  const sending = { address: inbound.address, wire, envelope, retryKey: crypto.randomUUID() };
  expect(await line.deliver(sending)).toMatchObject({ kind: 'accepted' });
  expect(fake.messagesTo(LINE_USER)).toMatchObject([{ type: 'flex', altText: '收到。\n\n登记需求' }]);
});
