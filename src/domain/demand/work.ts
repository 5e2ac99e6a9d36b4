/** What is on an officer's desk: which demands still want something, and how what is due first is told from the rest. */
import { DEMAND_STATES, type DemandState, ELSEWHERE, ENDED, TRANSITIONS } from './states.ts';

/** Everything that is not over, nor goes on elsewhere, nor waits for neighbours to co-sign. */
export const WORK_STATES: readonly DemandState[] = DEMAND_STATES.filter(
  (state) => !ENDED.has(state) && !ELSEWHERE.has(state) && state !== 'listed',
);

/** Nobody has taken it on since it was filed or reopened: its clock of the answer runs. */
export const NEW_STATES: readonly DemandState[] = TRANSITIONS.accept.from;

/** The next word is the resident's: a question asked, or a resolution to confirm. */
export const RESIDENTS_TURN: readonly DemandState[] = ['needs_info', 'resolved'];

/** Cuts through a list of work that people ask for by name. */
export const WORK_CUTS = ['new', 'late', 'today', 'waiting'] as const;
export type WorkCut = (typeof WORK_CUTS)[number];

export interface WorkFilter {
  readonly cut?: WorkCut;
  readonly state?: DemandState;
  readonly category?: string;
  readonly placeId?: string;
}
