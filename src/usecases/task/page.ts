/** Tasks by what is asked of them, soonest first; and one with its history, without anybody's words. */
import { and, asc, eq, gt, inArray, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { community, plan, task, taskEvent } from '../../../db/schema/index.ts';
import { taskFiles } from '../../../db/task-files.ts';
import { isOverdue } from '../../domain/task/decide.ts';
import { overdueLevel } from '../../domain/task/escalation.ts';
import type { TaskState } from '../../domain/task/states.ts';
import { type Policies, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { escalationRules, type TaskRow } from './dates.ts';
import { isLate } from './late.ts';

export interface TaskFilter {
  readonly communityId?: string;
  readonly subdistrictId?: string;
  readonly batchId?: string;
  readonly planId?: string;
  readonly states?: readonly TaskState[];
  /** Only what is late now. */
  readonly overdue?: boolean;
}

export interface ListedTask {
  readonly row: TaskRow;
  readonly home: CommunityRow;
  readonly planKey: string | null;
  /** 0 in time, 1 late, then one more for each tier whose day has come. */
  readonly level: number;
}

/** The date and the id of the last one shown. */
export interface TaskCursor {
  readonly dueAt: string;
  readonly id: string;
}

interface Reading {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  readonly policies: Policies;
}

const taskCondition = (filter: TaskFilter, now: Temporal.Instant): SQL | undefined =>
  and(
    filter.communityId ? eq(task.communityId, filter.communityId) : undefined,
    filter.subdistrictId ? eq(community.subdistrictId, filter.subdistrictId) : undefined,
    filter.batchId ? eq(task.batchId, filter.batchId) : undefined,
    filter.planId ? eq(task.planId, filter.planId) : undefined,
    filter.states ? inArray(task.state, [...filter.states]) : undefined,
    filter.overdue ? isLate(now) : undefined,
  );

export async function pageTasks(
  reading: Reading,
  filter: TaskFilter,
  after: TaskCursor | undefined,
  limit?: number,
): Promise<readonly ListedTask[]> {
  const { tx, now } = reading;
  const asked = tx
    .select({ row: task, home: community, planKey: plan.key })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .leftJoin(plan, eq(plan.id, task.planId))
    .where(and(taskCondition(filter, now), after && behind(after)))
    .orderBy(asc(task.dueAt), asc(task.id));
  const rows = await (limit === undefined ? asked : asked.limit(limit));
  const listed: ListedTask[] = [];
  for (const each of rows) listed.push({ ...each, level: await levelOf(reading, each.row, each.home) });
  return listed;
}

function behind({ dueAt, id }: TaskCursor): SQL | undefined {
  const at = sql`${dueAt}::timestamptz`;
  return or(gt(task.dueAt, at), and(eq(task.dueAt, at), gt(task.id, id)));
}

/** How far its lateness has come; what nobody has to do any more is not late. */
export async function levelOf(
  { tx, now, policies }: Reading,
  row: Pick<TaskRow, 'dueAt' | 'dueOn' | 'state' | 'supervised'>,
  home: CommunityRow,
): Promise<number> {
  if (!isOverdue(row, now)) return 0;
  const policy = await policyOf({ policies, tx, now }, home);
  const days = policy.calendar.localDate(now).since(row.dueOn, { largestUnit: 'days' }).days;
  // Where a day ends at closing time, the first hours are late on the day itself.
  return Math.max(1, overdueLevel(days, row.supervised, escalationRules(policy)));
}

/** With its history, without anybody's words. */
export interface TaskOnRecord extends ListedTask {
  readonly history: readonly { readonly at: Temporal.Instant; readonly kind: string; readonly byRole: string }[];
  readonly files: number;
}

export async function taskOnRecord(reading: Reading, taskId: string): Promise<TaskOnRecord | undefined> {
  const { tx } = reading;
  const [found] = await tx
    .select({ row: task, home: community, planKey: plan.key })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .leftJoin(plan, eq(plan.id, task.planId))
    .where(eq(task.id, taskId));
  if (!found) return undefined;
  const history = await tx
    .select({ at: taskEvent.at, kind: taskEvent.kind, byRole: taskEvent.byRole })
    .from(taskEvent)
    .where(eq(taskEvent.taskId, taskId))
    .orderBy(asc(taskEvent.ordinal));
  const files = await taskFiles(tx, taskId);
  return { ...found, level: await levelOf(reading, found.row, found.home), history, files: files.length };
}
