/**
 * The product as a newcomer starts it, on an empty folder, with nothing but the platforms' fakes set: a real LINE and a
 * real Telegram webhook lead to demands that the API shows; SIGKILL; started again, they are still there.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { lineWebhook, postbackEvent, startLineFake, textEvent } from '../fakes/line.ts';
import { startTelegramFake } from '../fakes/telegram.ts';
import { WANG } from '../fakes/telegram-updates.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const LINE_SECRET = 'smoke-line-channel-secret';
const TELEGRAM_SECRET = 'smoke-telegram-secret';
const START_LIMIT_MS = 30_000;

const line = await startLineFake();
const telegram = await startTelegramFake({ strangers: 'welcome' });
const dataDir = await mkdtemp(join(tmpdir(), 'lilong-smoke-'));
const port = await freePort();
const base = `http://127.0.0.1:${port}`;

function start(): ChildProcess {
  return spawn(process.execPath, ['--import', 'tsx', 'src/main.ts'], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATA_DIR: dataDir,
      PORT: String(port),
      DEMO: '1',
      LOG_LEVEL: 'warn',
      LINE_CHANNEL_SECRET: LINE_SECRET,
      LINE_CHANNEL_ACCESS_TOKEN: line.token,
      LINE_API_BASE_URL: line.url,
      LINE_DATA_API_BASE_URL: line.dataUrl,
      TELEGRAM_BOT_TOKEN: telegram.token,
      TELEGRAM_WEBHOOK_SECRET: TELEGRAM_SECRET,
      TELEGRAM_API_BASE_URL: telegram.url,
    },
  });
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  return typeof address === 'object' && address ? address.port : 3999;
}

async function until<T>(
  what: string,
  look: () => Promise<T | undefined> | T | undefined,
  limitMs = 15_000,
): Promise<T> {
  const deadline = Date.now() + limitMs;
  for (;;) {
    const found = await Promise.resolve(look()).catch(() => undefined);
    if (found !== undefined && found !== false) return found as T;
    if (Date.now() > deadline) throw new Error(`not seen in ${limitMs} ms: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

const healthy = () =>
  until('/healthz', async () => ((await fetch(`${base}/healthz`)).ok ? true : undefined), START_LIMIT_MS);

async function demands(): Promise<readonly { readonly number: string }[]> {
  const token = (await readFile(join(dataDir, 'admin-token'), 'utf8')).trim();
  const answer = await fetch(`${base}/api/v1/demands`, { headers: { authorization: `Bearer ${token}` } });
  if (!answer.ok) throw new Error(`GET /api/v1/demands: ${answer.status}`);
  return ((await answer.json()) as { items: { number: string }[] }).items;
}

async function post(path: string, body: string, headers: Readonly<Record<string, string>>): Promise<void> {
  const answer = await fetch(`${base}${path}`, { method: 'POST', headers, body });
  if (answer.status !== 200) throw new Error(`POST ${path}: ${answer.status} ${await answer.text()}`);
}

async function postLine(event: Parameters<typeof lineWebhook>[1][number]): Promise<void> {
  const webhook = lineWebhook(LINE_SECRET, [event]);
  await post('/webhooks/line', Buffer.from(webhook.body).toString('utf8'), {
    'content-type': 'application/json',
    'x-line-signature': webhook.header('x-line-signature') ?? '',
  });
}

let updateId = 7000;
async function postTelegram(update: Readonly<Record<string, unknown>>): Promise<void> {
  updateId += 1;
  await post('/webhooks/telegram', JSON.stringify({ update_id: updateId, ...update }), {
    'content-type': 'application/json',
    'x-telegram-bot-api-secret-token': TELEGRAM_SECRET,
  });
}

/** The token behind a label, wherever the platform put it. */
function tokenOf(wire: unknown, label: string, key: 'data' | 'callback_data'): string | undefined {
  if (typeof wire === 'string') {
    try {
      return tokenOf(JSON.parse(wire), label, key);
    } catch {
      return undefined;
    }
  }
  if (typeof wire !== 'object' || wire === null) return undefined;
  const record = wire as Readonly<Record<string, unknown>>;
  if ((record.label === label || record.text === label) && typeof record[key] === 'string') return record[key];
  for (const value of Object.values(record)) {
    const found = tokenOf(value, label, key);
    if (found) return found;
  }
  return undefined;
}

let child = start();
try {
  const from = Date.now();
  await healthy();
  console.log(`started on an empty folder in ${Date.now() - from} ms`);

  await postLine(textEvent('3号楼电梯又坏了，老人下不了楼'));
  const lineToken = await until('LINE buttons', () =>
    tokenOf(
      line.calls.map((call) => call.body),
      '登记需求',
      'data',
    ),
  );
  await postLine(postbackEvent(lineToken));
  await until('the LINE demand', async () => ((await demands()).length === 1 ? true : undefined));

  const from1 = { ...WANG, language_code: 'zh-hans' };
  const chat = { id: WANG.id, type: 'private', first_name: WANG.first_name };
  const date = Math.floor(Date.now() / 1000);
  await postTelegram({ message: { message_id: 1, from: from1, chat, date, text: '5号楼门口路灯不亮,晚上很黑' } });
  const telegramToken = await until('Telegram buttons', () =>
    tokenOf(
      telegram.callsOf('sendMessage').map((call) => call.params),
      '登记需求',
      'callback_data',
    ),
  );
  await postTelegram({
    callback_query: {
      id: '77',
      from: from1,
      chat_instance: '1',
      data: telegramToken,
      message: { message_id: 2, chat, date, text: '…' },
    },
  });
  await until('the Telegram demand', async () => ((await demands()).length === 2 ? true : undefined));

  child.kill('SIGKILL');
  await once(child, 'exit');
  child = start();
  await healthy();
  const still = await demands();
  if (still.length !== 2) throw new Error(`after SIGKILL there are ${still.length} demands instead of 2`);
  console.log(`after SIGKILL still there: ${still.map((demand) => demand.number).join(', ')}`);

  child.kill('SIGTERM');
  const [code] = await once(child, 'exit');
  if (code !== 0) throw new Error(`SIGTERM ended with ${code}`);
  console.log('smoke: ok');
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  if (child.exitCode === null) child.kill('SIGKILL');
  await line.close();
  await telegram.close();
  await rm(dataDir, { recursive: true, force: true });
}
