import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { FileRef } from '../../src/channel.ts';
import { startTelegramFake, type TelegramFake } from '../../test/fakes/telegram.ts';
import { createTelegramAdapter, type TelegramOptions } from './index.ts';

let fake: TelegramFake;
beforeEach(async () => {
  fake = await startTelegramFake();
});
afterEach(() => fake.close());

const address = { platform: 'telegram', account: '1', chat: '2' } as const;

function fetchFile(ref: FileRef, options: Partial<TelegramOptions> = {}) {
  const timing = { callMs: 400, transferMs: 2000 };
  const all = {
    token: fake.token,
    mode: 'polling',
    apiBaseUrl: fake.url,
    media: async () => undefined,
    timing,
  } as const;
  return createTelegramAdapter({ ...all, ...options }).fetchFile(ref, address);
}

describe('a file a person sent', () => {
  it('is fetched whole, with the type the message gave, else the one of its name', async () => {
    const bytes = Uint8Array.from({ length: 100_000 }, (_, index) => index % 251);
    fake.addFile('f1', bytes, { path: 'photos/file 0#1.jpg' });
    expect(await fetchFile({ kind: 'photo', ref: 'f1' })).toEqual({ kind: 'file', bytes, mime: 'image/jpeg' });
    expect(await fetchFile({ kind: 'file', ref: 'f1', mime: 'image/heic' })).toMatchObject({ mime: 'image/heic' });
    fake.addFile('f2', bytes, { path: 'documents/plan' });
    expect(await fetchFile({ kind: 'file', ref: 'f2' })).toMatchObject({ mime: 'application/octet-stream' });
  });

  it('above 20 MB is gone: by its own word, by Telegram’s, or found out while reading', async () => {
    const large = 20 * 1024 * 1024 + 1;
    const gone = { kind: 'gone', reason: 'the file is larger than 20 MB' };
    expect(await fetchFile({ kind: 'video', ref: 'f', bytes: large })).toEqual(gone);
    expect(fake.calls).toEqual([]);
    fake.addFile('f', new Uint8Array(5), { claimedBytes: large });
    expect(await fetchFile({ kind: 'video', ref: 'f' })).toEqual(gone);
    fake.addFile('liar', new Uint8Array(large), { claimedBytes: 5 });
    // Only the kind: comparing 20 MB on failure would take the test runner down.
    expect((await fetchFile({ kind: 'video', ref: 'liar' })).kind).toBe('gone');
  });

  it('that Telegram does not have is gone', async () => {
    expect(await fetchFile({ kind: 'photo', ref: 'nothing' })).toMatchObject({ kind: 'gone' });
  });

  it.each(['/var/lib/telegram-bot-api/f.jpg', 'photos/../../secret', ''])(
    'at the path %j is not asked for',
    async (path) => {
      fake.addFile('f', new Uint8Array(5), { path });
      expect(await fetchFile({ kind: 'photo', ref: 'f' })).toMatchObject({ kind: 'gone' });
    },
  );

  it('is asked for again later when Telegram or the network is in trouble', async () => {
    fake.addFile('f', new Uint8Array(5));
    fake.next(
      'getFile',
      { kind: 'refuse', status: 429, description: 'Too Many Requests', parameters: { retry_after: 9 } },
      { kind: 'refuse', status: 502, rawBody: 'no' },
      { kind: 'refuse', status: 400, description: 'Bad Request: wrong file_id or the file is temporarily unavailable' },
      { kind: 'reset' },
    );
    expect(await fetchFile({ kind: 'photo', ref: 'f' })).toEqual({ kind: 'preparing', afterMs: 9000 });
    for (let n = 0; n < 3; n += 1)
      expect(await fetchFile({ kind: 'photo', ref: 'f' })).toMatchObject({ kind: 'preparing' });
    expect(await fetchFile({ kind: 'photo', ref: 'f' })).toMatchObject({ kind: 'file' });
    expect(await fetchFile({ kind: 'photo', ref: 'f' }, { apiBaseUrl: 'http://nobody.invalid' })).toMatchObject({
      kind: 'preparing',
    });
  });
});
