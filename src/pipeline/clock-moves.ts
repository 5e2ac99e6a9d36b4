/** Moving domain time, whoever asks: one move at a time, because two at once would each stop at the other's instants. */
import { Temporal } from 'temporal-polyfill';
import type { DomainClock } from './clock.ts';

export interface PlannedMove {
  readonly how: 'advance' | 'jump';
  /** ISO instant. */
  readonly to: string;
}

export interface ClockMoves {
  /** Waits for the move before it, also when that one failed. */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
  /** Harmless to repeat: asked again after a crash, the clock may be there already. */
  carryOut(move: PlannedMove): Promise<{ readonly movedTo: string }>;
}

/** How far is carried out: everything due on the way, or just the time. */
interface Moving {
  advanceTo(target: Temporal.Instant): Promise<void>;
  jumpTo(target: Temporal.Instant): Promise<void>;
}

export function createClockMoves(clock: Pick<DomainClock, 'now'>, jobs: Moving): ClockMoves {
  let last: Promise<unknown> = Promise.resolve();
  return {
    inTurn: (work) => {
      const mine = last.then(work);
      last = mine.catch(() => undefined);
      return mine;
    },
    carryOut: async ({ how, to }) => {
      const target = Temporal.Instant.from(to);
      if (Temporal.Instant.compare(target, clock.now()) > 0)
        await (how === 'advance' ? jobs.advanceTo(target) : jobs.jumpTo(target));
      return { movedTo: to };
    },
  };
}
