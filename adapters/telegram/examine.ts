/** What Telegram says of the set-up: the token, the webhook and its last trouble, which updates come, privacy in groups. */
import { TelegramApiError } from 'node-telegram-bot-api';
import type { Examination, Finding } from '../../src/channel.ts';
import { describe, type TelegramClient } from './client.ts';
import { ALLOWED_UPDATES } from './setup.ts';
import { integer, type Json, record, words } from './update.ts';

export interface Examined {
  readonly calls: TelegramClient;
  readonly mode: 'webhook' | 'polling';
  redact(text: string): string;
  now(): number;
  /** The `Date` header of the server; the client of the API keeps answers only. */
  head(): Promise<string | undefined>;
}

/** More than a busy evening leaves waiting for a moment. */
const MANY_PENDING = 100;
/** An error older than this was mended since. */
const RECENT_MS = 60 * 60_000;

export async function examineTelegram(
  examined: Examined,
  { publicBaseUrl }: { readonly publicBaseUrl?: string },
): Promise<Examination> {
  const { calls, now, mode } = examined;
  let me: Json;
  try {
    me = record(await calls.call('getMe', {})) ?? {};
  } catch (error) {
    return { findings: [refused(error, examined)] };
  }
  const findings: Finding[] = [
    { check: 'telegram token', level: 'ok', says: `The token works; the bot is @${words(me.username) ?? 'unnamed'}.` },
    groups(me),
    privacy(me),
  ];
  try {
    // https://core.telegram.org/bots/api#getwebhookinfo
    const info = record(await calls.call('getWebhookInfo', {})) ?? {};
    findings.push(...(mode === 'polling' ? [polled(info)] : webhook(info, publicBaseUrl, now())));
  } catch (error) {
    const says = `Telegram did not say where it sends updates (${describe(error, examined.redact)}).`;
    findings.push({ check: 'telegram webhook', level: 'warn', says });
  }
  const asked = now();
  const told = Date.parse((await examined.head().catch(() => undefined)) ?? '');
  // The header counts whole seconds, so the middle of its second is compared with the middle of the call.
  return { findings, ...(!Number.isNaN(told) && { clockAheadMs: Math.round(told + 500 - (asked + now()) / 2) }) };
}

/** @throws what `fetch` throws when nothing answers */
export async function headOf(fetchImpl: typeof fetch, apiRoot: string, timeoutMs: number): Promise<string | undefined> {
  const init = { method: 'HEAD', redirect: 'manual', signal: AbortSignal.timeout(timeoutMs) } as const;
  return (await fetchImpl(`${apiRoot}/`, init)).headers.get('date') ?? undefined;
}

function refused(error: unknown, { redact }: Examined): Finding {
  const code = error instanceof TelegramApiError ? error.errorCode : undefined;
  const badToken = code === 401 || code === 404;
  return {
    check: 'telegram token',
    level: 'fail',
    says: badToken ? 'Telegram refuses the token.' : `Telegram does not answer (${describe(error, redact)}).`,
    mend: badToken
      ? 'Get the token of the bot from @BotFather (/mybots) and set TELEGRAM_BOT_TOKEN.'
      : 'Check the network of this machine and TELEGRAM_API_BASE_URL.',
  };
}

function groups(me: Json): Finding {
  return me.can_join_groups === false
    ? {
        check: 'telegram groups',
        level: 'fail',
        says: 'The bot may not be added to groups.',
        mend: 'Allow it: @BotFather → /mybots → Bot Settings → Allow Groups.',
      }
    : { check: 'telegram groups', level: 'ok', says: 'The bot may be added to groups.' };
}

