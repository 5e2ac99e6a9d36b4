import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdapterHost, ChannelAdapter, Received } from '../../src/channel.ts';
import { startTelegramFake, type TelegramFake } from '../../test/fakes/telegram.ts';
import { GROUP, LI, memberChange, press, text } from '../../test/fakes/telegram-updates.ts';
import { createTelegramAdapter } from './index.ts';

/** An inbox that can be told to fail, and keeps what a restart would find. */
class Inbox implements AdapterHost {
  readonly rows: Received[] = [];
  readonly logs: { event: string; [detail: string]: unknown }[] = [];
  failures = 0;
  attempts = 0;

  async store(events: readonly Received[]): Promise<void> {
    this.attempts += 1;
    if (this.failures > 0) {
      this.failures -= 1;
      throw new Error('database is starting up');
    }
    this.rows.push(...events);
  }
  commands() {
    return [];
  }
  panels() {
    return [];
  }
  log(event: string, detail: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.logs.push({ event, ...detail });
  }
  texts(): unknown[] {
    return this.rows.map(
      ({ raw }) => (JSON.parse(raw) as { update: { message?: { text: string } } }).update.message?.text,
    );
  }
}

let fake: TelegramFake;
const adapters: ChannelAdapter[] = [];

function bot(pollSeconds = 1): ChannelAdapter {
  const timing = { callMs: 1000, pollSeconds, retryMs: 5, openMs: 1000 };
  const adapter = createTelegramAdapter({
    token: fake.token,
    mode: 'polling',
    apiBaseUrl: fake.url,
    media: async () => undefined,
    timing,
  });
  adapters.push(adapter);
  return adapter;
}

beforeEach(async () => {
  fake = await startTelegramFake();
});
afterEach(async () => {
  await Promise.all(adapters.splice(0).map((adapter) => adapter.close?.()));
  await fake.close();
});

const until = (check: () => boolean) => vi.waitFor(() => expect(check()).toBe(true), { timeout: 5000, interval: 10 });
const offsets = () => fake.callsOf('getUpdates').map(({ params }) => params.offset);

