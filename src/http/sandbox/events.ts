/**
 * The stream that keeps several tabs alike. A notification only wakes it; what it sends is read from the store after the
 * last row this tab has seen, so nothing is missed or sent out of order, whoever wrote it and however often a tab was away.
 * https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
import type { SSEStreamingApi } from 'hono/streaming';
import type { ClockMover } from './clock.ts';
import type { SandboxDeps } from './deps.ts';
import { readBatch, shownMessage } from './rows.ts';

/** Proxies close connections that are silent; another process may have written without waking this one. */
const LOOK_AGAIN_MS = 10_000;
const ROWS_AT_ONCE = 200;

export async function follow(
  stream: SSEStreamingApi,
  { web, webStore, closing }: Pick<SandboxDeps, 'web' | 'webStore' | 'closing'>,
  clock: ClockMover,
  since: number | undefined,
): Promise<void> {
  const bell = createBell();
  const stops = [web.subscribe(bell.ring), clock.subscribe(bell.ring)];
  closing.addEventListener('abort', bell.ring);
  stream.onAbort(bell.ring);
  const open = () => !stream.aborted && !stream.closed && !closing.aborted;
  try {
    const newest = (await readBatch(webStore, undefined, 1)).seq;
    if (since !== undefined && since > newest) {
      // The page knows more than there is: it stems from a sandbox that has been thrown away.
      await stream.writeSSE({ event: 'reset', data: '' });
      return;
    }
    let seq = since ?? newest;
    let clockSent = '';
    while (open()) {
      bell.reset();
      const state = JSON.stringify(clock.state());
      // While nothing moves, the page counts the seconds itself.
      const clockShown = JSON.stringify({ ...clock.state(), nowMs: clock.state().run ? clock.state().nowMs : 0 });
      if (clockShown !== clockSent) {
        await stream.writeSSE({ event: 'clock', data: state });
        clockSent = clockShown;
      }
      const rows = await webStore.since(seq, ROWS_AT_ONCE);
      for (const row of rows) {
        const message = shownMessage(row);
        if (message) await stream.writeSSE({ event: 'message', id: `${row.seq}`, data: JSON.stringify(message) });
        seq = row.seq;
      }
      if (rows.length === ROWS_AT_ONCE || !open()) continue;
      if (!(await bell.heard(LOOK_AGAIN_MS))) await stream.write(': still here\n\n');
    }
  } finally {
    for (const stop of stops) stop();
    closing.removeEventListener('abort', bell.ring);
  }
}

/** Remembers that it rang, so a ring between looking and waiting is not lost. */
function createBell() {
  let rang = false;
  let wake: (() => void) | undefined;
  return {
    ring: () => {
      rang = true;
      wake?.();
    },
    reset: () => {
      rang = false;
    },
    /** @returns false when it was silent for so long */
    heard: async (forMs: number): Promise<boolean> => {
      if (rang) return true;
      let timer: ReturnType<typeof setTimeout> | undefined;
      await new Promise<void>((resolve) => {
        wake = resolve;
        timer = setTimeout(resolve, forMs);
      });
      clearTimeout(timer);
      wake = undefined;
      return rang;
    },
  };
}
