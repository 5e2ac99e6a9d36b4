/**
 * Long polling, for places Telegram cannot reach by webhook (`TELEGRAM_MODE=polling`).
 *
 * Asking with an offset confirms everything below it, and confirmed updates are gone. So the offset moves only after the
 * inbox has stored what came; a stop or a failing database means that Telegram sends the same updates again.
 * https://core.telegram.org/bots/api#getupdates
 */
import { TelegramApiError } from 'node-telegram-bot-api';
import type { AdapterHost, Received } from '../../src/channel.ts';
import { describe, type TelegramClient } from './client.ts';
import { backoff, pause } from './pause.ts';
import { receivedFrom } from './receive.ts';
import { ALLOWED_UPDATES, noWebhookStep, untilDone } from './setup.ts';
import { openUpdate } from './update.ts';

export interface Polling {
  readonly calls: TelegramClient;
  readonly botId: string;
  readonly host: AdapterHost;
  readonly signal: AbortSignal;
  /** Seconds one question stays open; the server's maximum is 50. */
  readonly pollSeconds: number;
  readonly retryMs: number;
  redact(text: string): string;
}

const CEILING_MS = 30_000;
const BATCH = 100;

interface Batch {
  readonly events: readonly Received[];
  /** The highest update id of the batch, readable or not. */
  readonly last: number | undefined;
}

function batchOf(answer: unknown, botId: string, nowMs: number): Batch {
  const events: Received[] = [];
  let last: number | undefined;
  for (const value of Array.isArray(answer) ? answer : []) {
    const update = openUpdate(value);
    if (update === undefined) continue;
    events.push(receivedFrom(botId, update, JSON.stringify(value), nowMs));
    last = Math.max(update.id, last ?? update.id);
  }
  return { events, last };
}

/** Keeps at it until the inbox has them or the adapter is closed; true when stored. */
async function stored({ host, signal, retryMs, redact }: Polling, events: readonly Received[]): Promise<boolean> {
  for (let failures = 0; !signal.aborted; failures += 1) {
    try {
      await host.store(events);
      return true;
    } catch (error) {
      host.log('telegram.poll.store_failed', { updates: events.length, error: describe(error, redact) });
      await pause(backoff(failures, retryMs, CEILING_MS), signal);
    }
  }
  return false;
}

/** Waits as long as the failure asks for, having said in the log what an operator can do about it. */
async function afterFailure(error: unknown, failures: number, polling: Polling): Promise<void> {
  const { calls, host, signal, retryMs, redact } = polling;
  const refusal = error instanceof TelegramApiError ? error : undefined;
  const detail = { error: describe(error, redact) };
  let waitMs = backoff(failures, retryMs, CEILING_MS);
  if (refusal?.errorCode === 409) {
    const webhook = /webhook/i.test(String(refusal.description));
    const who = webhook
      ? 'somebody has set a webhook for this bot; it is removed again because TELEGRAM_MODE is polling'
      : 'another process polls with the same TELEGRAM_BOT_TOKEN; stop it, or give each its own bot';
    host.log('telegram.poll.conflict', { ...detail, who });
    if (webhook) await untilDone(noWebhookStep(calls), polling);
  } else if (refusal?.errorCode === 429) {
    waitMs = Math.max(waitMs, (refusal.retryAfter ?? 1) * 1000);
    host.log('telegram.poll.throttled', { ...detail, waitMs: Math.round(waitMs) });
  } else {
    const hint = refusal?.errorCode === 401 || refusal?.errorCode === 404;
    host.log('telegram.poll.failed', { ...detail, ...(hint && { hint: 'check TELEGRAM_BOT_TOKEN' }) });
  }
  await pause(waitMs, signal);
}

export async function poll(polling: Polling): Promise<void> {
  const { calls, botId, host, signal, pollSeconds } = polling;
  await untilDone(noWebhookStep(calls), polling);
  let offset: number | undefined;
  let failures = 0;
  while (!signal.aborted) {
    let answer: unknown;
    try {
      const params = { timeout: pollSeconds, limit: BATCH, allowed_updates: ALLOWED_UPDATES };
      answer = await calls.call('getUpdates', { ...params, ...(offset !== undefined && { offset }) }, signal);
    } catch (error) {
      if (signal.aborted) return;
      await afterFailure(error, failures, polling);
      failures += 1;
      continue;
    }
    const { events, last } = batchOf(answer, botId, Date.now());
    if (last !== undefined) {
      if (!(await stored(polling, events))) return;
      offset = last + 1;
      failures = 0;
      continue;
    }
    if (Array.isArray(answer) && answer.length === 0) {
      // Nothing waits, so everything before is confirmed. Asking without an offset from here finds new updates even
      // when their ids start again elsewhere, which they do after a quiet week.
      // https://core.telegram.org/bots/api#update
      offset = undefined;
      failures = 0;
      continue;
    }
    host.log('telegram.poll.unreadable', { updates: Array.isArray(answer) ? answer.length : 0 });
    await pause(backoff(failures, polling.retryMs, CEILING_MS), signal);
    failures += 1;
  }
}
