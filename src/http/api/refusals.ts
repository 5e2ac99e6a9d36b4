/** What a use case refused, as the API says it. A refusal without a sentence here does not compile. */

import { MOST_OPTIONS, OPTION_MAX, QUESTION_MAX } from '../../domain/poll/poll.ts';
import type { Result } from '../../domain/result.ts';
import type { DecideRefusal } from '../../usecases/account/rebind.ts';
import type { UnbindRefusal } from '../../usecases/account/unbind.ts';
import type { AnnounceRefusal } from '../../usecases/announcement/create.ts';
import type { ClockRefusal } from '../../usecases/clock/move.ts';
import type { NotPermitted } from '../../usecases/command.ts';
import type { BindChatRefusal } from '../../usecases/conversation/bind-chat.ts';
import type { BundleRefusal } from '../../usecases/demand/bundle.ts';
import type { DemandCommandRefusal, DemandNotFound } from '../../usecases/demand/change.ts';
import type { EnterRefusal } from '../../usecases/demand/enter.ts';
import { type ImportOrdersRefusal, MOST_ORDERS } from '../../usecases/demand/import.ts';
import type { MergeRefusal } from '../../usecases/demand/merge.ts';
import type { ReferRefusal } from '../../usecases/demand/refer.ts';
import type { LiftRefusal } from '../../usecases/demand/supervise.ts';
import type { DutyRefusal } from '../../usecases/duty/plan.ts';
import type { HandbookRefusal } from '../../usecases/handbook/entries.ts';
import type { OutboxRefusal } from '../../usecases/outbox/steps.ts';
import type { ClosePollRefusal } from '../../usecases/poll/close.ts';
import type { OpenPollRefusal } from '../../usecases/poll/open.ts';
import type { BodyRefusal } from '../../usecases/registry/bodies.ts';
import type { CreateRefusal } from '../../usecases/registry/create.ts';
import type { HandoverRefusal } from '../../usecases/registry/handover.ts';
import type { InvitationRefusal } from '../../usecases/registry/invitations.ts';
import { type InviteManyRefusal, MOST_SLIPS } from '../../usecases/registry/invite-many.ts';
import type { MovePlaceRefusal } from '../../usecases/registry/move-place.ts';
import type { SeatRefusal } from '../../usecases/registry/seats.ts';
import type { SubdistrictRefusal } from '../../usecases/registry/subdistricts.ts';
import type { SubstituteRefusal } from '../../usecases/registry/substitute.ts';
import type { PersonRefusal } from '../../usecases/registry/update-person.ts';
import type { RosterRefusal } from '../../usecases/roster/imports.ts';
import type { TaskMoveRefusal } from '../../usecases/task/change.ts';
import type { CreateForManyRefusal } from '../../usecases/task/create.ts';
import type { EndPlanRefusal } from '../../usecases/task/end-plan.ts';
import type { FigureRefusal } from '../../usecases/task/enter-figures.ts';
import type { LoadForManyRefusal } from '../../usecases/task/load-plan.ts';
import type { TitleRefusal } from '../../usecases/task/title.ts';
import { type AnyMeetingRefusal, MEETING_SAID } from './meeting-refusals.ts';
import { ApiProblem } from './problem.ts';

export type Refusal =
  | AnyMeetingRefusal
  | BundleRefusal
  | DemandCommandRefusal
  | MergeRefusal
  | ReferRefusal
  | LiftRefusal
  | AnnounceRefusal
  | BindChatRefusal
  | BodyRefusal
  | ClockRefusal
  | CreateRefusal
  | DemandNotFound
  | EnterRefusal
  | ImportOrdersRefusal
  | InvitationRefusal
  | InviteManyRefusal
  | MovePlaceRefusal
  | NotPermitted
  | OutboxRefusal
  | PersonRefusal
  | OpenPollRefusal
  | ClosePollRefusal
  | SeatRefusal
  | SubdistrictRefusal
  | SubstituteRefusal
  | RosterRefusal
  | UnbindRefusal
  | DecideRefusal
  | DutyRefusal
  | TaskMoveRefusal
  | CreateForManyRefusal
  | TitleRefusal
  | LoadForManyRefusal
  | EndPlanRefusal
  | FigureRefusal
  | HandbookRefusal
  | HandoverRefusal;

