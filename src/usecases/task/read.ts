/** One task, with its history, what was handed in and whether more time is asked for: for whoever may see it. */
import { and, asc, eq } from 'drizzle-orm';
import { community, task, taskEvent, taskExtension } from '../../../db/schema/index.ts';
import { type TaskFile, taskFiles } from '../../../db/task-files.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { deputiesOf, doersOf, ownersOf, type SeatFact, verifiersOf } from '../../domain/task/people.ts';
import type { NotPermitted } from '../command.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type TaskNotFound, taskTarget } from './change.ts';
import type { TaskRow } from './dates.ts';
import { sentTogether } from './everywhere.ts';
import { ordersOpen, type TaskOrder } from './orders.ts';
import { maySayOfTitle } from './rights.ts';
import { seatsIn } from './seats.ts';

export interface TaskHistoryLine {
  readonly at: typeof taskEvent.$inferSelect.at;
  readonly kind: string;
  readonly byPersonId: string | null;
  /** In the person's own writing. */
  readonly words?: string;
}

export interface ReadTask {
  readonly task: TaskRow;
  readonly home: CommunityRow;
  readonly seats: readonly SeatFact[];
  readonly doers: readonly string[];
  readonly owners: readonly string[];
  readonly deputies: readonly string[];
  readonly verifiers: readonly string[];
  readonly history: readonly TaskHistoryLine[];
  readonly files: readonly TaskFile[];
  /** What she may order of it now. */
  readonly orders: readonly TaskOrder[];
  /** It was sent to several communities at once that she looks after. */
  readonly everywhere: boolean;
  /** She decides whether its title stands on the public wall. */
  readonly saysOfTitle: boolean;
  /** The request that waits for an answer. */
  readonly asked?: typeof taskExtension.$inferSelect & { readonly reason: string };
}

/** What a request for more time is about; undefined when there is no such request. */
export async function taskOfExtension(
  { tx }: Pick<UnitOfWork, 'tx'>,
  extensionId: string,
): Promise<string | undefined> {
  const [found] = await tx
    .select({ taskId: taskExtension.taskId })
    .from(taskExtension)
    .where(eq(taskExtension.id, extensionId));
  return found?.taskId;
}

type Reading = Pick<UnitOfWork, 'tx' | 'actor' | 'keys'>;

export async function readTask(
  { tx, actor, keys }: Reading,
  taskId: string,
): Promise<Result<ReadTask, TaskNotFound | NotPermitted>> {
  const [found] = await tx
    .select({ row: task, home: community })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(eq(task.id, taskId));
  if (!found) return err({ kind: 'task_not_found' });
  const { row, home } = found;
  const seats = await seatsIn(tx, row.communityId);
  const permitted = permit('task.read', actor, taskTarget({ task: row, seats }, undefined, { actor }));
  if (!permitted.ok) return err(permitted.error);
  const events = await tx.select().from(taskEvent).where(eq(taskEvent.taskId, taskId)).orderBy(asc(taskEvent.ordinal));
  const files = await taskFiles(tx, taskId);
  const [asked] = await tx
    .select()
    .from(taskExtension)
    .where(and(eq(taskExtension.taskId, taskId), eq(taskExtension.state, 'asked')));
  return ok({
    task: row,
    home,
    seats,
    doers: doersOf(row, seats),
    owners: ownersOf(row, seats).people,
    deputies: deputiesOf(row, seats),
    verifiers: verifiersOf(row, seats),
    history: events.map(({ at, kind, byPersonId, textSealed }) => ({
      at,
      kind,
      byPersonId,
      ...(textSealed && { words: keys.openText('task_event.text', textSealed) }),
    })),
    files,
    everywhere: (await sentTogether({ tx, actor }, row)).length > 1,
    orders: await ordersOpen({ tx, actor }, { task: row, seats }),
    saysOfTitle:
      row.planId === null &&
      permit('task.publish-title', actor, { communityId: row.communityId }).ok &&
      (await maySayOfTitle({ tx, actor }, row)),
    ...(asked && { asked: { ...asked, reason: keys.openText('task_extension.reason', asked.reasonSealed) } }),
  });
}
