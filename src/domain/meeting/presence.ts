/** Who is in the room: the last thing known of each person counts, whether it came by code, from staff or off a paper list. */
import { Temporal } from 'temporal-polyfill';

export const PRESENCE_BY = ['code', 'staff', 'paper'] as const;
export type PresenceBy = (typeof PRESENCE_BY)[number];

export interface PresenceEvent {
  readonly personId: string;
  readonly kind: 'came' | 'left';
  readonly at: Temporal.Instant;
}

/** Whoever came and did not leave since; a person counts once, however often she is written down. */
export function presentNow(events: readonly PresenceEvent[]): ReadonlySet<string> {
  const last = new Map<string, PresenceEvent>();
  for (const event of events) {
    const known = last.get(event.personId);
    if (!known || Temporal.Instant.compare(event.at, known.at) >= 0) last.set(event.personId, event);
  }
  return new Set([...last.values()].filter(({ kind }) => kind === 'came').map(({ personId }) => personId));
}
