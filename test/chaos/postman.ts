/**
 * Delivers webhooks as the platforms do: again and again until somebody answers 200, sometimes twice although somebody
 * did, and never knowing whether an unanswered one was taken.
 * https://developers.line.biz/en/docs/messaging-api/receiving-messages/#webhook-redelivery
 * https://core.telegram.org/bots/api#setwebhook
 */
import type { Random } from './random.ts';
import { pause } from './scenario.ts';

export interface Webhook {
  readonly path: '/webhooks/line' | '/webhooks/telegram';
  /** The product's ids of the events inside. */
  readonly events: readonly string[];
  readonly body: string | Uint8Array;
  readonly headers: Readonly<Record<string, string>>;
  /** The same events delivered again, where the platform marks them. */
  readonly again?: { readonly body: string | Uint8Array; readonly headers: Readonly<Record<string, string>> };
}

export interface PostmanCounts {
  /** Events answered 200 at least once. */
  acknowledged: number;
  /** Webhooks sent, repetitions included. */
  posts: number;
  /** Sent once more after a 200. */
  duplicates: number;
  /** Answers 5xx. */
  unavailable: number;
  /** No connection, a broken one, or no answer in the platform's time. */
  unanswered: number;
  /** Answers that would make a platform give up. */
  refused: number;
  slowestMs: number;
}

/** LINE gives up waiting after two seconds. https://developers.line.biz/en/docs/messaging-api/check-webhook-error-statistics/ */
const PATIENCE_MS = 2_000;
/** Shorter than the platforms' own pauses, so that a run stays short. */
const RETRY_MS = { first: 100, most: 1_000 } as const;
const DUPLICATED = 0.2;
const DUPLICATE_WITHIN_MS = 4_000;

export class Postman {
  readonly acknowledged = new Set<string>();
  readonly counts: PostmanCounts = {
    acknowledged: 0,
    posts: 0,
    duplicates: 0,
    unavailable: 0,
    unanswered: 0,
    refused: 0,
    slowestMs: 0,
  };
  readonly #targets: () => readonly string[];
  readonly #random: Random;
  readonly #later = new Set<Promise<void>>();
  #closed = false;

  /** @param targets the addresses of the processes that take webhooks, up or not */
  constructor(targets: () => readonly string[], random: Random) {
    this.#targets = targets;
    this.#random = random;
  }

  /** Resolves with the 200. */
  async deliver(hook: Webhook): Promise<void> {
    for (let attempt = 0; !this.#closed; attempt += 1) {
      if ((await this.#post(hook, attempt > 0)) === 'taken') break;
      await pause(Math.min(RETRY_MS.first * 2 ** attempt, RETRY_MS.most));
    }
    if (this.#closed) return;
    for (const event of hook.events) this.acknowledged.add(event);
    this.counts.acknowledged = this.acknowledged.size;
    if (this.#random.chance(DUPLICATED)) this.#repeat(hook, this.#random.between(0, DUPLICATE_WITHIN_MS));
  }

  /** Until nothing is on its way any more. */
  async settled(): Promise<void> {
    while (this.#later.size > 0) await Promise.all(this.#later);
  }

  /** Nobody tries again after this. */
  close(): void {
    this.#closed = true;
  }

  #repeat(hook: Webhook, afterMs: number): void {
    this.counts.duplicates += 1;
    const sent = pause(afterMs).then(async () => {
      for (let attempt = 0; !this.#closed && (await this.#post(hook, true)) !== 'taken'; attempt += 1) {
        await pause(Math.min(RETRY_MS.first * 2 ** attempt, RETRY_MS.most));
      }
      this.#later.delete(sent);
    });
    this.#later.add(sent);
  }

  async #post(hook: Webhook, again: boolean): Promise<'taken' | 'not taken'> {
    const targets = this.#targets();
    const target = targets[this.#random.between(0, targets.length - 1)] ?? '';
    const { body, headers } = (again && hook.again) || hook;
    const began = performance.now();
    this.counts.posts += 1;
    try {
      const init = { method: 'POST', headers, body: body as BodyInit, signal: AbortSignal.timeout(PATIENCE_MS) };
      const response = await fetch(`${target}${hook.path}`, init);
      await response.arrayBuffer();
      this.counts.slowestMs = Math.max(this.counts.slowestMs, Math.round(performance.now() - began));
      if (response.status === 200) return 'taken';
      if (response.status >= 500) this.counts.unavailable += 1;
      else this.counts.refused += 1;
    } catch {
      this.counts.unanswered += 1;
    }
    return 'not taken';
  }
}
