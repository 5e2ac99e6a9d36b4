/** Every chat's platform is in a mood of its own; what becomes of each message must be what the outcome table says. */

import { lineReplyToken, lineWebhook } from '../../fakes/line.ts';
import { textEvent } from '../../fakes/line-events.ts';
import { text } from '../../fakes/telegram-updates.ts';
import { LINE_SECRET, TELEGRAM_SECRET } from '../../harness/installation.ts';
import { type Evidence, openLeftovers, readEvidence } from '../evidence.ts';
import { newFolder, newProduct, startFakes } from '../ground.ts';
import { type Call, type Mood, type Moody, startMoody } from '../moody.ts';
import { MIGRATED, migration, type Outcome, TROUBLES, UNTROUBLED } from '../outcomes.ts';
import { type Product, platformEnv } from '../product.ts';
import { pause, type Run, type Scenario, until } from '../scenario.ts';
import type { Fakes } from '../town.ts';

interface Chat {
  readonly id: string;
  readonly outcome: Outcome;
  readonly moods: Mood[];
  askedAt: number;
  /** When the platform took the message. */
  takenAt?: number;
}

export const platformOutcomes: Scenario = {
  name: 'platform-outcomes',
  proves: 'whatever a platform answers, the outcome table is followed, and a throttled chat delays only itself',
  limitMs: { short: 140_000, long: 600_000 },
  run: async (run) => {
    const fakes = await startFakes(run);
    const chats = plan(run);
    const byId = new Map(chats.map((chat) => [chat.id, chat]));
    const tokens = new Map<string, string>();
    const moody = (target: string): Promise<Moody> =>
      startMoody(
        target,
        (call) => byId.get(chatOf(call, tokens) ?? '')?.moods.shift(),
        (call, status) => {
          const chat = byId.get(chatOf(call, tokens) ?? '');
          if (chat && status === 200) chat.takenAt ??= Date.now();
        },
      );
    const line = await moody(fakes.line.url);
    const telegram = await moody(fakes.telegram.url);
    run.defer(() => line.close());
    run.defer(() => telegram.close());

    const dataDir = await newFolder(run);
    const product = await newProduct(run, {
      DATA_DIR: dataDir,
      ...platformEnv({
        line: { ...fakes.line, url: line.url, dataUrl: fakes.line.dataUrl, token: fakes.line.token },
        telegram: { ...fakes.telegram, url: telegram.url, token: fakes.telegram.token },
      }),
    });
    product.start();
    run.expect(await product.up(60_000), 'it did not start');
    for (const chat of chats) {
      await greet(product, fakes, chat, tokens);
      await pause(run.random.between(0, 40));
    }
    const held = chats.filter((chat) => chat.outcome.state === 'waiting').length;
    const settled = await until(async () => (await openWork(product)) === held, 60_000, 500);
    run.expect(settled, `${await openWork(product)} messages have no fate, ${held} wait for the next month`);
    run.expect((await product.stop()) === 0, 'it did not stop cleanly');

    const left = await openLeftovers({ dataDir });
    run.defer(() => left.db.close());
    judge(run, chats, await readEvidence(left), fakes);
    judgeDelays(run, chats);
  },
};

/** Each trouble in several chats, and as many chats without any, in no order. */
function plan(run: Run): Chat[] {
  const times = run.short ? 2 : 12;
  const outcomes = Array.from({ length: times }, () => [
    ...TROUBLES,
    ...TROUBLES.map(() => run.random.pick(UNTROUBLED)),
  ]);
  return run.random.shuffle(outcomes.flat()).map((outcome, at) => {
    const id = idOf(outcome, at + 1);
    return { id, outcome, moods: outcome === MIGRATED ? [migration(id)] : [...outcome.moods], askedAt: 0 };
  });
}

function idOf({ platform, scope }: Outcome, number: number): string {
  if (platform === 'line') return `U${number.toString(16).padStart(32, 'c')}`;
  return scope === 'group' ? `-${4_000_000_000 + number}` : `${620_000_000 + number}`;
}

/** The chat a send goes to; undefined for everything else that is called. */
function chatOf({ path, body }: Call, tokens: ReadonlyMap<string, string>): string | undefined {
  if (!/\/message\/|\/sendMessage$/.test(path)) return undefined;
  const words = body.toString('utf8');
  const json = words.startsWith('{') ? (JSON.parse(words) as Record<string, unknown>) : undefined;
  const { replyToken, to, chat_id } = json ?? Object.fromEntries(new URLSearchParams(words));
  return tokens.get(String(replyToken)) ?? String(to ?? chat_id);
}

