/**
 * Which presses count, and which of two stands. The platforms differ in what they tell: LINE dates every press, Telegram numbers them.
 */
import { Temporal } from 'temporal-polyfill';

export interface Press {
  /** The chat account that pressed: presses of one account have an order of their own. */
  readonly accountId: string;
  /** When the person pressed, as the platform says; undefined where it says nothing. */
  readonly pressedAt: Temporal.Instant | undefined;
  readonly receivedAt: Temporal.Instant;
  /** Breaks ties: Telegram's update number, LINE's event id. Numbers compare as numbers, ids as text. */
  readonly sequence: number | string;
}

export interface VotingTime {
  readonly opensAt: Temporal.Instant;
  readonly closesAt: Temporal.Instant;
  /** Rule `ballot.grace`: how long a press that was made in time may be on its way. */
  readonly grace: Temporal.Duration;
}

const notAfter = (a: Temporal.Instant, b: Temporal.Instant): boolean => Temporal.Instant.compare(a, b) <= 0;

export type Timeliness = 'in_time' | 'too_early' | 'too_late';

/** In time is what was received by the closing, or pressed by it and received within the grace. */
export function timeliness({ pressedAt, receivedAt }: Press, { opensAt, closesAt, grace }: VotingTime): Timeliness {
  if (!notAfter(opensAt, receivedAt)) return 'too_early';
  if (notAfter(receivedAt, closesAt)) return 'in_time';
  const within = pressedAt && notAfter(pressedAt, closesAt) && notAfter(receivedAt, closesAt.add(grace));
  return within ? 'in_time' : 'too_late';
}

/** No press that counts can come any more: the count may begin once everything received by then is handled. */
export const graceOver = (
  { closesAt, grace }: Pick<VotingTime, 'closesAt' | 'grace'>,
  now: Temporal.Instant,
): boolean => !notAfter(now, closesAt.add(grace));

/**
 * Whether a press replaces the one that stands. Of one account the later press stands, however late it arrives; across
 * accounts of one person, the one that arrived later. The same press again replaces nothing.
 */
export function replaces(press: Press, standing: Press): boolean {
  if (press.accountId !== standing.accountId) return !notAfter(press.receivedAt, standing.receivedAt);
  if (press.pressedAt && standing.pressedAt) {
    const order = Temporal.Instant.compare(press.pressedAt, standing.pressedAt);
    if (order !== 0) return order > 0;
  }
  return isAfter(press.sequence, standing.sequence);
}

function isAfter(a: Press['sequence'], b: Press['sequence']): boolean {
  if (typeof a === 'number' && typeof b === 'number') return a > b;
  return String(a) > String(b);
}
