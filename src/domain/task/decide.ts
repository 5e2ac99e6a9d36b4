/** What happens to a task when someone acts on it: pure, total, and the only place that moves its state. */
import { Temporal } from 'temporal-polyfill';
import { err, ok, type Result } from '../result.ts';
import type { Gate } from './gate.ts';
import { isToDo, TASK_TRANSITIONS, type TaskAction, type TaskEvidence, type TaskState } from './states.ts';

export interface TaskFacts {
  readonly state: TaskState;
  readonly supervised: boolean;
  readonly dueOn: Temporal.PlainDate;
  /** What must be handed in, and what was; when it is verified, only what has arrived. */
  readonly evidence: TaskEvidence;
  readonly handedIn: { readonly text: boolean; readonly files: number };
  /** Somebody above must look at it before it is done. */
  readonly verified: boolean;
  /** What of the stages before its own is not closed: none may be skipped. */
  readonly gate: Gate;
  /** A figure it cannot be handed in without: at least one project. */
  readonly lacking?: { readonly figure: string; readonly is: number; readonly needed: number };
}

export type TaskStep =
  | { readonly action: 'reschedule'; readonly dueOn: Temporal.PlainDate }
  | { readonly action: 'notify' | 'acknowledge' | 'start' | 'submit' | 'verify' | 'close' | 'transfer' }
  /** What is done to others wants a reason they can read. */
  | { readonly action: 'return' | 'waive' | 'cancel' | 'supervise' | 'unsupervise'; readonly reason: string };

export interface TaskChange {
  readonly action: TaskAction;
  readonly state: TaskState;
  readonly supervised: boolean;
  readonly dueOn: Temporal.PlainDate;
}

export type TaskRefusal =
  | { readonly kind: 'task_not_now'; readonly action: TaskAction; readonly state: TaskState }
  | { readonly kind: 'task_already'; readonly state: TaskState }
  | { readonly kind: 'task_reason_missing' }
  | {
      readonly kind: 'evidence_missing';
      readonly evidence: Exclude<TaskEvidence, 'none'>;
      /** Read by whoever hands in, or by whoever verifies: then it was handed in, and is not here. */
      readonly action: 'submit' | 'verify';
    }
  | ({ readonly kind: 'stage_open' } & Gate)
  | { readonly kind: 'figure_lacking'; readonly figure: string; readonly is: number; readonly needed: number }
  | { readonly kind: 'task_supervised_already' }
  | { readonly kind: 'task_not_supervised' };

const hasReason = (step: TaskStep): boolean => !('reason' in step) || step.reason.trim() !== '';

/** Why something cannot be done in a state; undefined when it can. */
export function notNow(
  state: TaskState,
  action: TaskAction,
): Extract<TaskRefusal, { readonly kind: 'task_not_now' | 'task_already' }> | undefined {
  const { from, to } = TASK_TRANSITIONS[action];
  if (from.includes(state)) return undefined;
  return to === state || (action === 'submit' && state === 'done')
    ? { kind: 'task_already', state }
    : { kind: 'task_not_now', action, state };
}

export function decideTask(facts: TaskFacts, step: TaskStep): Result<TaskChange, TaskRefusal> {
  const { to } = TASK_TRANSITIONS[step.action];
  const refused = notNow(facts.state, step.action);
  if (refused) return err(refused);
  if (!hasReason(step)) return err({ kind: 'task_reason_missing' });
  const same: TaskChange = {
    action: step.action,
    state: to === 'same' ? facts.state : to,
    supervised: facts.supervised,
    dueOn: facts.dueOn,
  };
  switch (step.action) {
    case 'reschedule':
      return ok({ ...same, dueOn: step.dueOn });
    case 'submit':
      return mayHandIn(facts, same);
    case 'verify':
      return hasEvidence(facts, same, 'verify');
    case 'close':
      return facts.verified && facts.state === 'submitted'
        ? err({ kind: 'task_not_now', action: 'close', state: facts.state })
        : ok(same);
    case 'supervise':
      return facts.supervised ? err({ kind: 'task_supervised_already' }) : ok({ ...same, supervised: true });
    case 'unsupervise':
      return facts.supervised ? ok({ ...same, supervised: false }) : err({ kind: 'task_not_supervised' });
    case 'notify':
    case 'acknowledge':
    case 'start':
    case 'return':
    case 'waive':
    case 'cancel':
    case 'transfer':
      return ok(same);
  }
}

