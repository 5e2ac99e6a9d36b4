/** Waiting that ends at once when the adapter is closed, and how long to wait after repeated failures. */

/** Resolves after the time or when the signal fires; the caller looks at the signal. */
export function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    };
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
  });
}

/** Doubles with every failure up to a ceiling; the jitter keeps several processes from coming back together. */
export function backoff(failures: number, baseMs: number, ceilingMs: number): number {
  const full = Math.min(baseMs * 2 ** Math.min(failures, 20), ceilingMs);
  return full * (0.5 + Math.random() / 2);
}
