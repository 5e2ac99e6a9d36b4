/** Gives a task its date, and everything that follows from it: reminders, the first escalation, all anew when it changes. */
import { type AnyColumn, and, eq, inArray, type SQL, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { reminder, type task } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type ReminderRules, remindersOf } from '../../domain/reminder/plan.ts';
import {
  ESCALATION_RULES,
  ESCALATION_TIERS,
  type EscalationRules,
  type EscalationTier,
  escalationsOf,
} from '../../domain/task/escalation.ts';
import { isToDo } from '../../domain/task/states.ts';
import type { Policy } from '../policies.ts';
import { type Digest, digestOn } from '../reminder/digest.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export type TaskRow = typeof task.$inferSelect;

export const taskSubject = (taskId: string): string => `task:${taskId}`;
/** What was handed in and waits for the tier above is reminded of by a name of its own: others hear of it. */
const verifySubject = (taskId: string): string => `verify:${taskId}`;
/** That it is late, told to a tier and to those who answer for it; its offset is the tier. */
export const lateSubject = (taskId: string): string => `late:${taskId}`;
export const isToVerify = (subject: string): boolean => subject.startsWith('verify:');
/** @throws for the name of anything that is no task: its reminder would be taken for one of a task that does not exist. */
export function taskOfSubject(subject: string): string {
  const [, kind, taskId] = /^(task|verify):(.+)$/.exec(subject) ?? [];
  if (kind === undefined || taskId === undefined) throw new Error(`no reminder of a task: ${subject}`);
  return taskId;
}
/** The same in a statement, for a column that holds such names. */
export const isSubjectOf = (subject: AnyColumn, taskId: AnyColumn): SQL =>
  sql`split_part(${subject}, ':', 1) in ('task', 'verify') and split_part(${subject}, ':', 2) = ${taskId}::text`;
/** Everything somebody can be reminded of about a task. */
export const subjectsOf = (taskId: string): readonly string[] => [taskSubject(taskId), verifySubject(taskId)];

/** The first instant that is late for a date that is written down. */
const lateFrom = ({ calendar, rules }: Policy, dueOn: Temporal.PlainDate): Temporal.Instant =>
  rules.value('calendar.period_ends') === 'closing_time'
    ? calendar.instantAt(dueOn, Temporal.PlainTime.from(rules.value('calendar.closing_time')))
    : calendar.endOfDay(dueOn);

const reminderRules = ({ rules }: Policy, supervised: boolean): ReminderRules => ({
  before: rules.value(supervised ? 'reminder.supervised.before' : 'reminder.before'),
  after: rules.value(supervised ? 'reminder.supervised.after' : 'reminder.after'),
  time: Temporal.PlainTime.from(rules.value('reminder.time')),
});

export const escalationRules = ({ rules }: Policy): EscalationRules => ({
  days: Object.fromEntries(
    ESCALATION_TIERS.map((tier) => [tier, rules.value(ESCALATION_RULES[tier]).value]),
  ) as EscalationRules['days'],
  supervisedPercent: rules.value('task.supervised.share'),
});

/** What was planned for a date that no longer holds, or for a task that waits for nobody any more. */
export async function callOff(uow: UnitOfWork, taskId: string): Promise<void> {
  const subject = taskSubject(taskId);
  await uow.tx
    .update(reminder)
    .set({ state: 'cancelled', settledAt: uow.now })
    .where(and(inArray(reminder.subject, subjectsOf(taskId)), eq(reminder.state, 'waiting')));
  uow.cancelled.push(
    { kind: 'task.escalate', subject },
    { kind: 'task.unacknowledged', subject },
    { kind: 'task.unverified', subject },
  );
}

/** Plans what a task's date brings, for its present round; the caller has raised the round if an earlier date had plans. */
export async function planDates(uow: UnitOfWork, rows: readonly TaskRow[], policy: Policy): Promise<void> {
  const reminders: (typeof reminder.$inferInsert)[] = [];
  const days = new Map<string, Digest>();
  for (const row of rows) {
    if (!isToDo(row.state)) continue;
    const dueOn = Temporal.PlainDate.from(row.dueOn);
    const subject = taskSubject(row.id);
    const knownAt = later(row.knownAt, uow.now);
    for (const { offset, at, on } of remindersOf(
      { dueOn, knownAt },
      reminderRules(policy, row.supervised),
      policy.calendar,
    )) {
      const dueAt = policy.awake(at);
      reminders.push({ id: newId(), communityId: row.communityId, subject, round: row.round, offset, dueAt });
      days.set(`${row.communityId}:${on}`, digestOn(row.communityId, on, dueAt));
    }
    planEscalation(uow, row, policy);
    // Told before, and nobody has pressed 收到: that clock goes on under the new round.
    if (row.state === 'notified' && row.acknowledgedAt === null) planUnacknowledged(uow, row, policy);
  }
  for (let from = 0; from < reminders.length; from += SLICE)
    await uow.tx
      .insert(reminder)
      .values(reminders.slice(from, from + SLICE))
      .onConflictDoNothing();
  uow.dueTimes.push(...days.values());
}

