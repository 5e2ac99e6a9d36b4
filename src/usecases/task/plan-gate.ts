/** What a plan asks of one of its tasks before it is handed in: its own item, and the stages before it. */
import { and, eq, gt, isNull, lte } from 'drizzle-orm';
import { plan } from '../../../db/schema/index.ts';
import { type Gate, gateBefore, OPEN_GATE } from '../../domain/task/gate.ts';
import type { PlanItem } from '../../domain/task/plan.ts';
import type { Policy } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { broughtBy, type PlanRow } from './plan-facts.ts';

export async function planOf(
  uow: UnitOfWork,
  { task: row, policy }: { readonly task: TaskRow; readonly policy: Policy },
): Promise<{ readonly item?: PlanItem; readonly gate: Gate }> {
  if (!row.planId) return { gate: OPEN_GATE };
  const [found] = await uow.tx.select().from(plan).where(eq(plan.id, row.planId));
  const item = found?.document.items.find(({ key }) => key === row.item);
  if (!found || !item) return { gate: OPEN_GATE };
  if (item.stage === undefined) return { item, gate: OPEN_GATE };
  const gate = gateBefore(found.document, item.stage, {
    brought: await broughtBy(uow, found),
    planId: found.id,
    year: found.year,
    replaced: await isReplaced(uow, found, policy),
    today: policy.calendar.localDate(uow.now),
  });
  return { item, gate };
}

/** Of each name the newest plan whose year has begun is looked at. */
async function isReplaced(uow: UnitOfWork, { communityId, key, year }: PlanRow, policy: Policy): Promise<boolean> {
  const [newer] = await uow.tx
    .select({ id: plan.id })
    .from(plan)
    .where(
      and(
        eq(plan.communityId, communityId),
        eq(plan.key, key),
        isNull(plan.endedAt),
        gt(plan.year, year),
        lte(plan.year, policy.year(uow.now)),
      ),
    )
    .limit(1);
  return newer !== undefined;
}
