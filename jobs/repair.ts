/** What the sweep looks for every hour, and whenever an operator asks: gaps and doubles in what is planned and reminded of. */
import { and, eq, inArray, lt, sql } from 'drizzle-orm';
import { rowsOf } from '../db/client.ts';
import { community, schedule, task } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { ESCALATION_TIERS } from '../src/domain/task/escalation.ts';
import { isToDo, TO_DO } from '../src/domain/task/states.ts';
import type { Context } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { policyOf } from '../src/usecases/policies.ts';
import { planEscalation } from '../src/usecases/task/dates.ts';
import type { DueKind } from '../src/usecases/unit-of-work.ts';
import { MAX_DUE_ATTEMPTS, runDue } from './due.ts';
import { countDoubles, repairReminders } from './reminders.ts';

/** A gap is mended when it is reported; a double of the schedule is called off, one of a reminder has gone out already. */
export interface Repaired {
  readonly gaps: {
    /** Planned times that had passed and that nothing had woken; they are carried out. */
    readonly missed: number;
    /** Open tasks for whose lateness nothing was planned. */
    readonly escalations: number;
    /** Reminders that no digest would have taken. */
    readonly reminders: number;
  };
  readonly doubles: {
    readonly schedule: number;
    readonly reminders: number;
  };
}

/** A due row this late (domain time) was missed by its wake-up. */
const MISSED_AFTER_MS = 3000;

export async function repairMissed(context: Context, committed: AfterCommit): Promise<number> {
  const until = context.clock.now().subtract({ milliseconds: MISSED_AFTER_MS });
  const missed = await runDue(context, committed, { until });
  context.counters.add('sweep_repairs', { kind: 'due' }, missed);
  return missed;
}

/**
 * What was given up after five failures is tried once more: the next of a kind is often planned by the one before, and a
 * deadline is not forgotten because the machine had a bad minute. What fails again is parked again, until the next look.
 */
async function retryParked({ db, counters }: Context): Promise<void> {
  const rows = await db.direct
    .update(schedule)
    .set({ state: 'waiting', attempts: MAX_DUE_ATTEMPTS - 1, retryAt: sql`now()`, settledAt: null })
    .where(eq(schedule.state, 'parked'))
    .returning({ id: schedule.id });
  counters.add('sweep_repairs', { kind: 'parked' }, rows.length);
}

export async function repair(context: Context, committed: AfterCommit): Promise<Repaired> {
  await retryParked(context);
  const doubled = await callOffDoubles(context);
  const escalations = await repairEscalations(context, committed);
  const reminders = await repairReminders(context, committed);
  return {
    gaps: { missed: await repairMissed(context, committed), escalations, reminders },
    doubles: { schedule: doubled, reminders: await countDoubles(context) },
  };
}

/** Tasks of one look; what is left over is found by the next. */
const SLICE = 500;

/** Every open task with a date climbs, until the last tier has heard: somebody's row may have been lost. */
async function repairEscalations(context: Context, committed: AfterCommit): Promise<number> {
  const lost = await context.db.direct
    .select({ id: task.id })
    .from(task)
    .where(
      and(
        inArray(task.state, [...TO_DO]),
        lt(task.escalated, ESCALATION_TIERS.length),
        sql`not exists (select 1 from ${schedule} where ${schedule.kind} = 'task.escalate'
          and ${schedule.subject} = 'task:' || ${task.id} and ${schedule.state} in ('waiting','parked'))`,
      ),
    )
    .limit(SLICE);
  let planned = 0;
  for (const { id } of lost) {
    const name = context.index.of('escalations', id, context.clock.now().toString());
    const result = await runUnit(context, SYSTEM, name, async (uow) => {
      const [row] = await uow.tx.select().from(task).where(eq(task.id, id)).for('update');
      if (!row || !isToDo(row.state)) return {};
      const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
      planEscalation(uow, row, await policyOf(uow, home));
      // A row of this name that is over would keep the new one from being written.
      for (const { key } of uow.dueTimes)
        await uow.tx.delete(schedule).where(and(eq(schedule.key, key), inArray(schedule.state, ['done', 'cancelled'])));
      return {};
    });
    planned += result.dueTimes.length;
    committed(result);
  }
  context.counters.add('sweep_repairs', { kind: 'escalation' }, planned);
  return planned;
}

/** Kinds that look at how things stand when they come: a second one at the same instant has nothing to do. */
const LOOKS: { readonly [K in DueKind]: boolean } = {
  'demand.response-due': false,
  'demand.handling-due': false,
  'bundle.answer-due': false,
  'demand.info-expires': false,
  'demand.confirm-expires': false,
  'duty.unanswered': false,
  'ledger.head-daily': true,
  'reminder.digest': true,
  'task.escalate': true,
  'task.unverified': true,
  'task.unacknowledged': true,
  'plan.look': true,
  'month.summary': true,
  'bulletin.month': true,
  'meeting.remind': true,
  'meeting.check-in-opens': true,
  'meeting.begins': true,
  'meeting.notice-due': true,
  'series.look': true,
  'ballot.closes': true,
  'ballot.count': true,
  'ballot.declare': true,
  'ballot.final': true,
  'ballot.publish-due': true,
  'poll.remind': true,
  'poll.closes': true,
  'case.clock': true,
};
const LOOKING = Object.entries(LOOKS).flatMap(([kind, looks]) => (looks ? [kind] : []));

async function callOffDoubles(context: Context): Promise<number> {
  const rows = await rowsOf(
    context.db.direct,
    sql`update ${schedule} set state = 'cancelled', settled_at = now() where state = 'waiting' and id in (
      select id from (
        select id, row_number() over (partition by kind, subject, due_at order by id) as nth
        from ${schedule} where state = 'waiting' and kind in (${sql.join(
          LOOKING.map((kind) => sql`${kind}`),
          sql`, `,
        )})) planned
      where nth > 1) returning id`,
  );
  context.counters.add('sweep_doubles', { kind: 'schedule' }, rows.length);
  return rows.length;
}
