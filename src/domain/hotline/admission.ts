/**
 * 准入: what a department may ask of a committee. A new item arrives as a request; the committee takes it, refuses it with a
 * reason, or reports it as a case. 费随事转: the money for the work comes with the work, and it is written down whether it did.
 */
import { err, ok, type Result } from '../result.ts';

export const ADMISSION_STATES = ['requested', 'accepted', 'refused', 'reported', 'ended'] as const;
export type AdmissionState = (typeof ADMISSION_STATES)[number];

export type AdmissionStep =
  | { readonly action: 'accept' }
  | { readonly action: 'refuse'; readonly reason: string }
  /** As a case, of which the id is kept. */
  | { readonly action: 'report'; readonly caseId: string }
  | { readonly action: 'end' };
export type AdmissionAction = AdmissionStep['action'];

/** What was refused and is demanded all the same can still be reported. */
export const ADMISSION_TRANSITIONS: {
  readonly [A in AdmissionAction]: { readonly from: readonly AdmissionState[]; readonly to: AdmissionState };
} = {
  accept: { from: ['requested'], to: 'accepted' },
  refuse: { from: ['requested'], to: 'refused' },
  report: { from: ['requested', 'refused'], to: 'reported' },
  end: { from: ['accepted'], to: 'ended' },
};

export type AdmissionRefusal =
  | { readonly kind: 'admission_not_now'; readonly action: AdmissionAction; readonly state: AdmissionState }
  | { readonly kind: 'admission_already'; readonly state: AdmissionState }
  | { readonly kind: 'admission_reason_missing' };

export interface AdmissionChange {
  readonly action: AdmissionAction;
  readonly state: AdmissionState;
  readonly reason?: string;
  readonly caseId?: string;
}

export function decideAdmission(state: AdmissionState, step: AdmissionStep): Result<AdmissionChange, AdmissionRefusal> {
  const { from, to } = ADMISSION_TRANSITIONS[step.action];
  if (state === to) return err({ kind: 'admission_already', state });
  if (!from.includes(state)) return err({ kind: 'admission_not_now', action: step.action, state });
  switch (step.action) {
    case 'accept':
    case 'end':
      return ok({ action: step.action, state: to });
    case 'refuse': {
      const reason = step.reason.trim();
      return reason === '' ? err({ kind: 'admission_reason_missing' }) : ok({ action: step.action, state: to, reason });
    }
    case 'report':
      return ok({ action: step.action, state: to, caseId: step.caseId });
  }
}

export const FUNDING_STATES = ['not_applicable', 'none_needed', 'due', 'received', 'missing'] as const;
export type FundingState = (typeof FUNDING_STATES)[number];

export interface AdmissionFunding {
  readonly state: AdmissionState;
  /** Null: none was named. Zero: the department says that it costs nothing. */
  readonly fundingFen: number | null;
  /** ISO date. */
  readonly fundingReceivedOn: string | null;
}

/**
 * `due`: still to be named or to come. `missing`: the committee took the work and no money was named, or the work is over and
 * it never came. What was not taken needs none.
 */
export function fundingOf({ state, fundingFen, fundingReceivedOn }: AdmissionFunding): FundingState {
  if (fundingReceivedOn !== null) return 'received';
  switch (state) {
    case 'refused':
    case 'reported':
      return 'not_applicable';
    case 'requested':
    case 'accepted':
    case 'ended':
      if (fundingFen === 0) return 'none_needed';
      if (fundingFen === null) return state === 'requested' ? 'due' : 'missing';
      return state === 'ended' ? 'missing' : 'due';
  }
}
