/** What whoever set a task, or the tier above her, orders of it: that it is called off, moved, pressed, or pressed no longer. */
import { permit } from '../../domain/permissions/permit.ts';
import { notNow, type TaskRefusal } from '../../domain/task/decide.ts';
import type { SeatFact } from '../../domain/task/people.ts';
import type { NotPermitted } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { taskTarget } from './change.ts';
import type { TaskRow } from './dates.ts';
import { type GiveRefusal, mayNotPress, mayNotUndo, type UndoRefusal } from './rights.ts';

export const TASK_ORDERS = ['reschedule', 'supervise', 'unsupervise', 'cancel'] as const;
export type TaskOrder = (typeof TASK_ORDERS)[number];

export type OrderRefusal = NotPermitted | TaskRefusal | UndoRefusal | GiveRefusal;

interface Standing {
  readonly task: TaskRow;
  readonly seats: readonly SeatFact[];
}

/** Why the actor may not order it as the task stands: nobody is asked for a date or a reason in vain. Undefined when she may. */
export async function mayNotOrder(
  uow: Pick<UnitOfWork, 'tx' | 'actor'>,
  standing: Standing,
  order: TaskOrder,
): Promise<OrderRefusal | undefined> {
  const { task: row } = standing;
  const permitted = permit(`task.${order}`, uow.actor, taskTarget(standing, undefined, uow));
  if (!permitted.ok) return permitted.error;
  const refused = notNow(row.state, order);
  if (refused) return refused;
  switch (order) {
    case 'supervise':
      return row.supervised ? { kind: 'task_supervised_already' } : mayNotPress(uow, standing);
    case 'unsupervise':
      return row.supervised ? mayNotUndo(uow, standing, 'press') : { kind: 'task_not_supervised' };
    case 'cancel':
    case 'reschedule':
      return mayNotUndo(uow, standing, 'order');
  }
}

export async function ordersOpen(
  uow: Pick<UnitOfWork, 'tx' | 'actor'>,
  standing: Standing,
): Promise<readonly TaskOrder[]> {
  const open: TaskOrder[] = [];
  for (const order of TASK_ORDERS) if (!(await mayNotOrder(uow, standing, order))) open.push(order);
  return open;
}
