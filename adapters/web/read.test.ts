import { describe, expect, test } from 'vitest';
import type { Inbound, Scope } from '../../src/channel.ts';
import { addressing } from './addressing.ts';
import { readWeb } from './read.ts';

const ID = '3f0e8a52-8f5b-4a77-9c15-0b8f6f0f6a11';

function read(content: unknown, scope: Scope = 'direct'): Inbound {
  const chat = scope === 'direct' ? 'wang' : 'neighbours';
  return readWeb(JSON.stringify({ receivedAtMs: 1000, event: { id: ID, user: 'wang', chat, scope, content } }), 9999);
}

describe('reading', () => {
  test('words in a direct chat', () => {
    expect(read({ kind: 'said', text: '电梯坏了' })).toEqual({
      id: `web-${ID}`,
      address: { platform: 'web', account: 'sandbox', chat: 'wang' },
      scope: 'direct',
      atMs: 1000,
      redelivered: false,
      actor: { user: 'wang' },
      message: `web-${ID}`,
      content: { kind: 'said', text: '电梯坏了', addressed: true },
    });
  });

  test('a press names the message it stood under and is none itself', () => {
    const inbound = read({ kind: 'pressed', token: 'abc.0', message: 'm-1', says: '登记需求' });
    expect(inbound.content).toEqual({ kind: 'pressed', token: 'abc.0', message: 'm-1' });
    expect(inbound.message).toBeUndefined();
  });

  test('a file with words', () => {
    const file = { kind: 'photo', ref: ID, name: 'lift.jpg', mime: 'image/jpeg', bytes: 12 };
    expect(read({ kind: 'attached', file, caption: '电梯' }).content).toEqual({
      kind: 'attached',
      file,
      caption: '电梯',
      addressed: true,
    });
  });

  test('a file in a group is ours only when its words name us, and keeps the other words', () => {
    const file = { kind: 'file', ref: ID };
    expect(read({ kind: 'attached', file }, 'group').content).toEqual({ kind: 'attached', file, addressed: false });
    expect(read({ kind: 'attached', file, caption: '@里弄 看这里' }, 'group').content).toMatchObject({
      caption: '看这里',
      addressed: true,
    });
  });

  test('a place', () => {
    const point = { latitude: 31.24, longitude: 121.43, label: '小区大门' };
    expect(read({ kind: 'located', ...point }).content).toEqual({ kind: 'located', point, addressed: true });
    expect(read({ kind: 'located', ...point }, 'group').content).toMatchObject({ addressed: false });
  });

  test('opening a chat', () => {
    expect(read({ kind: 'joined' }).content).toEqual({ kind: 'joined', who: 'bot' });
  });

  test.each([[''], ['null'], ['{"event":{}}'], ['{"receivedAtMs":"x","event":{"id":"1"}}'], ['[[[']])(
    'what cannot be read is ignored: %s',
    (raw) => {
      expect(readWeb(raw, 9999)).toMatchObject({ atMs: 9999, content: { kind: 'ignored', type: 'unreadable' } });
    },
  );
});

describe('who a text in a group is meant for', () => {
  test.each<[string, string, boolean]>([
    ['电梯坏了', '电梯坏了', false],
    ['  两个空格  留着', '  两个空格  留着', false],
    ['@里弄 电梯坏了', '电梯坏了', true],
    ['@里弄，电梯坏了', '电梯坏了', true],
    ['@里弄电梯坏了', '电梯坏了', true],
    ['电梯坏了 @里弄', '电梯坏了', true],
    ['请 @lilong 看看', '请 看看', true],
    ['＠LiLong 看看', '看看', true],
    ['@lilongs 看看', '@lilongs 看看', false],
    ['me@lilong.example', 'me@lilong.example', false],
    ['/help', '/help', true],
    ['／help', '／help', true],
    ['/help@lilong', '/help', true],
    ['/demand@里弄 楼道灯', '/demand 楼道灯', true],
    ['走廊/楼道', '走廊/楼道', false],
    ['@里弄', '', true],
  ])('%j → %j', (raw, text, addressed) => {
    expect(addressing(raw, 'group')).toEqual({ text, addressed });
  });

  test('in a direct chat everything is, and the name is taken out all the same', () => {
    expect(addressing('电梯坏了', 'direct')).toEqual({ text: '电梯坏了', addressed: true });
    expect(addressing('@里弄 电梯坏了', 'direct')).toEqual({ text: '电梯坏了', addressed: true });
  });

  test('what the database cannot hold is taken out', () => {
    expect(addressing('a\0b\ud800c', 'direct').text).toBe('ab\ufffdc');
  });
});
