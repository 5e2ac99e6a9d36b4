/** What happens to a case when someone acts on it: pure, total, and the only place that moves its state. */
import { err, ok, type Result } from '../result.ts';
import {
  CASE_TIERS,
  CASE_TRANSITIONS,
  type CaseAction,
  type CaseFamily,
  type CaseOutcome,
  type CaseState,
  type CaseTier,
  type ClaimKind,
  type ReportMode,
  type Satisfaction,
} from './states.ts';

export interface CaseFacts {
  readonly state: CaseState;
  readonly family: CaseFamily;
  readonly mode: ReportMode;
  readonly tier: CaseTier;
  /** The highest desk that has anybody who may have this case; the case climbs no further. */
  readonly topTier: CaseTier;
  readonly supervised: boolean;
  readonly reopenCount: number;
  /** Which answer of the lead this is; a callback answers one particular claim. */
  readonly round: number;
  /** How often its lead has given it back. */
  readonly returns: number;
  readonly claim?: ClaimKind;
  readonly complexAsked: boolean;
  readonly complex: boolean;
}

export type CaseStep =
  | {
      readonly action:
        | 'accept'
        | 'dispatch'
        | 'contact'
        | 'link'
        | 'callback_expires'
        | 'reply_expires'
        | 'withdraw'
        | 'grant_complex'
        | 'confirm_claim';
    }
  /** What is done to others wants a reason they can read. */
  | {
      readonly action:
        | 'decline'
        | 'dispute'
        | 'reroute'
        | 'supervise'
        | 'escalate'
        | 'ask_complex'
        | 'deny_complex'
        | 'return_claim';
      readonly reason: string;
    }
  | { readonly action: 'answer' | 'progress' | 'ask' | 'reply' | 'cooperate'; readonly words: string }
  /** Into which one it goes is looked at by the use case: never into itself, never in a ring. */
  | { readonly action: 'duplicate' }
  | { readonly action: 'decide_dispute'; readonly reason: string }
  | { readonly action: 'claim'; readonly claim: ClaimKind; readonly words: string; readonly plan?: string }
  | {
      readonly action: 'call_back';
      readonly round: number;
      readonly solved: boolean;
      readonly satisfaction: Satisfaction;
    }
  | { readonly action: 'look_back'; readonly holds: boolean; readonly words: string }
  | { readonly action: 'convert'; readonly to: 'mediation' | 'demand' | 'topic' };

export interface CaseLimits {
  /** How often an assignment may be given back (rule `hotline.returns.max`). */
  readonly returns: number;
  /** How often it is handled again before it climbs (rule `hotline.reopen.max`). */
  readonly reopens: number;
}

export interface CaseChange {
  readonly action: CaseAction;
  readonly state: CaseState;
  readonly tier: CaseTier;
  readonly supervised: boolean;
  readonly reopenCount: number;
  readonly round: number;
  readonly returns: number;
  readonly complex: boolean;
  readonly complexAsked: boolean;
  readonly claim?: ClaimKind;
  readonly outcome?: CaseOutcome;
  /** It went to a higher desk by this. */
  readonly climbed: boolean;
}

export type CaseRefusal =
  | { readonly kind: 'case_not_now'; readonly action: CaseAction; readonly state: CaseState }
  | { readonly kind: 'case_already'; readonly state: CaseState }
  | { readonly kind: 'case_words_missing'; readonly what: 'reason' | 'words' | 'plan' }
  | { readonly kind: 'case_returned_before'; readonly limit: number }
  | { readonly kind: 'case_callback_outdated' }
  | { readonly kind: 'case_claim_not_of_family'; readonly claim: ClaimKind }
  | { readonly kind: 'case_complex_not_asked' }
  | { readonly kind: 'case_complex_already' }
  | { readonly kind: 'case_supervised_already' }
  | { readonly kind: 'case_at_the_top' };

/** One desk up, passing over none here: whom a case may reach is in {@link CaseFacts.topTier}. */
export const tierAbove = (tier: CaseTier, top: CaseTier): CaseTier => {
  const at = Math.min(CASE_TIERS.indexOf(tier) + 1, CASE_TIERS.indexOf(top));
  return CASE_TIERS[Math.max(at, CASE_TIERS.indexOf(tier))] ?? tier;
};

/** These lead to the state they start from when done a second time, and mean something each time. */
const REPEATABLE: ReadonlySet<CaseAction> = new Set(['progress', 'reroute']);

const blank = (words: string): boolean => words.trim() === '';

