/**
 * The permission table: which role may do which command, and on whose things.
 *
 * It is data and the only place that grants anything. A use case names its command with a key of this table, so one
 * without an entry does not compile; `docs/permissions.md` is printed from it (`npm run -s lilong -- permissions`).
 */
import type { Role } from './roles.ts';

/**
 * `own`: what the actor submitted, or the actor's own account. `place`: things at a place the seat covers.
 * `body`: what is in the hands of the body the seat belongs to. `community`: anything in the seat's community. `any`: everything on this installation.
 */
export type Reach = 'own' | 'place' | 'body' | 'community' | 'any';

type Row = Partial<Record<Role, Reach>>;

const everyone = (reach: Reach): Row => ({
  visitor: reach,
  resident: reach,
  representative: reach,
  building_lead: reach,
  unit_member: reach,
  grid_officer: reach,
  committee_member: reach,
  committee_head: reach,
  supervisor: reach,
  election_member: reach,
  subdistrict: reach,
});

const handlers: Row = {
  grid_officer: 'place',
  committee_member: 'community',
  committee_head: 'community',
  subdistrict: 'community',
};

/** What a demand is done with beside handling it: the operator enters what was decided on paper. */
const arranging: Row = { ...handlers, operator: 'any' };

/** A unit's people work on what is in their unit's hands, and on nothing else. */
const handlersAndUnits: Row = { ...handlers, unit_member: 'body' };

/** Who knows the people and answers for it by name; never the operator. */
const deciding: Row = { committee_member: 'community', committee_head: 'community', subdistrict: 'community' };

/** Any seat in the body that has it in hand. */
const inItsUnit: Row = {
  representative: 'body',
  building_lead: 'body',
  unit_member: 'body',
  grid_officer: 'body',
  committee_member: 'body',
  committee_head: 'body',
  supervisor: 'body',
  subdistrict: 'body',
};

/** The committee's own arrangements. */
const planning: Row = { committee_member: 'community', committee_head: 'community', operator: 'any' };

/** Who sets tasks: the head within the committee, the subdistrict for its committees; the operator enters what they decided. */
const tasking: Row = { committee_head: 'community', subdistrict: 'community', operator: 'any' };

/** What the subdistrict gives or has ordered: not the committee's own to give or to undo. */
const fromAbove: Row = { subdistrict: 'community', operator: 'any' };

/** Whoever chairs it, and the committee whose meeting it is; the operator enters what was done on paper. */
const chairing: Row = {
  ...everyone('own'),
  committee_member: 'community',
  committee_head: 'community',
  operator: 'any',
};

/** Never the operator: a signature is a person's. */
const verifying: Row = { committee_head: 'community', supervisor: 'community', subdistrict: 'community' };

/** Who may say what a group chat belongs to: the committee any of it, others what they look after. */
const groupBinding: Row = {
  building_lead: 'place',
  grid_officer: 'place',
  unit_member: 'body',
  committee_member: 'community',
  committee_head: 'community',
  subdistrict: 'community',
  operator: 'any',
};

/** Who may ask a group something: those who may say what it belongs to, and who speaks for the residents. */
const asking: Row = { ...groupBinding, representative: 'community', supervisor: 'community' };