type Said = readonly [status: 400 | 403 | 404 | 409, message: string];

type Sentences = {
  readonly [K in Refusal['kind']]: Said | ((refusal: Extract<Refusal, { readonly kind: K }>) => Said);
};

const SAID: Sentences = {
  ...MEETING_SAID,
  not_permitted: [403, 'The operator may not do this: it needs a person bound in chat.'],
  code_not_valid: [400, 'The field "code" must be 2 to 32 of a-z, 0-9 and -, and not begin with -.'],
  code_taken: [409, 'The field "code" is taken: another community has it.'],
  name_missing: [400, 'The field "name" must not be empty.'],
  name_taken: [409, 'The field "name" is taken: this community has a place of that kind and name.'],
  time_zone_unknown: [400, 'The field "timeZone" must be a time zone of the IANA list, like Asia/Shanghai.'],
  community_not_found: [404, 'There is no such community.'],
  place_not_found: [404, 'There is no such place in this community.'],
  parent_not_found: [404, 'There is no place with the id in "parentId" in the community of this place.'],
  parent_below: [409, 'The field "parentId" names the place itself or a part of it.'],
  parent_kind: [
    400,
    'The field "parentId" does not fit: a unit is part of a building, a building of a grid or a group, a group of a grid; a grid is part of nothing.',
  ],
  too_many_orders: [400, `The file has more than ${MOST_ORDERS} work orders; divide it.`],
  text_missing: [400, 'The field "text" holds no words.'],
  text_too_long: [400, 'The words are too long.'],
  person_not_found: [404, 'There is no such person.'],
  seat_not_found: [404, 'There is no such seat, or it has ended.'],
  shift_backwards: [400, 'A shift must end later than it begins.'],
  too_many_shifts: [400, 'At most 1200 shifts are planned at once; plan the rest in a second step.'],
  shift_not_found: [404, 'There is no such shift, or it was cancelled.'],
  entry_not_found: [404, 'There is no such entry in the handbook.'],
  question_missing: [400, 'An entry needs a question and an answer.'],
  same_person: [409, 'This person holds the post already; it is handed over to somebody else.'],
  not_heads_seat: [
    403,
    "The head hands over seats of the committee's own bodies only: this one is passed on by its holder or by the subdistrict.",
  ],
  item_not_found: [404, 'There is no such item in the list, or it was taken out.'],
  chat_not_bound: [409, 'This group is bound to nothing.'],
  bound_to_other: [409, 'The account that asked is bound to somebody already.'],
  request_not_found: [404, 'There is no such request.'],
  request_decided: [409, 'This request was decided or taken back already.'],
  own_request: [403, 'Nobody decides about a request of her own.'],
  above_approver: [403, 'By the seat this person holds, others have to decide about this request.'],
  above_head: [
    403,
    'The head gives no codes to those above her or who watch over her, and does not unbind them: they themselves, the subdistrict or the operator do.',
  ],
  approved_already: [409, 'You have approved this request already; somebody else has to approve it too.'],
  account_not_found: [404, 'There is no such chat account.'],
  not_bound: [409, 'This chat account is bound to nobody.'],
  role_not_in_body: [409, 'The field "role" is not one that this body has.'],
  position_not_fitting: [
    409,
    'The field "position" does not fit: the head chairs the committee, and nobody else does.',
  ],
  reserve_needs_rank: [400, 'The field "rank" is missing: a place in the reserve is a place in the result.'],
  term_follows_committee: [409, 'The field "termEnds" must be left out: a representative\'s term is the committee\'s.'],
  nobody_in_line: [409, 'Nobody comes next on the list; the seat must be filled by a new vote.'],
  lot_not_drawn: [409, 'Several come next with equal votes; draw the lot and name whom it drew with "nextSeatId".'],
  stands_in_election: [409, 'Whoever stands in an election cannot sit in the election committee.'],
  seat_goes_by_rank: [
    409,
    'A seat of the election committee goes to the next in line: end it, and let the next move up.',
  ],
  already_substituted: [409, 'Somebody has moved up into this seat already.'],
  body_not_found: [404, 'There is no such body here, or it has ended.'],
  body_name_taken: [409, 'The field "name" is taken, or another committee was entered at the same time.'],
  body_home: [400, 'Give either "community" or "subdistrict": a body belongs to one of them.'],
  body_needs_community: [409, 'A body of this kind belongs to a community, not to a subdistrict.'],
  body_serves_one: [409, 'The field "serves" must be left out: a body of this kind serves one community.'],
  body_parent: [
    409,
    'The field "parentId" does not fit: a sub-committee is part of a committee, a department of a station.',
  ],
  second_committee: [409, 'This community has a committee. A second one needs a reason in the field "secondBecause".'],
  term_backwards: [400, 'The field "termEnds" must be later than "termStarts".'],
  reason_missing: [400, 'The field "because" must not be empty.'],
  subdistrict_not_found: [404, 'There is no such subdistrict.'],
  subdistrict_code_taken: [409, 'The field "code" is taken: another subdistrict has it.'],
  already_seated: [409, 'This person holds that seat already.'],
  roster_not_found: [404, 'There is no such roster.'],
  roster_under_way: [409, 'An earlier roster is being taken over right now; wait until it is done.'],
  roster_not_ready: [409, 'The state of this roster does not allow it.'],
  nobody_to_invite: [
    409,
    'There is nobody to invite: all of them are known already, hold a code that is still good (add "again" to replace it), or hold a seat whose codes the head does not give out.',
  ],
  too_many_to_invite: [409, `These are more than ${MOST_SLIPS} people; print the slips building by building.`],
  invitation_not_found: [404, 'There is no such invitation, or it was used.'],
  chat_not_found: [404, 'There is no such chat.'],
  bound_elsewhere: [409, 'This group is bound to another community, whose people have to let it go first.'],
  bound_to_another: [
    409,
    'This group is bound to another community. To move it, add "move": true (at the command line: --move).',
  ],
  not_a_group: [409, 'Only a group can be bound to a community; a person chooses in her own chat.'],
  too_many: [409, 'This was done as often as the rules allow for now; try again later.'],
  not_now: [409, 'The state of this demand does not allow it.'],
  already: [409, 'This was done already.'],
  already_supervised: [409, 'This demand is supervised already.'],
  not_supervised: [409, 'This demand is not supervised.'],
  pressed_above: [403, 'This demand was pressed from above; only the subdistrict lifts that.'],
  outdated: [409, 'This is about an earlier handling of the demand.'],
  too_few_cosigns: [409, 'This demand has too few co-signatures to become a topic by them.'],
  words_missing: [400, 'The field "reason" must not be empty.'],
  target_not_found: [404, 'There is no such demand to merge into in this community.'],
  together_already: [409, 'These demands are one already.'],
  target_over: [409, 'The demand to merge into is over, or goes on elsewhere.'],
  unit_not_found: [404, 'There is no such unit in this community.'],
  there_already: [409, 'This demand is with that unit already.'],
  bundle_not_found: [404, 'There is no such bundle.'],
  bundle_answered: [409, 'This bundle was answered already.'],
  bundle_waits: [409, 'One of these demands went up already and waits for an answer.'],
  several_communities: [400, 'The field "demands" must name demands of one community.'],
  demand_not_found: [404, 'There is no such demand.'],
  message_not_found: [404, 'There is no such message.'],
  message_state: [409, 'The state of this message does not allow it.'],
  message_forgotten: [409, 'This message was settled more than 14 days ago, and what it said is no longer kept.'],
  message_is_answer: [409, 'This only answered a press; sent later it means nothing.'],
  message_offered_again: [409, 'This message was sent once more when the person came back; that copy has its own row.'],
  task_not_found: [404, 'There is no such task.'],
  task_not_now: [409, 'The state of this task does not allow it.'],
  task_already: [409, 'This was done with the task already.'],
  task_reason_missing: [400, 'The field "reason" must not be empty.'],
  evidence_missing: [409, 'What must be handed in with this task is missing.'],
  stage_open: [409, 'An earlier stage of the plan is still open.'],
  figure_lacking: [409, 'A figure this task needs is too low.'],
  task_supervised_already: [409, 'This task is pressed already.'],
  task_not_supervised: [409, 'This task is not pressed.'],
  not_verifier: [403, 'Only the tier above signs, and never the operator.'],
  own_work: [403, 'Nobody signs her own work.'],
  own_deadline: [403, 'Nobody moves, presses or calls off a deadline of her own; more time is asked for.'],
  ordered_above: [403, 'This task was ordered from above; only the subdistrict changes that.'],
  task_pressed_above: [403, 'This task was pressed from above; only the subdistrict lifts that.'],
  owner_above: [403, 'A head gives tasks only to those who work with her committee.'],
  date_in_past: [409, 'The new date must not be in the past.'],
  person_not_here: [404, 'There is no such person here, or she is not one of those this is about.'],
  body_not_here: [404, 'There is no such body here, or it has ended.'],
  date_too_far: [409, 'The field "dueOn" must be within the next ten years.'],
  due_in_past: [409, 'The field "dueOn" must not be in the past.'],
  title_of_plan: [409, 'This title comes from a plan, which is public anyway.'],
  title_public_already: [409, 'This title is public already.'],
  title_not_public: [409, 'This title is not public.'],
  title_not_yours: [403, 'Whoever set the task decides whether its title is public.'],
  title_missing: [400, 'The field "title" must not be empty.'],
  day_in_future: [409, 'The day must not be in the future.'],
  no_communities: [409, 'There is no community here that this is meant for.'],
  plan_year: [409, 'The field "year" must be this year or one of the next five.'],
  plan_other_year: [409, 'Every date of this plan is in another year than the field "year"; nothing was loaded.'],
  plan_differs: [
    409,
    'A plan with this key and year is loaded with other contents; end it first, or give this one another key.',
  ],
  plan_other_type: [409, 'This plan is meant for communities of another type.'],
  plan_not_found: [404, 'There is no such plan, or it has ended.'],
  plan_ended: [409, 'This plan has ended already.'],
  poll_not_found: [404, 'There is no such poll.'],
  poll_group_not_bound: [409, 'This group is bound to no community; bind it first.'],
  poll_closes_past: [409, 'The field "closesAt" must not be in the past.'],
  poll_closed: [409, 'This poll is closed already.'],
  poll_question_missing: [400, 'The field "question" must not be empty.'],
  poll_options_few: [400, 'The field "options" must hold two options at least.'],
  poll_options_many: [400, `The field "options" must hold at most ${MOST_OPTIONS} options.`],
  poll_option_twice: [400, 'The field "options" holds the same option twice.'],
  poll_too_long: [400, `A question has at most ${QUESTION_MAX} characters, an option ${OPTION_MAX}.`],
  move_not_forward: [400, 'The clock only moves forward: give a duration above zero, like P1D.'],
  move_too_far: [400, 'The clock moves by at most 366 days at a time.'],
};

const problemOf = (kind: string, [status, message]: Said): ApiProblem => new ApiProblem(status, kind, message);

/** @throws ApiProblem for what was refused */
export function must<T>(result: Result<T, Refusal>): T {
  if (result.ok) return result.value;
  const said = SAID[result.error.kind];
  // A sentence that is made of the refusal says all of it; its kind has chosen the one that takes it.
  if (typeof said === 'function')
    throw problemOf(result.error.kind, (said as (refusal: Refusal) => Said)(result.error));
  const [status, message] = said;
  const state = 'state' in result.error ? ` It is "${result.error.state}".` : '';
  // What may be long, and how long, differs: an announcement, a demand, a reason.
  const limit = result.error.kind === 'text_too_long' ? ` At most ${result.error.limit} characters are taken.` : '';
  throw new ApiProblem(status, result.error.kind, message + state + limit);
}
