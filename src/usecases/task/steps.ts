/** The steps of a task: who may take them is in the permission table, what they do is decided in the domain. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { attachment, person, task as taskTable } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { doersOf, seatFor } from '../../domain/task/people.ts';
import { isToDo, TO_DO } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import { filesWaitingButPlaces } from '../demand/attach.ts';
import { elapsedMinutes } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  appendTaskEvent,
  handedIn,
  type LoadedTask,
  lockTask,
  moveTask,
  type TaskMoved,
  type TaskMoveRefusal,
  taskCommand,
  taskTarget,
} from './change.ts';
import { dated, planVerification, type TaskRow, tooFar } from './dates.ts';
import { lookAtPlans } from './look.ts';
import { mayGiveTo, mayNotPress, mayNotUndo } from './rights.ts';

interface OnTask {
  readonly taskId: string;
}
interface WithReason extends OnTask {
  readonly reason: string;
}

/** 收到: whoever pressed has seen it; nobody else is asked to any more. */
export const acknowledgeTask = taskCommand<OnTask>({
  name: 'task.acknowledge',
  step: () => ({ action: 'acknowledge' }),
  columns: (uow) => ({ acknowledgedAt: uow.now }),
  consequences: (uow, { task }) => {
    uow.cancelled.push({ kind: 'task.unacknowledged', subject: `task:${task.id}` });
  },
});

/** 完成: handed in. Where nobody must look at it, it is done. */
export const submitTask = taskCommand<OnTask & { readonly words?: string }>({
  name: 'task.submit',
  step: () => ({ action: 'submit' }),
  words: ({ words }) => words,
  columns: (uow, { task: row }) => ({
    submittedAt: uow.now,
    submittedById: uow.actor.personId ?? null,
    acknowledgedAt: row.acknowledgedAt ?? uow.now,
  }),
  consequences: async (uow, { task: row, policy }) => {
    if (row.verifierRole === null) return closeTask(uow, row.id);
    await planVerification(uow, row, policy);
    uow.notices.push({ kind: 'task.to-verify', taskId: row.id });
  },
});

/** The tier above has looked at it: verified, and with that done. */
export const verifyTask = taskCommand<OnTask>({
  name: 'task.verify',
  signs: true,
  step: () => ({ action: 'verify' }),
  consequences: async (uow, { task: row }) => {
    await closeTask(uow, row.id);
    uow.notices.push({ kind: 'task.news', taskId: row.id, because: 'done' });
  },
});

/** Follows from the last signature in the same unit of work, as a line of its own. */
async function closeTask(uow: UnitOfWork, taskId: string): Promise<void> {
  const loaded = await lockTask(uow, taskId);
  if (!loaded.ok) throw new Error('the task to close was not found');
  const closed = await moveTask(uow, loaded.value, { taskId }, 'system', {
    name: 'task.close',
    step: () => ({ action: 'close' }),
  });
  if (!closed.ok) throw new Error(`a signed task could not be closed: ${closed.error.kind}`);
  // What waits for an item of its plan begins now.
  if (closed.value.task.planId !== null) await lookAtPlans(uow, loaded.value.home);
}

/** 退回: to be done again; its reminders begin anew, and the tiers that heard before do not hear twice. */
export const returnTask = taskCommand<WithReason>({
  name: 'task.return',
  signs: true,
  anew: true,
  step: ({ reason }) => ({ action: 'return', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'returned', eventId });
  },
});

/** 免办, 容错: it need not be done, and the reason stays. */
export const waiveTask = taskCommand<WithReason>({
  name: 'task.waive',
  signs: true,
  step: ({ reason }) => ({ action: 'waive', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'waived', eventId });
  },
});

export const cancelTask = taskCommand<WithReason>({
  name: 'task.cancel',
  guard: (uow, loaded) => mayNotUndo(uow, loaded, 'order'),
  step: ({ reason }) => ({ action: 'cancel', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'cancelled', eventId });
  },
});

/** 督办: reminders come more often and lateness climbs sooner, from the next one on. */
export const superviseTask = taskCommand<WithReason>({
  name: 'task.supervise',
  guard: mayNotPress,
  anew: true,
  step: ({ reason }) => ({ action: 'supervise', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'supervised', eventId });
  },
});

