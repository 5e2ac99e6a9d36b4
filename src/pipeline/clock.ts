/**
 * Domain time. Normally the present; in demo mode it may run ahead by a stored offset that only grows, so that
 * deadlines can be watched in minutes. Real time (leases, reply tokens, 429 waits) never comes from here.
 */
import { eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { setting } from '../../db/schema/index.ts';

export interface DomainClock {
  now(): Temporal.Instant;
  /** Whether the clock may be moved at all. */
  readonly movable: boolean;
  readonly offsetMs: number;
  /** Reads the stored offset again: another process may have moved it. */
  reload(tx: Tx): Promise<void>;
  /** @throws RangeError when it would go back, or when the clock is not movable. */
  moveTo(tx: Tx, instant: Temporal.Instant): Promise<void>;
}

const OFFSET = 'clock-offset';

export function createClock(movable: boolean): DomainClock {
  let offsetMs = 0;
  const real = () => Temporal.Instant.fromEpochMilliseconds(Date.now());
  const now = () => real().add({ milliseconds: offsetMs });
  return {
    now,
    movable,
    get offsetMs() {
      return offsetMs;
    },
    reload: async (tx) => {
      if (!movable) return;
      const [row] = await tx.select().from(setting).where(eq(setting.name, OFFSET));
      if (typeof row?.value === 'number') offsetMs = Math.max(offsetMs, row.value);
    },
    moveTo: async (tx, instant) => {
      if (!movable) throw new RangeError('the clock can be moved in demo mode only');
      const wanted = instant.epochMilliseconds - Date.now();
      if (wanted < offsetMs) throw new RangeError('the clock only moves forward');
      // Of two processes that move it at once, the one that goes farther wins.
      const [row] = await tx
        .insert(setting)
        .values({ name: OFFSET, value: wanted })
        .onConflictDoUpdate({
          target: setting.name,
          set: { value: sql`to_jsonb(greatest((${setting.value})::text::numeric, excluded.value::text::numeric))` },
        })
        .returning();
      offsetMs = typeof row?.value === 'number' ? row.value : wanted;
    },
  };
}
