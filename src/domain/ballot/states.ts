/** The states of a ballot 表决 on a motion 议案, and what moves it between them. */

export const BALLOT_STATES = [
  'draft',
  /** 已审: the supervision committee found nothing against it. */
  'reviewed',
  /** 名册冻结: who may vote is copied, and its hash published. */
  'roll_frozen',
  'open',
  'paused',
  /** 截止: no press counts any more, but such as are on their way within the grace. */
  'closed',
  'counted',
  /** 监督确认: the supervision committee agrees with the count. */
  'verified',
  'declared',
  'published',
  /** 异议期: somebody objects, and it is being looked at. */
  'objection',
  'final',
  /** 撤回: taken back before anybody could vote. */
  'withdrawn',
] as const;
export type BallotState = (typeof BALLOT_STATES)[number];

export const BALLOT_FORMS = ['open', 'secret'] as const;
export type BallotForm = (typeof BALLOT_FORMS)[number];

export type BallotAction =
  | 'review'
  | 'amend'
  | 'freeze_roll'
  | 'open'
  | 'pause'
  | 'resume'
  | 'close'
  | 'count'
  | 'verify'
  | 'recount'
  | 'declare'
  | 'publish'
  | 'object'
  | 'dismiss_objection'
  | 'uphold_objection'
  | 'finalise'
  | 'withdraw';

export const BALLOT_TRANSITIONS: {
  readonly [A in BallotAction]: { readonly from: readonly BallotState[]; readonly to: BallotState };
} = {
  review: { from: ['draft'], to: 'reviewed' },
  /** Another wording is another motion: it is looked at again. */
  amend: { from: ['draft', 'reviewed'], to: 'draft' },
  freeze_roll: { from: ['reviewed'], to: 'roll_frozen' },
  open: { from: ['roll_frozen'], to: 'open' },
  pause: { from: ['open'], to: 'paused' },
  resume: { from: ['paused'], to: 'open' },
  close: { from: ['open', 'paused'], to: 'closed' },
  count: { from: ['closed'], to: 'counted' },
  verify: { from: ['counted'], to: 'verified' },
  recount: { from: ['counted', 'objection'], to: 'counted' },
  declare: { from: ['verified'], to: 'declared' },
  publish: { from: ['declared'], to: 'published' },
  object: { from: ['published'], to: 'objection' },
  /** Published: it was counted again while the objection was open. */
  dismiss_objection: { from: ['objection', 'published'], to: 'published' },
  uphold_objection: { from: ['objection', 'published'], to: 'declared' },
  finalise: { from: ['published'], to: 'final' },
  withdraw: { from: ['draft', 'reviewed', 'roll_frozen'], to: 'withdrawn' },
};

/** Nothing of how it goes may be told before this. */
export const isCounted = (state: BallotState): boolean =>
  ['counted', 'verified', 'declared', 'published', 'objection', 'final'].includes(state);

/** Anybody may read what came of it. Before, the result is a matter of those who check it. */
export const PUBLISHED_STATES: readonly BallotState[] = ['published', 'objection', 'final'];
export const isPublished = (state: BallotState): boolean => PUBLISHED_STATES.includes(state);
