/**
 * The reminders of a community that have come due: of each thing the newest, each person once, in one message. The plan's
 * row wakes this; the reminder rows say what is due, so that a late or doubled wake-up sends nothing twice and forgets nothing.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, reminder, reminderSent, task, taskEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok } from '../../domain/result.ts';
import type { Climb, Late } from '../../domain/task/notices.ts';
import { isToDo } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import { type Policy, policyOf, tomorrowMorning } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { climb, climbingIn, tellClimb } from './climb.ts';
import { isToVerify, planUnacknowledged, taskOfSubject } from './dates.ts';
import { elsewhere, grouped, lockDue, type Reminded, slices, sorted } from './reminded.ts';
import { seatsIn } from './seats.ts';

type Sent = typeof reminderSent.$inferInsert;

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

const remind = command<DuePayloads['reminder.digest'], Home, void, { readonly kind: 'community_not_found' }>({
  name: 'task.remind',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok({ home, policy: await policyOf(uow, home) }) : err({ kind: 'community_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy }, _input, as) => {
    const climbing = await climbingIn(uow, home.id, policy);
    const { due, tasks } = await lockDue(uow, home.id, climbing);
    if (due.length === 0) return ok(undefined);
    const seats = await seatsIn(uow.tx, home.id);
    const { reminded, settled } = sorted(due, tasks, seats, policy);
    for (const [state, ids] of settled)
      for (const slice of slices(ids))
        await uow.tx.update(reminder).set({ state, settledAt: uow.now }).where(inArray(reminder.id, slice));
    const climbs: Climb[] = [];
    for (const id of climbing) {
      const row = tasks.get(id);
      if (row && isToDo(row.state)) climbs.push(...(await climb(uow, { task: row, policy, seats }, as)));
    }
    const people = [...new Set(reminded.flatMap((each) => each.people))];
    const sent = await claim(uow, [...reminded, ...(await elsewhere(uow, home.id, people))]);
    tellPeople(uow, home.id, sent, climbs);
    await firstTold(
      uow,
      home,
      policy,
      reminded.filter(({ subject }) => !isToVerify(subject)),
    );
    return ok(undefined);
  },
});

/** The send-once keys that were still free. */
async function claim(uow: UnitOfWork, reminded: readonly Reminded[]): Promise<readonly Sent[]> {
  // In one order, so that two communities that remind the same person wait for each other one way round.
  const bySubject = [...reminded].sort((a, b) => (a.subject < b.subject ? -1 : 1));
  const wanted = bySubject.flatMap(({ task: row, subject, offset, people }) =>
    people.map(
      (personId): Sent => ({
        id: newId(),
        subject,
        round: row.round,
        offset,
        personId,
        // A pressed matter does not drown in the day's list.
        channel: row.supervised ? 'alone' : 'digest',
        at: uow.now,
      }),
    ),
  );
  const claimed: Sent[] = [];
  for (const slice of slices(wanted))
    claimed.push(
      ...(await uow.tx
        .insert(reminderSent)
        .values([...slice])
        .onConflictDoNothing()
        .returning()),
    );
  return claimed;
}

/** One message a person: what climbs in the same minute and concerns her stands in it. */
function tellPeople(uow: UnitOfWork, communityId: string, sent: readonly Sent[], climbs: readonly Climb[]): void {
  const heard = new Map(climbs.map((each) => [each, new Set<string>()]));
  /** What of it concerns her and she has not been told yet. */
  const lateFor = (personId: string, taskId?: string): readonly Late[] =>
    climbs.flatMap((each) => {
      const { to, answers, ...what } = each;
      const hers = answers.includes(personId);
      const told = heard.get(each);
      if ((!hers && !to.includes(personId)) || told?.has(personId)) return [];
      if (taskId !== undefined && taskId !== what.taskId) return [];
      told?.add(personId);
      return [{ ...what, hers }];
    });
  for (const [personId, theirs] of grouped(sent, (each) => each.personId)) {
    const items = (which: Sent['channel']) =>
      theirs.flatMap(({ id, subject, channel }) =>
        id !== undefined && channel === which
          ? [{ sentId: id, taskId: taskOfSubject(subject), toVerify: isToVerify(subject) }]
          : [],
      );
    const about = { kind: 'reminder.due', communityId, personId } as const;
    for (const item of items('alone'))
      uow.notices.push({ ...about, items: [item], late: lateFor(personId, item.taskId), alone: true });
    const together = items('digest');
    if (together.length > 0) uow.notices.push({ ...about, items: together, late: lateFor(personId), alone: false });
  }
  for (const [each, people] of heard) tellClimb(uow, each, people);
}

/** Tasks of which somebody hears for the first time are now notified; the time for 收到 begins to run. */
async function firstTold(
  uow: UnitOfWork,
  home: CommunityRow,
  policy: Policy,
  reminded: readonly Reminded[],
): Promise<void> {
  const first = reminded.filter(({ task: row }) => row.state === 'scheduled').map(({ task: row }) => row.id);
  for (const slice of slices(first)) {
    const rows = await uow.tx
      .update(task)
      .set({ state: 'notified' })
      .where(and(inArray(task.id, slice), eq(task.state, 'scheduled')))
      .returning();
    const events = await uow.tx
      .insert(taskEvent)
      .values(
        rows.map((row) => ({
          id: newId(),
          taskId: row.id,
          at: uow.now,
          kind: 'notify',
          byRole: 'system',
          ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${taskEvent} where task_id = ${row.id})`,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const event of events)
      record(uow, 'task_event', event, { action: 'task.history', as: 'system', facts: { kind: event.kind } });
    for (const row of rows) {
      record(uow, 'task', row, {
        action: 'task.notify',
        as: 'system',
        communityId: home.id,
        facts: { from: 'scheduled', to: 'notified' },
      });
      if (row.acknowledgedAt !== null) continue;
      planUnacknowledged(uow, row, policy);
    }
  }
}

export async function reminderDigest(uow: UnitOfWork, payload: DuePayloads['reminder.digest']): Promise<void> {
  const policy = (await homePolicy(uow, payload.communityId)) ?? uow.policies.common(uow.now);
  const at = tomorrowMorning(uow, policy);
  if (at) {
    const day = policy.calendar.localDate(at);
    uow.dueTimes.push({
      kind: 'reminder.digest',
      key: `reminder.digest:${payload.communityId}:${day}:morning`,
      subject: `community:${payload.communityId}`,
      dueAt: at,
      payload,
    });
    return;
  }
  carriedOut(await remind(uow, payload));
}

async function homePolicy(uow: UnitOfWork, communityId: string): Promise<Policy | undefined> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home && policyOf(uow, home);
}
