/** What happens to a meeting when somebody acts on it: pure, total, and the only place that moves its state. */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';
import { MEETING_TRANSITIONS, type MeetingAction, type MeetingState } from './states.ts';

export interface MeetingFacts {
  readonly state: MeetingState;
  /** When it begins, and now. */
  readonly startsAt: Temporal.Instant;
  readonly now: Temporal.Instant;
  /** The last local day on which notice may be given, by the rule of its kind. */
  readonly noticeBy: Temporal.PlainDate;
  readonly today: Temporal.PlainDate;
  /** Emergency: a shorter notice, with its reason and the supervision committee's consent. */
  readonly shortened?: { readonly consented: boolean };
  readonly agendaItems: number;
  /** Of the roll, as it stands today. */
  readonly roll: number;
  /** Rule `representatives.min`, where it governs this kind; an override with a reason lifts it. */
  readonly fewestOnRoll?: number;
  /** What the kind cannot do without and that is not there. */
  readonly missing: readonly MeetingNeed[];
  readonly quorate: boolean;
  /** Ballots that are open or paused; for the archive, those that were put to the vote and are not final. */
  readonly openBallots: number;
  /** Who has signed the minutes, and who must. */
  readonly signatures: { readonly given: readonly MinutesSigner[]; readonly needed: readonly MinutesSigner[] };
  /** Follow-up tasks neither done nor carried over. */
  readonly openTasks: number;
}

/** What a meeting cannot be announced without: a chair, both sides of a mediation, those a hearing is about. */
export const MEETING_NEEDS = ['chair', 'recorder', 'sides', 'affected', 'members'] as const;
export type MeetingNeed = (typeof MEETING_NEEDS)[number];

export const MINUTES_SIGNERS = ['chair', 'recorder', 'supervisor'] as const;
export type MinutesSigner = (typeof MINUTES_SIGNERS)[number];

/** The chair and the recorder sign; a supervisor too where something binding was decided. */
export const signersOf = ({ binding }: { readonly binding: boolean }): readonly MinutesSigner[] =>
  binding ? MINUTES_SIGNERS : ['chair', 'recorder'];

export type MeetingStep =
  | { readonly action: Exclude<MeetingAction, 'reschedule' | 'cancel' | 'suspend'> }
  | { readonly action: 'reschedule'; readonly startsAt: Temporal.Instant; readonly reason: string }
  | { readonly action: 'cancel' | 'suspend'; readonly reason: string };

export type MeetingRefusal =
  | { readonly kind: 'meeting_not_now'; readonly action: MeetingAction; readonly state: MeetingState }
  | { readonly kind: 'meeting_already'; readonly state: MeetingState }
  | { readonly kind: 'meeting_reason_missing' }
  | { readonly kind: 'meeting_in_the_past' }
  | { readonly kind: 'meeting_without_agenda' }
  | { readonly kind: 'meeting_notice_short'; readonly noticeBy: string }
  | { readonly kind: 'meeting_consent_missing' }
  | { readonly kind: 'meeting_roll_short'; readonly has: number; readonly needs: number }
  | { readonly kind: 'meeting_people_missing'; readonly who: readonly MeetingNeed[] }
  | { readonly kind: 'meeting_no_quorum' }
  | { readonly kind: 'meeting_ballots_open'; readonly many: number }
  | { readonly kind: 'minutes_unsigned'; readonly by: readonly MinutesSigner[] }
  | { readonly kind: 'meeting_tasks_open'; readonly many: number };

export interface MeetingChange {
  readonly action: MeetingAction;
  readonly state: MeetingState;
  readonly startsAt: Temporal.Instant;
}

export function decideMeeting(facts: MeetingFacts, step: MeetingStep): Result<MeetingChange, MeetingRefusal> {
  const { action } = step;
  const { from, to } = MEETING_TRANSITIONS[action];
  if (!from.includes(facts.state))
    return err(
      facts.state === to
        ? { kind: 'meeting_already', state: facts.state }
        : { kind: 'meeting_not_now', action, state: facts.state },
    );
  if ('reason' in step && step.reason.trim() === '') return err({ kind: 'meeting_reason_missing' });
  const against = guard(facts, step);
  if (against) return err(against);
  return ok({ action, state: to, startsAt: step.action === 'reschedule' ? step.startsAt : facts.startsAt });
}

const isPast = (startsAt: Temporal.Instant, now: Temporal.Instant): boolean =>
  Temporal.Instant.compare(startsAt, now) <= 0;

function guard(facts: MeetingFacts, step: MeetingStep): MeetingRefusal | undefined {
  switch (step.action) {
    case 'convene':
      return isPast(facts.startsAt, facts.now) ? { kind: 'meeting_in_the_past' } : undefined;
    case 'reschedule':
      return isPast(step.startsAt, facts.now) ? { kind: 'meeting_in_the_past' } : undefined;
    case 'notice':
      return beforeNotice(facts);
    case 'reach_quorum':
    case 'begin':
    case 'begin_voting':
      return facts.quorate ? undefined : { kind: 'meeting_no_quorum' };
    case 'end_voting':
      return facts.openBallots > 0 ? { kind: 'meeting_ballots_open', many: facts.openBallots } : undefined;
    case 'confirm_minutes':
      return unsigned(facts);
    case 'archive':
      // What is not final may still become work.
      if (facts.openBallots > 0) return { kind: 'meeting_ballots_open', many: facts.openBallots };
      return facts.openTasks > 0 ? { kind: 'meeting_tasks_open', many: facts.openTasks } : undefined;
    case 'open_check_in':
    case 'lose_quorum':
    case 'resume':
    case 'fail_quorum':
    case 'close':
    case 'draft_minutes':
    case 'publish':
    case 'follow_up':
    case 'cancel':
    case 'suspend':
      return undefined;
  }
}

/** Everything a notice promises must be there before anybody reads it. */
function beforeNotice(facts: MeetingFacts): MeetingRefusal | undefined {
  if (isPast(facts.startsAt, facts.now)) return { kind: 'meeting_in_the_past' };
  if (facts.agendaItems === 0) return { kind: 'meeting_without_agenda' };
  if (facts.missing.length > 0) return { kind: 'meeting_people_missing', who: facts.missing };
  if (facts.fewestOnRoll !== undefined && facts.roll < facts.fewestOnRoll)
    return { kind: 'meeting_roll_short', has: facts.roll, needs: facts.fewestOnRoll };
  if (Temporal.PlainDate.compare(facts.today, facts.noticeBy) <= 0) return undefined;
  if (!facts.shortened) return { kind: 'meeting_notice_short', noticeBy: facts.noticeBy.toString() };
  return facts.shortened.consented ? undefined : { kind: 'meeting_consent_missing' };
}

function unsigned({ signatures: { given, needed } }: MeetingFacts): MeetingRefusal | undefined {
  const by = needed.filter((signer) => !given.includes(signer));
  return by.length > 0 ? { kind: 'minutes_unsigned', by } : undefined;
}
