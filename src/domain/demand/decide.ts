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

export interface DemandFacts {
  readonly state: DemandState;
  readonly tier: DemandTier;
  /** Someone has taken it on in this round, so after an answer it goes back to them and not to the start. */
  readonly taken: boolean;
  readonly reopenCount: number;
  readonly resolution: number;
}

export type DemandStep =
  | { readonly action: 'accept' | 'add_info' | 'report_progress' | 'withdraw' | 'ask_info' }
  | { readonly action: 'reject'; readonly reason: string }
  | { readonly action: 'resolve'; readonly feedback: string; readonly evidence: EvidenceKind }
  /** `resolution` says which resolution is answered: a late press on an old message must not touch a newer one. */
  | { readonly action: 'confirm' | 'reopen' | 'auto_confirm'; readonly resolution: number }
  | { readonly action: 'expire_info' };

export interface DemandLimits {
  /** How often a demand may be reopened (rule `demand.reopen.max`). */
  readonly reopenLimit: number;
}

export interface DemandChange {
  readonly state: DemandState;
  readonly tier: DemandTier;
  readonly reopenCount: number;
  readonly resolution: number;
  readonly evidence?: EvidenceKind;
  /** It went up one tier, or was already at the top and stays there. */
  readonly climbed: boolean;
}

export type DemandRefusal =
  | { readonly kind: 'not_now'; readonly action: DemandAction; readonly state: DemandState }
  | { readonly kind: 'already'; readonly state: DemandState }
  | { readonly kind: 'outdated' }
  | { readonly kind: 'reopened_too_often'; readonly limit: number }
  | { readonly kind: 'words_missing'; readonly what: 'reason' | 'feedback' };

const nextTier = (tier: DemandTier): DemandTier =>
  DEMAND_TIERS[Math.min(DEMAND_TIERS.indexOf(tier) + 1, DEMAND_TIERS.length - 1)] ?? tier;

export function decideDemand(
  facts: DemandFacts,
  step: DemandStep,
  limits: DemandLimits,
): Result<DemandChange, DemandRefusal> {
  const { from, to } = TRANSITIONS[step.action];
  if ('resolution' in step && step.resolution !== facts.resolution) return err({ kind: 'outdated' });
  if (!from.includes(facts.state)) {
    return to === facts.state
      ? err({ kind: 'already', state: facts.state })
      : err({ kind: 'not_now', action: step.action, state: facts.state });
  }
  const same: DemandChange = { ...facts, state: to === 'same' ? facts.state : to, climbed: false };
  switch (step.action) {
    case 'reject':
      return step.reason.trim() === '' ? err({ kind: 'words_missing', what: 'reason' }) : ok(same);
    case 'add_info':
      return ok(
        facts.state === 'needs_info'
          ? { ...same, state: facts.taken ? 'accepted' : facts.reopenCount > 0 ? 'reopened' : 'submitted' }
          : same,
      );
    case 'resolve':
      if (step.feedback.trim() === '') return err({ kind: 'words_missing', what: 'feedback' });
      return ok({ ...same, evidence: step.evidence, resolution: facts.resolution + 1 });
    case 'reopen': {
      if (facts.reopenCount >= limits.reopenLimit)
        return err({ kind: 'reopened_too_often', limit: limits.reopenLimit });
      const tier = nextTier(facts.tier);
      return ok({ ...same, tier, climbed: tier !== facts.tier, reopenCount: facts.reopenCount + 1 });
    }
    case 'accept':
    case 'ask_info':
    case 'report_progress':
    case 'confirm':
    case 'withdraw':
    case 'expire_info':
    case 'auto_confirm':
      return ok(same);
  }
}
