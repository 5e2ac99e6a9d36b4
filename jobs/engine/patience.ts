/**
 * Bounded waiting: a queue that is away must cost its callers a moment, not their life, and its operator a line, not a
 * flood.
 */
import { QueueUnavailableError } from './engine.ts';

/** Settles as `work` does, or rejects after `ms`. The work itself goes on; its late failure is swallowed. */
export async function within<T>(ms: number, what: string, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new QueueUnavailableError(`${what} did not answer within ${ms} ms`)), ms);
  });
  try {
    return await Promise.race([work, limit]);
  } finally {
    clearTimeout(timer);
    work.catch(() => {});
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

const QUIET_MS = 30_000;
const REMEMBERED = 50;

/** Passes a message on once in 30 seconds; a dead server repeats itself several times a second. */
export function quieted(say: (message: string) => void): (message: string) => void {
  const lastSaid = new Map<string, number>();
  return (message) => {
    const now = performance.now();
    const last = lastSaid.get(message);
    if (last !== undefined && now - last < QUIET_MS) return;
    lastSaid.delete(message);
    lastSaid.set(message, now);
    for (const oldest of lastSaid.keys()) {
      if (lastSaid.size <= REMEMBERED) break;
      lastSaid.delete(oldest);
    }
    say(message);
  };
}
