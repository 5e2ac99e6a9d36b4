/**
 * What a plan brings beside the calendar: by figures, by trainings, by events. Each time there is one task, named after
 * what brought it, however often it is looked at.
 */

import { and, eq, inArray, isNull, lte, or } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { body, community, plan } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { occurrenceAfter } from '../../domain/task/due.ts';
import type { PlanItem } from '../../domain/task/plan.ts';
import { carriedOut, command } from '../command.ts';
import { policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { insertTasks, type NewTask, type Origin } from './create.ts';
import type { TaskRow } from './dates.ts';
import { broughtBy, type Facts, factsFor, type Ground, isWatched, type PlanRow } from './plan-facts.ts';
import { startsOf } from './plan-starts.ts';

/** Other plans bring nothing but what the calendar said when they were loaded, and nobody looks at them again. */
const watches = ({ document }: PlanRow): boolean => document.items.some(isWatched);

/** A task as an item of a plan describes it. */
export const taskOf = (
  row: PlanRow,
  item: PlanItem,
  occurrence: string,
  due: { readonly dueOn: Temporal.PlainDate; readonly provisional?: boolean },
  ownerBodyId: string | undefined,
): NewTask & Origin => ({
  planId: row.id,
  item: item.key,
  occurrence,
  ...(row.batchId !== null && { batchId: row.batchId }),
  title: item.title,
  ...(item.details && { details: item.details }),
  ownerRole: item.owner,
  ...(ownerBodyId !== undefined && { ownerBodyId }),
  verifierRole: item.verifier === 'none' ? null : item.verifier,
  evidence: item.evidence,
  dueOn: due.dueOn,
  provisional: due.provisional ?? false,
});

/** The body an item means, where the community has one of that kind; of several the seats of all are meant. */
export async function bodiesOf(uow: UnitOfWork, home: CommunityRow): Promise<(item: PlanItem) => string | undefined> {
  const rows = await uow.tx
    .select({ id: body.id, kind: body.kind })
    .from(body)
    .where(
      and(
        isNull(body.endedAt),
        or(eq(body.communityId, home.id), home.subdistrictId ? eq(body.subdistrictId, home.subdistrictId) : undefined),
      ),
    );
  return ({ body: kind }) => {
    const found = rows.filter((row) => row.kind === kind);
    return found.length === 1 ? found[0]?.id : undefined;
  };
}

/**
 * The plans of a community that are looked at: of each key the newest whose year has begun. One that another command holds
 * is left to it, and to tomorrow.
 */
async function lookedAt(uow: UnitOfWork, { home, policy }: Ground): Promise<readonly PlanRow[]> {
  const rows = await uow.tx
    .select()
    .from(plan)
    .where(and(eq(plan.communityId, home.id), isNull(plan.endedAt), lte(plan.year, policy.year(uow.now))))
    .orderBy(plan.key, plan.year);
  const newest = [...new Map(rows.map((row) => [row.key, row])).values()].filter(watches);
  if (newest.length === 0) return [];
  return uow.tx
    .select()
    .from(plan)
    .where(
      inArray(
        plan.id,
        newest.map(({ id }) => id),
      ),
    )
    .orderBy(plan.key)
    .for('update', { skipLocked: true });
}

/** At once, because something was entered or done. @returns what was opened */
export async function lookAtPlans(uow: UnitOfWork, home: CommunityRow): Promise<readonly TaskRow[]> {
  const policy = await policyOf(uow, home);
  const opened: TaskRow[] = [];
  for (const row of await lookedAt(uow, { home, policy })) opened.push(...(await lookAt(uow, { home, policy }, row)));
  for (const { id } of opened) uow.notices.push({ kind: 'task.news', taskId: id, because: 'set' });
  return opened;
}

/** Opens what the plan's figures, trainings and events have brought since it was looked at last. */
export async function lookAt(uow: UnitOfWork, ground: Ground, row: PlanRow): Promise<readonly TaskRow[]> {
  const { home, policy } = ground;
  const items = row.document.items.filter(isWatched);
  const known = await broughtBy(uow, row);
  const today = policy.calendar.localDate(uow.now);
  const bodyOf = await bodiesOf(uow, home);
  const crossed = new Set(row.crossed);
  const facts: Facts = { known, crossed, ...(await factsFor(uow, ground, row, items)) };
  const wanted = items.flatMap((item) =>
    startsOf(item, facts, row, uow.now, today)
      .filter(({ name }) => !known.some((each) => each.item === item.key && each.occurrence === name))
      .map((start) => {
        const { name, dueOn, provisional } = occurrenceAfter(item.due, start, policy.rules, policy.calendar);
        // What would have been due before anybody knew of it is due on the day it becomes known.
        const late = Temporal.PlainDate.compare(dueOn, today) < 0;
        return taskOf(row, item, name, { dueOn: late ? today : dueOn, provisional }, bodyOf(item));
      }),
  );
  await uow.tx
    .update(plan)
    .set({ lookedAt: uow.now, crossed: [...crossed].sort() })
    .where(eq(plan.id, row.id));
  return insertTasks(uow, { home, policy, as: 'system' }, wanted);
}

/** Tomorrow's look, where a plan waits for anything. */
export async function planNextLook(uow: UnitOfWork, home: CommunityRow): Promise<void> {
  const rows = await uow.tx
    .select()
    .from(plan)
    .where(and(eq(plan.communityId, home.id), isNull(plan.endedAt)));
  if (!rows.some(watches)) return;
  const { calendar, rules, awake } = await policyOf(uow, home);
  const day = calendar.localDate(uow.now).add({ days: 1 });
  uow.dueTimes.push({
    kind: 'plan.look',
    key: `plan.look:${home.id}:${day}`,
    subject: `community:${home.id}`,
    dueAt: awake(calendar.instantAt(day, Temporal.PlainTime.from(rules.value('reminder.time')))),
    payload: { communityId: home.id },
  });
}

const look = command<DuePayloads['plan.look'], CommunityRow, void, { readonly kind: 'community_not_found' }>({
  name: 'plan.look',
  load: async (uow, { communityId }): Promise<Result<CommunityRow, { readonly kind: 'community_not_found' }>> => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home) => {
    await lookAtPlans(uow, home);
    await planNextLook(uow, home);
    return ok(undefined);
  },
});

export async function planLook(uow: UnitOfWork, payload: DuePayloads['plan.look']): Promise<void> {
  carriedOut(await look(uow, payload));
}
