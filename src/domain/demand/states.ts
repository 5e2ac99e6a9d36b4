/** The states of a demand 需求 and what moves it between them (first life; see docs/rules.md for the rule behind each guard). */

export const DEMAND_STATES = [
  'submitted',
  'needs_info',
  'accepted',
  'rejected',
  'handling',
  'resolved',
  'confirmed',
  'reopened',
  'withdrawn',
  'closed',
] as const;
export type DemandState = (typeof DEMAND_STATES)[number];

/** How it came in. Staff enter all but the first. */
export const DEMAND_SOURCES = ['chat', 'phone', 'paper', 'visit', 'patrol', 'hotline_12345'] as const;
export type DemandSource = (typeof DEMAND_SOURCES)[number];

/** Who answers for it now. A demand that was reopened climbs one tier. */
export const DEMAND_TIERS = ['grid', 'committee', 'subdistrict'] as const;
export type DemandTier = (typeof DEMAND_TIERS)[number];

/** How a resolution is shown: a picture or file, or the handler's written account of why there is none. */
export type EvidenceKind = 'attachment' | 'statement';

export type DemandAction =
  | 'accept'
  | 'reject'
  | 'ask_info'
  | 'add_info'
  | 'report_progress'
  | 'resolve'
  | 'confirm'
  | 'reopen'
  | 'withdraw'
  | 'expire_info'
  | 'auto_confirm';

/** Nothing more will happen unless someone files again. */
export const ENDED: ReadonlySet<DemandState> = new Set(['rejected', 'confirmed', 'withdrawn', 'closed']);

/** From which states an action is possible, and where it leads. */
export const TRANSITIONS: {
  readonly [A in DemandAction]: { readonly from: readonly DemandState[]; readonly to: DemandState | 'same' };
} = {
  accept: { from: ['submitted', 'reopened'], to: 'accepted' },
  reject: { from: ['submitted', 'needs_info'], to: 'rejected' },
  ask_info: { from: ['submitted', 'accepted', 'handling', 'reopened'], to: 'needs_info' },
  add_info: { from: ['submitted', 'needs_info', 'accepted', 'handling', 'reopened'], to: 'same' },
  report_progress: { from: ['accepted', 'handling'], to: 'handling' },
  resolve: { from: ['accepted', 'handling'], to: 'resolved' },
  confirm: { from: ['resolved'], to: 'confirmed' },
  reopen: { from: ['resolved'], to: 'reopened' },
  withdraw: { from: ['submitted', 'needs_info', 'accepted', 'handling', 'reopened'], to: 'withdrawn' },
  expire_info: { from: ['needs_info'], to: 'closed' },
  auto_confirm: { from: ['resolved'], to: 'confirmed' },
};
