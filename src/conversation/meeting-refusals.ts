/** Why something about a meeting or a ballot could not be done, and by which rule. */
import type { Language } from '../channel.ts';
import { formatDate } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { lookUp, phrase } from '../locales/translate.ts';
import { ballotStateName } from '../notices/ballot-facts.ts';
import { kindName, meetingStateName } from '../notices/meeting-facts.ts';
import { whyButton } from '../notices/why.ts';
import type { AgainRefusal } from '../usecases/ballot/again.ts';
import type { BallotMoveRefusal } from '../usecases/ballot/change.ts';
import type { DraftRefusal } from '../usecases/ballot/draft.ts';
import type { ObjectionRefusal } from '../usecases/ballot/objection.ts';
import type { PaperRefusal } from '../usecases/ballot/paper.ts';
import type { VoteRefusal } from '../usecases/ballot/press.ts';
import type { RecusalRefusal } from '../usecases/ballot/recusal.ts';
import type { SeatElectedRefusal } from '../usecases/ballot/seat-elected.ts';
import type { NotPermitted } from '../usecases/command.ts';
import type { AnswerRefusal } from '../usecases/meeting/answer.ts';
import type { ArrangeRefusal } from '../usecases/meeting/arrange.ts';
import type { MeetingMoveRefusal } from '../usecases/meeting/change.ts';
import type { ConveneRefusal } from '../usecases/meeting/convene.ts';
import type { FollowUpRefusal } from '../usecases/meeting/follow-up.ts';
import type { SignRefusal } from '../usecases/meeting/minutes.ts';
import type { PresenceRefusal } from '../usecases/meeting/presence.ts';
import { say, type Turn } from './turn.ts';

export type MeetingRefusal =
  | NotPermitted
  | MeetingMoveRefusal
  | ConveneRefusal
  | ArrangeRefusal
  | AnswerRefusal
  | PresenceRefusal
  | SignRefusal
  | FollowUpRefusal
  | BallotMoveRefusal
  | AgainRefusal
  | SeatElectedRefusal
  | DraftRefusal
  | VoteRefusal
  | RecusalRefusal
  | ObjectionRefusal
  | PaperRefusal
  | { readonly kind: 'papers_none_wait' }
  | { readonly kind: 'date_newer' }
  | { readonly kind: 'ballot_reworded' }
  | { readonly kind: 'notice_not_short' }
  | { readonly kind: 'own_work' };

export function sayMeetingRefusal(turn: Turn, refusal: MeetingRefusal): void {
  const rules = refusal.kind === 'meeting_roll_short' ? (['representatives.min'] as const) : [];
  const applied = { communityId: turn.community?.id, at: turn.uow.now };
  say(turn, `refused.${refusal.kind}`, {
    text: [meetingRefusalText(turn.language, refusal)],
    ...(rules.length > 0 && { choices: [whyButton(turn.language, applied, ...rules)] }),
  });
}

