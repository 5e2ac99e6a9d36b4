import { describe, expect, test } from 'vitest';
import type { Inbound } from '../../src/channel.ts';
import {
  accountLinkEvent,
  audioEvent,
  beaconEvent,
  editedEvent,
  fileEvent,
  followEvent,
  imageEvent,
  joinEvent,
  LINE_BOT,
  LINE_EVENT_MS,
  LINE_GROUP,
  LINE_ROOM,
  LINE_USER,
  type LineEvent,
  leaveEvent,
  locationEvent,
  memberJoinedEvent,
  memberLeftEvent,
  mentionEvent,
  postbackEvent,
  redelivered,
  stickerEvent,
  textEvent,
  unfollowEvent,
  unsendEvent,
  verificationEvent,
  videoEvent,
} from '../../test/fakes/line.ts';
import { readLine } from './read.ts';

const RECEIVED = LINE_EVENT_MS + 700;
const MINUTE = 60_000;
const inGroup = { group: LINE_GROUP, user: LINE_USER };

function read(event: unknown, receivedAtMs = RECEIVED): Inbound {
  const id = `line-${LINE_BOT}-01`;
  return readLine(JSON.stringify({ id, destination: LINE_BOT, receivedAtMs, event }), receivedAtMs + 5_000);
}

describe('what was said', () => {
  test('in a direct chat is for the bot', () => {
    expect(read(textEvent('  3号楼电梯又坏了\n'))).toEqual({
      id: `line-${LINE_BOT}-01`,
      address: { platform: 'line', account: LINE_BOT, chat: LINE_USER },
      scope: 'direct',
      atMs: LINE_EVENT_MS,
      redelivered: false,
      actor: { user: LINE_USER },
      message: '444573844083572737',
      reply: { kind: 'message', token: expect.any(String), expiresAtMs: RECEIVED + 50_000 },
      content: { kind: 'said', text: '3号楼电梯又坏了', addressed: true },
    });
  });

  test('in a group or room is not, unless it says so', () => {
    expect(read(textEvent('今天天气好', inGroup))).toMatchObject({
      scope: 'group',
      address: { chat: LINE_GROUP },
      content: { kind: 'said', addressed: false },
    });
    expect(read(textEvent('今天天气好', { room: LINE_ROOM, user: LINE_USER }))).toMatchObject({
      scope: 'group',
      address: { chat: LINE_ROOM },
      content: { addressed: false },
    });
  });

  test.each([
    ['/help', '/help'],
    ['／反映 路灯不亮', '/反映 路灯不亮'],
    ['/反映', '/反映'],
    ['/3', '/3'],
  ])('in a group as the command %s is for the bot', (typed, text) => {
    expect(read(textEvent(typed, inGroup)).content).toEqual({ kind: 'said', text, addressed: true });
  });

  test.each(['//', '/ 2', '看 /help', '/', '/。'])('in a group as %s is no command', (typed) => {
    expect(read(textEvent(typed, inGroup)).content).toEqual({ kind: 'said', text: typed, addressed: false });
  });

  test('with a mention of the bot is for the bot, and the mention is cut out', () => {
    expect(read(mentionEvent('反映 电梯坏了', inGroup)).content).toEqual({
      kind: 'said',
      text: '反映 电梯坏了',
      addressed: true,
    });
  });

  test('loses exactly the mentions of the bot, counted in UTF-16 units', () => {
    const text = '👨‍👩‍👧 @里弄 请 @王阿姨 看 @里弄 谢谢';
    const at = (name: string, from = 0) => ({ index: text.indexOf(name, from), length: name.length, type: 'user' });
    const mentionees = [
      { ...at('@里弄'), userId: LINE_BOT, isSelf: true },
      { ...at('@王阿姨'), userId: LINE_USER, isSelf: false },
      { ...at('@里弄', 12), isSelf: true },
    ];
    expect(read(textEvent(text, inGroup, { mention: { mentionees } })).content).toEqual({
      kind: 'said',
      text: '👨‍👩‍👧  请 @王阿姨 看  谢谢',
      addressed: true,
    });
  });

  test('to everybody or to somebody else is not for the bot', () => {
    const mentionees = [
      { index: 0, length: 4, type: 'all' },
      { index: 5, length: 8, userId: LINE_USER, type: 'user', isSelf: false },
    ];
    const content = { kind: 'said', text: '@All @example Good Morning!! (love)', addressed: false };
    expect(read(textEvent(content.text, inGroup, { mention: { mentionees } })).content).toEqual(content);
  });

  test.each([
    { index: -1, length: 3 },
    { index: 0, length: 99 },
    { index: 0.5, length: 1 },
    { index: 2 },
    { index: '0', length: {} },
  ])('with a mention at %j keeps its text', (place) => {
    const mention = { mentionees: [null, 'x', { type: 'user', isSelf: true, ...place }] };
    expect(read(textEvent('你好 里弄', inGroup, { mention })).content).toEqual({
      kind: 'said',
      text: '你好 里弄',
      addressed: true,
    });
  });

  test('can be stored: no NUL, no half of a character', () => {
    expect(read(textEvent('a\0b\ud83dc')).content).toEqual({ kind: 'said', text: 'ab\ufffdc', addressed: true });
  });

  test('by nobody LINE names has no actor', () => {
    expect(read(textEvent('大家好', { group: LINE_GROUP }))).not.toHaveProperty('actor');
  });
});

