/** What reaches the door of the process: only what is genuine, small enough and stored is answered with 200. */
import { describe, expect, test } from 'vitest';
import { createLineAdapter } from '../../adapters/line/index.ts';
import { createTelegramAdapter } from '../../adapters/telegram/index.ts';
import type { ChannelAdapter, Platform, Received } from '../../src/channel.ts';
import { webhookRoutes } from '../../src/http/webhooks.ts';
import { lineWebhook, textEvent } from '../fakes/line.ts';
import { text } from '../fakes/telegram-updates.ts';

const LINE_SECRET = 'the-channel-secret';
const TELEGRAM_SECRET = 'the-webhook-secret';
const SAID = '电梯坏了，我住 502';

const genuine = {
  line: () => {
    const { body, headers } = lineWebhook(LINE_SECRET, [textEvent(SAID)]);
    return { body: new Uint8Array(body), headers };
  },
  telegram: () => ({
    body: new Uint8Array(Buffer.from(JSON.stringify({ update_id: 7, ...text(SAID) }))),
    headers: { 'x-telegram-bot-api-secret-token': TELEGRAM_SECRET } as Record<string, string>,
  }),
};
const SEAL = { line: 'x-line-signature', telegram: 'x-telegram-bot-api-secret-token' } as const;
const PLATFORMS = ['line', 'telegram'] as const;

function door(configured: readonly Platform[] = PLATFORMS, broken = false) {
  const stored: Received[] = [];
  const logged: string[] = [];
  const adapters = new Map<Platform, ChannelAdapter>();
  if (configured.includes('line'))
    adapters.set('line', createLineAdapter({ channelSecret: LINE_SECRET, channelAccessToken: 'access-token' }));
  if (configured.includes('telegram'))
    adapters.set(
      'telegram',
      createTelegramAdapter({
        token: '7300000001:AAfake',
        secret: TELEGRAM_SECRET,
        mode: 'webhook',
        media: async () => undefined,
      }),
    );
  const app = webhookRoutes(
    adapters,
    async (events) => {
      if (broken) throw new Error(`insert failed: ${SAID}`);
      stored.push(...events);
    },
    (...line) => logged.push(JSON.stringify(line)),
  );
  const knock = async (
    platform: (typeof PLATFORMS)[number],
    sent: { readonly body: Uint8Array<ArrayBuffer>; readonly headers: Readonly<Record<string, string>> },
  ) => app.request(`/${platform}`, { method: 'POST', ...sent });
  return { knock, stored, logged };
}

describe.each(PLATFORMS)('a webhook of %s', (platform) => {
  test('that is genuine is stored, then answered', async () => {
    const { knock, stored } = door();
    expect((await knock(platform, genuine[platform]())).status).toBe(200);
    expect(stored).toHaveLength(1);
  });

  test('that is forged is 401, is not stored, and leaves no word in the log', async () => {
    const { knock, stored, logged } = door();
    const { body, headers } = genuine[platform]();
    const { [SEAL[platform]]: seal = '', ...bare } = headers;
    // The last character of LINE's seal carries four bits; the next one after A that differs in them is E.
    const forged = `${seal.slice(0, -2)}${seal.endsWith('A=') ? 'E=' : 'A='}`;
    expect((await knock(platform, { body, headers: bare })).status).toBe(401);
    expect((await knock(platform, { body, headers: { ...bare, [SEAL[platform]]: forged } })).status).toBe(401);
    expect(stored).toEqual([]);
    expect(logged).toHaveLength(2);
    expect(logged.join()).not.toContain('电梯');
    expect(logged.join()).not.toContain(seal);
  });

  test('that is larger than 1 MiB is 413, announced or not', async () => {
    const { knock, stored } = door();
    const { headers } = genuine[platform]();
    const body = new Uint8Array(1024 * 1024 + 1);
    expect((await knock(platform, { body, headers })).status).toBe(413);
    const announced = { ...headers, 'content-length': String(body.length) };
    expect((await knock(platform, { body, headers: announced })).status).toBe(413);
    expect(stored).toEqual([]);
  });

  test('that could not be stored is 503, so that the platform sends it again', async () => {
    const { knock, logged } = door(PLATFORMS, true);
    expect((await knock(platform, genuine[platform]())).status).toBe(503);
    expect(logged.join()).not.toContain('电梯');
  });

  test('of a platform without its secret is 404, even a genuine one', async () => {
    const others = PLATFORMS.filter((one) => one !== platform);
    const { knock, stored } = door(others);
    expect((await knock(platform, genuine[platform]())).status).toBe(404);
    expect(stored).toEqual([]);
  });
});
