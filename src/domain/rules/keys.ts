/**
 * Every number of governance by name, with the shape of its value. Adding a rule is one line here and one entry in
 * `packs/lilong-default.json`; a key that is missing there fails the tests.
 */
import { ROLL_FORWARDS } from '../calendar/deadline.ts';
import type { DurationUnit } from '../calendar/duration.ts';
import { DAY_OFF } from '../meeting/series.ts';
import type { IntegerUnit, ValueKind, ValueOf } from './value-kinds.ts';

const people = (min: number, max: number) => integer('people', min, max);
const times = (min: number, max: number) => integer('times', min, max);
const integer = <U extends IntegerUnit>(unit: U, min: number, max: number) =>
  ({ kind: 'integer', unit, min, max }) as const;
const lasting = (...units: readonly DurationUnit[]) => ({ kind: 'duration', units }) as const;
/** A limit that is counted in local dates. */
const days = lasting('working_days', 'days');
/** A limit that may also be a matter of hours. */
const span = lasting('working_days', 'days', 'hours', 'minutes');
const months = lasting('months', 'days');
const ratio = { kind: 'ratio' } as const;
const rate = { kind: 'rate' } as const;
const time = { kind: 'time' } as const;
const monthDay = { kind: 'month_day' } as const;
const flag = { kind: 'boolean' } as const;
const choice = <const W extends readonly string[]>(...of: W) => ({ kind: 'choice', of }) as const;

/** How the people of a meeting decide. `grade_share`: the largest share of grades wins; `record_only`: we only record. */
const decision = choice('majority', 'opinion_recorded', 'all_parties', 'grade_share', 'consensus', 'record_only');
const ballotForm = choice('open', 'secret', 'open_secret_for_people', 'none');
const effect = choice('binding', 'advisory', 'agreement', 'score', 'recommendation', 'internal', 'record');

