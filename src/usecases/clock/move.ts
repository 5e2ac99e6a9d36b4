/**
 * Says where the domain clock is to be moved, and leaves a ledger line. The moving itself takes many transactions (every
 * due instant on the way is one) and is the caller's; moving to the same instant twice is harmless.
 */
import { Temporal } from 'temporal-polyfill';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';

/** `advance` stops at everything due on the way; `jump` is as if the system had been down. */
export interface ClockMove {
  readonly how: 'advance' | 'jump';
  readonly by: Temporal.Duration;
  /** In which days and months are counted. */
  readonly zone: string;
}

export type ClockRefusal = { readonly kind: 'move_not_forward' } | { readonly kind: 'move_too_far' };

/** Every due instant on the way is carried out: longer than a year would keep the caller waiting. */
const FARTHEST = Temporal.Duration.from({ days: 366 });

export const planClockMove = command<ClockMove, Temporal.Instant, Temporal.Instant, ClockRefusal>({
  name: 'clock.advance',
  load: async (uow, { by, zone }) => {
    if (by.sign !== 1) return err({ kind: 'move_not_forward' });
    const now = uow.now.toZonedDateTimeISO(zone);
    return isNear(by, now) ? ok(now.add(by).toInstant()) : err({ kind: 'move_too_far' });
  },
  target: () => ({}),
  run: async (uow, target, { how }, as) => {
    note(uow, 'clock:domain', {
      action: `clock.${how}`,
      as,
      facts: { to: target.toString({ smallestUnit: 'second' }) },
    });
    return ok(target);
  },
});

function isNear(by: Temporal.Duration, now: Temporal.ZonedDateTime): boolean {
  try {
    return Temporal.Duration.compare(by, FARTHEST, { relativeTo: now }) <= 0;
  } catch {
    // Beyond the end of the calendar.
    return false;
  }
}