function mayHandIn(facts: TaskFacts, same: TaskChange): Result<TaskChange, TaskRefusal> {
  if (facts.gate.stages.length > 0) return err({ kind: 'stage_open', ...facts.gate });
  if (facts.lacking) return err({ kind: 'figure_lacking', ...facts.lacking });
  return hasEvidence(facts, same, 'submit');
}

function hasEvidence(
  { evidence, handedIn: { text, files } }: TaskFacts,
  same: TaskChange,
  action: 'submit' | 'verify',
): Result<TaskChange, TaskRefusal> {
  const missing = (evidence === 'file' && files === 0) || (evidence === 'text' && !text && files === 0);
  return missing ? err({ kind: 'evidence_missing', evidence, action }) : ok(same);
}

/** What is asked for when more time is wanted. */
export interface ExtensionFacts {
  readonly state: TaskState;
  /** When it became known, and the first date it had: an extension is measured against that, not against an extended one. */
  readonly knownOn: Temporal.PlainDate;
  readonly firstDueOn: Temporal.PlainDate;
  readonly dueOn: Temporal.PlainDate;
  /** Extensions granted so far. */
  readonly granted: number;
  /** One is asked for and not decided yet. */
  readonly pending: boolean;
}

export interface ExtensionLimits {
  /** Rule `task.extension.max`. */
  readonly most: number;
  /** Rule `task.extension.share`, in percent of the time there was at first. */
  readonly sharePercent: number;
}

export type ExtensionRefusal =
  | { readonly kind: 'task_not_now'; readonly action: 'ask_extension'; readonly state: TaskState }
  | { readonly kind: 'extension_too_late'; readonly dueOn: string }
  | { readonly kind: 'extension_pending' }
  | { readonly kind: 'extension_used_up'; readonly most: number }
  | { readonly kind: 'extension_too_long'; readonly latest: string }
  | { readonly kind: 'extension_not_later'; readonly dueOn: string }
  | { readonly kind: 'task_reason_missing' };

/** The last day an extension may reach: the first time allowed, and a share of it. Half a day counts as none. */
export const latestExtension = (
  { knownOn, firstDueOn }: Pick<ExtensionFacts, 'knownOn' | 'firstDueOn'>,
  { sharePercent }: Pick<ExtensionLimits, 'sharePercent'>,
): Temporal.PlainDate => {
  const days = Math.max(knownOn.until(firstDueOn, { largestUnit: 'days' }).days, 0);
  return firstDueOn.add({ days: Math.floor((days * sharePercent) / 100) });
};

export function mayAskExtension(
  facts: ExtensionFacts,
  asked: { readonly until: Temporal.PlainDate; readonly reason: string; readonly today: Temporal.PlainDate },
  limits: ExtensionLimits,
): Result<{ readonly until: Temporal.PlainDate }, ExtensionRefusal> {
  if (!TASK_TRANSITIONS.ask_extension.from.includes(facts.state))
    return err({ kind: 'task_not_now', action: 'ask_extension', state: facts.state });
  if (Temporal.PlainDate.compare(asked.today, facts.dueOn) > 0)
    return err({ kind: 'extension_too_late', dueOn: facts.dueOn.toString() });
  if (facts.pending) return err({ kind: 'extension_pending' });
  if (facts.granted >= limits.most) return err({ kind: 'extension_used_up', most: limits.most });
  if (asked.reason.trim() === '') return err({ kind: 'task_reason_missing' });
  if (Temporal.PlainDate.compare(asked.until, facts.dueOn) <= 0)
    return err({ kind: 'extension_not_later', dueOn: facts.dueOn.toString() });
  const latest = latestExtension(facts, limits);
  return Temporal.PlainDate.compare(asked.until, latest) > 0
    ? err({ kind: 'extension_too_long', latest: latest.toString() })
    : ok({ until: asked.until });
}

/** 逾期 is a flag and never a state: what is late can still be handed in. */
export const isOverdue = (
  { state, dueAt }: { readonly state: TaskState; readonly dueAt: Temporal.Instant },
  now: Temporal.Instant,
): boolean => isToDo(state) && Temporal.Instant.compare(now, dueAt) >= 0;
