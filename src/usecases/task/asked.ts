/** A request for more time 延期 that its task has overtaken: nobody is asked to decide about it, and another can be made. */
import { and, eq } from 'drizzle-orm';
import { taskExtension } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { ENDED_TASKS } from '../../domain/task/states.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';

/** The task has ended, or has another date than the one more time was asked for. */
export async function voidOvertaken(uow: UnitOfWork, before: TaskRow, after: TaskRow, as: Role): Promise<void> {
  if (!ENDED_TASKS.has(after.state) && after.dueOn === before.dueOn) return;
  const rows = await uow.tx
    .update(taskExtension)
    .set({ state: 'void', decidedAt: uow.now })
    .where(and(eq(taskExtension.taskId, after.id), eq(taskExtension.state, 'asked')))
    .returning();
  for (const row of rows)
    record(uow, 'task_extension', row, {
      action: 'task.decide-extension',
      as,
      communityId: after.communityId,
      facts: { to: row.state },
    });
}