/** On, the bot is sent only what is meant for it: commands, mentions in replies, presses. */
function privacy(me: Json): Finding {
  return me.can_read_all_group_messages === true
    ? {
        check: 'telegram privacy',
        level: 'warn',
        says: 'Privacy mode is off: the bot is sent everything people say in groups, and drops what is not for it.',
        mend: 'Turn it on unless people address the bot by @name alone: @BotFather → /mybots → Bot Settings → Group Privacy.',
      }
    : {
        check: 'telegram privacy',
        level: 'ok',
        says: 'Privacy mode is on: in groups the bot hears commands, replies to it, and everything where it is an administrator.',
      };
}

function polled(info: Json): Finding {
  const url = words(info.url);
  return url === undefined
    ? { check: 'telegram webhook', level: 'ok', says: 'Updates are fetched by polling; no webhook is set.' }
    : {
        check: 'telegram webhook',
        level: 'fail',
        says: `A webhook is set (${url}), so polling is refused.`,
        mend: 'End the other process that sets it, and restart this one.',
      };
}

function webhook(info: Json, publicBaseUrl: string | undefined, nowMs: number): Finding[] {
  const check = 'telegram webhook';
  const url = words(info.url);
  const wanted = publicBaseUrl === undefined ? undefined : `${publicBaseUrl.replace(/\/+$/, '')}/webhooks/telegram`;
  if (url === undefined || (wanted !== undefined && url !== wanted)) {
    const says = url === undefined ? 'No webhook is set.' : `Telegram sends updates to ${url}.`;
    const mend =
      wanted === undefined ? 'Set PUBLIC_BASE_URL and restart.' : `Restart, so that ${wanted} is registered.`;
    const edge = url === undefined ? '' : ' Where webhooks are taken at the edge, this address is right as it is.';
    return [{ check, level: 'fail', says, mend: mend + edge }];
  }
  const findings: Finding[] = [
    wanted === undefined
      ? {
          check,
          level: 'warn',
          says: `Telegram sends updates to ${url}; whether that is here cannot be told.`,
          mend: 'Set PUBLIC_BASE_URL to the address people and platforms reach this installation at.',
        }
      : { check, level: 'ok', says: `Telegram sends updates to ${url}.` },
    pending(integer(info.pending_update_count) ?? 0),
    lastError(info, nowMs),
    allowed(info.allowed_updates),
  ];
  return findings;
}

const pending = (count: number): Finding => ({
  check: 'telegram pending',
  level: count > MANY_PENDING ? 'warn' : 'ok',
  says: `${count} updates wait to be delivered.`,
  ...(count > MANY_PENDING && { mend: 'See the last error below, and whether this process keeps up (/metrics).' }),
});

/** Telegram does not tell the secret it sends; one that differs shows as refused deliveries. */
function lastError(info: Json, nowMs: number): Finding {
  const check = 'telegram delivery';
  const at = integer(info.last_error_date);
  const message = words(info.last_error_message) ?? 'no reason given';
  if (at === undefined) return { check, level: 'ok', says: 'No delivery has failed.' };
  const when = new Date(at * 1000).toISOString();
  if (nowMs - at * 1000 > RECENT_MS)
    return { check, level: 'ok', says: `The last failed delivery was at ${when} (${message}).` };
  return {
    check,
    level: 'warn',
    says: `A delivery failed at ${when} (${message}).`,
    mend: /401/.test(message)
      ? 'TELEGRAM_WEBHOOK_SECRET differs from the one registered; restart, so that it is registered anew.'
      : 'See that the address answers from outside, with a certificate Telegram trusts, on port 443, 80, 88 or 8443.',
  };
}

function allowed(list: unknown): Finding {
  const check = 'telegram updates';
  const told = Array.isArray(list) ? list.map(String) : undefined;
  const missing = ALLOWED_UPDATES.filter((kind) => (told ? !told.includes(kind) : kind === 'chat_member'));
  return missing.length === 0
    ? { check, level: 'ok', says: 'Every kind of update that is needed comes.' }
    : {
        check,
        level: 'fail',
        says: `These updates are not sent: ${missing.join(', ')}.`,
        mend: 'Restart, so that the webhook is registered with them.',
      };
}