describe('what was sent', () => {
  test('as photo, voice or file is kept by its id', () => {
    const said = { kind: 'attached', addressed: true };
    expect(read(imageEvent()).content).toEqual({ ...said, file: { kind: 'photo', ref: '354718705033693859' } });
    expect(read(audioEvent()).content).toEqual({ ...said, file: { kind: 'voice', ref: '325709' } });
    const file = { kind: 'file', ref: '325710', name: '发票.pdf', bytes: 2138 };
    expect(read(fileEvent()).content).toEqual({ ...said, file });
  });

  test('in a group is not for the bot', () => {
    expect(read(imageEvent(inGroup)).content).toMatchObject({ kind: 'attached', addressed: false });
    expect(read(locationEvent(inGroup)).content).toMatchObject({ kind: 'located', addressed: false });
  });

  test('from another server is never fetched from there', () => {
    expect(read(videoEvent()).content).toMatchObject({ file: { kind: 'video', ref: 'external' } });
  });

  test('as a place has its coordinates and name', () => {
    const point = { latitude: 31.2401, longitude: 121.4381, label: '3号楼 长寿路100弄' };
    expect(read(locationEvent()).content).toEqual({ kind: 'located', point, addressed: true });
  });

  test('as a place outside the earth, or a sticker, is ignored', () => {
    const message = { id: '1', type: 'location', latitude: 91, longitude: 0 };
    expect(read({ ...locationEvent(), message }).content).toEqual({ kind: 'ignored', type: 'message:location' });
    expect(read(stickerEvent()).content).toEqual({ kind: 'ignored', type: 'message:sticker' });
  });
});

