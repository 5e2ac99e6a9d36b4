/** Settings from the environment. A wrong value stops the start with one line that names it and says how to mend it. */
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface Config {
  readonly port: number;
  readonly host: string;
  readonly dataDir: string;
  readonly databaseUrl?: string;
  readonly databaseDirectUrl?: string;
  readonly redisUrl?: string;
  readonly publicBaseUrl?: string;
  readonly line?: {
    readonly channelSecret: string;
    readonly channelAccessToken: string;
    readonly apiBaseUrl?: string;
    readonly dataApiBaseUrl?: string;
  };
  readonly telegram?: {
    readonly token: string;
    readonly secret?: string;
    readonly mode: 'webhook' | 'polling';
    readonly apiBaseUrl?: string;
  };
  readonly adminToken: string;
  /** Where the admin token lies when it was made here. */
  readonly adminTokenFile?: string;
  readonly fieldKeys: readonly Uint8Array[];
  readonly role: 'all' | 'web' | 'worker';
  readonly logLevel: LogLevel;
  readonly demo: boolean;
}

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

type Env = Readonly<Record<string, string | undefined>>;

export function readConfig(env: Env): Config {
  const text = (name: string): string | undefined => {
    const value = env[name]?.trim();
    return value === undefined || value === '' ? undefined : value;
  };
  const oneOf = <T extends string>(name: string, values: readonly T[], otherwise: T): T => {
    const value = text(name);
    if (value === undefined) return otherwise;
    const found = values.find((allowed) => allowed === value);
    if (!found) throw new ConfigError(`${name} is "${value}"; use one of ${values.join(', ')}.`);
    return found;
  };
  const address = (name: string, schemes: readonly string[]): string | undefined => {
    const value = text(name);
    if (value === undefined) return undefined;
    const url = URL.canParse(value) ? new URL(value) : undefined;
    // The value may hold a password, so it is never repeated.
    if (!url || !schemes.includes(url.protocol))
      throw new ConfigError(
        `${name} is not an address; it must start with ${schemes.map((scheme) => `${scheme}//`).join(' or ')}.`,
      );
    return value.replace(/\/+$/, '');
  };

  const dataDir = resolve(text('DATA_DIR') ?? './data');
  const line = lineOf(text, address);
  const telegram = telegramOf(text, address, oneOf);
  const demo = oneOf('DEMO', ['0', '1'], line || telegram ? '0' : '1') === '1';
  const databaseUrl = address('DATABASE_URL', ['postgres:', 'postgresql:']);
  const redisUrl = address('REDIS_URL', ['redis:', 'rediss:']);
  const role = oneOf('ROLE', ['all', 'web', 'worker'], 'all');
  if (redisUrl && !databaseUrl) throw new ConfigError('REDIS_URL is set without DATABASE_URL; set both, or neither.');
  if (role !== 'all' && !databaseUrl)
    throw new ConfigError(
      `ROLE is "${role}", but the embedded database serves one process only; set DATABASE_URL or leave ROLE unset.`,
    );
  const admin = adminTokenOf(text, dataDir);
  const publicBaseUrl = address('PUBLIC_BASE_URL', ['https:', 'http:']);
  const databaseDirectUrl = address('DATABASE_DIRECT_URL', ['postgres:', 'postgresql:']);
  return {
    port: portOf(text('PORT')),
    host: text('HOST') ?? (demo ? '127.0.0.1' : '0.0.0.0'),
    dataDir,
    ...(databaseUrl && { databaseUrl }),
    ...(databaseDirectUrl && { databaseDirectUrl }),
    ...(redisUrl && { redisUrl }),
    ...(publicBaseUrl && { publicBaseUrl }),
    ...(line && { line }),
    ...(telegram && { telegram }),
    ...admin,
    fieldKeys: fieldKeysOf(text, dataDir),
    role,
    logLevel: oneOf('LOG_LEVEL', LOG_LEVELS, 'info'),
    demo,
  };
}

type Text = (name: string) => string | undefined;
type Address = (name: string, schemes: readonly string[]) => string | undefined;

