/** The states of a hotline case 热线案件 and what moves it between them (docs/hotline.md has the rule behind each guard). */

/** `livelihood`: what 12345 takes. `burden`: 减负增效, a department loads work on a community that is not on its list. */
export const CASE_FAMILIES = ['livelihood', 'burden'] as const;
export type CaseFamily = (typeof CASE_FAMILIES)[number];

/** Named: the handlers know who it was. Confidential: sealed, to be revealed by two. Anonymous: nobody knows, a code opens it. */
export const REPORT_MODES = ['named', 'confidential', 'anonymous'] as const;
export type ReportMode = (typeof REPORT_MODES)[number];

/** How it came in. Staff enter all but the first. */
export const CASE_SOURCES = ['chat', 'phone', 'patrol', 'hotline_12345', 'admission', 'retaliation'] as const;
export type CaseSource = (typeof CASE_SOURCES)[number];

/** Whose desk it is on; whoever is excluded is passed over. `outside`: nobody here may have it, the reporter is told where to go. */
export const CASE_TIERS = ['committee', 'subdistrict', 'leading_group', 'outside'] as const;
export type CaseTier = (typeof CASE_TIERS)[number];

export const CASE_STATES = [
  'received',
  'accepted',
  'dispatched',
  /** 退单争议: the lead unit says that it is not its own. */
  'disputed',
  'contacted',
  'in_progress',
  /** 已办理: what only the desk can believe, an explanation or a correction, waits to be looked at. */
  'claimed',
  'callback',
  'reopened',
  'closed',
  'not_accepted',
  'duplicate',
  'answered',
  /** Goes on as a demand or a topic. */
  'converted',
  'withdrawn',
] as const;
export type CaseState = (typeof CASE_STATES)[number];

/** What the lead says it has come to. `explained`: it cannot be solved now, here is why and what is planned. `corrected` only of a burden. */
export const CLAIM_KINDS = ['done', 'explained', 'corrected'] as const;
export type ClaimKind = (typeof CLAIM_KINDS)[number];

export const SATISFACTIONS = ['satisfied', 'basically', 'dissatisfied'] as const;
export type Satisfaction = (typeof SATISFACTIONS)[number];

/** How a closed case ended. `unsettled`: the highest tier here could not content the reporter; she was told where else to turn. */
export const CASE_OUTCOMES = ['solved', 'explained', 'corrected', 'unanswered', 'unsettled'] as const;
export type CaseOutcome = (typeof CASE_OUTCOMES)[number];

export type CaseAction =
  | 'accept'
  | 'decline'
  | 'answer'
  | 'duplicate'
  | 'dispatch'
  | 'reroute'
  | 'dispute'
  | 'decide_dispute'
  | 'contact'
  | 'progress'
  | 'ask'
  | 'reply'
  | 'reply_expires'
  | 'cooperate'
  | 'ask_complex'
  | 'grant_complex'
  | 'deny_complex'
  | 'claim'
  | 'confirm_claim'
  | 'return_claim'
  | 'call_back'
  | 'callback_expires'
  | 'supervise'
  | 'escalate'
  | 'look_back'
  | 'convert'
  | 'link'
  | 'withdraw';

/** What the history can say beside the actions. */
const TOLD_BESIDE = [
  'receive',
  'exclude',
  'retaliation',
  'reveal_asked',
  'reveal_refused',
  'revealed',
  'forget',
  'file',
  'late',
  /** The desk hid further words, or shows them again; which, no line says. */
  'strike',
  'unstrike',
] as const;
export type CaseEventKind = CaseAction | (typeof TOLD_BESIDE)[number];

/** Somebody works on it, or must. */
export const AT_WORK = ['dispatched', 'contacted', 'in_progress', 'reopened'] as const satisfies readonly CaseState[];

export const OPEN_CASES = [
  'received',
  'accepted',
  'dispatched',
  'disputed',
  'contacted',
  'in_progress',
  'claimed',
  'callback',
  'reopened',
] as const satisfies readonly CaseState[];

export const isOpenCase = (state: CaseState): boolean => (OPEN_CASES as readonly CaseState[]).includes(state);

/** From which states an action is possible, and where it leads; `decided`: `decide.ts` says. */
export const CASE_TRANSITIONS: {
  readonly [A in CaseAction]: { readonly from: readonly CaseState[]; readonly to: CaseState | 'same' | 'decided' };
} = {
  accept: { from: ['received'], to: 'accepted' },
  decline: { from: ['received'], to: 'not_accepted' },
  answer: { from: ['received', 'accepted'], to: 'answered' },
  duplicate: { from: ['received', 'accepted', 'dispatched', 'contacted', 'in_progress'], to: 'duplicate' },
  dispatch: { from: ['accepted'], to: 'dispatched' },
  reroute: { from: ['dispatched', 'contacted', 'in_progress', 'reopened'], to: 'dispatched' },
  dispute: { from: ['dispatched'], to: 'disputed' },
  decide_dispute: { from: ['disputed'], to: 'dispatched' },
  contact: { from: ['dispatched', 'reopened'], to: 'contacted' },
  progress: { from: AT_WORK, to: 'in_progress' },
  ask: { from: AT_WORK, to: 'same' },
  reply: { from: OPEN_CASES, to: 'same' },
  /** Asked, and nobody answered in time: the work goes on without. */
  reply_expires: { from: OPEN_CASES, to: 'same' },
  cooperate: { from: AT_WORK, to: 'same' },
  ask_complex: { from: AT_WORK, to: 'same' },
  grant_complex: { from: AT_WORK, to: 'same' },
  deny_complex: { from: AT_WORK, to: 'same' },
  claim: { from: AT_WORK, to: 'decided' },
  confirm_claim: { from: ['claimed'], to: 'callback' },
  return_claim: { from: ['claimed'], to: 'in_progress' },
  call_back: { from: ['callback'], to: 'decided' },
  callback_expires: { from: ['callback'], to: 'closed' },
  supervise: { from: OPEN_CASES, to: 'same' },
  escalate: { from: OPEN_CASES, to: 'same' },
  look_back: { from: ['closed'], to: 'decided' },
  convert: { from: ['accepted', ...AT_WORK], to: 'decided' },
  link: { from: OPEN_CASES, to: 'same' },
  withdraw: {
    from: ['received', 'accepted', 'dispatched', 'disputed', 'contacted', 'in_progress', 'reopened'],
    to: 'withdrawn',
  },
};

export const CASE_EVENT_KINDS: readonly CaseEventKind[] = [
  ...TOLD_BESIDE,
  ...(Object.keys(CASE_TRANSITIONS) as CaseAction[]),
];
