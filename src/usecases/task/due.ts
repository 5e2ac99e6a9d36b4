/** What a planned time of a task does when it comes; an outdated one does nothing. */
import { ok } from '../../domain/result.ts';
import { aboveVerifiers } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import type { Policy } from '../policies.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent, type LoadedTask, lockTask, type TaskNotFound, taskTarget } from './change.ts';
import { climb, tellClimb } from './climb.ts';
import { type TaskRow, taskSubject } from './dates.ts';
import { remindsNow } from './reminded.ts';

/** Where the day's message is due in the same minute, it tells of this too: nobody gets two messages at once. */
const escalate = command<DuePayloads['task.escalate'], LoadedTask, void, TaskNotFound>({
  name: 'task.escalate',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, loaded, { round }, as) => {
    const { task: row, policy } = loaded;
    if (row.round !== round || !isToDo(row.state)) return ok(undefined);
    if (await remindsNow(uow, row.communityId)) {
      leaveToDigest(uow, row, policy);
      return ok(undefined);
    }
    for (const each of await climb(uow, loaded, as)) tellClimb(uow, each);
    return ok(undefined);
  },
});

/** Looked at again when that message has long gone out: should it not have, nothing is forgotten. */
const LEFT_FOR_MINUTES = 5;

function leaveToDigest(uow: UnitOfWork, { id, round }: TaskRow, policy: Policy): void {
  uow.dueTimes.push({
    kind: 'task.escalate',
    key: `task.escalate:${id}:${round}:left:${uow.now}`,
    subject: taskSubject(id),
    dueAt: policy.awake(uow.now.add({ minutes: LEFT_FOR_MINUTES })),
    payload: { taskId: id, round },
  });
}

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
