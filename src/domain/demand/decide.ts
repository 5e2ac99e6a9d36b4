/** What happens to a demand when someone acts on it: pure, total, and the only place that moves its state. */
import { err, ok, type Result } from '../result.ts';
import {
  DEMAND_TIERS,
  type DemandAction,
  type DemandState,
  type DemandTier,
  type EvidenceKind,
  TRANSITIONS,
} from './states.ts';

export interface DecisionFacts {
  readonly state: DemandState;
  readonly tier: DemandTier;
  /** Someone has taken it on in this round, so after an answer it goes back to them and not to the start. */
  readonly taken: boolean;
  /** A unit has it. */
  readonly withUnit: boolean;
  readonly supervised: boolean;
  readonly reopenCount: number;
  readonly resolution: number;
}

export type DemandStep =
  | {
      readonly action:
        | 'accept'
        | 'add_info'
        | 'report_progress'
        | 'withdraw'
        | 'ask_info'
        | 'expire_info'
        | 'refer'
        | 'merge'
        | 'split'
        | 'list';
    }
  /** What is done to others wants a reason they can read. */
  | { readonly action: 'reject' | 'return' | 'supervise' | 'unsupervise' | 'escalate'; readonly reason: string }
  | { readonly action: 'resolve'; readonly feedback: string; readonly evidence: EvidenceKind }
  /** `resolution` says which resolution is answered: a late press on an old message must not touch a newer one. */
  | { readonly action: 'confirm' | 'reopen' | 'auto_confirm'; readonly resolution: number }
  | { readonly action: 'promote'; readonly because: Promotion }
  /** The subdistrict's answer to a bundle; with `hand_back` the committee carries on. */
  | { readonly action: 'answer'; readonly feedback: string; readonly next: 'keep' | 'hand_back' };

/** Enough neighbours co-signed, or the committee picked it and said why. */
export type Promotion =
  | { readonly by: 'cosigns'; readonly count: number }
  | { readonly by: 'pick'; readonly reason: string };

export interface DemandLimits {
  /** How often a demand may be reopened (rule `demand.reopen.max`). */
  readonly reopenLimit: number;
  /** How many co-signatures make a topic of it (rule `demand.topic.cosigns`). */
  readonly topicCosigns: number;
}

export interface DemandChange {
  /** What was done: `reopen` becomes `climb` when it may not be reopened again. */
  readonly action: DemandAction;
  readonly state: DemandState;
  readonly tier: DemandTier;
  readonly supervised: boolean;
  readonly reopenCount: number;
  readonly resolution: number;
  readonly evidence?: EvidenceKind;
  /** It went up one tier, or was already at the top and stays there. */
  readonly climbed: boolean;
}

export type DemandRefusal =
  | { readonly kind: 'not_now'; readonly action: DemandAction; readonly state: DemandState }
  | { readonly kind: 'already'; readonly state: DemandState }
  | { readonly kind: 'already_supervised' }
  | { readonly kind: 'not_supervised' }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'too_few_cosigns'; readonly count: number; readonly needed: number }
  | { readonly kind: 'words_missing'; readonly what: 'reason' | 'feedback' };

const nextTier = (tier: DemandTier): DemandTier =>
  DEMAND_TIERS[Math.min(DEMAND_TIERS.indexOf(tier) + 1, DEMAND_TIERS.length - 1)] ?? tier;

/** Where a demand goes on after a question was answered or a merge undone. */
export const standing = ({ withUnit, taken, reopenCount }: DecisionFacts): DemandState =>
  withUnit ? 'referred' : taken ? 'accepted' : reopenCount > 0 ? 'reopened' : 'submitted';

/** These lead to the state they start from when done a second time, and mean something each time. */
const REPEATABLE: ReadonlySet<DemandAction> = new Set(['report_progress', 'refer']);

export function decideDemand(
  facts: DecisionFacts,
  step: DemandStep,
  limits: DemandLimits,
): Result<DemandChange, DemandRefusal> {
  const { from, to } = TRANSITIONS[step.action];
  if ('resolution' in step && step.resolution !== facts.resolution) return err({ kind: 'outdated' });
  if (!from.includes(facts.state)) {
    return to === facts.state && !REPEATABLE.has(step.action)
      ? err({ kind: 'already', state: facts.state })
      : err({ kind: 'not_now', action: step.action, state: facts.state });
  }
  const same: DemandChange = {
    action: step.action,
    state: to === 'same' ? facts.state : to === 'standing' ? standing(facts) : to,
    tier: facts.tier,
    supervised: facts.supervised,
    reopenCount: facts.reopenCount,
    resolution: facts.resolution,
    climbed: false,
  };
  const missing = (what: 'reason' | 'feedback') => err({ kind: 'words_missing', what } as const);
  switch (step.action) {
    case 'reject':
    case 'return':
      return step.reason.trim() === '' ? missing('reason') : ok(same);
    case 'supervise':
      if (step.reason.trim() === '') return missing('reason');
      return facts.supervised ? err({ kind: 'already_supervised' }) : ok({ ...same, supervised: true });
    case 'unsupervise':
      if (step.reason.trim() === '') return missing('reason');
      return facts.supervised ? ok({ ...same, supervised: false }) : err({ kind: 'not_supervised' });
    case 'escalate':
      if (step.reason.trim() === '') return missing('reason');
      return ok({ ...same, tier: 'subdistrict', climbed: facts.tier !== 'subdistrict' });
    case 'answer':
      if (step.feedback.trim() === '') return missing('feedback');
      return ok({
        ...same,
        state: facts.state === 'reopened' ? 'handling' : facts.state,
        tier: step.next === 'hand_back' ? 'committee' : facts.tier,
      });
    case 'add_info':
      return ok(facts.state === 'needs_info' ? { ...same, state: standing(facts) } : same);
    case 'report_progress':
      return ok(facts.state === 'referred' ? { ...same, state: 'referred' } : same);
    case 'resolve':
      if (step.feedback.trim() === '') return missing('feedback');
      return ok({ ...same, evidence: step.evidence, resolution: facts.resolution + 1 });
    case 'reopen':
      return ok(doubt(facts, same, limits));
    case 'promote':
      return promote(same, step.because, limits);
    case 'accept':
    case 'ask_info':
    case 'confirm':
    case 'withdraw':
    case 'expire_info':
    case 'auto_confirm':
    case 'refer':
    case 'merge':
    case 'split':
    case 'list':
      return ok(same);
  }
}

/**
 * 没解决: it opens again and climbs one tier, as often as the rule allows. After that it is not reopened: the next tier
 * (at the top: the top itself) gets it as a pressed matter, so that nobody is ever told that no one will answer.
 */
function doubt(facts: DecisionFacts, same: DemandChange, { reopenLimit }: DemandLimits): DemandChange {
  const tier = nextTier(facts.tier);
  const up: DemandChange = { ...same, tier, climbed: tier !== facts.tier };
  return facts.reopenCount < reopenLimit
    ? { ...up, reopenCount: facts.reopenCount + 1 }
    : { ...up, action: 'climb', state: 'handling', supervised: true };
}

function promote(
  same: DemandChange,
  because: Promotion,
  { topicCosigns }: DemandLimits,
): Result<DemandChange, DemandRefusal> {
  if (because.by === 'pick')
    return because.reason.trim() === '' ? err({ kind: 'words_missing', what: 'reason' }) : ok(same);
  return because.count < topicCosigns
    ? err({ kind: 'too_few_cosigns', count: because.count, needed: topicCosigns })
    : ok(same);
}
