/**
 * Says where the domain clock is to be moved, and leaves a ledger line. The moving itself takes many transactions (every
 * due instant on the way is one) and is the caller's; moving to the same instant twice is harmless.
 */
import type { Temporal } from 'temporal-polyfill';
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
const FARTHEST = { days: 366 };

export const planClockMove = command<ClockMove, Temporal.Instant, Temporal.Instant, ClockRefusal>({
  name: 'clock.advance',
  load: async (uow, { by, zone }) => {
    if (by.sign !== 1) return err({ kind: 'move_not_forward' });
    const now = uow.now.toZonedDateTimeISO(zone);
    const farthest = now.add(FARTHEST).epochMilliseconds;
    // Added only when it is surely within the calendar's range.
    if (by.years > 1 || by.months > 12 || by.weeks > 53 || by.days > 366) return err({ kind: 'move_too_far' });
    if (by.total({ unit: 'seconds', relativeTo: now }) > 366 * 86_400) return err({ kind: 'move_too_far' });
    const target = now.add(by);
    return target.epochMilliseconds > farthest ? err({ kind: 'move_too_far' }) : ok(target.toInstant());
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
