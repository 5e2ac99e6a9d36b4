/** The states of a demand 需求 and what moves it between them (docs/rules.md has the rule behind each guard). */

export const DEMAND_STATES = [
  'submitted',
  'needs_info',
  'accepted',
  'rejected',
  'handling',
  /** 已转办: with a unit, whose people work on it. */
  'referred',
  'resolved',
  'confirmed',
  'reopened',
  /** 已并案: lives on in another demand. */
  'merged',
  /** 入目录: a common concern that gathers co-signatures. */
  'listed',
  /** 已转议题: the topic goes on from here. */
  'promoted',
  'withdrawn',
  'closed',
] as const;
export type DemandState = (typeof DEMAND_STATES)[number];

/** How it came in. Staff enter all but the first; `hotline`: a case of the hotline goes on as a demand. */
export const DEMAND_SOURCES = ['chat', 'phone', 'paper', 'visit', 'patrol', 'hotline_12345', 'hotline'] as const;
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
  | 'climb'
  | 'withdraw'
  | 'expire_info'
  | 'auto_confirm'
  | 'refer'
  | 'return'
  | 'merge'
  | 'split'
  | 'list'
  | 'promote'
  | 'supervise'
  | 'unsupervise'
  | 'escalate'
  | 'answer';

/** What the history can say beside the actions: how it began, and what changes no state. */
const TOLD_BESIDE = [
  'submit',
  'enter',
  'told',
  'neighbour_add',
  // Not solved, says whoever filed a demand that was merged into it.
  'neighbour_reopen',
  'neighbour_climb',
  'release',
  'handover',
] as const;
export type HistoryKind = DemandAction | (typeof TOLD_BESIDE)[number];

/** What only whoever reported it does, or staff on her word. */
export const REPORTERS_OWN = [
  'submit',
  'add_info',
  'confirm',
  'reopen',
  'climb',
  'withdraw',
] as const satisfies readonly HistoryKind[];

/** What staff may do on the word of somebody no chat reaches. */
export const ON_WORD = ['confirm', 'reopen', 'climb'] as const satisfies readonly HistoryKind[];

/** Whoever reported it does these as herself, whatever seats she has; under a post it was staff, on her word. */
export const wasOnWord = (kind: string, byRole: string): boolean =>
  (ON_WORD as readonly string[]).includes(kind) && byRole !== 'resident' && byRole !== 'visitor';

/** What a patrol found has nobody who reported it: a colleague looks again. */
export const isFound = (row: { readonly source: string; readonly submitterPersonId: string | null }): boolean =>
  row.source === 'patrol' && row.submitterPersonId === null;

/** Nothing more will happen unless someone files again. */
export const ENDED: ReadonlySet<DemandState> = new Set(['rejected', 'confirmed', 'withdrawn', 'closed']);

/** It goes on elsewhere: in the demand it was merged into, or as a topic. */
export const ELSEWHERE: ReadonlySet<DemandState> = new Set(['merged', 'promoted']);

/** Something can still be done about it: what may be merged, and what neighbours may co-sign. */
export const OPEN = [
  'submitted',
  'needs_info',
  'accepted',
  'handling',
  'referred',
  'reopened',
  'listed',
] as const satisfies readonly DemandState[];

export const isOpen = (state: DemandState): boolean => (OPEN as readonly DemandState[]).includes(state);

/** From which states an action is possible, and where it leads; `standing`: back to where it stood, see `decide.ts`. */
export const TRANSITIONS: {
  readonly [A in DemandAction]: {
    readonly from: readonly DemandState[];
    readonly to: DemandState | 'same' | 'standing';
  };
} = {
  accept: { from: ['submitted', 'reopened'], to: 'accepted' },
  reject: { from: ['submitted', 'needs_info'], to: 'rejected' },
  ask_info: { from: ['submitted', 'accepted', 'handling', 'referred', 'reopened'], to: 'needs_info' },
  add_info: { from: OPEN, to: 'same' },
  report_progress: { from: ['accepted', 'handling', 'referred', 'listed'], to: 'handling' },
  resolve: { from: ['accepted', 'handling', 'referred'], to: 'resolved' },
  confirm: { from: ['resolved'], to: 'confirmed' },
  reopen: { from: ['resolved'], to: 'reopened' },
  /** Not solved once more than it may be reopened: it goes up without opening again. */
  climb: { from: ['resolved'], to: 'handling' },
  withdraw: { from: OPEN, to: 'withdrawn' },
  expire_info: { from: ['needs_info'], to: 'closed' },
  auto_confirm: { from: ['resolved'], to: 'confirmed' },
  refer: { from: ['accepted', 'handling', 'referred', 'listed'], to: 'referred' },
  return: { from: ['referred'], to: 'accepted' },
  merge: { from: OPEN, to: 'merged' },
  split: { from: ['merged'], to: 'standing' },
  list: { from: ['accepted', 'handling'], to: 'listed' },
  promote: { from: ['listed'], to: 'promoted' },
  supervise: { from: ['submitted', 'needs_info', 'accepted', 'handling', 'referred', 'reopened'], to: 'same' },
  unsupervise: { from: OPEN, to: 'same' },
  escalate: { from: ['accepted', 'handling', 'referred', 'reopened', 'listed'], to: 'same' },
  answer: { from: [...OPEN, 'resolved'], to: 'same' },
};

export const HISTORY_KINDS: readonly HistoryKind[] = [...TOLD_BESIDE, ...(Object.keys(TRANSITIONS) as DemandAction[])];
