/**
 * Tells Telegram what the bot offers and where it listens: the command menu, and the webhook or its removal.
 * Each step is repeated until it has succeeded once; the process runs meanwhile.
 */
import { TelegramApiError } from 'node-telegram-bot-api';
import type { AdapterHost, Language, Scope } from '../../src/channel.ts';
import { describe, type TelegramClient } from './client.ts';
import { backoff, pause } from './pause.ts';

/**
 * Listed in full: left out, Telegram withholds `chat_member`, and it remembers an earlier list of somebody else's.
 * https://core.telegram.org/bots/api#getupdates
 */
export const ALLOWED_UPDATES = [
  'message',
  'edited_message',
  'callback_query',
  'my_chat_member',
  'chat_member',
] as const;

export interface Step {
  readonly name: string;
  /** What an operator can change when Telegram refuses this step. */
  readonly mend?: string;
  run(signal: AbortSignal): Promise<unknown>;
}

const SCOPES: readonly { readonly scope: Scope; readonly type: string }[] = [
  { scope: 'direct', type: 'all_private_chats' },
  { scope: 'group', type: 'all_group_chats' },
];

/**
 * Telegram takes two-letter language codes only, so `zh` cannot tell Traditional from Simplified Chinese: both see the
 * Simplified menu, and the conversation itself is in the language the person chose. No code is the default for all
 * other languages. https://core.telegram.org/bots/api#setmycommands
 */
const MENUS: readonly { readonly language: Language; readonly code?: string }[] = [
  { language: 'zh-Hans' },
  { language: 'zh-Hans', code: 'zh' },
  { language: 'en', code: 'en' },
];

const MAX_COMMANDS = 100;
const MAX_DESCRIPTION = 256;

/** One bad entry makes Telegram refuse the whole menu, so only entries it can take are sent. */
export function isCommand({
  command,
  description,
}: {
  readonly command: string;
  readonly description: string;
}): boolean {
  return /^[a-z0-9_]{1,32}$/.test(command) && description.trim() !== '' && description.length <= MAX_DESCRIPTION;
}

export function commandSteps(calls: TelegramClient, host: AdapterHost): Step[] {
  return SCOPES.flatMap(({ scope, type }) =>
    MENUS.map(({ language, code }) => ({
      name: `commands ${scope} ${code ?? 'default'}`,
      run: async (signal) => {
        const wanted = host.commands(scope, language);
        const commands = wanted.filter(isCommand).slice(0, MAX_COMMANDS);
        if (commands.length < wanted.length) {
          host.log('telegram.commands.left_out', { scope, language, count: wanted.length - commands.length });
        }
        const menu = commands.map(({ command, description }) => ({ command, description }));
        const params = { commands: menu, scope: { type }, ...(code !== undefined && { language_code: code }) };
        await calls.call('setMyCommands', params, signal);
      },
    })),
  );
}

/** https://core.telegram.org/bots/api#setwebhook. Updates that wait are kept: they are people's messages. */
export function webhookStep(calls: TelegramClient, publicBaseUrl: string, secret: string): Step {
  const url = `${publicBaseUrl.replace(/\/+$/, '')}/webhooks/telegram`;
  const params = { url, secret_token: secret, allowed_updates: ALLOWED_UPDATES, max_connections: 40 };
  const mend = 'PUBLIC_BASE_URL must be an https address that Telegram can reach on port 443, 80, 88 or 8443';
  return { name: 'webhook', mend, run: (signal) => calls.call('setWebhook', params, signal) };
}

/** Polling is refused while a webhook is set. https://core.telegram.org/bots/api#deletewebhook */
export function noWebhookStep(calls: TelegramClient): Step {
  return {
    name: 'webhook removal',
    run: (signal) => calls.call('deleteWebhook', { drop_pending_updates: false }, signal),
  };
}

export interface Trying {
  readonly host: AdapterHost;
  readonly signal: AbortSignal;
  readonly retryMs: number;
  redact(text: string): string;
}

/** Five minutes with the usual first wait of a second. */
const CEILING = 300;

/** True once the step succeeded; false when the adapter was closed first. */
export async function untilDone(step: Step, { host, signal, retryMs, redact }: Trying): Promise<boolean> {
  const ceilingMs = retryMs * CEILING;
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await step.run(signal);
      return true;
    } catch (error) {
      if (signal.aborted) return false;
      const refused = error instanceof TelegramApiError ? error : undefined;
      const badToken = refused?.errorCode === 401 || refused?.errorCode === 404;
      const hint = badToken ? 'TELEGRAM_BOT_TOKEN is not the token of a living bot' : step.mend;
      const shown = refused !== undefined && hint !== undefined ? { hint } : {};
      host.log('telegram.setup.failed', { step: step.name, error: describe(error, redact), ...shown });
      // A 400 is about what we asked for; it rarely mends itself, though a host name may come to resolve.
      const own = refused?.errorCode === 400 ? ceilingMs : backoff(failures, retryMs, ceilingMs);
      await pause(Math.max(own, (refused?.retryAfter ?? 0) * 1000), signal);
    }
  }
  return false;
}
