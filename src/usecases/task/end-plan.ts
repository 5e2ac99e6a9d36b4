/** Ends a plan: what it brought and nobody has finished is cancelled, with the reason; what was done stays. */
import { and, eq, isNull, notInArray } from 'drizzle-orm';
import { plan, task } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { ENDED_TASKS } from '../../domain/task/states.ts';
import { command, type NotPermitted } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { lockTasksOf, moveTask } from './change.ts';
import type { PlanRow } from './plan-facts.ts';
import { mayNotUndo, type UndoRefusal } from './rights.ts';

export interface EndedPlan {
  readonly plan: PlanRow;
  readonly cancelled: number;
}

export type EndPlanRefusal =
  | { readonly kind: 'plan_not_found' }
  | { readonly kind: 'plan_ended' }
  | { readonly kind: 'task_reason_missing' }
  | UndoRefusal
  | { readonly kind: 'text_too_long'; readonly limit: number };

export const endPlan = command<
  { readonly planId: string; readonly reason: string },
  PlanRow,
  EndedPlan,
  EndPlanRefusal
>({
  name: 'plan.end',
  load: async (uow, { planId }) => {
    const [row] = await uow.tx.select().from(plan).where(eq(plan.id, planId)).for('update');
    return row ? ok(row) : err({ kind: 'plan_not_found' });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, row, { planId, reason }, as): Promise<Result<EndedPlan, EndPlanRefusal>> => {
    if (row.endedAt !== null) return err({ kind: 'plan_ended' });
    if (reason.trim() === '') return err({ kind: 'task_reason_missing' });
    const open = await uow.tx
      .select({ id: task.id })
      .from(task)
      .where(and(eq(task.planId, planId), notInArray(task.state, [...ENDED_TASKS, 'verified'])))
      .orderBy(task.id);
    // Looked at before anything is written: all of them, or nothing.
    const loaded = await lockTasksOf(
      uow,
      row.communityId,
      open.map(({ id }) => id),
    );
    // One may have been finished while its lock was waited for.
    const locked = loaded.filter(({ task: { state } }) => !ENDED_TASKS.has(state) && state !== 'verified');
    for (const each of locked) {
      const refused = await mayNotUndo(uow, each, 'order');
      if (refused) return err(refused);
    }
    const [ended] = await uow.tx.update(plan).set({ endedAt: uow.now }).where(eq(plan.id, planId)).returning();
    if (!ended) throw new Error('a locked plan was not found');
    record(uow, 'plan', ended, { action: 'plan.end', as, communityId: row.communityId });
    for (const each of locked) {
      const done = await moveTask(uow, each, { reason }, as, {
        name: 'task.cancel',
        step: () => ({ action: 'cancel', reason }),
        words: () => reason,
      });
      if (done.ok) continue;
      if (done.error.kind === 'text_too_long') return err(done.error);
      throw new Error(`an open task could not be cancelled: ${done.error.kind}`);
    }
    if (locked.length > 0) uow.notices.push({ kind: 'plan.ended', planId, reason });
    return ok({ plan: ended, cancelled: locked.length });
  },
});

/** Every plan that was loaded in the same command, in one unit of work. */
export async function endBatch(
  uow: UnitOfWork,
  { batchId, reason }: { readonly batchId: string; readonly reason: string },
): Promise<Result<readonly EndedPlan[], EndPlanRefusal | NotPermitted>> {
  const rows = await uow.tx
    .select({ id: plan.id })
    .from(plan)
    .where(and(eq(plan.batchId, batchId), isNull(plan.endedAt)))
    .orderBy(plan.id);
  if (rows.length === 0) return err({ kind: 'plan_not_found' });
  const ended: EndedPlan[] = [];
  for (const { id } of rows) {
    const done = await endPlan(uow, { planId: id, reason });
    if (!done.ok) return done;
    ended.push(done.value);
  }
  return ok(ended);
}
