/** Under which rules each kind of meeting stands; families without a rule of some sort have nothing of that sort. */
import type { RuleKey } from '../rules/keys.ts';
import { familyOf, type MeetingFamily, type MeetingKind } from './kinds.ts';

interface FamilyRules {
  /** How many days before it the notice goes out; for an election, how long the roll is published. */
  readonly notice: Extract<RuleKey, `meeting.${MeetingFamily}.notice`> | 'meeting.election.roll_published';
  readonly quorum: Extract<RuleKey, `meeting.${MeetingFamily}.quorum`>;
  readonly threshold?: Extract<RuleKey, `meeting.${MeetingFamily}.threshold`>;
  readonly ballot?: Extract<RuleKey, `meeting.${MeetingFamily}.ballot`>;
  readonly effect: Extract<RuleKey, `meeting.${MeetingFamily}.effect`>;
}

const FAMILY_RULES: { readonly [F in MeetingFamily]: FamilyRules } = {
  residents: {
    notice: 'meeting.residents.notice',
    quorum: 'meeting.residents.quorum',
    threshold: 'meeting.residents.threshold',
    ballot: 'meeting.residents.ballot',
    effect: 'meeting.residents.effect',
  },
  representatives: {
    notice: 'meeting.representatives.notice',
    quorum: 'meeting.representatives.quorum',
    threshold: 'meeting.representatives.threshold',
    ballot: 'meeting.representatives.ballot',
    effect: 'meeting.representatives.effect',
  },
  hearing: {
    notice: 'meeting.hearing.notice',
    quorum: 'meeting.hearing.quorum',
    ballot: 'meeting.hearing.ballot',
    effect: 'meeting.hearing.effect',
  },
  mediation: {
    notice: 'meeting.mediation.notice',
    quorum: 'meeting.mediation.quorum',
    threshold: 'meeting.mediation.threshold',
    ballot: 'meeting.mediation.ballot',
    effect: 'meeting.mediation.effect',
  },
  appraisal: {
    notice: 'meeting.appraisal.notice',
    quorum: 'meeting.appraisal.quorum',
    ballot: 'meeting.appraisal.ballot',
    effect: 'meeting.appraisal.effect',
  },
  joint: {
    notice: 'meeting.joint.notice',
    quorum: 'meeting.joint.quorum',
    threshold: 'meeting.joint.threshold',
    ballot: 'meeting.joint.ballot',
    effect: 'meeting.joint.effect',
  },
  committee: {
    notice: 'meeting.committee.notice',
    quorum: 'meeting.committee.quorum',
    threshold: 'meeting.committee.threshold',
    ballot: 'meeting.committee.ballot',
    effect: 'meeting.committee.effect',
  },
  election: {
    notice: 'meeting.election.roll_published',
    quorum: 'meeting.election.quorum',
    threshold: 'meeting.election.threshold',
    ballot: 'meeting.election.ballot',
    effect: 'meeting.election.effect',
  },
  owners: {
    notice: 'meeting.owners.notice',
    quorum: 'meeting.owners.quorum',
    threshold: 'meeting.owners.threshold',
    effect: 'meeting.owners.effect',
  },
};

export const rulesOfKind = (kind: MeetingKind): FamilyRules => FAMILY_RULES[familyOf(kind)];