describe('polling', () => {
  it('stores updates just as the webhook would', async () => {
    const inbox = new Inbox();
    await bot().open?.(inbox);
    await until(() => fake.callsOf('getUpdates').length > 0);
    const before = Date.now();
    const id = fake.push(text('三号楼路灯坏了', { chat: GROUP }));
    await until(() => inbox.rows.length === 1);
    const [row] = inbox.rows;
    expect(row).toMatchObject({ id: `telegram-${fake.botId}-${id}`, address: { chat: String(GROUP.id) } });

    const webhook = createTelegramAdapter({
      token: fake.token,
      secret: 's',
      mode: 'webhook',
      media: async () => undefined,
    });
    const call = { update_id: id, ...text('三号楼路灯坏了', { chat: GROUP }) };
    const body = new TextEncoder().encode(JSON.stringify(call));
    const stored = JSON.parse(row?.raw ?? '') as { receivedAtMs: number };
    expect(stored.receivedAtMs).toBeGreaterThanOrEqual(before);
    expect(await webhook.receive({ body, header: () => 's' }, stored.receivedAtMs)).toEqual({
      kind: 'accepted',
      events: [row],
    });
  });

  it('removes a webhook first, keeps what waited, and asks for every kind of update it reads', async () => {
    fake.push(text('在停机时说的'));
    const inbox = new Inbox();
    await bot().open?.(inbox);
    await until(() => inbox.rows.length === 1);
    expect(fake.calls.find(({ method }) => method === 'deleteWebhook')?.params).toEqual({
      drop_pending_updates: false,
    });
    expect(fake.callsOf('getUpdates')[0]?.params.allowed_updates).toEqual([
      'message',
      'edited_message',
      'callback_query',
      'my_chat_member',
      'chat_member',
    ]);
    fake.push(memberChange('chat_member', GROUP, LI, { status: 'left' }, { status: 'member' }));
    await until(() => inbox.rows.length === 2);
  });

  it('confirms an update only after it is stored', async () => {
    const inbox = new Inbox();
    inbox.failures = 4;
    const first = fake.push(text('一'));
    fake.push(text('二'));
    await bot().open?.(inbox);
    await until(() => inbox.rows.length === 2);
    expect(inbox.attempts).toBe(5);
    expect(inbox.texts()).toEqual(['一', '二']);
    await until(() => offsets().some((offset) => offset !== undefined));
    // Nothing was asked of Telegram while the store failed, and no question named an offset before.
    expect(offsets().slice(0, 2)).toEqual([undefined, first + 2]);
    expect(inbox.logs.filter(({ event }) => event === 'telegram.poll.store_failed')).toHaveLength(4);
  });

  it('loses nothing when it is stopped while the store fails', async () => {
    const broken = new Inbox();
    broken.failures = Number.POSITIVE_INFINITY;
    fake.push(text('一'));
    fake.push(press('a.0'));
    const stopped = bot();
    await stopped.open?.(broken);
    await until(() => broken.attempts > 2);
    await stopped.close?.();
    const attempts = broken.attempts;

    const inbox = new Inbox();
    await bot().open?.(inbox);
    await until(() => inbox.rows.length === 2);
    expect(broken.attempts).toBe(attempts);
    expect(broken.rows).toEqual([]);
  });

  it('takes a backlog larger than one answer, each update once and in order', async () => {
    const inbox = new Inbox();
    for (let n = 0; n < 250; n += 1) fake.push(text(String(n)));
    inbox.failures = 1;
    await bot().open?.(inbox);
    await until(() => inbox.rows.length >= 250);
    expect(inbox.texts()).toEqual(Array.from({ length: 250 }, (_, n) => String(n)));
  });

  it('asks without an offset after an empty answer, because ids may start again elsewhere', async () => {
    const inbox = new Inbox();
    await bot(0).open?.(inbox);
    fake.push(text('一'));
    await until(() => offsets().length > 4 && inbox.rows.length === 1);
    await until(() => offsets().at(-1) === undefined);
    expect(inbox.rows).toHaveLength(1);
  });

  it('goes on after server errors, flood waits, lost answers and odd answers', async () => {
    fake.next(
      'getUpdates',
      { kind: 'refuse', status: 502, rawBody: '<html>' },
      { kind: 'lost' },
      { kind: 'refuse', status: 200, rawBody: '{"ok":true,"result":[{"no":"id"}]}' },
      { kind: 'refuse', status: 200, rawBody: '{"ok":true,"result":7}' },
      { kind: 'reset' },
    );
    fake.push(text('一'));
    const inbox = new Inbox();
    await bot().open?.(inbox);
    await until(() => inbox.rows.length === 1);
    expect(inbox.logs.filter(({ event }) => event === 'telegram.poll.unreadable')).toHaveLength(2);
    expect(inbox.logs.filter(({ event }) => event === 'telegram.poll.failed')).toHaveLength(3);
    expect(JSON.stringify(inbox.logs)).not.toContain('AAfake');
  });

  it('says who else polls, and takes over when the other stops', async () => {
    const [first, second] = [new Inbox(), new Inbox()];
    const other = bot();
    await other.open?.(first);
    await until(() => fake.callsOf('getUpdates').length > 0);
    await bot().open?.(second);
    const conflict = () => [...first.logs, ...second.logs].find(({ event }) => event === 'telegram.poll.conflict');
    await until(() => conflict() !== undefined);
    expect(conflict()).toMatchObject({
      who: expect.stringContaining('another process polls with the same TELEGRAM_BOT_TOKEN'),
    });
    await other.close?.();
    fake.push(text('一'));
    await until(() => [...first.rows, ...second.rows].length > 0);
  });

  it('removes a webhook that somebody sets meanwhile, and says so', async () => {
    const inbox = new Inbox();
    await bot().open?.(inbox);
    await until(() => fake.callsOf('getUpdates').length > 0);
    await fetch(`${fake.url}/bot${fake.token}/setWebhook`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ url: 'https://elsewhere.example/hook' }),
    });
    await until(() => inbox.logs.some(({ who }) => String(who).startsWith('somebody has set a webhook')));
    fake.push(text('一'));
    await until(() => inbox.rows.length === 1);
    expect(fake.webhook).toBeUndefined();
  });

  it('stops at once, even while a question is open', async () => {
    const adapter = bot(40);
    await adapter.open?.(new Inbox());
    await until(() => fake.callsOf('getUpdates').length > 0);
    const before = performance.now();
    await adapter.close?.();
    expect(performance.now() - before).toBeLessThan(500);
    const asked = fake.callsOf('getUpdates').length;
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(fake.callsOf('getUpdates')).toHaveLength(asked);
  });
});
