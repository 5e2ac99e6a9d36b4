/** What is late climbs from tier to tier: each that has not heard yet hears, once; one that is the subject is skipped. */
import { and, eq, inArray, lt, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { task } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { ESCALATION_TIERS } from '../../domain/task/escalation.ts';
import type { Climb } from '../../domain/task/notices.ts';
import { answerable, type SeatFact, tierIsVacant, tierPeople } from '../../domain/task/people.ts';
import { isToDo, TO_DO } from '../../domain/task/states.ts';
import type { Policy } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendTaskEvent } from './change.ts';
import { escalationsFor, planEscalation, type TaskRow } from './dates.ts';

/** The tiers whose day has come and that have not heard yet. */
const reachedBy = (row: TaskRow, policy: Policy, now: Temporal.Instant) =>
  escalationsFor(row, policy).filter(
    ({ tier, at }) =>
      ESCALATION_TIERS.indexOf(tier) >= row.escalated && Temporal.Instant.compare(policy.awake(at), now) <= 0,
  );

export const reachesTier = (row: TaskRow, policy: Policy, now: Temporal.Instant): boolean =>
  isToDo(row.state) && reachedBy(row, policy, now).length > 0;

/** Tasks of communities that are late, and have not reached the last tier. */
export const lateTasks = (now: Temporal.Instant) =>
  and(inArray(task.state, [...TO_DO]), lte(task.dueAt, now), lt(task.escalated, ESCALATION_TIERS.length));

/** Tasks of a community that reach another tier now; whoever acts on it looks again under their lock. */
export async function climbingIn(uow: UnitOfWork, communityId: string, policy: Policy): Promise<readonly string[]> {
  const late = await uow.tx
    .select()
    .from(task)
    .where(and(eq(task.communityId, communityId), lateTasks(uow.now)));
  return late.filter((row) => reachesTier(row, policy, uow.now)).map(({ id }) => id);
}

/** What people are to hear of a task that is still to be done: nothing of a tier nobody sits in. */
export const climbsOf = (
  row: TaskRow,
  policy: Policy,
  seats: readonly SeatFact[],
  now: Temporal.Instant,
): readonly Climb[] =>
  // What is announced must be there to come, and what nobody heard is not said to have been reported.
  reachedBy(row, policy, now)
    .filter(({ tier }) => !tierIsVacant(tier, row, seats))
    .map(({ tier }): Climb => {
      const to = tierPeople(tier, row, seats);
      const next = escalationsFor(row, policy)
        .slice(ESCALATION_TIERS.indexOf(tier) + 1)
        .find((later) => !tierIsVacant(later.tier, row, seats));
      return {
        taskId: row.id,
        round: row.round,
        tier,
        reported: to.length > 0,
        to,
        answers: answerable(row, seats),
        ...(next && { next: { tier: next.tier, on: policy.calendar.localDate(next.at) } }),
      };
    });

/**
 * Writes down which tiers a locked task that is still to be done has reached, and plans the next.
 * @returns what people are to hear of it
 */
export async function climb(
  uow: UnitOfWork,
  {
    task: row,
    policy,
    seats,
  }: { readonly task: TaskRow; readonly policy: Policy; readonly seats: readonly SeatFact[] },
  as: Role,
): Promise<readonly Climb[]> {
  let after = row;
  for (const { tier } of reachedBy(row, policy, uow.now)) {
    const [told] = await uow.tx
      .update(task)
      .set({ escalated: ESCALATION_TIERS.indexOf(tier) + 1 })
      .where(eq(task.id, row.id))
      .returning();
    if (!told) throw new Error('a locked task was not found');
    after = told;
    await appendTaskEvent(uow, row.id, as, { kind: 'escalate' });
    record(uow, 'task', told, {
      action: 'task.escalate',
      as,
      communityId: row.communityId,
      facts: { tier, skipped: tierPeople(tier, row, seats).length === 0 },
    });
  }
  planEscalation(uow, after, policy);
  return climbsOf(row, policy, seats, uow.now);
}
