import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AdapterHost, ChannelAdapter } from '../../src/channel.ts';
import { startTelegramFake, type TelegramFake } from '../../test/fakes/telegram.ts';
import { GROUP, text, WANG } from '../../test/fakes/telegram-updates.ts';
import { createTelegramAdapter, type TelegramOptions } from './index.ts';

let fake: TelegramFake;
let logs: { event: string; [detail: string]: unknown }[];
const adapters: ChannelAdapter[] = [];

const host: AdapterHost = {
  store: async () => undefined,
  commands: (scope, language) => [
    { command: 'start', description: `${scope} ${language}` },
    { command: '反映', description: 'not a name Telegram takes' },
  ],
  panels: () => [],
  log: (event, detail = {}) => void logs.push({ event, ...detail }),
};

function bot(options: Partial<TelegramOptions> = {}): ChannelAdapter {
  const adapter = createTelegramAdapter({
    token: fake.token,
    secret: 'hook_Secret-1',
    mode: 'webhook',
    apiBaseUrl: `${fake.url}/`,
    media: async () => undefined,
    timing: { callMs: 500, retryMs: 5, openMs: 300 },
    ...options,
  });
  adapters.push(adapter);
  return adapter;
}

beforeEach(async () => {
  fake = await startTelegramFake();
  logs = [];
});
afterEach(async () => {
  await Promise.all(adapters.splice(0).map((adapter) => adapter.close?.()));
  await fake.close();
});

describe('opening', () => {
  it('registers the menu per scope and language, without names Telegram would refuse', async () => {
    await bot().open?.(host);
    const menu = (description: string) => [{ command: 'start', description }];
    expect(Object.fromEntries(fake.commands)).toEqual({
      'all_private_chats default': menu('direct zh-Hans'),
      'all_private_chats zh': menu('direct zh-Hans'),
      'all_private_chats en': menu('direct en'),
      'all_group_chats default': menu('group zh-Hans'),
      'all_group_chats zh': menu('group zh-Hans'),
      'all_group_chats en': menu('group en'),
    });
    expect(logs).toContainEqual({ event: 'telegram.commands.left_out', scope: 'direct', language: 'en', count: 1 });
  });

  it('sets the webhook where it knows its own address', async () => {
    await bot({ publicBaseUrl: 'https://lilong.example/' }).open?.(host);
    expect(fake.webhook).toEqual({
      url: 'https://lilong.example/webhooks/telegram',
      secret_token: 'hook_Secret-1',
      allowed_updates: ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'],
      max_connections: 40,
    });
    expect(fake.callsOf('deleteWebhook')).toEqual([]);
    expect(fake.callsOf('getUpdates')).toEqual([]);
  });

  it('leaves the webhook alone without an address, and says which setting is missing', async () => {
    await bot().open?.(host);
    expect(fake.callsOf('setWebhook')).toEqual([]);
    expect(logs).toContainEqual({ event: 'telegram.webhook.not_registered', reason: 'PUBLIC_BASE_URL is not set' });
  });

  it('gets done in the background what Telegram refuses at first', async () => {
    const busy = { kind: 'refuse', status: 502, rawBody: 'no' } as const;
    fake.next('getMe', busy, busy, { kind: 'reset' });
    fake.next('setWebhook', busy);
    fake.next('setMyCommands', busy, busy);
    await bot({ publicBaseUrl: 'https://lilong.example', timing: { callMs: 500, retryMs: 20, openMs: 1 } }).open?.(
      host,
    );
    await vi.waitFor(() => expect([fake.commands.size, fake.webhook?.max_connections]).toEqual([6, 40]), {
      timeout: 5000,
    });
    expect(logs.filter(({ event }) => event === 'telegram.setup.failed')).toHaveLength(6);
    expect(JSON.stringify(logs)).not.toContain('AAfake');
  });

  it('names the setting to mend when the address or the token is wrong, and never fails the start', async () => {
    await bot({ publicBaseUrl: 'http://lilong.example' }).open?.(host);
    expect(fake.commands.size).toBe(6);
    expect(logs).toContainEqual(
      expect.objectContaining({ step: 'webhook', hint: expect.stringContaining('PUBLIC_BASE_URL') }),
    );
    const revoked = bot({ token: '123456:AArevokedRevokedRevokedRevoked' });
    await revoked.open?.(host);
    expect(logs).toContainEqual(expect.objectContaining({ hint: expect.stringContaining('TELEGRAM_BOT_TOKEN') }));
    expect(await revoked.ready()).toBe(false);
    await revoked.close?.();
  });

  it('does not hold the start up for a Telegram that does not answer', async () => {
    fake.next('getMe', { kind: 'hang' });
    const before = performance.now();
    const adapter = bot({ timing: { callMs: 10_000, openMs: 50 } });
    await adapter.open?.(host);
    await adapter.close?.();
    expect(performance.now() - before).toBeLessThan(1000);
  });
});

describe('the adapter', () => {
  it('knows its account from the token, and refuses settings that cannot work by their name', () => {
    expect(bot().account).toBe(fake.botId);
    expect(() => bot({ token: 'hello' })).toThrow(/^TELEGRAM_BOT_TOKEN /);
    expect(() => bot({ secret: 'two words' })).toThrow(/^TELEGRAM_WEBHOOK_SECRET /);
  });

  it('accepts the webhook calls Telegram makes and refuses them without its secret', async () => {
    const adapter = bot({ publicBaseUrl: 'https://lilong.example' });
    await adapter.open?.(host);
    const { body, headers } = fake.webhookCall(text('@LilongTestBot 你好', { chat: GROUP }));
    const request = { body: new TextEncoder().encode(body), header: (name: string) => headers[name.toLowerCase()] };
    const result = await adapter.receive(request, Date.now());
    if (result.kind !== 'accepted') throw new Error(result.reason);
    expect(adapter.read(result.events[0]?.raw ?? '', Date.now()).content).toEqual({
      kind: 'said',
      text: '你好',
      addressed: true,
    });
    expect(await adapter.receive({ ...request, header: () => undefined }, Date.now())).toMatchObject({ status: 401 });
  });

  it('has a private link once it knows its name', async () => {
    const adapter = bot();
    expect(adapter.privateLink('b-7Kq')).toBeUndefined();
    await adapter.open?.(host);
    expect(adapter.privateLink('b-7Kq')).toBe('https://t.me/LilongTestBot?start=b-7Kq');
    for (const payload of ['', 'a'.repeat(65), 'a b', '你好']) expect(adapter.privateLink(payload)).toBeUndefined();
  });

  it('is ready while its token works, and asks at most once a minute', async () => {
    const adapter = bot();
    expect(await Promise.all([adapter.ready(), adapter.ready()])).toEqual([true, true]);
    expect(await adapter.ready()).toBe(true);
    expect(fake.callsOf('getMe')).toHaveLength(1);
  });

  it('counts the people of a group without itself, and one in a direct chat', async () => {
    const chat = String(GROUP.id);
    const address = { platform: 'telegram', account: fake.botId, chat } as const;
    const adapter = bot();
    expect(await adapter.recipients(address, 'group')).toBe(1);
    fake.addChat({ id: chat, type: 'group', members: 43 });
    expect(await adapter.recipients(address, 'group')).toBe(42);
    expect(await adapter.recipients(address, 'group')).toBe(42);
    expect(await adapter.recipients({ ...address, chat: String(WANG.id) }, 'direct')).toBe(1);
    expect(fake.callsOf('getChatMemberCount')).toHaveLength(2);
  });
});