export function meetingRefusalText(language: Language, refusal: MeetingRefusal): string {
  switch (refusal.kind) {
    case 'not_permitted':
      return phrase(language, 'refused.not-permitted');
    case 'meeting_not_found':
    case 'community_not_found':
      return phrase(language, 'meeting.refused.not-found');
    case 'meeting_not_now':
      return phrase(language, 'meeting.refused.not-now', { state: meetingStateName(language, refusal) });
    case 'meeting_already':
      return phrase(language, 'meeting.refused.already', { state: meetingStateName(language, refusal) });
    case 'meeting_reason_missing':
    case 'ballot_reason_missing':
    case 'reason_missing':
      return phrase(language, 'meeting.refused.reason');
    case 'meeting_in_the_past':
    case 'closing_in_past':
      return phrase(language, 'meeting.refused.past');
    case 'meeting_without_agenda':
    case 'item_not_found':
      return phrase(language, 'meeting.refused.agenda');
    case 'meeting_notice_short':
      return phrase(language, 'meeting.refused.notice-short', { by: formatDate(language, refusal.noticeBy) });
    case 'meeting_consent_missing':
    case 'notice_not_short':
      return phrase(language, 'meeting.refused.consent');
    case 'meeting_roll_short':
      return phrase(language, 'meeting.refused.roll-short', { has: refusal.has, needs: refusal.needs });
    case 'meeting_people_missing': {
      const who = refusal.who.map((need) => lookUp(language, `meeting.missing.${need}`) ?? need);
      return phrase(language, 'meeting.refused.people', { who: listed(language, who) });
    }
    case 'meeting_no_quorum':
    case 'ballot_no_quorum':
      return phrase(language, 'meeting.refused.no-quorum');
    case 'meeting_ballots_open':
      return phrase(language, 'meeting.refused.ballots-open', { many: refusal.many });
    case 'minutes_unsigned': {
      const who = refusal.by.map((signer) => lookUp(language, `meeting.signer.${signer}`) ?? signer);
      return phrase(language, 'meeting.refused.unsigned', { who: listed(language, who) });
    }
    case 'minutes_before_result':
      return phrase(language, 'meeting.refused.before-result', { number: refusal.number });
    case 'meeting_tasks_open':
      return phrase(language, 'meeting.refused.tasks-open', { many: refusal.many });
    case 'not_convener':
      return phrase(language, 'meeting.refused.convener', { kind: kindName(language, { kind: refusal.of }) });
    case 'not_invited':
    case 'person_not_here':
      return phrase(language, 'meeting.refused.not-invited');
    case 'due_in_past':
      return phrase(language, 'meeting.refused.past-date');
    case 'body_not_here':
      return phrase(language, 'meeting.refused.body');
    case 'kind_without_bodies':
      return phrase(language, 'meeting.refused.kind-without-bodies', {
        kind: kindName(language, { kind: refusal.of }),
      });
    case 'body_without_people':
      return phrase(language, 'meeting.refused.body-without-people', { name: refusal.name });
    case 'not_of_body':
      return phrase(language, 'meeting.refused.not-of-body', { name: refusal.name });
    case 'only_bodies_vote':
      return phrase(language, 'meeting.refused.only-bodies-vote');
    case 'seated_later':
      return phrase(language, 'meeting.refused.seated-later');
    case 'meeting_asks_no_more':
      return phrase(language, 'meeting.refused.asks-no-more');
    case 'no_check_in':
      return phrase(language, 'meeting.refused.no-check-in');
    case 'code_wrong':
      return phrase(language, 'meeting.refused.code');
    case 'too_many_attempts':
      return phrase(language, 'meeting.refused.attempts');
    case 'already_here':
      return phrase(language, 'meeting.refused.here-already');
    case 'not_here':
      return phrase(language, 'meeting.refused.not-here');
    case 'meeting_past_arranging':
      return phrase(language, 'meeting.refused.arranging', { state: meetingStateName(language, refusal) });
    case 'signer_still_here':
      return phrase(language, 'meeting.refused.signer-here', {
        who: lookUp(language, `meeting.signer.${refusal.who}`) ?? refusal.who,
      });
    case 'motion_not_item':
      return phrase(language, 'ballot.refused.not-item', { title: refusal.title });
    case 'item_noticed':
      return phrase(language, 'meeting.refused.item-noticed');
    case 'own_work':
    case 'not_signer':
      return phrase(language, 'meeting.refused.own');
    case 'title_missing':
    case 'electorate_missing':
    case 'closing_missing':
      return phrase(language, 'meeting.convene.how');
    case 'options_wrong':
    case 'option_twice':
    case 'seats_wrong':
      return phrase(language, 'motion.how');
    case 'text_too_long':
      return phrase(language, 'refused.text-too-long', { limit: refusal.limit });
    case 'minutes_missing':
      return phrase(language, 'minutes.refused.missing');
    case 'minutes_signed_already':
      return phrase(language, 'minutes.refused.signed');
    case 'minutes_newer':
      return phrase(language, 'minutes.refused.newer');
    case 'date_newer':
      return phrase(language, 'meeting.refused.date-newer');
    case 'ballot_reworded':
      return phrase(language, 'ballot.refused.reworded');
    case 'ballot_not_found':
      return phrase(language, 'ballot.refused.not-found');
    case 'ballot_not_now':
      return phrase(language, 'ballot.refused.not-now', { state: ballotStateName(language, refusal) });
    case 'ballot_already':
      return phrase(language, 'ballot.refused.already', { state: ballotStateName(language, refusal) });
    case 'ballot_own_matter':
      return phrase(language, 'ballot.refused.own');
    case 'ballot_not_on_agenda':
      return phrase(language, 'ballot.refused.agenda');
    case 'ballot_roll_empty':
      return phrase(language, 'ballot.refused.roll-empty');
    case 'ballot_roll_moves':
      return phrase(language, 'ballot.refused.roll-moves');
    case 'ballot_outside_session':
      return phrase(language, 'ballot.refused.outside');
    case 'ballot_recusals_open':
      return phrase(language, 'ballot.refused.recusals', { many: refusal.many });
    case 'ballot_goes_higher':
      return phrase(language, 'ballot.refused.higher');
    case 'ballot_presses_on_the_way':
      return phrase(language, 'ballot.refused.presses');
    case 'ballot_papers_wait':
      return phrase(language, 'ballot.refused.papers-wait');
    case 'papers_none_wait':
      return phrase(language, 'ballot.refused.papers-none');
    case 'ballot_not_sealed':
      return phrase(language, 'ballot.refused.sealed');
    case 'ballot_objections_open':
      return phrase(language, 'ballot.refused.objections', { many: refusal.many });
    case 'objection_too_late':
      return phrase(language, 'ballot.refused.objection-late');
    case 'members_vote':
      return phrase(language, 'meeting.refused.members-vote');
    case 'ballot_objection_time':
      return phrase(language, 'ballot.refused.objection-time');
    case 'vote_not_open':
      return phrase(language, 'ballot.refused.vote-not-open', { state: ballotStateName(language, refusal) });
    case 'vote_paused':
      return phrase(language, 'ballot.refused.vote-paused');
    case 'vote_too_late':
      return phrase(language, 'ballot.refused.vote-late');
    case 'not_on_roll':
      return phrase(language, 'ballot.refused.not-on-roll');
    case 'account_not_bound':
      return phrase(language, 'ballot.refused.not-bound');
    case 'vote_recused':
      return phrase(language, 'ballot.refused.recused');
    case 'vote_not_present':
      return phrase(language, 'ballot.refused.not-present');
    case 'voted_on_paper':
      return phrase(language, 'ballot.refused.on-paper');
    case 'entry_not_on_roll':
      return phrase(language, 'ballot.refused.number', { number: refusal.number });
    case 'paper_not_now':
      return phrase(language, 'ballot.refused.paper-not-now');
    case 'paper_entered_already':
      return phrase(language, 'ballot.refused.paper-entered');
    case 'paper_number_wrong':
    case 'paper_number_twice':
      return phrase(language, 'ballot.refused.paper-number', { number: refusal.number });
    case 'paper_voted_in_chat':
      return phrase(language, 'ballot.refused.paper-in-chat', { number: refusal.number });
    case 'paper_counts_differ':
      return phrase(language, 'ballot.refused.paper-counts', { papers: refusal.papers, choices: refusal.choices });
    case 'choice_unknown':
      return phrase(language, 'ballot.refused.choice');
    case 'choice_too_many':
      return phrase(language, 'ballot.refused.too-many', { most: refusal.most });
    case 'meeting_does_not_vote':
      return phrase(language, 'ballot.refused.does-not-vote');
    case 'form_must_be_secret':
      return phrase(language, 'ballot.refused.must-be-secret');
    case 'same_text_blocked':
      return phrase(language, 'ballot.refused.same-text', {
        number: refusal.number,
        until: formatDate(language, refusal.until),
      });
    case 'revote_not_possible':
      return phrase(language, 'ballot.refused.revote');
    case 'body_not_found':
    case 'role_not_in_body':
    case 'fills_no_seats':
      return phrase(language, 'ballot.refused.fills');
    case 'election_not_final':
      return phrase(language, 'ballot.refused.election-not-final');
    case 'election_seats_nobody':
      return phrase(language, 'ballot.refused.election-nobody');
    case 'elected_seated_already':
      return phrase(language, 'ballot.refused.elected-seated');
    case 'revote_meeting_over':
      return phrase(language, 'ballot.refused.revote-over');
    case 'recusal_too_late':
      return phrase(language, 'ballot.refused.recusal-late');
    case 'recusal_asked_already':
    case 'recusal_decided':
    case 'recusal_not_found':
    case 'objection_not_found':
    case 'objection_decided':
      return phrase(language, 'ballot.refused.recusal-decided');
  }
}
