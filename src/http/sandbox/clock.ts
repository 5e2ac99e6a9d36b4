/** Moves the domain clock forward for the visitor, one move at a time, and says how far it has come. */
import { Temporal } from 'temporal-polyfill';
import type { SandboxClock, SandboxDeps } from './deps.ts';

export interface ClockState {
  readonly nowMs: number;
  readonly zone: string;
  /** The move under way. */
  readonly run?: { readonly fromMs: number; readonly toMs: number };
  /** The last move broke off; the clock stands where it had come to. */
  readonly failed?: true;
}

export type Moved = 'started' | 'busy' | 'not-a-duration' | 'too-far';

export interface ClockMover {
  state(): ClockState;
  /** @param advance ISO 8601 duration, or `next-working-day` */
  start(advance: string): Moved;
  subscribe(wake: () => void): () => void;
}

/** Every due instant on the way is carried out: longer than a year would keep a visitor waiting. */
const FARTHEST = Temporal.Duration.from({ days: 366 });
const PROGRESS_EVERY_MS = 200;

export function createClockMover(clock: SandboxClock, log: SandboxDeps['log']): ClockMover {
  const listeners = new Set<() => void>();
  let run: ClockState['run'];
  let failed = false;
  const changed = () => {
    for (const wake of listeners) wake();
  };

  const move = async (duration: Temporal.Duration) => {
    const progress = setInterval(changed, PROGRESS_EVERY_MS);
    try {
      await clock.advance(duration);
    } catch (error) {
      failed = true;
      log('sandbox.clock.failed', { error: error instanceof Error ? error.name : 'unknown' });
    } finally {
      clearInterval(progress);
      run = undefined;
      changed();
    }
  };

  return {
    state: () => ({
      nowMs: clock.now().epochMilliseconds,
      zone: clock.zone,
      ...(run && { run }),
      ...(failed && { failed }),
    }),
    start: (advance) => {
      if (run) return 'busy';
      const now = clock.now();
      const duration = advance === 'next-working-day' ? now.until(clock.nextWorkingDay()) : parsed(advance);
      if (duration?.sign !== 1) return 'not-a-duration';
      const local = now.toZonedDateTimeISO(clock.zone);
      if (Temporal.Duration.compare(duration, FARTHEST, { relativeTo: local }) > 0) return 'too-far';
      run = { fromMs: now.epochMilliseconds, toMs: local.add(duration).epochMilliseconds };
      failed = false;
      changed();
      void move(duration);
      return 'started';
    },
    subscribe: (wake) => {
      listeners.add(wake);
      return () => {
        listeners.delete(wake);
      };
    },
  };
}

function parsed(text: string): Temporal.Duration | undefined {
  try {
    const duration = Temporal.Duration.from(text);
    // Nothing longer than a year is carried out, and arithmetic beyond that may leave the calendar.
    return Math.abs(duration.years) <= 1 && Math.abs(duration.months) <= 24 ? duration : undefined;
  } catch {
    return undefined;
  }
}
