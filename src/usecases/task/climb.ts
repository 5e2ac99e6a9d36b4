/** What is late climbs from tier to tier: each that has not heard yet hears, once; one that is the subject is skipped. */
import { and, eq, inArray, lte } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { task } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { ESCALATION_TIERS } from '../../domain/task/escalation.ts';
import type { Climb } from '../../domain/task/notices.ts';
import { answerable, type SeatFact, tierIsVacant, tierPeople } from '../../domain/task/people.ts';
import { TO_DO } from '../../domain/task/states.ts';
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

/** Tasks of a community that reach another tier now; whoever acts on it looks again under their lock. */
export async function climbingIn(uow: UnitOfWork, communityId: string, policy: Policy): Promise<readonly string[]> {
  const late = await uow.tx
    .select()
    .from(task)
    .where(and(eq(task.communityId, communityId), inArray(task.state, [...TO_DO]), lte(task.dueAt, uow.now)));
  return late.filter((row) => reachedBy(row, policy, uow.now).length > 0).map(({ id }) => id);
}

/**
 * Of a locked task that is still to be done.
 * @returns what people are to hear of it: nothing of a tier nobody sits in
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
  const climbs: Climb[] = [];
  let after = row;
  for (const { tier } of reachedBy(row, policy, uow.now)) {
    const to = tierPeople(tier, row, seats);
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
      facts: { tier, skipped: to.length === 0 },
    });
    // What is announced must be there to come, and what nobody heard is not said to have been reported.
    if (tierIsVacant(tier, row, seats)) continue;
    const next = escalationsFor(row, policy)
      .slice(ESCALATION_TIERS.indexOf(tier) + 1)
      .find((later) => !tierIsVacant(later.tier, row, seats));
    climbs.push({
      taskId: row.id,
      tier,
      reported: to.length > 0,
      to,
      answers: answerable(row, seats),
      ...(next && { next: { tier: next.tier, on: policy.calendar.localDate(next.at) } }),
    });
  }
  planEscalation(uow, after, policy);
  return climbs;
}

/** By itself; whoever has heard of it in the day's message is left out. */
export function tellClimb(
  uow: UnitOfWork,
  { to, answers, ...what }: Climb,
  heard: ReadonlySet<string> = new Set(),
): void {
  const left = (people: readonly string[]) => people.filter((personId) => !heard.has(personId));
  if (left([...to, ...answers]).length === 0) return;
  uow.notices.push({ kind: 'task.escalated', ...what, to: left(to), answers: left(answers) });
}
