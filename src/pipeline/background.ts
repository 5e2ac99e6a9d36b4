/** Work a request has begun and does not wait for. It is told when the process stops, and the stop waits for it. */
import { type Log, nameOf } from './context.ts';

export interface Background {
  /** @param work looks at `stopping` between its steps */
  begin(what: string, work: (stopping: AbortSignal) => Promise<void>): void;
  /** Until nothing is under way. */
  idle(): Promise<void>;
  stop(): Promise<void>;
}

export function createBackground(log: Log): Background {
  const under = new Set<Promise<void>>();
  const stopping = new AbortController();
  const idle = async (): Promise<void> => {
    while (under.size > 0) await Promise.all(under);
  };
  return {
    begin: (what, work) => {
      const done = work(stopping.signal)
        .catch((error: unknown) => log('error', `${what}.failed`, { error: nameOf(error) }))
        .finally(() => under.delete(done));
      under.add(done);
    },
    idle,
    stop: () => {
      stopping.abort();
      return idle();
    },
  };
}
