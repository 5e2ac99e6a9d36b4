/** What is told about tasks. */
import type { Temporal } from 'temporal-polyfill';
import type { EscalationTier } from './escalation.ts';

/** Why whoever must do it gets the card. */
export const TASK_NEWS = [
  'set',
  'handed_over',
  'returned',
  'rescheduled',
  'extended',
  'extension_denied',
  'supervised',
  'unsupervised',
  'waived',
  'cancelled',
  'done',
] as const;
export type TaskNews = (typeof TASK_NEWS)[number];

/** Late, and as far as this tier now. */
export interface Reached {
  readonly taskId: string;
  readonly tier: EscalationTier;
  /** Somebody on that tier was told; else all who sit there are the subject. */
  readonly reported: boolean;
  readonly next?: { readonly tier: EscalationTier; readonly on: Temporal.PlainDate };
}
/** For the tier that is reached, and for those who answer for it, with what comes next. */
export interface Climb extends Reached {
  /** The task's round: what was told of an earlier date is no part of it. */
  readonly round: number;
  readonly to: readonly string[];
  readonly answers: readonly string[];
}
/** The same for one person: she answers for it, or sits on the tier. `sentId`: the send-once key it uses up. */
export interface Late extends Reached {
  readonly hers: boolean;
  readonly sentId: string;
}

export type TaskNotice =
  /** For those who do it; when it has ended, also for those who answer for it. `eventId`: words that came with it. */
  | { readonly kind: 'task.news'; readonly taskId: string; readonly because: TaskNews; readonly eventId?: string }
  /** For the tier above: something was handed in. */
  | { readonly kind: 'task.to-verify'; readonly taskId: string }
  | { readonly kind: 'task.extension-asked'; readonly taskId: string; readonly extensionId: string }
  /** Handed in long ago, and nobody looked at it: for the tier above, and a word to whoever handed it in. */
  | { readonly kind: 'task.unverified'; readonly taskId: string; readonly to: readonly string[] }
  /** Of what was handed in, `count` files never came: for whoever sent them, and for whoever is to verify it. */
  | { readonly kind: 'task.file-lost'; readonly taskId: string; readonly count: number; readonly to: readonly string[] }
  /** Nobody acknowledged these of one community: another chat of the same people and the deputies, later the committee's group. */
  | { readonly kind: 'task.unacknowledged'; readonly taskIds: readonly string[]; readonly step: 'second' | 'group' }
  /** The day's digest of one person, or one pressed matter by itself; `sentId` is the send-once key it uses up. */
  | {
      readonly kind: 'reminder.due';
      readonly communityId: string;
      readonly personId: string;
      readonly items: readonly { readonly sentId: string; readonly taskId: string; readonly toVerify: boolean }[];
      /** What climbs in the same minute and concerns her, also by itself where she is to be reminded of nothing. */
      readonly late: readonly Late[];
      readonly alone: boolean;
    }
  /** The month before, summed up for one person; `sentId` is the send-once key it uses up. */
  | ({
      readonly kind: 'month.summary';
      /** `2026-10` */
      readonly month: string;
      readonly personId: string;
      readonly sentId: string;
    } & ({ readonly communityId: string } | { readonly subdistrictId: string }))
  /** A year's plan: one message, however many tasks it holds. */
  | { readonly kind: 'plan.loaded'; readonly planId: string }
  /** It ended before its tasks were done: one message, with the reason. */
  | { readonly kind: 'plan.ended'; readonly planId: string; readonly reason: string };
