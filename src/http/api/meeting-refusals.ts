/** What meetings and ballots refuse, as the API says it. */

import type { ProxyRefusal } from '../../domain/ballot/proxy.ts';
import type { AgainRefusal } from '../../usecases/ballot/again.ts';
import type { BallotMoveRefusal } from '../../usecases/ballot/change.ts';
import type { DraftRefusal } from '../../usecases/ballot/draft.ts';
import type { SeatElectedRefusal } from '../../usecases/ballot/seat-elected.ts';
import type { ArrangeRefusal } from '../../usecases/meeting/arrange.ts';
import type { MeetingMoveRefusal } from '../../usecases/meeting/change.ts';
import type { ConveneRefusal } from '../../usecases/meeting/convene.ts';
import type { PresenceRefusal } from '../../usecases/meeting/presence.ts';
import type { SeriesRefusal } from '../../usecases/meeting/series.ts';

/** What other parts of the API refuse in the same words. */
type Elsewhere =
  | 'community_not_found'
  | 'title_missing'
  | 'text_too_long'
  | 'person_not_here'
  | 'item_not_found'
  | 'reason_missing'
  | 'place_not_found'
  | 'body_not_here'
  | 'own_work'
  | 'body_not_found'
  | 'role_not_in_body';

export type AnyMeetingRefusal =
  | AgainRefusal
  | SeatElectedRefusal
  | ArrangeRefusal
  | BallotMoveRefusal
  | ConveneRefusal
  | DraftRefusal
  | MeetingMoveRefusal
  | PresenceRefusal
  | ProxyRefusal
  | SeriesRefusal
  | { readonly kind: 'minutes_missing' }
  | { readonly kind: 'proxy_not_found' };

type MeetingRefusal = Exclude<AnyMeetingRefusal, { readonly kind: Elsewhere }>;
type Said = readonly [status: 400 | 403 | 404 | 409, message: string];
/** A sentence, or one made of what the refusal tells. */
type Sentences<R extends { readonly kind: string }> = {
  readonly [K in R['kind']]: Said | ((refusal: Extract<R, { readonly kind: K }>) => Said);
};

