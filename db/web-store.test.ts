import { sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type EmbeddedDatabase, openPreparedPglite } from '../test/harness/prepared.ts';
import { type Database, rowsOf } from './client.ts';
import { createFieldKeys, createIndexKey } from './sealed.ts';
import { createWebStore } from './web-store.ts';

const keys = createFieldKeys([new Uint8Array(32).fill(7)]);
const index = createIndexKey(new Uint8Array(32).fill(9));
let now = Temporal.Instant.from('2026-11-20T01:00:00.123Z');
let embedded: EmbeddedDatabase;
let db: Database;
let store: ReturnType<typeof createWebStore>;

beforeAll(async () => {
  embedded = await openPreparedPglite();
  db = embedded.db;
  store = createWebStore({ db, keys, index, now: () => now });
}, 60_000);
afterAll(() => embedded.close());

let made = 0;
const entry = (chat: string, text: string, more: { from?: 'bot' | 'person'; replaces?: string } = {}) => ({
  retryKey: `key-${++made}`,
  chat,
  from: 'bot' as const,
  body: { text },
  ...more,
});

describe('chats', () => {
  test('keep what was said, with the domain time', async () => {
    const said = entry('wang', '电梯坏了');
    const row = await store.append(said);
    expect(row).toMatchObject({ chat: 'wang', message: said.retryKey, from: 'bot', body: { text: '电梯坏了' } });
    expect(row.atMs).toBe(now.epochMilliseconds);
    expect(await store.rows([row.seq, 999])).toEqual([row]);
  });

  test('keep one key once, with what came first', async () => {
    const said = entry('wang', '一');
    const first = await store.append(said);
    now = now.add({ hours: 1 });
    expect(await store.append({ ...said, body: { text: '二' } })).toEqual(first);
    expect(await store.since(first.seq, 10)).toEqual([]);
  });

  test('number rows in the order in which they can be seen, also when many come at once', async () => {
    const [last] = await store.latest(1);
    const rows = await Promise.all(Array.from({ length: 20 }, (_, at) => store.append(entry('wang', `${at}`))));
    const seqs = rows.map(({ seq }) => seq);
    const seen = await store.since(last?.seq ?? 0, 100);
    expect(seen.map(({ seq }) => seq)).toEqual([...seqs].sort((a, b) => a - b));
    expect(await store.since(last?.seq ?? 0, 5)).toEqual(seen.slice(0, 5));
    expect(await store.latest(3)).toEqual(seen.slice(-3));
    expect(await store.since(Number.MAX_SAFE_INTEGER, 5)).toEqual([]);
  });

  test('keep every version of a message under its first name', async () => {
    const first = await store.append(entry('li', '待受理'));
    const second = await store.append(entry('li', '办理中', { replaces: first.message }));
    const third = await store.append(entry('li', '已办结', { replaces: second.message }));
    expect([second.message, third.message]).toEqual([first.message, first.message]);
    const replaced = await rowsOf<{ replaced_by: string | null }>(
      db.direct,
      sql`select replaced_by from lilong.web_message where message = ${first.message} order by seq`,
    );
    expect(replaced.map((row) => row.replaced_by)).toEqual([`key-${made - 1}`, `key-${made}`, null]);
  });

  test('let nothing be replaced that is elsewhere, unknown, or a person’s own words', async () => {
    const card = await store.append(entry('li', '待受理'));
    const words = await store.append(entry('li', '好', { from: 'person' }));
    for (const [chat, replaces] of [
      ['wang', card.message],
      ['li', 'nothing'],
      ['li', words.message],
    ] as const) {
      const other = entry(chat, '别的', { replaces });
      expect((await store.append(other)).message).toBe(other.retryKey);
    }
  });

  test('hold no word and no chat id that can be read without the key', async () => {
    await store.append(entry('a-telling-chat-id', '很私密的话'));
    const [row] = await rowsOf<{ everything: string }>(
      db.direct,
      sql`select row_to_json(m)::text || encode(m.body_sealed, 'escape') as everything from lilong.web_message m order by seq desc limit 1`,
    );
    expect(row?.everything).not.toContain('telling');
    expect(row?.everything).not.toContain('私密');
    expect(row?.everything).not.toContain(Buffer.from('私密').toString('hex'));
  });
});

describe('files', () => {
  test('come back as they were, sealed in between', async () => {
    const bytes = new TextEncoder().encode('a scanned letter');
    const ref = await store.putFile({ bytes, mime: 'image/png', name: '信.png' });
    expect(await store.file(ref)).toEqual({ bytes: Buffer.from(bytes), mime: 'image/png', name: '信.png' });
    const unnamed = await store.putFile({ bytes, mime: 'image/png' });
    expect(await store.file(unnamed)).not.toHaveProperty('name');
    const [row] = await rowsOf<{ everything: string }>(
      db.direct,
      sql`select encode(bytes_sealed, 'escape') as everything from lilong.web_file limit 1`,
    );
    expect(row?.everything).not.toContain('letter');
  });

  test.each(['', 'none', '00000000-0000-4000-8000-000000000000', "' or 1=1"])('%j is none', async (ref) => {
    expect(await store.file(ref)).toBeUndefined();
  });
});
