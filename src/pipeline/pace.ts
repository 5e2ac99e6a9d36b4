/**
 * Keeps to the platforms' rates: a distance between messages of one chat, a minute's budget for groups, a rate for bulk.
 * Times are of the process's own counter, which nobody sets: a clock set back must not make a chat wait.
 */
import type { ChannelAdapter, Platform } from '../channel.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';

export interface Pace {
  /** Resolves when the row may be sent. A press's answer never waits. */
  turn(adapter: ChannelAdapter, row: Dispatch): Promise<void>;
  /** The call is over. The platform counts from when it got the message, which may be later than when its turn came. */
  over(adapter: ChannelAdapter, row: Dispatch): void;
  /** Nobody waits any longer: the process ends, and what was not sent goes back to the table. */
  stop(): void;
}

const MINUTE = 60_000;

export function createPace(adapters: ReadonlyMap<Platform, ChannelAdapter>): Pace {
  /** When the next message of a chat may go. */
  const chatNext = new Map<string, number>();
  const groupSent = new Map<string, number[]>();
  const sleeping = new Map<NodeJS.Timeout, () => void>();
  const bulkNext = new Map<Platform, number>([...adapters.keys()].map((platform) => [platform, 0]));

  const forgetOld = (now: number) => {
    if (chatNext.size < 10_000) return;
    for (const [chat, next] of chatNext) if (next < now) chatNext.delete(chat);
    for (const [chat, sent] of groupSent) if ((sent.at(-1) ?? 0) < now - MINUTE) groupSent.delete(chat);
  };

  const sleep = (ms: number) =>
    new Promise<void>((resolve) => {
      const timer = setTimeout(() => {
        sleeping.delete(timer);
        resolve();
      }, ms);
      sleeping.set(timer, resolve);
    });

  return {
    stop: () => {
      for (const [timer, wake] of sleeping) {
        clearTimeout(timer);
        wake();
      }
      sleeping.clear();
    },
    turn: async ({ platform, limits }, row) => {
      if (row.kind === 'answer') return;
      const now = performance.now();
      forgetOld(now);
      let at = Math.max(now, chatNext.get(row.chatId) ?? 0);
      if (row.scope === 'group' && limits.groupPerMinute !== undefined) {
        const sent = (groupSent.get(row.chatId) ?? []).filter((time) => time > now - MINUTE);
        const oldest = sent.at(-limits.groupPerMinute);
        if (oldest !== undefined) at = Math.max(at, oldest + MINUTE);
        groupSent.set(row.chatId, [...sent, at]);
      }
      if (row.lane === 'bulk') {
        at = Math.max(at, bulkNext.get(platform) ?? 0);
        bulkNext.set(platform, at + 1000 / limits.bulkPerSecond);
      }
      chatNext.set(row.chatId, at + limits.chatIntervalMs);
      if (at > now) await sleep(at - now);
    },
    over: ({ limits }, row) => {
      if (row.kind === 'answer') return;
      chatNext.set(row.chatId, Math.max(chatNext.get(row.chatId) ?? 0, performance.now() + limits.chatIntervalMs));
    },
  };
}
