/**
 * A queue engine that is opened when it is first needed. Nothing on the path of a message waits for the queue, so a start
 * need not wait for it either before it takes webhooks.
 */
import type { EngineKind, QueueEngine } from './engine.ts';

/** @param open called once; its failure is that of the first call, and of every one after it */
export function openLate(kind: EngineKind, open: () => Promise<QueueEngine>): QueueEngine {
  let opening: Promise<QueueEngine> | undefined;
  const engine = (): Promise<QueueEngine> => {
    opening ??= open();
    return opening;
  };
  return {
    kind,
    wake: async (job, delayMs) => (await engine()).wake(job, delayMs),
    process: async (handlers) => (await engine()).process(handlers),
    counts: async () => (await engine()).counts(),
    wipe: async () => (await engine()).wipe(),
    ready: async () => opening !== undefined && (await opening).ready(),
    close: async () => (await opening)?.close(),
  };
}
