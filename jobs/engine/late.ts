/**
 * A queue engine that is opened when it is first needed. Nothing on the path of a message waits for the queue, so a start
 * need not wait for it either before it takes webhooks.
 */
import type { EngineKind, QueueEngine } from './engine.ts';

/** @param open called again after it failed, by the next call that needs the queue */
export function openLate(kind: EngineKind, open: () => Promise<QueueEngine>): QueueEngine {
  let opening: Promise<QueueEngine> | undefined;
  const engine = (): Promise<QueueEngine> => {
    if (!opening) {
      opening = open();
      opening.catch(() => {
        opening = undefined;
      });
    }
    return opening;
  };
  return {
    kind,
    wake: async (job, delayMs) => (await engine()).wake(job, delayMs),
    process: async (handlers) => (await engine()).process(handlers),
    counts: async () => (await engine()).counts(),
    wipe: async () => (await engine()).wipe(),
    ready: async () => {
      try {
        return await (await engine()).ready();
      } catch {
        return false;
      }
    },
    close: async () => {
      const opened = await opening?.catch(() => undefined);
      await opened?.close();
    },
  };
}