export const unsuperviseTask = taskCommand<WithReason>({
  name: 'task.unsupervise',
  guard: (uow, loaded) => mayNotUndo(uow, loaded, 'press'),
  anew: true,
  step: ({ reason }) => ({ action: 'unsupervise', reason }),
  words: ({ reason }) => reason,
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'unsupervised', eventId });
  },
});

/** Another date, by whoever set it; no extension is used up by it. */
export const rescheduleTask = taskCommand<OnTask & { readonly dueOn: Temporal.PlainDate; readonly words?: string }>({
  name: 'task.reschedule',
  guard: async (uow, loaded, { dueOn }) =>
    (await mayNotUndo(uow, loaded, 'order')) ??
    (Temporal.PlainDate.compare(dueOn, loaded.policy.calendar.localDate(uow.now)) < 0
      ? { kind: 'date_in_past', dueOn: dueOn.toString() }
      : tooFar(dueOn, loaded.policy.calendar.localDate(uow.now))),
  anew: true,
  step: ({ dueOn }) => ({ action: 'reschedule', dueOn }),
  words: ({ words }) => words,
  columns: (_uow, { policy }, { dueOn }) => ({ ...dated(policy, dueOn), escalated: 0 }),
  consequences: (uow, { task, eventId }) => {
    uow.notices.push({ kind: 'task.news', taskId: task.id, because: 'rescheduled', eventId });
  },
});

export type TransferRefusal =
  | TaskMoveRefusal
  | { readonly kind: 'person_not_here' }
  /** Pressed twice: she has it already. */
  | { readonly kind: 'with_her_already'; readonly personId: string };

/** 转给…: somebody with a seat in the community does it; the owner answers for it all the same. */
export const transferTask = command<
  OnTask & { readonly personId: string; readonly words?: string },
  LoadedTask,
  TaskMoved,
  TransferRefusal
>({
  name: 'task.transfer',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, loaded, input, as): Promise<Result<TaskMoved, TransferRefusal>> => {
    const [to] = await uow.tx
      .select({ id: person.id })
      .from(person)
      .where(and(eq(person.id, input.personId), visible()));
    const { task: row, seats } = loaded;
    const { communityId, ownerRole } = row;
    const any = to && seatFor(to.id, row, seats);
    if (!to || !any) return err({ kind: 'person_not_here' });
    // Whose task it is: the head passes on her own, and what belongs to those who answer to her.
    if (as !== 'resident' && !mayGiveTo(uow.actor, communityId, { role: ownerRole, personIds: [] }))
      return err({ kind: 'owner_above', owner: ownerRole });
    const seat = seatFor(to.id, row, seats, (role) => mayGiveTo(uow.actor, communityId, { role, personIds: [to.id] }));
    if (!seat) return err({ kind: 'owner_above', owner: any.delegateRole });
    if (row.delegateId === to.id && doersOf(row, seats).includes(to.id))
      return err({ kind: 'with_her_already', personId: to.id });
    return passOn(uow, loaded, as, { personId: to.id, seat, ...(input.words !== undefined && { words: input.words }) });
  },
});

interface PassedOn {
  readonly personId: string;
  readonly seat: NonNullable<ReturnType<typeof seatFor>>;
  readonly words?: string;
}

/** Whoever has it now is asked for 收到 anew, and reminded by times of her own. */
const passOn = (uow: UnitOfWork, loaded: LoadedTask, as: Role, { personId, seat, words }: PassedOn) =>
  moveTask(uow, loaded, { words }, as, {
    name: 'task.transfer',
    anew: true,
    step: () => ({ action: 'transfer' }),
    words: (input) => input.words,
    columns: () => ({ delegateId: personId, ...seat, acknowledgedAt: null }),
    consequences: (unit, { task, eventId }) => {
      unit.notices.push({ kind: 'task.news', taskId: task.id, because: 'handed_over', eventId });
    },
  });