/**
 * Handed in, and the tier above is to look at it within a time of its own; when that is over twice, the tier above hers
 * hears. By the reminder engine: from the last day of that time on, in the day's message.
 */
export async function planVerification(uow: UnitOfWork, row: TaskRow, policy: Policy): Promise<void> {
  const { lastDay, at } = policy.after(uow.now, 'task.unverified');
  const { after, time } = reminderRules(policy, row.supervised);
  const { communityId, round } = row;
  for (const { offset, at: when, on } of remindersOf(
    { dueOn: lastDay, knownAt: uow.now },
    { before: [0], after, time },
    policy.calendar,
  )) {
    const dueAt = policy.awake(when);
    await uow.tx
      .insert(reminder)
      .values({ id: newId(), communityId, subject: verifySubject(row.id), round, offset, dueAt })
      .onConflictDoNothing();
    uow.dueTimes.push(digestOn(communityId, on, dueAt));
  }
  uow.dueTimes.push({
    kind: 'task.unverified',
    key: `task.unverified:${row.id}:${round}`,
    subject: taskSubject(row.id),
    dueAt: policy.awake(policy.after(at, 'task.unverified').at),
    payload: { taskId: row.id, round },
  });
}

/** Rows of one statement: a year's plan has some hundred reminders. */
const SLICE = 500;

const later = (a: Temporal.Instant, b: Temporal.Instant): Temporal.Instant =>
  Temporal.Instant.compare(a, b) >= 0 ? a : b;

/** Nobody has pressed 收到 in time: another way, and the deputy. */
export function planUnacknowledged(uow: UnitOfWork, row: Pick<TaskRow, 'id' | 'round'>, policy: Policy): void {
  uow.dueTimes.push({
    kind: 'task.unacknowledged',
    key: `task.unacknowledged:${row.id}:${row.round}:second`,
    subject: taskSubject(row.id),
    dueAt: policy.awake(policy.after(uow.now, 'task.acknowledge').at),
    payload: { taskId: row.id, round: row.round, step: 'second' },
  });
}

/** The next tier that has not heard yet; one whose day has passed hears at the next hour that is not quiet. */
export function planEscalation(uow: UnitOfWork, row: TaskRow, policy: Policy): void {
  const step = escalationsFor(row, policy).find(({ tier }) => ESCALATION_TIERS.indexOf(tier) >= row.escalated);
  if (!step) return;
  uow.dueTimes.push({
    kind: 'task.escalate',
    key: `task.escalate:${row.id}:${row.round}:${step.tier}`,
    subject: taskSubject(row.id),
    dueAt: policy.awake(later(step.at, uow.now)),
    payload: { taskId: row.id, round: row.round },
  });
}

export function escalationsFor(
  row: Pick<TaskRow, 'dueOn' | 'supervised'>,
  policy: Policy,
): readonly { readonly tier: EscalationTier; readonly at: Temporal.Instant }[] {
  const dueOn = Temporal.PlainDate.from(row.dueOn);
  const { time } = reminderRules(policy, row.supervised);
  return escalationsOf({ dueOn, supervised: row.supervised }, escalationRules(policy)).map(({ tier, on }) => ({
    tier,
    at: policy.calendar.instantAt(on, time),
  }));
}

export type DateTooFar = { readonly kind: 'date_too_far'; readonly latest: string };

/** Further ahead nobody sets a date; a slip of the keyboard does, and nobody would ever be reminded of it. */
const MOST_YEARS_AHEAD = 10;

export function tooFar(dueOn: Temporal.PlainDate, today: Temporal.PlainDate): DateTooFar | undefined {
  const latest = today.add({ years: MOST_YEARS_AHEAD });
  return Temporal.PlainDate.compare(dueOn, latest) > 0
    ? { kind: 'date_too_far', latest: latest.toString() }
    : undefined;
}

/** The columns that a date sets. */
export const dated = (policy: Policy, dueOn: Temporal.PlainDate, provisional = false) => ({
  dueOn: dueOn.toString(),
  dueAt: lateFrom(policy, dueOn),
  dueProvisional: provisional,
});
