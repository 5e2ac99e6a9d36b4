/**
 * What is known of a reminder, said once and never mixed up: accepted is the platform's word, seen is a press of the
 * person, unknown is neither, and refused is none of them.
 */
export const REMINDER_FATES = [
  'seen',
  'accepted',
  /** Went along in the answer to something the person wrote. */
  'carried',
  'on_its_way',
  'no_chat',
  'refused',
  'quota',
  'unknown',
  'given_up',
  'withdrawn',
] as const;
export type ReminderFate = (typeof REMINDER_FATES)[number];

/** These people were not reached as far as anybody knows; somebody has to go and tell them. */
export const NOT_REACHED = [
  'no_chat',
  'refused',
  'quota',
  'unknown',
  'given_up',
  'withdrawn',
] as const satisfies readonly ReminderFate[];
export type NotReached = (typeof NOT_REACHED)[number];

export const isNotReached = (fate: ReminderFate): fate is NotReached =>
  (NOT_REACHED as readonly ReminderFate[]).includes(fate);

export interface SentFacts {
  /** A button of it was pressed. */
  readonly seen: boolean;
  /** Of its message; undefined when there never was one. */
  readonly state: string | undefined;
  readonly reason: string | null;
}

export function fateOf({ seen, state, reason }: SentFacts): ReminderFate {
  if (seen) return 'seen';
  switch (state) {
    case undefined:
      return 'no_chat';
    case 'accepted':
    case 'refused':
    case 'unknown':
      return state;
    case 'dead':
      return 'given_up';
    case 'withdrawn':
      return reason === 'carried' ? 'carried' : 'withdrawn';
    default:
      return reason === 'quota' ? 'quota' : 'on_its_way';
  }
}