export const PERMISSIONS = {
  'account.bind': everyone('own'),
  /** The head not those above her or who watch over her, see `givesAlone`; so with codes. */
  'account.unbind': { ...everyone('own'), committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'rebinding.ask': everyone('own'),
  'rebinding.withdraw': everyone('own'),
  /** Each about whom his seat suffices for: who may approve for whom is in `src/domain/registry/rebinding.ts`. */
  'rebinding.approve': { supervisor: 'community', ...deciding },
  /** Nothing is bound by it, and it can be asked again. */
  'rebinding.refuse': { supervisor: 'community', ...deciding, operator: 'any' },
  'rebinding.list': { supervisor: 'community', ...deciding, operator: 'any' },
  'duty.plan': planning,
  'duty.cancel': planning,
  'duty.ask': everyone('own'),
  // Anybody who is bound may be on duty; the button is for the one who was asked.
  'duty.answer': { resident: 'any' },
  'duty.remind': { system: 'any' },
  'handbook.put': planning,
  'handbook.edit': planning,
  'handbook.end': planning,
  'binding.list': { supervisor: 'community', committee_head: 'community', operator: 'any' },
  'account.set-language': everyone('own'),
  'account.choose-community': everyone('own'),
  'announcement.create': { committee_head: 'community', operator: 'any' },
  'chat.bind': groupBinding,
  'chat.unbind': groupBinding,
  'subdistrict.create': { operator: 'any' },
  'community.create': { operator: 'any' },
  'community.describe': { subdistrict: 'community', operator: 'any' },
  'place.create': { operator: 'any' },
  'place.move': { operator: 'any' },
  'person.create': { operator: 'any' },
  'person.update': { operator: 'any' },
  'person.list': { supervisor: 'community', committee_head: 'community', operator: 'any' },
  'body.create': { subdistrict: 'community', operator: 'any' },
  'body.end': { subdistrict: 'community', operator: 'any' },
  'body.waive-size': { subdistrict: 'community', operator: 'any' },
  'roster.import': { operator: 'any' },
  'roster.publish': { operator: 'any' },
  'roster.cancel': { operator: 'any' },
  'roster.show': { operator: 'any' },
  'roster.stage': { system: 'any' },
  'roster.take-over': { system: 'any' },
  'household.merge': { system: 'any' },
  'seat.grant': { operator: 'any' },
  'seat.end': { operator: 'any' },
  /** The head only what is the committee's own, see `headHandsOver`. */
  'seat.handover': { resident: 'own', committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'handover.tick': { ...everyone('own'), committee_head: 'community' },
  'seat.substitute': {
    election_member: 'community',
    committee_head: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  'invitation.create': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'invitation.create-many': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'invitation.revoke': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  /** The community decides, in a meeting; the operator enters what was decided, and its head and supervisors are told. */
  'rules.adopt': { operator: 'any' },
  'rules.override': { operator: 'any' },
  'rules.end-override': { operator: 'any' },
  'demand.submit': everyone('own'),
  /** For somebody without a phone; nobody may confirm for her what he handled himself, see `on-word.ts`. */
  'demand.enter': arranging,
  'demand.import': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'demand.tell': handlers,
  'demand.confirm-for': handlers,
  'demand.reopen-for': handlers,
  'demand.attach': { ...everyone('own'), ...handlersAndUnits },
  'demand.add-info': everyone('own'),
  'demand.confirm': everyone('own'),
  'demand.reopen': everyone('own'),
  'demand.withdraw': everyone('own'),
  'demand.accept': handlers,
  'demand.reject': { committee_member: 'community', committee_head: 'community', subdistrict: 'community' },
  'demand.ask-info': handlersAndUnits,
  'demand.report-progress': handlersAndUnits,
  'demand.resolve': handlersAndUnits,
  'demand.refer': arranging,
  'demand.return': { unit_member: 'body' },
  'demand.merge': arranging,
  'demand.split': arranging,
  'demand.list': { committee_member: 'community', committee_head: 'community', operator: 'any' },
  'demand.promote': { committee_member: 'community', committee_head: 'community', operator: 'any' },
  'demand.supervise': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'demand.unsupervise': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  /** What the subdistrict pressed, or residents' doubt drove up: not the committee's own to lift. */
  'demand.unsupervise-above': { subdistrict: 'community', operator: 'any' },
  'demand.escalate': {
    grid_officer: 'place',
    committee_member: 'community',
    committee_head: 'community',
    operator: 'any',
  },
  'demand.answer-bundle': { subdistrict: 'community' },
  'demand.cosign': { resident: 'any' },
  'demand.cosign-add': { resident: 'any' },
  'demand.cosign-withdraw': { resident: 'any' },
  'demand.expire-info': { system: 'any' },
  'demand.auto-confirm': { system: 'any' },
  'demand.remind': { system: 'any' },
  'demand.remind-bundle': { system: 'any' },
  'attachment.store': { system: 'any' },
  'demand.read': {
    ...everyone('own'),
    unit_member: 'body',
    grid_officer: 'place',
    committee_member: 'community',
    committee_head: 'community',
    supervisor: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  /** Beside those who handle it and know her: never without a reason. */
  'demand.read-reporter': { operator: 'any' },
  'demand.read-public': { ...everyone('any'), operator: 'any' },
  'plan.load': tasking,
  'plan.end': tasking,
  /** A date in a plan leans on the day's figures and events; the system looks at them every day. */
  'plan.look': { system: 'any' },
  'figure.enter': { committee_member: 'community', ...tasking },
  'training.enter': { committee_member: 'community', ...tasking },
  'task.create': tasking,
  /** For whoever does not answer to the head: herself to others' heads, the supervisors, the subdistrict. */
  'task.create-above': fromAbove,
  /** Whether a title somebody typed stands on the public wall: a matter of whoever set the task. */
  'task.publish-title': tasking,
  'task.withdraw-title': tasking,
  'task.reschedule': tasking,
  'task.cancel': tasking,
  'task.supervise': tasking,
  'task.unsupervise': tasking,
  /** To call off, move or press less what the subdistrict ordered. */
  'task.undo-above': fromAbove,
  // Whoever must do it, deputises for her or was handed it; `own` is asked of the seats of today.
  'task.acknowledge': everyone('own'),
  'task.start': everyone('own'),
  'task.transfer': { ...everyone('own'), ...tasking },
  'task.add-evidence': everyone('own'),
  'task.submit': everyone('own'),
  'task.ask-extension': everyone('own'),
  // The tier above; the use case looks at which one the task names, and never lets anyone sign off her own work.
  'task.verify': verifying,
  'task.return': verifying,
  'task.decide-extension': verifying,
  'task.waive': verifying,
  'task.close': { system: 'any' },
  'task.notify': { system: 'any' },
  'task.remind': { system: 'any' },
  'task.escalate': { system: 'any' },
  'task.escalate-unverified': { system: 'any' },
  'task.read': {
    ...everyone('own'),
    committee_member: 'community',
    committee_head: 'community',
    supervisor: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  /** Names of people whom reminders could not reach. */
  'task.list-unreached': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'calendar-feed.create': everyone('own'),
  'calendar-feed.end': everyone('own'),
  /** Which of them convenes which kind is in `src/domain/meeting/kinds.ts`. */
  'meeting.convene': {
    election_member: 'community',
    grid_officer: 'community',
    committee_member: 'community',
    committee_head: 'community',
    supervisor: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  /** Whose kinds of meeting come back, as with convening one. */
  'meeting.start-series': {
    grid_officer: 'community',
    committee_member: 'community',
    committee_head: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  'meeting.end-series': planning,
  'meeting.arrange': chairing,
  'meeting.notice': chairing,
  /** To a notice shorter than the rule. */
  'meeting.consent': { supervisor: 'community' },
  'meeting.answer': everyone('own'),
  'meeting.check-in': everyone('own'),
  'meeting.leave': everyone('own'),
  /** For those without a phone, and from a list on paper. */
  'meeting.enter-presence': chairing,
  'meeting.run': chairing,
  'meeting.reschedule': chairing,
  'meeting.cancel': chairing,
  'meeting.write-minutes': chairing,
  /** The chair and the recorder are asked for by name. */
  'meeting.sign-minutes': { ...everyone('own'), supervisor: 'community' },
  'meeting.publish': chairing,
  'meeting.follow-up': chairing,
  'meeting.read': {
    ...everyone('own'),
    grid_officer: 'community',
    committee_member: 'community',
    committee_head: 'community',
    supervisor: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  'meeting.wake': { system: 'any' },
  'petition.open': { resident: 'any' },
  'petition.sign': { resident: 'any' },
  'petition.withdraw': { resident: 'any' },
  'petition.reach': { system: 'any' },
  // Hotline. What a reporter does drops a letter; what is done with a case looks at its desk and at who is excluded as well.
  'report.drop': everyone('own'),
  'letter.take': { system: 'any' },
  'case.receive': { system: 'any' },
  /** For somebody on the phone, or found on a patrol. */
  'case.enter': arranging,
  'case.import': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'case.screen': deciding,
  'case.strike': deciding,
  'case.dispatch': deciding,
  'case.decide-dispute': deciding,
  'case.check': deciding,
  'case.grant-time': deciding,
  'case.supervise': deciding,
  'case.link': deciding,
  'case.convert': deciding,
  'case.look-back': deciding,
  /** Whoever sits in the unit that has it. */
  'case.work': inItsUnit,
  'case.dispute': inItsUnit,
  'case.cooperate': inItsUnit,
  /** On the word of somebody who phoned: never by whoever worked on it. */
  'case.call-back-for': { ...deciding, supervisor: 'community' },
  'case.step-aside': { ...inItsUnit, ...deciding },
  'case.reveal-ask': { ...deciding, supervisor: 'community' },
  'case.reveal-agree': { ...deciding, supervisor: 'community' },
  'case.wake': { system: 'any' },
  'case.read': { ...inItsUnit, ...deciding, supervisor: 'community', operator: 'any' },
  'matrix.put': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'matrix.end': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'admission.request': { unit_member: 'any', subdistrict: 'community', operator: 'any' },
  'admission.decide': { committee_member: 'community', committee_head: 'community' },
  'admission.fund': { committee_member: 'community', committee_head: 'community', operator: 'any' },
  /** The system drafts the month's. */
  'bulletin.draft': { committee_head: 'community', subdistrict: 'community', operator: 'any', system: 'any' },
  'bulletin.approve': { supervisor: 'community', subdistrict: 'community' },
  'bulletin.publish': { committee_head: 'community', subdistrict: 'community', operator: 'any' },
  'ballot.draft': chairing,
  'ballot.amend': chairing,
  'ballot.withdraw': chairing,
  /** Whether anything stands against it, before anybody votes on it. */
  'ballot.review': { supervisor: 'community' },
  'ballot.freeze-roll': chairing,
  /** What was tied or left seats empty, once more: nothing of it is new. */
  'ballot.put-again': chairing,
  /** What was decided stands; this only carries it out. */
  'ballot.seat-elected': {
    election_member: 'community',
    committee_head: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  'ballot.open': chairing,
  'ballot.pause': chairing,
  'ballot.resume': chairing,
  'ballot.close': chairing,
  // The roll decides, never a role: no operator, no staff votes by it.
  'ballot.vote': { resident: 'any' },
  'ballot.recuse': { resident: 'any' },
  'ballot.challenge': { resident: 'any' },
  'ballot.decide-recusal': { supervisor: 'community' },
  /** Two of them, each by herself; never the operator. */
  'ballot.enter-paper': { committee_member: 'community', committee_head: 'community', supervisor: 'community' },
  /** Papers nobody confirmed are left out of the count. */
  'ballot.set-papers-aside': { supervisor: 'community' },
  'ballot.count': { system: 'any' },
  'ballot.verify': { supervisor: 'community' },
  'ballot.recount': { supervisor: 'community' },
  'ballot.declare': { system: 'any' },
  'ballot.publish': { system: 'any' },
  'ballot.object': { resident: 'any' },
  'ballot.decide-objection': { supervisor: 'community' },
  'ballot.finalise': { system: 'any' },
  'ballot.read': {
    ...everyone('own'),
    committee_member: 'community',
    committee_head: 'community',
    supervisor: 'community',
    subdistrict: 'community',
    operator: 'any',
  },
  'proxy.file': chairing,
  'proxy.revoke': { ...everyone('own'), ...chairing },
  'poll.open': asking,
  // Whoever asked, those who may say what the group belongs to, and its time.
  'poll.close': { ...everyone('own'), ...groupBinding, system: 'any' },
  // Of the community in which it is asked; the use case looks at that.
  'poll.answer': { resident: 'any' },
  'poll.add-option': { resident: 'any' },
  'clock.advance': { operator: 'any' },
  'jobs.sweep': { operator: 'any' },
  'inbox.retry': { operator: 'any' },
  'outbox.retry': { operator: 'any' },
  'outbox.withdraw': { operator: 'any' },
} as const satisfies Record<string, Row>;

export type Command = keyof typeof PERMISSIONS;
