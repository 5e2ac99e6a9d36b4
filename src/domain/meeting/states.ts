/** The states of a meeting 会议 and what moves it between them. */

export const MEETING_STATES = [
  'draft',
  /** 已召集: kind, time, place and chair are fixed; nobody was written to yet. */
  'convened',
  /** 已通知. */
  'noticed',
  /** 签到. */
  'check_in',
  /** 达到法定人数. */
  'quorum_met',
  /** 议事. */
  'in_session',
  /** 表决: one motion after the other. */
  'voting',
  /** 休会. */
  'suspended',
  /** 人数不足: it did not come to a session, and wants another date. */
  'quorum_failed',
  /** 闭会. */
  'closed',
  'minutes_draft',
  /** 记录确认: by the chair and the recorder, and by a supervisor where something binding was decided. */
  'minutes_confirmed',
  /** 已公布. */
  'published',
  /** 跟进: what was decided has become tasks. */
  'follow_up',
  'archived',
  'cancelled',
] as const;
export type MeetingState = (typeof MEETING_STATES)[number];

export type MeetingAction =
  | 'convene'
  | 'notice'
  | 'open_check_in'
  | 'reach_quorum'
  | 'lose_quorum'
  | 'begin'
  | 'begin_voting'
  | 'end_voting'
  | 'suspend'
  | 'resume'
  | 'fail_quorum'
  | 'reschedule'
  | 'close'
  | 'draft_minutes'
  | 'confirm_minutes'
  | 'publish'
  | 'follow_up'
  | 'archive'
  | 'cancel';

/** Who belongs to it still follows the seats. */
export const BEFORE_CHECK_IN = ['draft', 'convened', 'noticed'] as const satisfies readonly MeetingState[];

export const isBeforeCheckIn = (state: MeetingState): boolean => BEFORE_CHECK_IN.some((before) => before === state);

export const MEETING_TRANSITIONS: {
  readonly [A in MeetingAction]: { readonly from: readonly MeetingState[]; readonly to: MeetingState };
} = {
  convene: { from: ['draft'], to: 'convened' },
  notice: { from: ['convened'], to: 'noticed' },
  open_check_in: { from: ['noticed'], to: 'check_in' },
  reach_quorum: { from: ['check_in'], to: 'quorum_met' },
  /** Somebody left again before it began. */
  lose_quorum: { from: ['quorum_met'], to: 'check_in' },
  begin: { from: ['quorum_met'], to: 'in_session' },
  begin_voting: { from: ['in_session'], to: 'voting' },
  end_voting: { from: ['voting'], to: 'in_session' },
  suspend: { from: ['in_session'], to: 'suspended' },
  resume: { from: ['suspended'], to: 'in_session' },
  fail_quorum: { from: ['noticed', 'check_in'], to: 'quorum_failed' },
  /** Another date is another notice: whoever was told the first must be told again. */
  reschedule: { from: [...BEFORE_CHECK_IN, 'check_in', 'quorum_met', 'quorum_failed', 'suspended'], to: 'convened' },
  close: { from: ['in_session', 'suspended'], to: 'closed' },
  draft_minutes: { from: ['closed'], to: 'minutes_draft' },
  confirm_minutes: { from: ['minutes_draft'], to: 'minutes_confirmed' },
  publish: { from: ['minutes_confirmed'], to: 'published' },
  follow_up: { from: ['published'], to: 'follow_up' },
  archive: { from: ['published', 'follow_up'], to: 'archived' },
  cancel: { from: [...BEFORE_CHECK_IN, 'check_in', 'quorum_met', 'quorum_failed'], to: 'cancelled' },
};

export const isOver = (state: MeetingState): boolean => state === 'archived' || state === 'cancelled';

/** Somebody can still check in or leave, and it counts. */
export const takesPresence = (state: MeetingState): boolean =>
  ['check_in', 'quorum_met', 'in_session', 'voting', 'suspended'].includes(state);

/** People are still asked whether they come. */
export const takesAnswers = (state: MeetingState): boolean => state === 'noticed' || state === 'check_in';

/** Its agenda and its people can still be changed, and something be put to the vote. */
export const takesArranging = (state: MeetingState): boolean =>
  [...BEFORE_CHECK_IN, 'check_in', 'quorum_met', 'in_session', 'voting', 'suspended', 'quorum_failed'].includes(state);

/** It is over, and what is missing is its minutes or somebody's signature under them. */
export const awaitsSignatures = (state: MeetingState): boolean => state === 'closed' || state === 'minutes_draft';

/** Its minutes are signed by all who must, and given to everybody. */
export const isPublished = (state: MeetingState): boolean => ['published', 'follow_up', 'archived'].includes(state);

/** Its minutes are written, whether or not everybody who must has signed them. */
export const hasMinutes = (state: MeetingState): boolean =>
  ['minutes_draft', 'minutes_confirmed', 'published', 'follow_up', 'archived'].includes(state);
