/** What a planned time of a task does when it comes; an outdated one does nothing. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { task } from '../../../db/schema/index.ts';
import { ok } from '../../domain/result.ts';
import { ESCALATION_TIERS } from '../../domain/task/escalation.ts';
import { aboveVerifiers, tierIsVacant, tierPeople } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent, type LoadedTask, lockTask, type TaskNotFound, taskTarget } from './change.ts';
import { escalationsFor, planEscalation, taskSubject } from './dates.ts';

/** Late by the days of one tier or several: each tier that has not heard yet hears, once; one that is the subject is skipped. */
const escalate = command<DuePayloads['task.escalate'], LoadedTask, void, TaskNotFound>({
  name: 'task.escalate',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, { task: row, policy, seats }, { round }, as) => {
    if (row.round !== round || !isToDo(row.state)) return ok(undefined);
    const reached = escalationsFor(row, policy).filter(
      ({ tier, at }) =>
        ESCALATION_TIERS.indexOf(tier) >= row.escalated && Temporal.Instant.compare(policy.awake(at), uow.now) <= 0,
    );
    let after = row;
    for (const { tier } of reached) {
      const to = tierPeople(tier, row, seats);
      const [told] = await uow.tx
        .update(task)
        .set({ escalated: ESCALATION_TIERS.indexOf(tier) + 1 })
        .where(eq(task.id, row.id))
        .returning();
      if (!told) throw new Error('a locked task was not found');
      after = told;
      await appendTaskEvent(uow, row.id, as, { kind: 'escalate' });
      record(uow, 'task', told, {
        action: 'task.escalate',
        as,
        communityId: row.communityId,
        facts: { tier, skipped: to.length === 0 },
      });
      // What is announced must be there to come, and what nobody heard is not said to have been reported.
      if (tierIsVacant(tier, row, seats)) continue;
      const next = escalationsFor(row, policy)
        .slice(ESCALATION_TIERS.indexOf(tier) + 1)
        .find((later) => !tierIsVacant(later.tier, row, seats));
      uow.notices.push({
        kind: 'task.escalated',
        taskId: row.id,
        tier,
        to,
        ...(next && { next: { tier: next.tier, on: policy.calendar.localDate(next.at) } }),
      });
    }
    planEscalation(uow, after, policy);
    return ok(undefined);
  },
});

/** Nobody has pressed 收到 since it was first told: another way, then the group. */
const unacknowledged = command<DuePayloads['task.unacknowledged'], LoadedTask, void, TaskNotFound>({
  name: 'task.remind',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, { task: row, policy }, { round, step }) => {
    if (row.round !== round || !isToDo(row.state) || row.acknowledgedAt !== null) return ok(undefined);
    uow.notices.push({ kind: 'task.unacknowledged', taskId: row.id, step });
    if (step === 'second')
      uow.dueTimes.push({
        kind: 'task.unacknowledged',
        key: `task.unacknowledged:${row.id}:${round}:group`,
        subject: taskSubject(row.id),
        dueAt: policy.awake(policy.after(uow.now, 'task.acknowledge').at),
        payload: { taskId: row.id, round, step: 'group' },
      });
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
