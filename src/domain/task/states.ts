/** The states of a task 任务 and what moves it between them (docs/rules.md has the rule behind each guard). */
import type { PersonRole } from '../permissions/roles.ts';

export const TASK_STATES = [
  /** 已排期: it has a date, and its reminders are planned. */
  'scheduled',
  /** 已提醒: whoever must do it was written to. */
  'notified',
  /** 已确认: somebody pressed 收到. */
  'acknowledged',
  'in_progress',
  /** 已提交: done, says whoever did it. */
  'submitted',
  'returned',
  /** 已核验. */
  'verified',
  'done',
  /** 免办, with a reason (容错). */
  'waived',
  'cancelled',
] as const;
export type TaskState = (typeof TASK_STATES)[number];

export type TaskAction =
  | 'notify'
  | 'acknowledge'
  | 'start'
  | 'submit'
  | 'verify'
  | 'close'
  | 'return'
  | 'waive'
  | 'cancel'
  | 'reschedule'
  | 'transfer'
  | 'supervise'
  | 'unsupervise'
  | 'ask_extension'
  | 'decide_extension';

/** Somebody still has to do it. */
export const TO_DO = [
  'scheduled',
  'notified',
  'acknowledged',
  'in_progress',
  'returned',
] as const satisfies readonly TaskState[];

/** Handed in, and not sent back since. */
export const HANDED_IN = ['submitted', 'verified', 'done'] as const satisfies readonly TaskState[];

export const ENDED_TASKS: ReadonlySet<TaskState> = new Set(['done', 'waived', 'cancelled']);

export const isToDo = (state: TaskState): boolean => (TO_DO as readonly TaskState[]).includes(state);

/**
 * From which states an action is possible, and where it leads. An extension has a row of its own and never a state: while
 * it is being decided the work goes on, and can be handed in.
 */
export const TASK_TRANSITIONS: {
  readonly [A in TaskAction]: { readonly from: readonly TaskState[]; readonly to: TaskState | 'same' };
} = {
  notify: { from: ['scheduled'], to: 'notified' },
  acknowledge: { from: ['scheduled', 'notified'], to: 'acknowledged' },
  start: { from: ['scheduled', 'notified', 'acknowledged', 'returned'], to: 'in_progress' },
  submit: { from: TO_DO, to: 'submitted' },
  verify: { from: ['submitted'], to: 'verified' },
  close: { from: ['submitted', 'verified'], to: 'done' },
  return: { from: ['submitted'], to: 'returned' },
  waive: { from: [...TO_DO, 'submitted'], to: 'waived' },
  cancel: { from: [...TO_DO, 'submitted'], to: 'cancelled' },
  reschedule: { from: TO_DO, to: 'same' },
  /** Whoever has it now is written to, and has not said 收到. */
  transfer: { from: TO_DO, to: 'notified' },
  supervise: { from: TO_DO, to: 'same' },
  unsupervise: { from: [...TO_DO, 'submitted'], to: 'same' },
  ask_extension: { from: TO_DO, to: 'same' },
  decide_extension: { from: [...TO_DO, 'submitted'], to: 'same' },
};

/** What must be handed in with it. */
export const TASK_EVIDENCE = ['none', 'text', 'file'] as const;
export type TaskEvidence = (typeof TASK_EVIDENCE)[number];

/** The seats a task can belong to: a change of person moves the work. */
export const TASK_OWNERS = [
  'committee_head',
  'committee_member',
  'supervisor',
  'grid_officer',
  'building_lead',
  'unit_member',
  'subdistrict',
] as const satisfies readonly PersonRole[];
export type TaskOwner = (typeof TASK_OWNERS)[number];

/** Who verifies, grants an extension and waives: the tier above whoever does the work. The top answers to itself. */
export const TASK_VERIFIERS = ['committee_head', 'subdistrict', 'supervisor'] as const satisfies readonly PersonRole[];
export type TaskVerifier = (typeof TASK_VERIFIERS)[number];

export function tierAbove(owner: TaskOwner): TaskVerifier {
  switch (owner) {
    case 'committee_head':
    case 'supervisor':
    case 'subdistrict':
      return 'subdistrict';
    case 'committee_member':
    case 'grid_officer':
    case 'building_lead':
    case 'unit_member':
      return 'committee_head';
  }
}

/** What of its history is told; that it was reminded of, begun or closed with the last signature says nothing more. */
export const TOLD_OF_TASKS = [
  'create',
  'acknowledge',
  'evidence',
  'submit',
  'verify',
  'return',
  'waive',
  'cancel',
  'reschedule',
  'transfer',
  'supervise',
  'unsupervise',
  'extension',
  'granted',
  'denied',
  'escalate',
  'unverified',
  'file_lost',
  'publish_title',
  'withdraw_title',
] as const;