export const MEETING_SAID: Sentences<MeetingRefusal> = {
  meeting_not_found: [404, 'There is no such meeting.'],
  meeting_not_now: ({ action, state }) => [409, `A meeting that is "${state}" does not take the step "${action}".`],
  meeting_already: ({ state }) => [409, `The meeting is "${state}" already.`],
  meeting_reason_missing: [400, 'The field "reason" must not be empty.'],
  meeting_in_the_past: [409, 'The field "startsAt" must lie ahead.'],
  meeting_without_agenda: [409, 'The agenda is empty; a notice needs one.'],
  meeting_notice_short: ({ noticeBy }) => [
    409,
    `It is too late for the notice: by the rule it goes out by ${noticeBy} at the latest. Move the meeting; in an emergency convene it with "shortenedBecause" and let the supervision committee agree.`,
  ],
  meeting_consent_missing: [409, 'The supervision committee has not agreed to the shorter notice yet.'],
  meeting_roll_short: ({ has, needs }) => [
    409,
    `There are ${has} representatives; the rule asks for at least ${needs}. Fill the seats, or say with the body why it may be smaller.`,
  ],
  meeting_people_missing: ({ who }) => [409, `These are missing: ${who.join(', ')}.`],
  meeting_no_quorum: [409, 'Too few are there to begin or to vote.'],
  meeting_ballots_open: ({ many }) => [409, `Ballots still open: ${many}.`],
  minutes_unsigned: ({ by }) => [409, `The minutes are not confirmed yet by: ${by.join(', ')}.`],
  meeting_tasks_open: ({ many }) => [409, `Tasks of the meeting still open: ${many}.`],
  series_not_found: [404, 'There is no such regular meeting.'],
  series_already: [409, 'There is a regular meeting of this kind for these people already.'],
  not_regular: ({ of }) => [409, `A meeting of the kind "${of}" does not come back; convene each when it is wanted.`],
  recurrence_wrong: [400, 'The field "time" must be a time of day, like 19:00.'],
  meeting_past_arranging: ({ state }) => [409, `A meeting that is "${state}" cannot be changed any more.`],
  signer_still_here: ({ who }) => [
    409,
    `The ${who} can still sign the minutes herself. Somebody else is named once she has left office, is not in the record, or has no chat to sign in.`,
  ],
  motion_not_item: ({ title }) => [
    409,
    `The field "title" must be that of the agenda item, "${title}"; for anything else add an item of its own.`,
  ],
  item_noticed: [409, 'This item stands in the notice: it can be left undecided, but not taken out.'],
  not_convener: ({ of }) => [403, `A meeting of the kind "${of}" is convened from another seat.`],
  kind_without_bodies: ({ of }) => [409, `Bodies take no part as such in a meeting of the kind "${of}".`],
  body_without_people: ({ name }) => [
    409,
    `Nobody is left in the record who could speak for "${name}": give somebody a seat in it, or name another who speaks for no other body.`,
  ],
  not_of_body: ({ name }) => [409, `Whoever speaks for "${name}" must have a seat in it.`],
  only_bodies_vote: [409, 'The bodies have the voices of this meeting; ask anybody else as a guest.'],
  members_vote: [
    409,
    'Seats and homes give the voices of this meeting; ask anybody else as a guest ("mayVote": false).',
  ],
  not_invited: [409, 'The field "people" names somebody who does not belong to this meeting.'],
  no_check_in: ({ state }) => [409, `Nobody can check in to a meeting that is "${state}".`],
  code_wrong: [400, 'This code is wrong, or has changed.'],
  seated_later: [409, 'The roll was fixed when checking in began, and this person took her seat after that.'],
  too_many_attempts: [409, 'There were too many tries; wait a while.'],
  already_here: [409, 'This person is checked in already.'],
  not_here: [409, 'This person is not checked in.'],
  ballot_not_found: [404, 'There is no such ballot.'],
  ballot_not_now: ({ action, state }) => [409, `A ballot that is "${state}" does not take the step "${action}".`],
  ballot_already: ({ state }) => [409, `The ballot is "${state}" already.`],
  ballot_reason_missing: [400, 'The field "reason" must not be empty.'],
  ballot_own_matter: [403, 'Whoever has a part in the matter cannot look into it.'],
  ballot_not_on_agenda: [409, 'It did not stand on the agenda of the notice, so nothing binding can be decided on it.'],
  ballot_roll_empty: [409, 'Nobody would be on the roll.'],
  ballot_roll_moves: [
    409,
    'Until checking in begins the roll of the meeting follows the seats; freeze the roll of the ballot after that.',
  ],
  ballot_outside_session: [409, 'The meeting is not in session, or is over; nothing can be voted on.'],
  ballot_no_quorum: [409, 'Too few are there to vote.'],
  ballot_recusals_open: ({ many }) => [409, `Recusals not decided yet: ${many}.`],
  ballot_goes_higher: [409, 'Too many have a part in the matter for a quorum; the next higher body must decide.'],
  ballot_presses_on_the_way: [409, 'Votes are still on their way.'],
  ballot_papers_wait: [409, 'Papers wait for a second person.'],
  ballot_not_sealed: [409, 'The ledger is still being written; try again in a moment.'],
  ballot_objections_open: ({ many }) => [409, `Objections not decided yet: ${many}.`],
  ballot_objection_time: [409, 'The time for objections is not over yet.'],
  options_wrong: ({ fewest, most }) =>
    most === 0
      ? [400, 'The field "options" must be left out: a motion is put to yes and no.']
      : [400, `The field "options" must have ${fewest} to ${most} options.`],
  option_twice: ({ label }) => [400, `The option "${label}" is empty, or it or its person stands there twice.`],
  seats_wrong: [400, 'The field "seats" must be a whole number from 1 to as many as there are options.'],
  electorate_missing: [400, 'The field "electorate" is missing: without a meeting somebody must be named who votes.'],
  closing_missing: [400, 'The field "closesAt" is missing: a written ballot closes by itself.'],
  closing_in_past: [409, 'The time at which it closes must lie ahead.'],
  meeting_does_not_vote: [409, 'This kind of meeting does not vote.'],
  form_must_be_secret: [409, 'The field "form" must be "secret": people are voted on in secret, or the rule says so.'],
  same_text_blocked: ({ number, until }) => [
    409,
    `The same text was not passed, as ballot ${number}; it cannot be put again up to ${until}.`,
  ],
  revote_meeting_over: [409, 'What is put again belongs to the same meeting, and that is over.'],
  revote_not_possible: [
    409,
    'It cannot be put again: only the same text after a tie or a result that is void, or what an election leaves for another round, and only as often as the rule says.',
  ],
  fills_no_seats: [400, 'The field "fills" must be left out: only an election fills seats.'],
  election_not_final: [409, 'The election, or the round before it, is not final yet.'],
  election_seats_nobody: [409, 'It seats nobody: it says of no seats that it fills them, elected nobody, or is void.'],
  elected_seated_already: [409, 'Whoever it elected has taken the seats already.'],
  minutes_missing: [404, 'No minutes are written yet.'],
  proxy_not_found: [404, 'There is no such proxy.'],
  proxy_not_allowed: [409, 'No rule allows proxies here (ballot.proxy).'],
  proxy_to_oneself: [400, 'Nobody holds a proxy for herself.'],
  proxy_given_already: [409, 'This person has given a proxy for this meeting already.'],
  proxy_not_transferable: [409, 'Whoever holds a proxy gives none, and the other way round.'],
  proxy_too_many: ({ most }) => [409, `Nobody votes for more than ${most} others.`],
  proxy_not_on_roll: ({ who }) => [409, `The ${who} has no vote in this meeting.`],
  proxy_not_relative: [409, 'The holder must be a near relative; say so with "relative".'],
  proxy_too_late: ({ filedBy }) => [409, `A proxy for this meeting was to be filed by ${filedBy}.`],
};