/** One message from the chat, which is answered with one message. */
async function greet(product: Product, fakes: Fakes, chat: Chat, tokens: Map<string, string>): Promise<void> {
  let sent: {
    readonly path: string;
    readonly body: string | Uint8Array;
    readonly headers: Readonly<Record<string, string>>;
  };
  if (chat.outcome.platform === 'line') {
    const replyToken = lineReplyToken();
    tokens.set(replyToken, chat.id);
    fakes.line.knowReplyToken(replyToken, chat.id);
    const event = textEvent('谢谢', { user: chat.id, timestamp: Date.now(), replyToken });
    sent = { path: '/webhooks/line', ...lineWebhook(LINE_SECRET, [event]) };
  } else {
    const group = chat.outcome.scope === 'group';
    const from = { id: group ? 630_000_000 : Number(chat.id), is_bot: false, first_name: '邻' };
    const around = {
      from,
      chat: { id: Number(chat.id), type: group ? 'group' : 'private' },
      date: Math.floor(Date.now() / 1000),
    };
    const update = text(group ? '/help@LilongTestBot' : '谢谢', around);
    sent = { path: '/webhooks/telegram', ...fakes.telegram.webhookCall(update, TELEGRAM_SECRET) };
  }
  const { path, body, headers } = sent;
  const response = await fetch(`${product.url}${path}`, { method: 'POST', headers, body: body as BodyInit });
  if (response.status !== 200) throw new Error(`a webhook was answered ${response.status}`);
  chat.askedAt = Date.now();
}

/** Messages without a fate. */
async function openWork(product: Product): Promise<number> {
  const lines = await product.unfinished();
  return lines.reduce((sum, line) => sum + (Number(line.slice(line.lastIndexOf(' ') + 1)) || 0), 0);
}

function judge(run: Run, chats: readonly Chat[], evidence: Evidence, fakes: Fakes): void {
  run.count('chats', chats.length);
  for (const { id, outcome, moods } of chats) {
    const now = outcome.movedTo?.(id) ?? id;
    const facts = evidence.chats.find((chat) => chat.platform === outcome.platform && chat.chat === now);
    const [row, ...more] = facts?.rows.filter((one) => one.kind === 'message') ?? [];
    const said = `${outcome.name}: ${row?.state} (${row?.reason})`;
    run.expect(more.length === 0, `${outcome.name}: ${more.length + 1} messages instead of one`);
    run.expect(row?.state === outcome.state, `${said} instead of ${outcome.state}`);
    if (outcome.reason) run.expect(row?.reason === outcome.reason, `${said} instead of ${outcome.reason}`);
    run.expect(moods.length === 0, `${outcome.name}: ${moods.length} more calls should have been made`);
    run.expect(
      (facts?.state ?? 'none') === (outcome.chatState ?? 'active'),
      `${outcome.name}: the chat is ${facts?.state}`,
    );
    const delivered = deliveredTo(fakes, outcome.platform, now);
    run.expect(delivered === outcome.delivered, `${outcome.name}: ${delivered} messages stand in the chat`);
    run.count(`${row?.state}`, 1);
  }
}

function deliveredTo({ line, telegram }: Fakes, platform: string, chat: string): number {
  return platform === 'line'
    ? line.calls.filter((call) => call.to.includes(chat)).length
    : telegram.messages.filter((message) => message.chat === chat).length;
}

function judgeDelays(run: Run, chats: readonly Chat[]): void {
  const delays = (some: readonly Chat[]) =>
    some.flatMap(({ askedAt, takenAt }) => (takenAt === undefined ? [] : [takenAt - askedAt])).sort((a, b) => a - b);
  const throttled = delays(chats.filter((chat) => chat.outcome.throttledMs !== undefined));
  const others = delays(chats.filter((chat) => chat.outcome.moods.length === 0 && chat.outcome !== MIGRATED));
  const [soonest = 0] = throttled;
  const slowest = others.at(-1) ?? 0;
  run.count('throttled, soonest ms', soonest);
  run.count('untroubled, median ms', others[Math.floor(others.length / 2)] ?? 0);
  run.count('untroubled, slowest ms', slowest);
  const asked = chats.find((chat) => chat.outcome.throttledMs !== undefined)?.outcome.throttledMs ?? 0;
  run.expect(soonest >= asked, `a throttled chat was written to after ${soonest} ms instead of ${asked}`);
  run.expect(slowest < asked, `an untroubled chat waited ${slowest} ms while others were throttled`);
}
