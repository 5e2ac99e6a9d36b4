/** What happens to a ballot when somebody acts on it: pure, total, and the only place that moves its state. */
import { err, ok, type Result } from '../result.ts';
import { BALLOT_TRANSITIONS, type BallotAction, type BallotState } from './states.ts';

export interface BallotFacts {
  readonly state: BallotState;
  /** Binding ballots of a meeting stand on its published agenda. */
  readonly binding: boolean;
  readonly onAgenda: boolean;
  /** Undefined for a written ballot, which needs no room. `over`: it was held or called off. */
  readonly meeting?: { readonly inSession: boolean; readonly over: boolean; readonly quorate: boolean };
  /** Recusals declared or challenged that nobody decided yet. */
  readonly undecidedRecusals: number;
  /** The recusals alone leave too few to decide: it goes to the next higher body. */
  readonly recusalsBreakQuorum: boolean;
  readonly rollSize: number;
  /** The meeting's own roll still follows the seats, as it does until checking in begins. */
  readonly rollMoves: boolean;
  /** The grace is over, and every event received by then is handled or parked. */
  readonly everyPressHandled: boolean;
  /** Papers were entered, and no two people wrote the same of them; nobody said yet that they are left out. */
  readonly papersWait: boolean;
  /** All ledger entries of the ballot have their place in the chain. */
  readonly sealed: boolean;
  /** Objections still open, and whether the time for them is over. */
  readonly openObjections: number;
  readonly objectionTimeOver: boolean;
}

export type BallotStep =
  | {
      readonly action:
        | 'freeze_roll'
        | 'open'
        | 'close'
        | 'count'
        | 'declare'
        | 'publish'
        | 'finalise'
        | 'pause'
        | 'resume';
    }
  /** The supervisor who looks must have no part in the matter. */
  | { readonly action: 'review' | 'verify'; readonly interested: boolean }
  | {
      readonly action: 'amend' | 'recount' | 'object' | 'dismiss_objection' | 'uphold_objection' | 'withdraw';
      readonly reason: string;
    };

export type BallotRefusal =
  | { readonly kind: 'ballot_not_now'; readonly action: BallotAction; readonly state: BallotState }
  | { readonly kind: 'ballot_already'; readonly state: BallotState }
  | { readonly kind: 'ballot_reason_missing' }
  | { readonly kind: 'ballot_own_matter' }
  | { readonly kind: 'ballot_not_on_agenda' }
  | { readonly kind: 'ballot_roll_empty' }
  | { readonly kind: 'ballot_roll_moves' }
  | { readonly kind: 'ballot_outside_session' }
  | { readonly kind: 'ballot_no_quorum' }
  | { readonly kind: 'ballot_recusals_open'; readonly many: number }
  | { readonly kind: 'ballot_goes_higher' }
  | { readonly kind: 'ballot_presses_on_the_way' }
  | { readonly kind: 'ballot_papers_wait' }
  | { readonly kind: 'ballot_not_sealed' }
  | { readonly kind: 'ballot_objections_open'; readonly many: number }
  | { readonly kind: 'ballot_objection_time' };

export interface BallotChange {
  readonly action: BallotAction;
  readonly state: BallotState;
}

export function decideBallot(facts: BallotFacts, step: BallotStep): Result<BallotChange, BallotRefusal> {
  const { action } = step;
  const { from, to } = BALLOT_TRANSITIONS[action];
  if (!from.includes(facts.state))
    return err(
      facts.state === to
        ? { kind: 'ballot_already', state: facts.state }
        : { kind: 'ballot_not_now', action, state: facts.state },
    );
  if ('reason' in step && step.reason.trim() === '') return err({ kind: 'ballot_reason_missing' });
  const against = guard(facts, step);
  return against ? err(against) : ok({ action, state: to });
}

function guard(facts: BallotFacts, step: BallotStep): BallotRefusal | undefined {
  switch (step.action) {
    case 'review':
    case 'verify':
      return step.interested ? { kind: 'ballot_own_matter' } : undefined;
    case 'freeze_roll':
      if (facts.meeting?.over) return { kind: 'ballot_outside_session' };
      if (facts.rollMoves) return { kind: 'ballot_roll_moves' };
      if (facts.rollSize === 0) return { kind: 'ballot_roll_empty' };
      return facts.binding && facts.meeting && !facts.onAgenda ? { kind: 'ballot_not_on_agenda' } : undefined;
    case 'open':
      return beforeVoting(facts);
    case 'resume':
      return inTheRoom(facts);
    case 'count':
      if (!facts.everyPressHandled) return { kind: 'ballot_presses_on_the_way' };
      return facts.papersWait ? { kind: 'ballot_papers_wait' } : undefined;
    case 'declare':
      return facts.sealed ? undefined : { kind: 'ballot_not_sealed' };
    case 'finalise':
      if (facts.openObjections > 0) return { kind: 'ballot_objections_open', many: facts.openObjections };
      return facts.objectionTimeOver ? undefined : { kind: 'ballot_objection_time' };
    case 'pause':
    case 'close':
    case 'publish':
    case 'amend':
    case 'recount':
    case 'object':
    case 'dismiss_objection':
    case 'uphold_objection':
    case 'withdraw':
      return undefined;
  }
}

function beforeVoting(facts: BallotFacts): BallotRefusal | undefined {
  if (facts.undecidedRecusals > 0) return { kind: 'ballot_recusals_open', many: facts.undecidedRecusals };
  if (facts.recusalsBreakQuorum) return { kind: 'ballot_goes_higher' };
  return inTheRoom(facts);
}

function inTheRoom({ meeting }: BallotFacts): BallotRefusal | undefined {
  if (meeting && !meeting.inSession) return { kind: 'ballot_outside_session' };
  return meeting && !meeting.quorate ? { kind: 'ballot_no_quorum' } : undefined;
}