export const RULE_KINDS = {
  // Time (Civil Code, arts 201–203)
  'calendar.roll_forward': choice(...ROLL_FORWARDS),
  'calendar.fixed_dates_roll': flag,
  'calendar.period_ends': choice('end_of_day', 'closing_time'),
  'calendar.closing_time': time,
  'quiet.from': time,
  'quiet.until': time,

  // People and bodies
  'community.households.min': integer('households', 1, 100_000),
  'community.households.max': integer('households', 1, 100_000),
  'community.committee_due_at_occupancy': ratio,
  'committee.size.min': people(1, 99),
  'committee.size.max': people(1, 99),
  'committee.term': months,
  'representatives.min': people(1, 9999),
  'representatives.share_of_meeting': ratio,
  'representatives.women': ratio,
  'supervision.size.min': people(1, 99),
  'supervision.size.max': people(1, 99),
  'supervision.chairs': people(1, 9),
  'supervision.women.min': people(0, 99),
  'grid.officers.min': people(1, 99),
  'grid.officers.max': people(1, 99),
  'grid.review': months,
  'grid.digest.ages': { kind: 'integers', unit: 'days' },
  'grid.digest.repeated': integer('items', 2, 99),
  'grid.coverage': ratio,
  'volunteers.share': ratio,
  'training.head': months,
  'training.members': months,
  'training.grid': months,

  // Joining by code, buttons
  'invitation.validity': span,
  'invitation.attempts': rate,
  'rebinding.attempts': rate,
  'rebinding.approvals.head': people(2, 9),
  'duty.asked': rate,
  'duty.nudge': span,
  'duty.next': span,
  'choice.expiry': span,
  'choice.expiry.meeting': span,

  // Demands
  'demand.response': days,
  'demand.handling': days,
  'demand.handling_complex': days,
  'demand.second_handling': days,
  'demand.supervised.response': span,
  'demand.supervised.handling': days,
  'demand.nudge.head': days,
  'demand.nudge.subdistrict': days,
  'demand.escalation.answer': days,
  'demand.needs_info_closes': days,
  'demand.silence_confirms': days,
  'demand.reopen.max': times(0, 99),
  'demand.topic.cosigns': people(1, 100_000),
  'demand.similar.window': days,
  'demand.similar.shown': integer('items', 0, 10),
  'demand.rate.bound': rate,
  'demand.rate.unbound': rate,
  'demand.rate.info': rate,
  'demand.text.max': integer('characters', 100, 20_000),
  'demand.draft.expiry': span,
  'demand.attachment.before': span,
  'demand.attachment.after': span,
  'demand.attachment.max': integer('items', 0, 99),
  'demand.photo.max_bytes': integer('bytes', 100_000, 20_000_000),
  'demand.photo.long_side': integer('pixels', 320, 8192),
  'demand.list.page': integer('items', 1, 50),

  // Topics and projects
  'topic.same_text_blocked': days,
  'project.min_per_year': integer('items', 0, 99),
  'project.announced': days,
  'project.overrun': ratio,

  // Meetings
  'meeting.residents.notice': days,
  'meeting.residents.quorum': ratio,
  'meeting.residents.threshold': ratio,
  'meeting.residents.decision': decision,
  'meeting.residents.ballot': ballotForm,
  'meeting.residents.effect': effect,
  'meeting.residents.per_year': times(0, 99),
  'meeting.residents.demanded_by_adults': ratio,
  'meeting.residents.demanded_by_households': ratio,
  'meeting.residents.demanded_by_groups': ratio,
  'meeting.representatives.notice': days,
  'meeting.representatives.quorum': ratio,
  'meeting.representatives.threshold': ratio,
  'meeting.representatives.decision': decision,
  'meeting.representatives.ballot': ballotForm,
  'meeting.representatives.effect': effect,
  'meeting.representatives.per_year': times(0, 99),
  'meeting.representatives.demanded_by': ratio,
  'meeting.hearing.notice': days,
  'meeting.hearing.quorum': ratio,
  'meeting.hearing.decision': decision,
  'meeting.hearing.ballot': ballotForm,
  'meeting.hearing.effect': effect,
  'meeting.mediation.notice': days,
  'meeting.mediation.quorum': ratio,
  'meeting.mediation.threshold': ratio,
  'meeting.mediation.decision': decision,
  'meeting.mediation.ballot': ballotForm,
  'meeting.mediation.effect': effect,
  'meeting.appraisal.notice': days,
  'meeting.appraisal.quorum': ratio,
  'meeting.appraisal.decision': decision,
  'meeting.appraisal.ballot': ballotForm,
  'meeting.appraisal.effect': effect,
  'meeting.joint.notice': days,
  'meeting.joint.quorum': ratio,
  'meeting.joint.threshold': ratio,
  'meeting.joint.decision': decision,
  'meeting.joint.ballot': ballotForm,
  'meeting.joint.effect': effect,
  'meeting.committee.notice': days,
  'meeting.committee.quorum': ratio,
  'meeting.committee.threshold': ratio,
  'meeting.committee.decision': decision,
  'meeting.committee.ballot': ballotForm,
  'meeting.committee.effect': effect,
  'meeting.election.roll_published': days,
  'meeting.election.quorum': ratio,
  'meeting.election.threshold': ratio,
  'meeting.election.run_off': ratio,
  'meeting.election.ballot': ballotForm,
  'meeting.election.effect': effect,
  'meeting.owners.notice': days,
  'meeting.owners.quorum': ratio,
  'meeting.owners.demanded_by': ratio,
  'meeting.owners.threshold': ratio,
  'meeting.owners.threshold_major': ratio,
  'meeting.owners.decision': decision,
  'meeting.owners.effect': effect,
  'meeting.reminded': { kind: 'integers', unit: 'days' },
  'meeting.check_in.opens': span,
  'meeting.check_in.attempts': rate,
  'meeting.series.convened': days,
  'meeting.series.day_off': choice(...DAY_OFF),
  'meeting.petition_answered': days,
  'meeting.petition_begins': time,
  'meeting.supervisors_demand': days,
  'meeting.minutes': days,
  'meeting.told_at_once': people(1, 100_000),
  'meeting.result_published': days,

  // Ballots
  'ballot.base': choice('present', 'cast', 'roll'),
  'ballot.grace': lasting('seconds'),
  'ballot.breakdown_cell': people(1, 999),
  'ballot.revotes': times(0, 9),
  'ballot.same_text_blocked': days,
  'ballot.casting_vote': flag,
  'ballot.recused_count_for_quorum': flag,
  'ballot.chat_is_binding': flag,
  'ballot.objection': days,
  'ballot.carried_out': days,
  'ballot.written.quorum_adults': ratio,
  'ballot.written.quorum_households': ratio,
  'ballot.written.threshold': ratio,
  'ballot.proxy': flag,
  'ballot.proxy.max': integer('items', 0, 9),
  'ballot.proxy.filed': days,
  'ballot.proxy.published': days,

  // Polls
  'poll.open': span,
  'poll.reminded': span,

  // Tasks and reminders
  'reminder.time': time,
  'reminder.before': { kind: 'integers', unit: 'days' },
  'reminder.after': { kind: 'integers', unit: 'days' },
  'reminder.supervised.before': { kind: 'integers', unit: 'days' },
  'reminder.supervised.after': { kind: 'integers', unit: 'days' },
  'reminder.owner.from': integer('days', 0, 60),
  'reminder.unreached.days': integer('days', 1, 366),
  'reminder.month.day': lasting('working_days'),
  'reminder.month.time': time,
  'reminder.month.to': choice('head_and_subdistrict', 'head', 'subdistrict', 'nobody'),
  'task.acknowledge': days,
  'task.text.max': integer('characters', 100, 20_000),
  'task.attachment.before': span,
  'task.attachment.max': integer('items', 0, 99),
  'task.unverified': days,
  'task.extension.max': times(0, 9),
  'task.extension.share': integer('percent', 1, 100),
  'task.escalation.head': days,
  'task.escalation.subdistrict': days,
  'task.escalation.leading_group': days,
  'task.escalation.board': days,
  'task.escalation.bulletin': days,
  'task.supervised.share': integer('percent', 1, 100),
  'task.list.page': integer('items', 1, 50),
  'task.term_end_lead': days,
  'plan.main_tasks': monthDay,
  'plan.achievements': monthDay,
  'plan.projects': monthDay,
  'plan.structure': monthDay,
  'plan.scheme': monthDay,

  // Hotline
  'hotline.screening': days,
  'hotline.contact': days,
  'hotline.advice': days,
  'hotline.general': days,
  'hotline.complex': days,
  'hotline.supervised': days,
  'hotline.checking': days,
  'hotline.escalation': days,
  'hotline.code.attempts': rate,
  'hotline.rate': rate,
  'hotline.rate.additions': rate,
  'hotline.rate.everybody': rate,
  'hotline.text.max': integer('characters', 100, 20_000),
  'hotline.callback': days,
  'hotline.second_handling': days,
  'hotline.reply': days,
  'hotline.dispute': days,
  'hotline.returns.max': times(0, 9),
  'hotline.reopen.max': times(0, 9),
  'hotline.cooperating_before': days,
  'hotline.look_back': days,
  'hotline.bulletin': months,
  'hotline.reveal': people(2, 2),
  'hotline.basically_satisfied_weight': integer('percent', 0, 100),
  'overload.accept': days,
  'overload.reply': days,
  'overload.complex': days,
  'petition.forward': days,
  'petition.objection': days,
  'petition.finish': days,
  'petition.extension': days,
  'petition.review': days,
  'petition.recheck': days,

  // Appraisals
  'appraisal.per_year': times(0, 9),
  'appraisal.respondents.min': people(1, 9999),
  'appraisal.feedback': days,
  'appraisal.displayed': days,
  'appraisal.unfit_in_a_row': times(1, 9),

  // Disclosure and money
  'disclosure.general': months,
  'disclosure.funds': months,
  'disclosure.funds_busy': months,
  'disclosure.change': days,
  'disclosure.displayed': days,
  'disclosure.objection_answered': days,
  'fund.budget.min': integer('fen', 0, 1_000_000_000_000),
  'fund.budget.max': integer('fen', 0, 1_000_000_000_000),
  'fund.committee.min': integer('fen', 0, 1_000_000_000_000),
} as const satisfies Readonly<Record<string, ValueKind>>;

export type RuleKey = keyof typeof RULE_KINDS;
export type RuleValue<K extends RuleKey = RuleKey> = ValueOf<(typeof RULE_KINDS)[K]>;

export const RULE_KEYS = Object.keys(RULE_KINDS) as readonly RuleKey[];
export const isRuleKey = (text: string): text is RuleKey => Object.hasOwn(RULE_KINDS, text);

/** Pairs in which the first must not be larger than the second. */
export const MIN_MAX_PAIRS: readonly (readonly [RuleKey, RuleKey])[] = [
  ['community.households.min', 'community.households.max'],
  ['committee.size.min', 'committee.size.max'],
  ['supervision.size.min', 'supervision.size.max'],
  ['grid.officers.min', 'grid.officers.max'],
  ['fund.budget.min', 'fund.budget.max'],
];
