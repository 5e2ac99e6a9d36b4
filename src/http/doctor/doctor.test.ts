/** An operator asks what is not well, with LINE and Telegram as they answer when something is wrong. */
import { chmod } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ADMIN_TOKEN, type AdminApi, adminApi } from '../../../test/harness/admin-api.ts';
import { type Installation, startInstallation, TELEGRAM_SECRET } from '../../../test/harness/installation.ts';

const PUBLIC = 'https://lilong.example';
let house: Installation;
let api: AdminApi;

beforeAll(async () => {
  house = await startInstallation({ env: { PUBLIC_BASE_URL: PUBLIC, ADMIN_TOKEN } });
  api = adminApi(house.app);
}, 60_000);
afterAll(() => house.stop());

interface Found {
  readonly check: string;
  readonly level: string;
  readonly says: string;
  readonly mend: string | null;
}
const look = async (): Promise<{ well: boolean; of: (check: string) => Found; all: readonly Found[] }> => {
  const { status, json } = await api('GET', '/doctor');
  expect(status).toBe(200);
  const all = json.findings as Found[];
  const of = (check: string): Found => {
    const found = all.find((each) => each.check === check);
    if (!found) throw new Error(`nothing about ${check}: ${all.map((each) => each.check).join(', ')}`);
    return found;
  };
  return { well: json.well, of, all };
};
const telegram = (method: string, params: object) =>
  fetch(`${house.telegram.url}/bot${house.telegram.token}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(params),
  });
const UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member', 'chat_member'];

describe('doctor', () => {
  test('nobody registered a webhook: both platforms fail, with what to do', async () => {
    const { well, of } = await look();
    expect(well).toBe(false);
    expect(of('line webhook')).toMatchObject({
      level: 'fail',
      mend: expect.stringContaining(`${PUBLIC}/webhooks/line`),
    });
    expect(of('telegram webhook')).toMatchObject({ level: 'fail', mend: expect.stringContaining(PUBLIC) });
    expect(of('line token').level).toBe('ok');
    expect(of('telegram token').says).toContain(house.telegram.username);
  });

  test('everything set: nothing fails, and what LINE does not tell is named with its page', async () => {
    house.line.setWebhook(`${PUBLIC}/webhooks/line`);
    const webhook = { url: `${PUBLIC}/webhooks/telegram`, secret_token: TELEGRAM_SECRET, allowed_updates: UPDATES };
    expect((await telegram('setWebhook', webhook)).status).toBe(200);
    await chmod(house.dataDir, 0o700);
    const { well, of, all } = await look();
    expect(all.filter(({ level }) => level === 'fail')).toEqual([]);
    expect(well).toBe(true);
    for (const check of ['address', 'line webhook', 'telegram webhook', 'telegram updates', 'telegram delivery'])
      expect(of(check).level, check).toBe('ok');
    for (const check of [
      'data folder',
      'database',
      'migrations',
      'ledger',
      'inbox',
      'outbox',
      'schedule',
      'queue',
      'clock',
    ])
      expect(of(check).level, check).toBe('ok');
    expect(of('line redelivery')).toMatchObject({ level: 'warn', mend: expect.stringContaining('Webhook redelivery') });
    expect(of('line groups').mend).toContain('join group');
    expect(of('telegram privacy').level).toBe('ok');
  });

  test('a webhook that leads elsewhere or is switched off', async () => {
    house.line.setWebhook('https://elsewhere.example/hook');
    expect((await look()).of('line webhook')).toMatchObject({
      level: 'fail',
      says: expect.stringContaining('elsewhere'),
    });
    house.line.setWebhook(`${PUBLIC}/webhooks/line`, false);
    expect((await look()).of('line webhook').mend).toContain('Use webhook');
    house.line.setWebhook(`${PUBLIC}/webhooks/line`);
    await telegram('setWebhook', {
      url: `${PUBLIC}/webhooks/telegram`,
      secret_token: TELEGRAM_SECRET,
      allowed_updates: ['message'],
    });
    expect((await look()).of('telegram updates')).toMatchObject({
      level: 'fail',
      says: expect.stringContaining('callback_query'),
    });
  });

  test('refused deliveries point to the secret; old ones are history; privacy switched off is told', async () => {
    const message = 'Wrong response from the webhook: 401 Unauthorized';
    house.telegram.failDelivery({ atMs: Date.now() - 60_000, message, pending: 321 });
    house.telegram.readAllMessages(true);
    const now = await look();
    expect(now.of('telegram delivery')).toMatchObject({
      level: 'warn',
      mend: expect.stringContaining('TELEGRAM_WEBHOOK_SECRET'),
    });
    expect(now.of('telegram pending').level).toBe('warn');
    expect(now.of('telegram privacy').level).toBe('warn');
    house.telegram.failDelivery({ atMs: Date.now() - 7_200_000, message });
    expect((await look()).of('telegram delivery').level).toBe('ok');
  });

  test('a clock that is off, by either platform', async () => {
    house.line.setClockAhead(90_000);
    house.telegram.setClockAhead(-9_000);
    const clocks = (await look()).all.filter(({ check }) => check === 'clock');
    expect(clocks.map(({ level }) => level).sort()).toEqual(['fail', 'warn']);
    expect(clocks.map(({ says }) => says).join()).toMatch(/behind line's[\s\S]*ahead of telegram's/);
    house.line.setClockAhead(0);
    house.telegram.setClockAhead(0);
  });

  test('a token LINE refuses, a LINE that does not answer, a folder others can read', async () => {
    house.line.next({ status: 401, message: 'invalid token', on: '/v2/bot/info' });
    expect((await look()).of('line token').mend).toContain('LINE_CHANNEL_ACCESS_TOKEN');
    house.line.cutBeforeAccepting('/v2/bot/info');
    expect((await look()).of('line token').says).toContain('does not answer');
    house.telegram.next('getMe', { kind: 'refuse', status: 401, description: 'Unauthorized' });
    await chmod(house.dataDir, 0o755);
    const { of, all } = await look();
    expect(of('telegram token').mend).toContain('TELEGRAM_BOT_TOKEN');
    expect(of('data folder').mend).toContain('chmod 700');
    const told = JSON.stringify(all);
    for (const secret of [house.line.token, house.telegram.token, TELEGRAM_SECRET]) expect(told).not.toContain(secret);
  });
});
