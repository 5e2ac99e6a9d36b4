/** Plans as they were taken over, and how far each has come. */
import { and, asc, eq, gt, isNull, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { community, plan, task } from '../../../db/schema/index.ts';
import type { PlanRow } from './plan-facts.ts';

export interface PlanFilter {
  readonly communityId?: string;
  readonly subdistrictId?: string;
  readonly key?: string;
  readonly year?: number;
  /** Ended ones too. */
  readonly ended?: boolean;
}

export interface ListedPlan {
  readonly row: PlanRow;
  readonly community: string;
  readonly tasks: number;
  readonly open: number;
}

const counted = (ended: boolean) =>
  sql<number>`(select count(*)::int from ${task} where ${task.planId} = ${plan.id}
    and (${ended ? sql`true` : sql`${task.state} not in ('done','waived','cancelled')`}))`;

/** In the order they were loaded. */
export async function pagePlans(
  tx: Tx,
  filter: PlanFilter,
  after: string | undefined,
  limit: number,
): Promise<readonly ListedPlan[]> {
  return tx
    .select({ row: plan, community: community.code, tasks: counted(true), open: counted(false) })
    .from(plan)
    .innerJoin(community, eq(community.id, plan.communityId))
    .where(
      and(
        filter.communityId ? eq(plan.communityId, filter.communityId) : undefined,
        filter.subdistrictId ? eq(community.subdistrictId, filter.subdistrictId) : undefined,
        filter.key ? eq(plan.key, filter.key) : undefined,
        filter.year === undefined ? undefined : eq(plan.year, filter.year),
        filter.ended ? undefined : isNull(plan.endedAt),
        after ? gt(plan.id, after) : undefined,
      ),
    )
    .orderBy(asc(plan.id))
    .limit(limit);
}

export async function planById(tx: Tx, planId: string): Promise<ListedPlan | undefined> {
  const [row] = await tx
    .select({ row: plan, community: community.code, tasks: counted(true), open: counted(false) })
    .from(plan)
    .innerJoin(community, eq(community.id, plan.communityId))
    .where(eq(plan.id, planId));
  return row;
}