function lineOf(text: Text, address: Address): Config['line'] {
  const channelSecret = text('LINE_CHANNEL_SECRET');
  const channelAccessToken = text('LINE_CHANNEL_ACCESS_TOKEN');
  const apiBaseUrl = address('LINE_API_BASE_URL', ['https:', 'http:']);
  const dataApiBaseUrl = address('LINE_DATA_API_BASE_URL', ['https:', 'http:']);
  if (!channelSecret && !channelAccessToken) return undefined;
  if (!channelSecret)
    throw new ConfigError(
      'LINE_CHANNEL_ACCESS_TOKEN is set without LINE_CHANNEL_SECRET; copy both from the LINE Developers console.',
    );
  if (!channelAccessToken)
    throw new ConfigError(
      'LINE_CHANNEL_SECRET is set without LINE_CHANNEL_ACCESS_TOKEN; copy both from the LINE Developers console.',
    );
  return {
    channelSecret,
    channelAccessToken,
    ...(apiBaseUrl && { apiBaseUrl }),
    ...(dataApiBaseUrl && { dataApiBaseUrl }),
  };
}

function telegramOf(
  text: Text,
  address: Address,
  oneOf: <T extends string>(name: string, values: readonly T[], otherwise: T) => T,
): Config['telegram'] {
  const token = text('TELEGRAM_BOT_TOKEN');
  const secret = text('TELEGRAM_WEBHOOK_SECRET');
  const mode = oneOf('TELEGRAM_MODE', ['webhook', 'polling'], 'webhook');
  const apiBaseUrl = address('TELEGRAM_API_BASE_URL', ['https:', 'http:']);
  if (!token) {
    if (secret)
      throw new ConfigError(
        'TELEGRAM_WEBHOOK_SECRET is set without TELEGRAM_BOT_TOKEN; get the token from @BotFather.',
      );
    return undefined;
  }
  if (!secret && mode === 'webhook')
    throw new ConfigError(
      'TELEGRAM_BOT_TOKEN is set without TELEGRAM_WEBHOOK_SECRET; choose 16 or more characters of A-Z a-z 0-9 _ -, or set TELEGRAM_MODE=polling.',
    );
  if (secret && !/^[A-Za-z0-9_-]{1,256}$/.test(secret))
    throw new ConfigError('TELEGRAM_WEBHOOK_SECRET may hold A-Z a-z 0-9 _ and - only, at most 256 characters.');
  return { token, mode, ...(secret && { secret }), ...(apiBaseUrl && { apiBaseUrl }) };
}

function portOf(value: string | undefined): number {
  if (value === undefined) return 3000;
  const port = Number(value);
  if (!Number.isInteger(port) || port < 0 || port > 65535)
    throw new ConfigError(`PORT is "${value}"; use a number from 0 to 65535.`);
  return port;
}

/** Reads a secret from the data folder, or makes it there, readable by its owner only. */
function keptSecret(dataDir: string, file: string, make: () => string): string {
  const path = join(dataDir, file);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  if (!existsSync(path)) {
    writeFileSync(path, `${make()}\n`, { mode: 0o600, flag: 'wx' });
  }
  chmodSync(path, 0o600);
  return readFileSync(path, 'utf8').trim();
}

function adminTokenOf(text: Text, dataDir: string): Pick<Config, 'adminToken' | 'adminTokenFile'> {
  const given = text('ADMIN_TOKEN');
  if (given !== undefined) {
    if (given.length < 16)
      throw new ConfigError(
        'ADMIN_TOKEN is shorter than 16 characters; use a long random one, or leave it unset and one is made.',
      );
    if (/\s/.test(given))
      throw new ConfigError('ADMIN_TOKEN holds a space, which no header can carry; use one without.');
    return { adminToken: given };
  }
  return {
    adminToken: keptSecret(dataDir, 'admin-token', () => randomBytes(24).toString('base64url')),
    adminTokenFile: join(dataDir, 'admin-token'),
  };
}

function fieldKeysOf(text: Text, dataDir: string): Uint8Array[] {
  const value = text('FIELD_KEY') ?? keptSecret(dataDir, 'field-key', () => randomBytes(32).toString('base64'));
  return value.split(',').map((part, index) => {
    const key = Buffer.from(part.trim(), 'base64');
    if (key.length !== 32)
      throw new ConfigError(
        `FIELD_KEY${index === 0 ? '' : ` (key ${index + 1})`} is not 32 bytes in base64; make one with: openssl rand -base64 32`,
      );
    return key;
  });
}
