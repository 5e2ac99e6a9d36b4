/**
 * Voters and platforms in one process: keep-alive connections that post webhooks of LINE and Telegram as these send them,
 * and the servers our answers go to, which say when each has arrived. Started with `fork`; every message is one
 * {@link Load}, answered by one {@link Loaded}. The first message back says on which port it listens for answers.
 */
import { createHmac } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LINE_BOT, lineReplyToken, postbackEvent } from '../fakes/line-events.ts';
import { BOT, press } from '../fakes/telegram-updates.ts';
import type { BenchVoter } from '../harness/electorate.ts';
import { quantile } from './processes.ts';

export interface Load {
  readonly port: number;
  readonly voters: readonly BenchVoter[];
  /** Which button everybody presses, counted from 0. */
  readonly choice: number;
  /** Webhooks a second; as many as are taken without it. */
  readonly rate?: number;
  readonly connections: number;
  readonly lineSecret: string;
  readonly telegramSecret: string;
}

export interface Loaded {
  /** From the first webhook to the last answer. */
  readonly seconds: number;
  /** From the webhook to its answer, in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  readonly unanswered: number;
}

/** Nobody waits longer; and no more people than this wait at once, as a hall of voters would. */
const PATIENCE_MS = 30_000;
const MOST_WAITING = 1_000;

/** By LINE reply token or Telegram chat: what is told when the answer comes. */
const waiting = new Map<string, () => void>();
let counter = Date.now();
const nextId = (): number => {
  counter += 1;
  return counter;
};

const read = (incoming: IncomingMessage): Promise<string> =>
  new Promise((resolve, reject) => {
    const parts: Buffer[] = [];
    incoming.on('data', (part: Buffer) => parts.push(part));
    incoming.on('end', () => resolve(Buffer.concat(parts).toString('utf8')));
    incoming.on('error', reject);
  });

function answered(key: unknown): void {
  const name = String(key);
  waiting.get(name)?.();
  waiting.delete(name);
}

/** What the platforms answer to the calls the product makes. */
function platformAnswer(path: string, body: string): unknown {
  if (path === '/v2/bot/info') return { userId: LINE_BOT, basicId: '@bench', displayName: 'bench' };
  if (path === '/v2/bot/message/reply') {
    answered((JSON.parse(body) as { replyToken: string }).replyToken);
    return { sentMessages: [{ id: String(nextId()) }] };
  }
  if (path.startsWith('/v2/bot/richmenu')) return { richMenuId: 'richmenu-bench', richmenus: [] };
  if (path.startsWith('/v2/')) return {};
  if (path.endsWith('/getMe')) return { ok: true, result: BOT };
  if (/\/(sendMessage|editMessageText)$/.test(path)) {
    const chat = new URLSearchParams(body).get('chat_id');
    answered(chat);
    return { ok: true, result: { message_id: nextId(), date: 0, chat: { id: Number(chat), type: 'private' } } };
  }
  return { ok: true, result: true };
}

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
  const text = JSON.stringify(platformAnswer(incoming.url ?? '', await read(incoming)));
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }).end(text);
}

interface Webhook {
  readonly path: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly answeredTo: string;
}

function webhookOf({ platform, user, prompt }: BenchVoter, { choice, lineSecret, telegramSecret }: Load): Webhook {
  const token = `${prompt}.${choice}`;
  const number = nextId();
  if (platform === 'line') {
    const replyToken = lineReplyToken();
    const event = postbackEvent(token, { user, timestamp: Date.now(), replyToken, webhookEventId: `BENCH${number}` });
    const body = JSON.stringify({ destination: LINE_BOT, events: [event] });
    const signature = createHmac('sha256', lineSecret).update(body).digest('base64');
    return { path: '/webhooks/line', body, headers: { 'x-line-signature': signature }, answeredTo: replyToken };
  }
  const id = Number(user);
  const from = { id, is_bot: false, first_name: '邻', language_code: 'zh-hans' };
  const update = press(token, { id: String(number), from }, { chat: { id, type: 'private' }, message_id: 77 });
  return {
    path: '/webhooks/telegram',
    body: JSON.stringify({ update_id: number, ...update }),
    headers: { 'x-telegram-bot-api-secret-token': telegramSecret },
    answeredTo: user,
  };
}

function post(agent: Agent | false, port: number, { path, body, headers }: Webhook): Promise<number> {
  return new Promise((resolve, reject) => {
    const length = Buffer.byteLength(body);
    const all = { 'content-type': 'application/json', 'content-length': length, ...headers };
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers: all }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode ?? 0));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

async function load(order: Load): Promise<Loaded> {
  const queue = [...order.voters];
  const agent = new Agent({ keepAlive: true, maxSockets: order.connections });
  const latencies: number[] = [];
  const began = performance.now();
  let last = began;
  let next = 0;
  const connection = async () => {
    for (let voter = queue.pop(); voter; voter = queue.pop()) {
      const due = order.rate === undefined ? 0 : began + (1000 * next) / order.rate;
      next += 1;
      while (waiting.size >= MOST_WAITING) await pause(1);
      if (due > performance.now()) await pause(due - performance.now());
      const hook = webhookOf(voter, order);
      const from = performance.now();
      waiting.set(hook.answeredTo, () => {
        last = performance.now();
        latencies.push(last - from);
      });
      // A connection that was idle may be closed at the moment it is used: sent again on a new one, as the platforms do.
      const status = await post(agent, order.port, hook).catch(() => post(false, order.port, hook));
      if (status !== 200) throw new Error(`a webhook was answered ${status}`);
    }
  };
  await Promise.all(Array.from({ length: order.connections }, connection));
  const until = performance.now() + PATIENCE_MS;
  while (waiting.size > 0 && performance.now() < until) await pause(5);
  agent.destroy();
  const unanswered = waiting.size;
  waiting.clear();
  const at = (share: number) => quantile(latencies, share);
  return { seconds: (last - began) / 1000, p50: at(0.5), p99: at(0.99), unanswered };
}

const server = createServer((incoming, response) => void serve(incoming, response));
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => process.send?.((server.address() as AddressInfo).port));
process.on('message', (order: Load) => {
  load(order).then(
    (done) => process.send?.(done),
    (error: unknown) => {
      console.error(error);
      process.exit(1);
    },
  );
});