/** A seat changed hands: what was given to the old holder in it is the new one's. */
export async function passOnWithSeat(
  uow: UnitOfWork,
  seat: { readonly communityId: string; readonly role: string; readonly bodyId: string | null },
  { from, to, as }: { readonly from: string; readonly to: string; readonly as: Role },
): Promise<void> {
  const rows = await uow.tx
    .select({ id: taskTable.id })
    .from(taskTable)
    .where(
      and(
        eq(taskTable.communityId, seat.communityId),
        eq(taskTable.delegateId, from),
        inArray(taskTable.state, [...TO_DO]),
      ),
    )
    .orderBy(taskTable.id);
  for (const { id } of rows) {
    const loaded = await lockTask(uow, id);
    if (!loaded.ok || !isToDo(loaded.value.task.state)) continue;
    const { task: row, seats } = loaded.value;
    const { delegateRole, delegateBodyId } = row;
    const hers = delegateRole === null || (delegateRole === seat.role && delegateBodyId === seat.bodyId);
    // One of the first release does not say in which seat: it stays with whoever still has any.
    const keeps = delegateRole === null && seats.some(({ personId }) => personId === from);
    const held = seatFor(to, row, seats, (role) => role === seat.role);
    if (!hers || keeps || row.delegateId !== from || !held) continue;
    const moved = await passOn(uow, loaded.value, as, { personId: to, seat: held });
    if (!moved.ok) throw new Error(`a task could not follow its seat: ${moved.error.kind}`);
  }
}

export interface EvidenceAdded {
  readonly task: TaskRow;
  readonly files: number;
}

export type EvidenceRefusal =
  | TaskMoveRefusal
  | { readonly kind: 'nothing_handed_in' }
  | { readonly kind: 'too_many_files'; readonly limit: number };

/**
 * Words, and files: the ones named, or those the same account sent in the same chat in the last minutes. It starts the work where that had
 * not begun.
 */
export const addTaskEvidence = command<
  OnTask & {
    readonly words?: string;
    /** The chat in which it is handed in; what she sent in others may be for somebody else. Without one, only words. */
    readonly chatId?: string;
    readonly attachmentIds?: readonly string[];
  },
  LoadedTask,
  EvidenceAdded,
  EvidenceRefusal
>({
  name: 'task.add-evidence',
  load: (uow, { taskId }) => lockTask(uow, taskId),
  target: taskTarget,
  run: async (uow, loaded, { words, chatId, attachmentIds }, as): Promise<Result<EvidenceAdded, EvidenceRefusal>> => {
    const { policy } = loaded;
    let row = loaded.task;
    const limit = policy.rules.value('task.text.max');
    if (words !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
    const files = await filesFor(uow, loaded, chatId, attachmentIds);
    const most = policy.rules.value('task.attachment.max');
    if ((await handedIn(uow, row.id)).files + files.length > most) return err({ kind: 'too_many_files', limit: most });
    const said = words?.trim() ?? '';
    if (said === '' && files.length === 0) return err({ kind: 'nothing_handed_in' });
    if (row.state !== 'in_progress') {
      const started = await moveTask(uow, loaded, { taskId: row.id }, as, {
        name: 'task.start',
        step: () => ({ action: 'start' }),
        columns: () => ({ acknowledgedAt: row.acknowledgedAt ?? uow.now }),
      });
      if (!started.ok) return started;
      row = started.value.task;
    }
    await appendTaskEvent(uow, row.id, as, { kind: 'evidence', ...(said !== '' && { text: said }) });
    let came = 0;
    for (const id of files) {
      const [kept] = await uow.tx
        .update(attachment)
        .set({ taskId: row.id, role: 'evidence' })
        // Meanwhile it may have gone with a demand, or turned out lost.
        .where(
          and(
            eq(attachment.id, id),
            isNull(attachment.demandId),
            isNull(attachment.taskId),
            inArray(attachment.state, ['pending', 'stored']),
          ),
        )
        .returning();
      if (!kept) continue;
      came += 1;
      record(uow, 'attachment', kept, { action: 'task.add-evidence', as, communityId: row.communityId });
    }
    return ok({ task: row, files: came });
  },
});

async function filesFor(
  uow: UnitOfWork,
  { policy }: LoadedTask,
  chatId: string | undefined,
  named: readonly string[] | undefined,
): Promise<readonly string[]> {
  const { accountId } = uow.actor;
  if (!accountId || !chatId) return [];
  const minutes = elapsedMinutes(policy.rules.value('task.attachment.before'));
  const loose = await filesWaitingButPlaces(uow, { accountId, chatId }, minutes);
  return named ? loose.filter((id) => named.includes(id)) : loose;
}