export function decideCase(facts: CaseFacts, step: CaseStep, limits: CaseLimits): Result<CaseChange, CaseRefusal> {
  const { from, to } = CASE_TRANSITIONS[step.action];
  if (step.action === 'call_back' && step.round !== facts.round) return err({ kind: 'case_callback_outdated' });
  if (!from.includes(facts.state))
    return to === facts.state && !REPEATABLE.has(step.action)
      ? err({ kind: 'case_already', state: facts.state })
      : err({ kind: 'case_not_now', action: step.action, state: facts.state });
  const { tier, supervised, reopenCount, round, returns, complex, complexAsked, claim } = facts;
  const same: CaseChange = {
    action: step.action,
    state: to === 'same' || to === 'decided' ? facts.state : to,
    tier,
    supervised,
    reopenCount,
    round,
    returns,
    complex,
    complexAsked,
    ...(claim && { claim }),
    climbed: false,
  };
  switch (step.action) {
    case 'accept':
    case 'dispatch':
    case 'contact':
    case 'link':
    case 'withdraw':
    case 'duplicate':
    case 'confirm_claim':
    case 'reply_expires':
      return ok(same);
    case 'decline':
    case 'reroute':
    case 'decide_dispute':
    case 'return_claim':
      return blank(step.reason) ? err({ kind: 'case_words_missing', what: 'reason' }) : ok(same);
    case 'dispute':
      if (blank(step.reason)) return err({ kind: 'case_words_missing', what: 'reason' });
      return returns >= limits.returns
        ? err({ kind: 'case_returned_before', limit: limits.returns })
        : ok({ ...same, returns: returns + 1 });
    case 'answer':
    case 'progress':
    case 'ask':
    case 'reply':
    case 'cooperate':
      return blank(step.words) ? err({ kind: 'case_words_missing', what: 'words' }) : ok(same);
    case 'supervise':
      if (blank(step.reason)) return err({ kind: 'case_words_missing', what: 'reason' });
      return supervised ? err({ kind: 'case_supervised_already' }) : ok({ ...same, supervised: true });
    case 'escalate': {
      if (blank(step.reason)) return err({ kind: 'case_words_missing', what: 'reason' });
      const above = tierAbove(tier, facts.topTier);
      return above === tier
        ? err({ kind: 'case_at_the_top' })
        : ok({ ...same, tier: above, supervised: true, climbed: true });
    }
    case 'ask_complex':
      if (blank(step.reason)) return err({ kind: 'case_words_missing', what: 'reason' });
      return complex || complexAsked ? err({ kind: 'case_complex_already' }) : ok({ ...same, complexAsked: true });
    case 'grant_complex':
      if (complex) return err({ kind: 'case_complex_already' });
      return complexAsked
        ? ok({ ...same, complex: true, complexAsked: false })
        : err({ kind: 'case_complex_not_asked' });
    case 'deny_complex':
      if (blank(step.reason)) return err({ kind: 'case_words_missing', what: 'reason' });
      return complexAsked ? ok({ ...same, complexAsked: false }) : err({ kind: 'case_complex_not_asked' });
    case 'claim':
      return decideClaim(facts, step, same);
    case 'call_back':
      return ok(afterCallback(facts, step, limits, same));
    case 'callback_expires':
      return ok({ ...same, outcome: 'unanswered' });
    case 'look_back':
      if (blank(step.words)) return err({ kind: 'case_words_missing', what: 'words' });
      return ok(step.holds ? same : { ...same, state: 'reopened', reopenCount: reopenCount + 1, supervised: true });
    case 'convert':
      return ok({ ...same, state: step.to === 'mediation' ? facts.state : 'converted' });
  }
}

/** What was plainly done the reporter judges; an explanation or a correction the desk looks at first. */
function decideClaim(
  { family, round }: CaseFacts,
  { claim, words, plan }: Extract<CaseStep, { readonly action: 'claim' }>,
  same: CaseChange,
): Result<CaseChange, CaseRefusal> {
  if (blank(words)) return err({ kind: 'case_words_missing', what: 'words' });
  if (claim === 'corrected' && family !== 'burden') return err({ kind: 'case_claim_not_of_family', claim });
  if (claim === 'explained' && blank(plan ?? '')) return err({ kind: 'case_words_missing', what: 'plan' });
  return ok({ ...same, claim, round: round + 1, state: claim === 'done' ? 'callback' : 'claimed' });
}

function afterCallback(
  { claim, tier, topTier, reopenCount }: CaseFacts,
  { solved, satisfaction }: Extract<CaseStep, { readonly action: 'call_back' }>,
  { reopens }: CaseLimits,
  same: CaseChange,
): CaseChange {
  const content = satisfaction !== 'dissatisfied';
  // Of what was explained nobody claimed that it is solved: whoever accepts the explanation closes it.
  if (content && (solved || claim === 'explained'))
    return {
      ...same,
      state: 'closed',
      outcome: claim === 'explained' && !solved ? 'explained' : claim === 'corrected' ? 'corrected' : 'solved',
    };
  const again = { ...same, state: 'reopened', reopenCount: reopenCount + 1 } as const;
  if (reopenCount < reopens) return again;
  const above = tierAbove(tier, topTier);
  return above === tier
    ? { ...same, state: 'closed', outcome: 'unsettled' }
    : { ...again, tier: above, supervised: true, climbed: true };
}
