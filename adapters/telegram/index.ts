/** Telegram: the {@link ChannelAdapter} put together from the files of this folder. */
import type { AdapterHost, ChannelAdapter, ChatAddress, MediaSource, Scope } from '../../src/channel.ts';
import { redactor, TelegramClient } from './client.ts';
import { deliverOnce } from './deliver.ts';
import { examineTelegram, headOf } from './examine.ts';
import { fetchTelegramFile } from './files.ts';
import { createIdentity } from './identity.ts';
import { telegramLimits } from './limits.ts';
import { pause } from './pause.ts';
import { poll } from './poll.ts';
import { readUpdate } from './read.ts';
import { botIdOf, isWebhookSecret, receiveUpdate } from './receive.ts';
import { answerPress, renderPrompts } from './render.ts';
import { commandSteps, isCommand, untilDone, webhookStep } from './setup.ts';
import { integer } from './update.ts';

export interface TelegramOptions {
  readonly token: string;
  /** Without it no webhook call is accepted; polling needs none. */
  readonly secret?: string;
  readonly mode: 'webhook' | 'polling';
  /** For a self-hosted Bot API server or a test; `https://api.telegram.org` otherwise. */
  readonly apiBaseUrl?: string;
  /** Where Telegram can reach us; without it the webhook is left as the operator has set it. */
  readonly publicBaseUrl?: string;
  readonly media: MediaSource;
  readonly fetch?: typeof fetch;
  readonly timing?: Partial<TelegramTiming>;
}

export interface TelegramTiming {
  /** How long one call may take. */
  readonly callMs: number;
  /** The same for calls that carry pictures, and for downloads. */
  readonly transferMs: number;
  /** How long one polling question stays open, seconds. */
  readonly pollSeconds: number;
  /** The first wait after a failed set-up, poll or store; doubles from there. */
  readonly retryMs: number;
  /** How long `open` waits for Telegram before it goes on in the background. */
  readonly openMs: number;
}

const TIMING: TelegramTiming = {
  callMs: 10_000,
  transferMs: 30_000,
  pollSeconds: 40,
  retryMs: 1_000,
  openMs: 3_000,
};

const MEMBERS_KNOWN_FOR_MS = 600_000;
/** https://core.telegram.org/bots/features#deep-linking */
const PAYLOAD = /^[A-Za-z0-9_-]{1,64}$/;

export function createTelegramAdapter(options: TelegramOptions): ChannelAdapter {
  const { token, secret, mode, publicBaseUrl, media } = options;
  const botId = botIdOf(token);
  if (botId === undefined) {
    throw new Error('TELEGRAM_BOT_TOKEN is not a bot token: it looks like 123456789:AAE… and comes from @BotFather');
  }
  if (secret !== undefined && !isWebhookSecret(secret)) {
    throw new Error('TELEGRAM_WEBHOOK_SECRET must be 1–256 characters of A–Z, a–z, 0–9, _ and -');
  }
  const timing = { ...TIMING, ...options.timing };
  const apiRoot = (options.apiBaseUrl ?? 'https://api.telegram.org').replace(/\/+$/, '');
  const fetchImpl = options.fetch ?? globalThis.fetch;
  const redact = redactor(token);
  const client = (timeoutMs: number) => new TelegramClient({ token, apiRoot, fetch: fetchImpl, timeoutMs });
  const calls = client(timing.callMs);
  const uploads = client(timing.transferMs);
  const identity = createIdentity(calls);
  const members = new Map<string, { readonly at: number; readonly count: number }>();
  const closing = new AbortController();
  let background: Promise<unknown> = Promise.resolve();

  async function setUp(host: AdapterHost): Promise<void> {
    const trying = { host, signal: closing.signal, retryMs: timing.retryMs, redact };
    await untilDone({ name: 'getMe', run: (signal) => identity.refresh(signal) }, trying);
    const steps = commandSteps(calls, host);
    if (mode === 'webhook' && publicBaseUrl !== undefined && secret !== undefined) {
      steps.unshift(webhookStep(calls, publicBaseUrl, secret));
    } else if (mode === 'webhook') {
      const missing = secret === undefined ? 'TELEGRAM_WEBHOOK_SECRET' : 'PUBLIC_BASE_URL';
      host.log('telegram.webhook.not_registered', { reason: `${missing} is not set` });
    }
    // Beside each other: a menu that is refused must not keep the webhook from being set.
    await Promise.all(steps.map((step) => untilDone(step, trying)));
  }

  return {
    platform: 'telegram',
    account: botId,
    limits: telegramLimits,
    receive: (request, nowMs) => receiveUpdate(request, nowMs, { botId, secret }),
    read: (raw, nowMs) => readUpdate(raw, nowMs, { id: botId, username: identity.username }),
    render: renderPrompts,
    acknowledge: answerPress,
    menu: ({ entries }) => ({
      method: 'setMyCommands',
      params: { commands: entries.filter(isCommand).map(({ command, description }) => ({ command, description })) },
    }),
    deliver: (sending) => deliverOnce(sending, { calls, uploads, media, redact }),
    fetchFile: (ref) =>
      fetchTelegramFile(ref, { calls, token, apiRoot, fetch: fetchImpl, timeoutMs: timing.transferMs }),
    privateLink(payload) {
      const username = identity.username();
      if (username === undefined || !PAYLOAD.test(payload)) return undefined;
      return `https://t.me/${username}?start=${payload}`;
    },
    async recipients(address: ChatAddress, scope: Scope) {
      if (scope === 'direct') return 1;
      const known = members.get(address.chat);
      if (known !== undefined && performance.now() - known.at < MEMBERS_KNOWN_FOR_MS) return known.count;
      try {
        const all = integer(await calls.call('getChatMemberCount', { chat_id: address.chat }));
        // The bot itself is counted too.
        const count = Math.max(1, (all ?? 2) - 1);
        members.set(address.chat, { at: performance.now(), count });
        return count;
      } catch {
        // Pushes cost nothing here: the figure only informs.
        return known?.count ?? 1;
      }
    },
    async open(host) {
      const settingUp = setUp(host);
      const tasks: Promise<unknown>[] = [settingUp];
      if (mode === 'polling') {
        const { pollSeconds, retryMs } = timing;
        tasks.push(poll({ calls, botId, host, signal: closing.signal, pollSeconds, retryMs, redact }));
      }
      background = Promise.allSettled(tasks);
      const patience = new AbortController();
      await Promise.race([settingUp, pause(timing.openMs, AbortSignal.any([closing.signal, patience.signal]))]);
      patience.abort();
    },
    async close() {
      closing.abort();
      await background;
    },
    ready: identity.ready,
    examine: (installation) =>
      examineTelegram(
        { calls, mode, redact, now: Date.now, head: () => headOf(fetchImpl, apiRoot, timing.callMs) },
        installation,
      ),
  };
}
