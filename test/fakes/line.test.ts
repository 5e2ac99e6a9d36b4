/** The fake is only worth something if it refuses what LINE refuses. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  LINE_FAKE_UNKNOWN_CHAT,
  LINE_GROUP,
  LINE_USER,
  type LineFake,
  startLineFake,
  validateLineMessages,
} from './line.ts';

const text = (length: number) => 'x'.repeat(length);
const postback = (parts = {}) => ({ type: 'postback', label: '好', data: 'd', ...parts });
const quickReply = (count: number, parts = {}) => ({
  items: Array.from({ length: count }, () => ({ type: 'action', action: postback(parts) })),
});
const bubble = (footer: unknown) => ({
  type: 'bubble',
  footer: { type: 'box', layout: 'vertical', contents: [footer] },
});
const flex = (contents: unknown, altText = 'alt') => [{ type: 'flex', altText, contents }];
const button = (action: unknown) => flex(bubble({ type: 'button', action }));
const template = (parts: object) => [{ type: 'template', altText: 'alt', template: parts }];
const mention = { type: 'mention', mentionee: { type: 'user', userId: LINE_USER } };

describe('a message at the limit passes and one beyond it does not', () => {
  const cases: readonly (readonly [string, unknown, unknown])[] = [
    ['objects', Array(5).fill({ type: 'text', text: 'x' }), Array(6).fill({ type: 'text', text: 'x' })],
    ['text', [{ type: 'text', text: text(5000) }], [{ type: 'text', text: text(5001) }]],
    ['text in UTF-16 units', [{ type: 'text', text: '🍎'.repeat(2500) }], [{ type: 'text', text: '🍎'.repeat(2501) }]],
    ['empty text', [{ type: 'text', text: '.' }], [{ type: 'text', text: ' ' }]],
    ['well-formed text', [{ type: 'text', text: '\\u0000' }], [{ type: 'text', text: '\0x' }]],
    [
      'alternative text',
      flex(bubble({ type: 'text', text: 'x' }), text(1500)),
      flex(bubble({ type: 'text', text: 'x' }), text(1501)),
    ],
    [
      'quick replies',
      [{ type: 'text', text: 'x', quickReply: quickReply(13) }],
      [{ type: 'text', text: 'x', quickReply: quickReply(14) }],
    ],
    [
      'quick reply label in clusters',
      [{ type: 'text', text: 'x', quickReply: quickReply(1, { label: '👨‍👩‍👧'.repeat(20) }) }],
      [{ type: 'text', text: 'x', quickReply: quickReply(1, { label: text(21) }) }],
    ],
    ['button label', button(postback({ label: text(40) })), button(postback({ label: text(41) }))],
    ['postback data', button(postback({ data: text(300) })), button(postback({ data: text(301) }))],
    ['display text', button(postback({ displayText: text(300) })), button(postback({ displayText: text(301) }))],
    [
      'uri',
      button({ type: 'uri', label: 'x', uri: `https://a.test/${text(985)}` }),
      button({ type: 'uri', label: 'x', uri: `https://a.test/${text(986)}` }),
    ],
    [
      'uri scheme',
      button({ type: 'uri', label: 'x', uri: 'tel:110' }),
      button({ type: 'uri', label: 'x', uri: 'mailto:a@b' }),
    ],
    [
      'bubble size',
      flex(bubble({ type: 'text', text: text(30_000) })),
      flex(bubble({ type: 'text', text: text(31_000) })),
    ],
    ['flex text', flex(bubble({ type: 'text', text: 'x' })), flex(bubble({ type: 'text', text: '' }))],
    [
      'flex spans',
      flex(bubble({ type: 'text', contents: [{ type: 'span', text: ' ' }] })),
      flex(bubble({ type: 'text', contents: [] })),
    ],
    ['flex blocks', flex(bubble({ type: 'separator' })), flex({ type: 'bubble' })],
    [
      'baseline box',
      flex(bubble({ type: 'box', layout: 'baseline', contents: [{ type: 'text', text: 'x' }] })),
      flex(bubble({ type: 'box', layout: 'baseline', contents: [{ type: 'button', action: postback() }] })),
    ],
    [
      'buttons template',
      template({ type: 'buttons', text: text(160), actions: Array(4).fill(postback()) }),
      template({ type: 'buttons', text: text(61), title: 'x', actions: Array(4).fill(postback()) }),
    ],
    [
      'confirm template',
      template({ type: 'confirm', text: text(240), actions: [postback(), postback()] }),
      template({ type: 'confirm', text: text(240), actions: [postback()] }),
    ],
    [
      'image',
      [{ type: 'image', originalContentUrl: 'https://a.test/1.png', previewImageUrl: 'https://a.test/1.png' }],
      [{ type: 'image', originalContentUrl: 'http://a.test/1.png', previewImageUrl: 'https://a.test/1.png' }],
    ],
    [
      'mentions',
      [{ type: 'textV2', text: '{a}'.repeat(20), substitution: { a: mention } }],
      [{ type: 'textV2', text: '{a}'.repeat(21), substitution: { a: mention } }],
    ],
    ['braces', [{ type: 'textV2', text: '{{x}}' }], [{ type: 'textV2', text: '{x' }]],
    [
      'substitutions',
      [{ type: 'textV2', text: '{a}', substitution: { a: mention } }],
      [{ type: 'textV2', text: '{a}' }],
    ],
  ];
  test.each(cases)('%s', (_, good, bad) => {
    expect(validateLineMessages(good)).toEqual([]);
    expect(validateLineMessages(bad)).not.toEqual([]);
  });
});

describe('the endpoints', () => {
  let fake: LineFake;
  beforeAll(async () => {
    fake = await startLineFake();
  });
  afterAll(() => fake.close());

  const messages = [{ type: 'text', text: 'x' }];
  async function post(path: string, body: unknown, headers: Record<string, string> = {}, base = fake.url) {
    const all = { authorization: `Bearer ${fake.token}`, 'content-type': 'application/json', ...headers };
    const response = await fetch(`${base}/v2/bot/message/${path}`, {
      method: 'POST',
      headers: all,
      body: JSON.stringify(body),
    });
    return {
      status: response.status,
      headers: response.headers,
      body: (await response.json()) as Record<string, unknown>,
    };
  }

  test('take a reply token once, and never with a retry key', async () => {
    const replyToken = fake.issueReplyToken();
    expect(await post('reply', { replyToken, messages }, { 'x-line-retry-key': randomUUID() })).toMatchObject({
      status: 400,
    });
    // A request with a fault does not use the token up.
    expect(await post('reply', { replyToken, messages: [] })).toMatchObject({ status: 400 });
    expect(await post('reply', { replyToken, messages })).toMatchObject({ status: 200 });
    expect(await post('reply', { replyToken, messages })).toMatchObject({
      status: 400,
      body: { message: 'Invalid reply token' },
    });
    expect(fake.messagesTo(LINE_FAKE_UNKNOWN_CHAT)).toHaveLength(1);
  });

  test('answer a repeated push with the first one', async () => {
    const key = { 'x-line-retry-key': randomUUID() };
    const first = await post('push', { to: LINE_USER, messages }, key);
    const again = await post('push', { to: LINE_USER, messages }, key);
    expect(again.status).toBe(409);
    expect(again.body.sentMessages).toEqual(first.body.sentMessages);
    expect(again.headers.get('x-line-accepted-request-id')).toBe(first.headers.get('x-line-request-id'));
    expect(await post('push', { to: LINE_USER, messages }, { 'x-line-retry-key': 'not-a-uuid' })).toMatchObject({
      status: 400,
    });
  });

  test('count persons, not messages', async () => {
    const before = fake.month.used;
    fake.setMembers(LINE_GROUP, 5);
    await post('push', { to: LINE_GROUP, messages: [...messages, ...messages] });
    await post('multicast', { to: [LINE_USER, `U${'4'.repeat(32)}`], messages });
    const stranger = `U${'5'.repeat(32)}`;
    fake.block(stranger);
    expect(await post('push', { to: stranger, messages })).toMatchObject({ status: 200 });
    expect(fake.month.used).toBe(before + 7);
    expect(fake.messagesTo(stranger)).toEqual([]);
  });

  test('take no group, no mention and no crowd in a multicast', async () => {
    expect(await post('multicast', { to: [LINE_GROUP], messages })).toMatchObject({ status: 400 });
    expect(await post('multicast', { to: Array(501).fill(LINE_USER), messages })).toMatchObject({ status: 400 });
    const mentioning = [{ type: 'textV2', text: '{a}', substitution: { a: mention } }];
    expect(await post('multicast', { to: [LINE_USER], messages: mentioning })).toMatchObject({ status: 400 });
    expect(await post('push', { to: LINE_USER, messages: mentioning })).toMatchObject({ status: 400 });
    expect(await post('push', { to: LINE_GROUP, messages: mentioning })).toMatchObject({ status: 200 });
  });

  test('know their host, their token and their content type', async () => {
    expect(await post('push', { to: LINE_USER, messages }, {}, fake.dataUrl)).toMatchObject({ status: 404 });
    expect(await post('push', { to: LINE_USER, messages }, { authorization: 'Bearer x' })).toMatchObject({
      status: 401,
    });
    expect(await post('push', { to: LINE_USER, messages }, { 'content-type': 'text/plain' })).toMatchObject({
      status: 415,
    });
    expect(await post('push', { to: LINE_USER, messages, pad: text(2 * 1024 * 1024) })).toMatchObject({ status: 413 });
  });

  test('show only the last message’s quick replies', async () => {
    const chat = `U${'6'.repeat(32)}`;
    await post('push', { to: chat, messages: [{ type: 'text', text: 'x', quickReply: quickReply(2) }] });
    expect(fake.quickReplyShown(chat)).toEqual(quickReply(2));
    await post('push', { to: chat, messages });
    expect(fake.quickReplyShown(chat)).toBeUndefined();
  });
});