describe('what happened', () => {
  const cases: readonly (readonly [string, LineEvent, unknown])[] = [
    [
      'a press, with the time it was made',
      { ...postbackEvent('7KQ4M2.1'), timestamp: 1_795_000_000_000 },
      { kind: 'pressed', token: '7KQ4M2.1', pressedAtMs: 1_795_000_000_000 },
    ],
    ['an edit', editedEvent('改成明天'), { kind: 'edited', message: '444573844083572737', text: '改成明天' }],
    ['an unsend', unsendEvent(), { kind: 'unsent', message: '444573844083572737' }],
    ['a new friend', followEvent(), { kind: 'joined', who: 'bot' }],
    ['a block', unfollowEvent(), { kind: 'blocked' }],
    ['the bot in a group', joinEvent(), { kind: 'joined', who: 'bot' }],
    ['the bot out of a group', leaveEvent(), { kind: 'left', who: 'bot' }],
    ['new members', memberJoinedEvent(), { kind: 'joined', who: 'members' }],
    ['members gone', memberLeftEvent(), { kind: 'left', who: 'members' }],
    ['an account link', accountLinkEvent(), { kind: 'ignored', type: 'accountLink' }],
    ['a beacon', beaconEvent(), { kind: 'ignored', type: 'beacon' }],
    ['tomorrow’s event', { ...beaconEvent(), type: 'telepathy' }, { kind: 'ignored', type: 'telepathy' }],
    ['an unsend of nothing', { ...unsendEvent(), unsend: {} }, { kind: 'ignored', type: 'unsend' }],
    ['an empty press', postbackEvent(''), { kind: 'ignored', type: 'postback' }],
    ['a press of a novel', postbackEvent('x'.repeat(301)), { kind: 'ignored', type: 'postback' }],
    ['nonsense', { type: { a: 1 } }, { kind: 'ignored', type: 'unknown' }],
  ];
  test.each(cases)('%s', (_, event, content) => {
    expect(read(event).content).toEqual(content);
  });

  test('names the message an unsend or edit is about', () => {
    expect(read(unsendEvent()).message).toBe('444573844083572737');
    expect(read(editedEvent('x')).message).toBe('444573844083572737');
  });

  test('in standby is another module’s business: no content, no reply', () => {
    const inbound = read({ ...textEvent('你好'), mode: 'standby' });
    expect(inbound.content).toEqual({ kind: 'ignored', type: 'standby' });
    expect(inbound).not.toHaveProperty('reply');
  });
});

describe('the free reply', () => {
  test('comes with every event that carries a token', () => {
    for (const event of [
      followEvent(),
      joinEvent(),
      memberJoinedEvent(),
      postbackEvent('t'),
      editedEvent('x'),
      stickerEvent(),
    ]) {
      expect(read(event).reply?.expiresAtMs).toBe(RECEIVED + 50_000);
    }
    for (const event of [unfollowEvent(), leaveEvent(), memberLeftEvent(), unsendEvent()]) {
      expect(read(event)).not.toHaveProperty('reply');
    }
  });

  test('counts from the arrival, not from the moment of reading', () => {
    const raw = JSON.stringify({ destination: LINE_BOT, receivedAtMs: RECEIVED, event: textEvent('x') });
    expect(readLine(raw, RECEIVED + MINUTE).reply?.expiresAtMs).toBe(RECEIVED + 50_000);
  });

  test('starts anew with a redelivery', () => {
    const inbound = read(redelivered(textEvent('x')), LINE_EVENT_MS + 5 * MINUTE);
    expect(inbound.redelivered).toBe(true);
    expect(inbound.reply?.expiresAtMs).toBe(LINE_EVENT_MS + 5 * MINUTE + 50_000);
  });

  test('is dead 20 minutes after the event', () => {
    const reply = read(redelivered(textEvent('x')), LINE_EVENT_MS + 19.5 * MINUTE).reply;
    expect(reply?.expiresAtMs).toBe(LINE_EVENT_MS + 20 * MINUTE - 10_000);
    const late = read(redelivered(textEvent('x')), LINE_EVENT_MS + 45 * MINUTE).reply;
    expect(late?.expiresAtMs).toBeLessThan(LINE_EVENT_MS + 45 * MINUTE);
  });

  test.each(['0'.repeat(32), 'f'.repeat(32)])('does not exist for the console’s check (%s)', (token) => {
    expect(read(verificationEvent(token))).not.toHaveProperty('reply');
  });
});

test.each(['', 'null', '[]', '7', '{"event":[]}', '{"destination":{}}', '{"event":{"type":"message"}}', '\u0000'])(
  'a stored body of %j is ignored, not an error',
  (raw) => {
    const inbound = readLine(raw, RECEIVED);
    expect(inbound.content.kind).toBe('ignored');
    expect(inbound).toMatchObject({ atMs: RECEIVED, address: { account: 'unknown', chat: 'none' } });
  },
);
