import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { ConfigError, readConfig } from './config.ts';

const dir = mkdtempSync(join(tmpdir(), 'lilong-config-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));
const read = (env: Record<string, string> = {}) => readConfig({ DATA_DIR: dir, ...env });

describe('settings', () => {
  test('nothing set is a demo on this machine only, with secrets made and kept for their owner', () => {
    const config = read();
    expect(config).toMatchObject({ port: 3000, host: '127.0.0.1', demo: true, role: 'all' });
    expect(readFileSync(join(dir, 'admin-token'), 'utf8').trim()).toBe(config.adminToken);
    expect(config.adminToken.length).toBeGreaterThanOrEqual(32);
    for (const file of ['admin-token', 'field-key']) expect(statSync(join(dir, file)).mode & 0o777, file).toBe(0o600);
    expect(read().adminToken).toBe(config.adminToken);
    expect(Buffer.from(read().fieldKeys[0] ?? []).equals(Buffer.from(config.fieldKeys[0] ?? []))).toBe(true);
  });

  test('a configured platform ends the demo and opens the door', () => {
    expect(read({ LINE_CHANNEL_SECRET: 's', LINE_CHANNEL_ACCESS_TOKEN: 't' })).toMatchObject({
      demo: false,
      host: '0.0.0.0',
    });
    expect(read({ LINE_CHANNEL_SECRET: 's', LINE_CHANNEL_ACCESS_TOKEN: 't', DEMO: '1' })).toMatchObject({ demo: true });
  });

  test.each([
    [{ PORT: 'http' }, /^PORT is "http"; use a number/],
    [{ PORT: '70000' }, /^PORT/],
    [{ ROLE: 'boss' }, /^ROLE is "boss"; use one of all, web, worker/],
    [{ ROLE: 'web' }, /^ROLE is "web", but the embedded database/],
    [{ REDIS_URL: 'redis://localhost' }, /^REDIS_URL is set without DATABASE_URL/],
    [{ DATABASE_URL: 'mysql://u:secret@h/d' }, /^DATABASE_URL is not an address/],
    [{ LINE_CHANNEL_SECRET: 's' }, /^LINE_CHANNEL_SECRET is set without LINE_CHANNEL_ACCESS_TOKEN/],
    [{ TELEGRAM_BOT_TOKEN: '1:a' }, /without TELEGRAM_WEBHOOK_SECRET/],
    [{ TELEGRAM_BOT_TOKEN: '1:a', TELEGRAM_WEBHOOK_SECRET: 'ä' }, /^TELEGRAM_WEBHOOK_SECRET may hold/],
    [{ TELEGRAM_MODE: 'carrier-pigeon' }, /^TELEGRAM_MODE/],
    [{ ADMIN_TOKEN: 'short' }, /^ADMIN_TOKEN is shorter/],
    [{ ADMIN_TOKEN: 'long enough, with spaces' }, /^ADMIN_TOKEN holds a space/],
    [{ FIELD_KEY: 'c2hvcnQ=' }, /^FIELD_KEY is not 32 bytes.*openssl rand/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL/],
    [{ DEMO: 'yes' }, /^DEMO/],
    [{ PUBLIC_BASE_URL: 'lilong.example' }, /^PUBLIC_BASE_URL is not an address/],
  ])('%j stops the start with one line that names the setting', (env, message) => {
    let said = '';
    try {
      read(env);
    } catch (error) {
      expect(error).toBeInstanceOf(ConfigError);
      said = error instanceof Error ? error.message : '';
    }
    expect(said).toMatch(message);
    expect(said).not.toContain('\n');
    // A value may be a password; it is not repeated where it can be one.
    expect(said).not.toContain('secret@');
  });

  test('a wrong value leaves no half-made folder behind', () => {
    const fresh = join(dir, 'fresh');
    expect(() =>
      readConfig({
        DATA_DIR: fresh,
        PORT: 'x',
        ADMIN_TOKEN: 'a-long-enough-admin-token',
        FIELD_KEY: Buffer.alloc(32).toString('base64'),
      }),
    ).toThrow(ConfigError);
    expect(existsSync(fresh)).toBe(false);
  });
});
