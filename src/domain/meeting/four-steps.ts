/**
 * 提出议案—民主议定—公布告知—组织实施 (Ningxia, 2017): four gates a binding decision passes, none of which can be skipped.
 * Shown by the test beside it: at each gate the supervision committee agrees, or it goes no further.
 */
import type { BallotState } from '../ballot/states.ts';

export const FOUR_STEPS = ['proposed', 'decided', 'announced', 'carried_out'] as const;
export type FourStep = (typeof FOUR_STEPS)[number];

/** How far a motion has come; undefined when it was taken back. */
export function stepOf(state: BallotState): FourStep | undefined {
  switch (state) {
    case 'draft':
    case 'reviewed':
    case 'roll_frozen':
      return 'proposed';
    case 'open':
    case 'paused':
    case 'closed':
    case 'counted':
    case 'verified':
    case 'declared':
      return 'decided';
    case 'published':
    case 'objection':
      return 'announced';
    case 'final':
      return 'carried_out';
    case 'withdrawn':
      return undefined;
  }
}
