/** Opening queue engines in tests: each under a prefix of its own, with hooks that remember, closed when the test ends. */
import { randomBytes } from 'node:crypto';
import { vi } from 'vitest';
import type { QueueEngine, WakeUp } from '../jobs/engine/engine.ts';
import { openQueueEngine, type QueueStore } from '../jobs/engine/open.ts';

/** What the hooks of an engine were told. */
export interface Seen {
  readonly errors: { readonly job: WakeUp; readonly error: Error }[];
  readonly lags: number[];
  readonly warnings: string[];
}

export interface TestEngine {
  readonly engine: QueueEngine;
  readonly seen: Seen;
}

const opened: QueueEngine[] = [];

export function anyPrefix(): string {
  return `t${randomBytes(5).toString('hex')}`;
}

export async function openTestEngine(backend: QueueStore, prefix = anyPrefix()): Promise<TestEngine> {
  const seen: Seen = { errors: [], lags: [], warnings: [] };
  const engine = await openQueueEngine({
    backend,
    prefix,
    hooks: {
      onJobError: (job, error) => seen.errors.push({ job, error }),
      onLag: (_job, lagMs) => seen.lags.push(lagMs),
      warn: (message) => seen.warnings.push(message),
    },
  });
  opened.push(engine);
  return { engine, seen };
}

/** For `afterEach`: no engine outlives its test. */
export async function closeTestEngines(): Promise<void> {
  for (const engine of opened.splice(0)) await engine.close();
}

export const due = (minute: number, shard = 0): WakeUp => ({ kind: 'due', minute, shard });

export function until(check: () => void | Promise<void>, timeout = 4_500): Promise<void> {
  return vi.waitFor(check, { timeout, interval: 10 });
}
