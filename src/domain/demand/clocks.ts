/** Which times run while a demand stands as it does: whoever is waited for has one. */
import type { RuleKey } from '../rules/keys.ts';
import type { DemandState } from './states.ts';

/**
 * `response`: the first answer. `handling`: the work itself. `info`: the submitter's answer to a question.
 * `confirmation`: the submitter's word on a resolution.
 */
const DEMAND_CLOCKS = ['response', 'handling', 'info', 'confirmation'] as const;
export type DemandClock = (typeof DEMAND_CLOCKS)[number];

export interface ClockFacts {
  readonly state: DemandState;
  /** Someone has taken it on in this round. */
  readonly taken: boolean;
  /** It was answered since it was filed, reopened or sent up. */
  readonly answered: boolean;
}

export const clockFacts = (row: {
  readonly state: DemandState;
  readonly taken: boolean;
  /** When it was answered; null until then. */
  readonly respondedAt: object | null;
}): ClockFacts => ({ state: row.state, taken: row.taken, answered: row.respondedAt !== null });

export function clocksOf({ state, taken, answered }: ClockFacts): readonly DemandClock[] {
  switch (state) {
    case 'submitted':
    case 'reopened':
      return ['response'];
    case 'accepted':
    case 'handling':
    case 'referred':
      return answered ? ['handling'] : ['response', 'handling'];
    // The question does not stop the work's own clock, or asking would be a way of gaining time.
    case 'needs_info':
      return taken ? ['info', 'handling'] : ['info'];
    case 'resolved':
      return ['confirmation'];
    // A listed demand waits for neighbours, and for as long as it takes.
    case 'listed':
    case 'merged':
    case 'promoted':
    case 'rejected':
    case 'confirmed':
    case 'withdrawn':
    case 'closed':
      return [];
  }
}

export interface Pressed {
  readonly supervised: boolean;
  readonly reopenCount: number;
}

export const responseRule = ({ supervised }: Pick<Pressed, 'supervised'>) =>
  (supervised ? 'demand.supervised.response' : 'demand.response') satisfies RuleKey;

/** Supervised matters and second handlings have shorter times of their own; the shortest of those that apply counts. */
export const handlingRules = ({ supervised, reopenCount }: Pressed) =>
  [
    ...(supervised ? (['demand.supervised.handling'] as const) : []),
    reopenCount > 0 ? ('demand.second_handling' as const) : ('demand.handling' as const),
  ] satisfies readonly RuleKey[];

/**
 * Who hears that a time has passed: first whoever has it in hand, then the head too, then the subdistrict too.
 * The offsets after the due time are rules (`demand.nudge.*`).
 */
export const NUDGES = [
  { tells: 'handler' },
  { tells: 'head', after: 'demand.nudge.head' },
  { tells: 'subdistrict', after: 'demand.nudge.subdistrict' },
] as const satisfies readonly { readonly tells: string; readonly after?: RuleKey }[];
export type NudgeAudience = (typeof NUDGES)[number]['tells'];
