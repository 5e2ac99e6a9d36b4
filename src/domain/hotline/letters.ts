/**
 * 信箱: what passes between a reporter and her case. A chat drops a letter and a case is never touched in the same
 * transaction, so neither times nor ids of rows join the two; the letters themselves are sealed, and gone once taken.
 */
import type { CaseFamily, CaseOutcome, ClaimKind, ReportMode, Satisfaction } from './states.ts';

/** Where the reporter hears back: sealed with the case, destroyed when she asks to be forgotten. */
export interface ReporterContact {
  readonly accountId: string;
  readonly chatId: string;
  readonly personId?: string;
}

export interface Report {
  readonly caseId: string;
  readonly number: string;
  readonly code: string;
  readonly communityId: string;
  readonly family: CaseFamily;
  readonly category: string;
  readonly mode: ReportMode;
  readonly words: string;
  readonly placeId?: string;
  readonly placeText?: string;
  /** The unit it is about, from the list or in her own words. */
  readonly accusedBodyId?: string;
  readonly accusedText?: string;
  /** Files she sent with it, as they lie in her chat. */
  readonly fileIds: readonly string[];
  readonly contact: ReporterContact;
  /** ISO instant. */
  readonly at: string;
}

/** From a reporter; `caseId` is known to her chat's buttons, or opened with her code. */
export type LetterIn =
  /** `admissionItemId`: what a department asked of the committee, which reports it. */
  | { readonly kind: 'report'; readonly report: Report; readonly admissionItemId?: string }
  | { readonly kind: 'say'; readonly caseId: string; readonly words: string; readonly at: string }
  /** `from`: evidence of whoever works on it, where it is not the reporter's. */
  | {
      readonly kind: 'file';
      readonly caseId: string;
      readonly fileId: string;
      readonly from?: 'unit';
      readonly at: string;
    }
  | {
      readonly kind: 'call_back';
      readonly caseId: string;
      readonly round: number;
      readonly solved: boolean;
      readonly satisfaction: Satisfaction;
      readonly words?: string;
      readonly at: string;
    }
  | { readonly kind: 'withdraw' | 'forget'; readonly caseId: string; readonly at: string }
  /** The reporter asks that somebody, or a unit, be left out of it. */
  | {
      readonly kind: 'leave_out';
      readonly caseId: string;
      readonly bodyId?: string;
      readonly words: string;
      readonly at: string;
    }
  /** She is made to suffer for it: a case of its own, one desk higher. */
  | { readonly kind: 'retaliation'; readonly caseId: string; readonly report: Report };

/** Letters that say where it stands, and those that carry words. */
export const STANDING_LETTERS = [
  'accepted',
  'dispatched',
  'contacted',
  'reopened',
  'climbed',
  'withdrawn',
  /** Others' cases were joined to it, so it goes on. */
  'withdraw_shared',
  /** It has come to an end, or is about to. */
  'withdraw_late',
  'outside',
  /** A document, or a picture or recording that cannot be read: it could say who she is. */
  'file_left_out',
] as const;
export const WORDS_LETTERS = [
  'declined',
  'answered',
  'duplicate',
  'progress',
  'asked',
  'converted',
  /** Who reported was looked at; the words are the reason. */
  'revealed',
] as const;

/** To a reporter: which message, with the words that belong to it, rendered in her chat's language when it is delivered. */
export type LetterOut = {
  readonly contact: ReporterContact;
  readonly caseId: string;
  readonly number: string;
  readonly at: string;
} & (
  | { readonly say: (typeof STANDING_LETTERS)[number] | 'forgotten' }
  | { readonly say: (typeof WORDS_LETTERS)[number]; readonly words: string }
  | {
      readonly say: 'claimed';
      readonly words: string;
      readonly plan?: string;
      readonly round: number;
      readonly claim: ClaimKind;
    }
  | { readonly say: 'closed'; readonly outcome: CaseOutcome }
);

/** What of a case is nobody's but its own reporter's; of the rest those hear whose cases were joined to it. */
export const HERS_ALONE: ReadonlySet<LetterOut['say']> = new Set([
  'contacted',
  'asked',
  'withdrawn',
  'withdraw_shared',
  'withdraw_late',
  'file_left_out',
  'forgotten',
  'revealed',
]);
