/**
 * Whether what somebody typed as the title of a task may stand on the public wall. It may name people, so a neutral label
 * stands there until whoever set the task says otherwise, and again as soon as she takes it back.
 */
import { eq } from 'drizzle-orm';
import { task } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent, type LoadedTask, lockTask, type TaskNotFound, taskTarget } from './change.ts';
import type { TaskRow } from './dates.ts';
import { maySayOfTitle } from './rights.ts';

export type TitleRefusal =
  | TaskNotFound
  /** A plan's title is public anyway. */
  | { readonly kind: 'title_of_plan' }
  | { readonly kind: 'title_public_already' }
  | { readonly kind: 'title_not_public' }
  | { readonly kind: 'title_not_yours' };

const titleCommand = (name: 'task.publish-title' | 'task.withdraw-title') =>
  command<{ readonly taskId: string }, LoadedTask, TaskRow, TitleRefusal>({
    name,
    load: (uow, { taskId }) => lockTask(uow, taskId),
    target: taskTarget,
    run: async (uow, { task: row }, _input, as): Promise<Result<TaskRow, TitleRefusal>> => {
      if (row.planId !== null) return err({ kind: 'title_of_plan' });
      if (!(await maySayOfTitle(uow, row))) return err({ kind: 'title_not_yours' });
      const shows = row.titlePublicAt !== null;
      if (name === 'task.publish-title')
        return shows ? err({ kind: 'title_public_already' }) : ok(await publishTitle(uow, row, as));
      return shows ? ok(await write(uow, row, as, name)) : err({ kind: 'title_not_public' });
    },
  });

export const publishTaskTitle = titleCommand('task.publish-title');
export const withdrawTaskTitle = titleCommand('task.withdraw-title');

/** Also as part of setting it: whoever may set a task decides about its title. */
export const publishTitle = (uow: UnitOfWork, row: TaskRow, as: Role): Promise<TaskRow> =>
  write(uow, row, as, 'task.publish-title');

async function write(
  uow: UnitOfWork,
  row: TaskRow,
  as: Role,
  action: 'task.publish-title' | 'task.withdraw-title',
): Promise<TaskRow> {
  const shows = action === 'task.publish-title';
  const [after] = await uow.tx
    .update(task)
    .set({ titlePublicAt: shows ? uow.now : null })
    .where(eq(task.id, row.id))
    .returning();
  if (!after) throw new Error('a locked task was not found');
  await appendTaskEvent(uow, row.id, as, { kind: shows ? 'publish_title' : 'withdraw_title' });
  record(uow, 'task', after, { action, as, communityId: row.communityId });
  return after;
}
