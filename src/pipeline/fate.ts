/**
 * What becomes of a row after an attempt: the one place that knows when to try again. Of a send we know that it was
 * accepted, refused, or that nobody knows; only what cannot hurt is repeated without being asked.
 */

import type { OutboxState } from '../../db/schema/index.ts';
import type { Delivery } from '../channel.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';

export interface Fate {
  readonly state: Extract<OutboxState, 'waiting' | 'accepted' | 'refused' | 'unknown' | 'dead'>;
  readonly reason?: string;
  /** For `waiting`: real milliseconds from now. */
  readonly afterMs?: number;
  readonly message?: string;
  /** The reply token is gone: from now on it is a push. */
  readonly pushInstead?: boolean;
}

/** Tries before a row is given up, and the age it must have reached as well. */
export const DEAD_ATTEMPTS = 8;
export const DEAD_AGE_MS = 24 * 3_600_000;

const backoffMs = (attempts: number): number => Math.min(1000 * 2 ** attempts, 15 * 60_000);

/** @param row as it was before this attempt: `attempts` counts the earlier ones */
export function decideFate(
  row: Pick<Dispatch, 'attempts' | 'policy' | 'envelope'>,
  delivery: Delivery,
  canRepeat: boolean,
): Fate {
  const { attempts } = row;
  const again = (reason: string): Fate => ({ state: 'waiting', reason, afterMs: backoffMs(attempts) });
  switch (delivery.kind) {
    case 'accepted':
      return { state: 'accepted', ...(delivery.message !== undefined && { message: delivery.message }) };
    case 'throttled':
      return { state: 'waiting', reason: 'throttled', afterMs: delivery.afterMs };
    case 'moved':
      // The new id is known a moment later; two ids that point at each other must not keep us busy.
      return { state: 'waiting', reason: 'moved', afterMs: attempts === 0 ? 0 : backoffMs(attempts) };
    case 'failed':
      return again('failed');
    case 'unknown':
      return unknown(row, canRepeat, again);
    case 'refused':
      return refused(row, delivery.reason, again);
  }
}

function unknown(
  { attempts, policy, envelope }: Pick<Dispatch, 'attempts' | 'policy' | 'envelope'>,
  canRepeat: boolean,
  again: (reason: string) => Fate,
): Fate {
  // A reply token works once: trying it once more tells whether the first call was taken.
  if (envelope.kind === 'reply')
    return attempts === 0
      ? { state: 'waiting', reason: 'unknown-reply', afterMs: 1000 }
      : { state: 'unknown', reason: 'reply' };
  if (canRepeat || policy === 'repeat') return again('unknown');
  return { state: 'unknown', reason: 'no-answer' };
}

function refused(
  { attempts, envelope }: Pick<Dispatch, 'attempts' | 'envelope'>,
  reason: string,
  again: (reason: string) => Fate,
): Fate {
  if (reason === 'token-spent' && envelope.kind === 'reply') {
    // Spent on the first try: it was too old. Spent on the second: the first one may have been the one that used it.
    return attempts === 0
      ? { state: 'waiting', reason: 'token-spent', afterMs: 0, pushInstead: true }
      : { state: 'unknown', reason: 'token-spent' };
  }
  if (reason === 'quota') return { state: 'waiting', reason: 'quota', afterMs: 3_600_000 };
  // The operator can mend a token; until then the row waits, and is listed.
  if (reason === 'unauthorised') return again('unauthorised');
  return { state: 'refused', reason };
}

/** Given up: tried often enough and long enough. */
export const isDead = (attempts: number, ageMs: number): boolean => attempts >= DEAD_ATTEMPTS && ageMs >= DEAD_AGE_MS;
