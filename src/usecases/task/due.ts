/** What a planned time of a task does when it comes; an outdated one does nothing. */
import { and, eq, lte, sql } from 'drizzle-orm';
import { community, schedule, task } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { aboveVerifiers } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import { type Policy, policyOf, tomorrowMorning } from '../policies.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent, type LoadedTask, lockTask, lockTasksOf, type TaskNotFound, taskTarget } from './change.ts';
import { reachesTier } from './climb.ts';
import { type TaskRow, taskSubject } from './dates.ts';
import { tellOfDay } from './remind.ts';

interface LateTask {
  readonly row: TaskRow;
  readonly policy: Policy;
}

/** With everything else its community has to tell at this minute: nobody gets two messages at once. */
const escalate = command<DuePayloads['task.escalate'], LateTask, void, TaskNotFound>({
  name: 'task.escalate',
  // Not locked: the day's message locks the tasks it tells of in one order.
  load: async (uow, { taskId }) => {
    const [found] = await uow.tx
      .select({ row: task, home: community })
      .from(task)
      .innerJoin(community, eq(community.id, task.communityId))
      .where(eq(task.id, taskId));
    return found ? ok({ row: found.row, policy: await policyOf(uow, found.home) }) : err({ kind: 'task_not_found' });
  },
  target: ({ row }) => ({ communityId: row.communityId }),
  run: async (uow, { row, policy }, { round }) => {
    if (row.round !== round || !reachesTier(row, policy, uow.now)) return ok(undefined);
    const at = tomorrowMorning(uow, policy);
    if (at === undefined) await tellOfDay(uow, row.communityId);
    else
      uow.dueTimes.push({
        kind: 'task.escalate',
        key: `task.escalate:${row.id}:${round}:morning:${policy.calendar.localDate(at)}`,
        subject: taskSubject(row.id),
        dueAt: at,
        payload: { taskId: row.id, round },
      });
    return ok(undefined);
  },
});

interface Unanswered {
  readonly communityId: string;
  readonly policy: Policy;
  /** What was planned for them, with the task: of this one, and of all others of the community that are due now. */
  readonly due: readonly (DuePayloads['task.unacknowledged'] & { readonly task: TaskRow })[];
}

/**
 * Nobody has pressed 收到 since it was first told: another way, then the group. What was first told together is due together,
 * and is one message again.
 */
const unacknowledged = command<DuePayloads['task.unacknowledged'], Unanswered, void, TaskNotFound>({
  name: 'task.remind',
  load: async (uow, payload) => {
    const [found] = await uow.tx
      .select({ communityId: task.communityId })
      .from(task)
      .where(eq(task.id, payload.taskId));
    if (!found) return err({ kind: 'task_not_found' });
    const { communityId } = found;
    const together = await uow.tx
      .select({ payloadSealed: schedule.payloadSealed })
      .from(schedule)
      .innerJoin(task, eq(schedule.subject, sql`'task:' || ${task.id}`))
      .where(
        and(
          eq(schedule.kind, 'task.unacknowledged'),
          eq(schedule.state, 'waiting'),
          lte(schedule.dueAt, uow.now),
          eq(task.communityId, communityId),
        ),
      );
    const due = new Map([[payload.taskId, payload]]);
    for (const { payloadSealed } of together) {
      if (!payloadSealed) continue;
      // Sealed by us under the same kind.
      const other = uow.keys.openJson('schedule.payload', payloadSealed) as typeof payload;
      if (!due.has(other.taskId)) due.set(other.taskId, other);
    }
    const locked = await lockTasksOf(uow, communityId, [...due.keys()]);
    const [first] = locked;
    if (!first) return err({ kind: 'task_not_found' });
    return ok({
      communityId,
      policy: first.policy,
      due: locked.flatMap(({ task: row }) => {
        const planned = due.get(row.id);
        return planned && row.round === planned.round && isToDo(row.state) && row.acknowledgedAt === null
          ? [{ ...planned, task: row }]
          : [];
      }),
    });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, { policy, due }, { taskId }) => {
    for (const step of ['second', 'group'] as const) {
      const taskIds = due.filter((each) => each.step === step).map(({ task: row }) => row.id);
      if (taskIds.length > 0) uow.notices.push({ kind: 'task.unacknowledged', taskIds, step });
    }
    for (const { task: row, round, step } of due) {
      if (row.id !== taskId) uow.cancelled.push({ kind: 'task.unacknowledged', subject: taskSubject(row.id) });
      if (step === 'second')
        uow.dueTimes.push({
          kind: 'task.unacknowledged',
          key: `task.unacknowledged:${row.id}:${round}:group`,
          subject: taskSubject(row.id),
          dueAt: policy.awake(policy.after(uow.now, 'task.acknowledge').at),
          payload: { taskId: row.id, round, step: 'group' },
        });
    }
    return ok(undefined);
  },
});

/** Handed in twice the time ago in which somebody was to look at it, and nobody has: the tier above hears, once. */
const unverified = command<DuePayloads['task.unverified'], LoadedTask, void, TaskNotFound>({
  name: 'task.escalate-unverified',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, { task: row, seats }, { round }, as) => {
    if (row.round !== round || row.state !== 'submitted') return ok(undefined);
    const to = aboveVerifiers(row, seats).filter((id) => id !== row.submittedById);
    await appendTaskEvent(uow, row.id, as, { kind: 'unverified' });
    record(uow, 'task', row, {
      action: 'task.escalate-unverified',
      as,
      communityId: row.communityId,
      facts: { skipped: to.length === 0 },
    });
    uow.notices.push({ kind: 'task.unverified', taskId: row.id, to });
    return ok(undefined);
  },
});

export async function taskUnverified(uow: UnitOfWork, payload: DuePayloads['task.unverified']): Promise<void> {
  carriedOut(await unverified(uow, payload));
}

export async function taskEscalate(uow: UnitOfWork, payload: DuePayloads['task.escalate']): Promise<void> {
  carriedOut(await escalate(uow, payload));
}

export async function taskUnacknowledged(uow: UnitOfWork, payload: DuePayloads['task.unacknowledged']): Promise<void> {
  carriedOut(await unacknowledged(uow, payload));
}
