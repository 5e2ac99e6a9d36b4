/** What the buttons of the hotline mean: the reporter's own, and those of desks and units. */
import type { Satisfaction } from '../domain/hotline/states.ts';

/** What a reporter may do with a report of hers. `…-sure`: she was asked once more. */
export const OWN_CASE_ACTS = [
  'show',
  'say',
  'withdraw',
  'withdraw-sure',
  'leave-out',
  'suffer',
  'forget',
  'forget-sure',
] as const;
export type OwnCaseAct = (typeof OWN_CASE_ACTS)[number];

/** What a desk or a unit does with one tap, or begins. */
export const CASE_ACTS = [
  'show',
  'more',
  'pictures',
  'accept',
  /** Shows what the duty matrix says. */
  'dispatch',
  'dispatch-matrix',
  /** Units are picked from the list: to send it there, to send it elsewhere, to decide a dispute, or as those it is about. */
  'choose',
  'reroute',
  'decide',
  'name-accused',
  'contact',
  'grant',
  'confirm',
  'call-back',
  /** Shows what else it can become: a meeting of its parties, a demand, a topic; and what it can go together with. */
  'onward',
  'mediate',
  'joint',
  'to-demand',
  /** Shows again what the desk has struck out besides. */
  'unstrike',
] as const;
export type CaseAct = (typeof CASE_ACTS)[number];

/** What is done with words: they are asked for first. */
export const CASE_PURPOSES = [
  'decline',
  'answer',
  /** The number of the case it is joined to. */
  'duplicate',
  'dispute',
  /** A dispute: it stays where it is. */
  'keep',
  'progress',
  'ask',
  'done',
  'explained',
  'corrected',
  'ask-time',
  'deny-time',
  'return',
  'supervise',
  'escalate',
  'holds',
  'fails',
  'step-aside',
  'reveal',
  'cooperate',
  /** Why it is picked as a topic. */
  'topic',
  /** The number of the case it is linked to. */
  'link',
  /** The words that are struck out besides. */
  'strike',
] as const;
export type CasePurpose = (typeof CASE_PURPOSES)[number];

/** What of one's desk is listed; `unit`: what one's own unit has in hand. */
export const CASE_LISTS = ['desk', 'new', 'disputed', 'claimed', 'late', 'unit'] as const;
export type CaseList = (typeof CASE_LISTS)[number];

/** The receipt code goes along where another chat than the reporter's speaks. */
interface OwnCase {
  readonly caseId: string;
  readonly code?: string;
}

export type CaseIntent =
  /** Begins a report. */
  | { readonly do: 'report-case' }
  | { readonly do: 'own-cases' }
  | ({ readonly do: 'own-case'; readonly act: OwnCaseAct } & OwnCase)
  /** The callback's first question, and with `satisfaction` the second. */
  | ({
      readonly do: 'call-back';
      readonly round: number;
      readonly solved: boolean;
      readonly satisfaction?: Satisfaction;
    } & OwnCase)
  /** `before`: the last one of the page before. */
  | { readonly do: 'cases'; readonly list: CaseList; readonly before?: { readonly at: string; readonly id: string } }
  | { readonly do: 'case'; readonly caseId: string; readonly act: CaseAct }
  | { readonly do: 'case-words'; readonly caseId: string; readonly purpose: CasePurpose }
  | { readonly do: 'reveal'; readonly caseId: string; readonly revealId: string; readonly agree: boolean }
  /** On the phone, for a reporter no chat reaches. */
  | {
      readonly do: 'call-back-for';
      readonly caseId: string;
      readonly round: number;
      readonly solved: boolean;
      readonly satisfaction?: Satisfaction;
    };
