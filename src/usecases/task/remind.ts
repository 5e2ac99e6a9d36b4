/**
 * The reminders of a community that have come due, and what is late and reaches another tier: of each thing the newest,
 * each person once, in one message. The plan's row wakes this; the reminder rows say what is due, so that a late or doubled
 * wake-up sends nothing twice and forgets nothing.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, reminder, reminderSent, task, taskEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok } from '../../domain/result.ts';
import { ESCALATION_TIERS } from '../../domain/task/escalation.ts';
import type { Climb, Late } from '../../domain/task/notices.ts';
import { isToDo } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import { type Policy, policyOf, tomorrowMorning } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { climb, climbingIn } from './climb.ts';
import { isToVerify, lateSubject, planUnacknowledged } from './dates.ts';
import { elsewhere, grouped, lockDue, type Reminded, slices, sorted } from './reminded.ts';
import { seatsIn } from './seats.ts';

/** One thing one person is to hear, under the key that lets her hear it once. */
interface ToTell {
  readonly key: typeof reminderSent.$inferInsert & { readonly id: string };
  readonly taskId: string;
  /** It is late and reaches her; absent: she is reminded of it. */
  readonly late?: Omit<Late, 'sentId'>;
}

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
    if (tasks.size === 0) return ok(undefined);
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
    const hear = [...reminded.map(({ people }) => people), ...climbs.flatMap(({ to, answers }) => [to, answers])];
    const others = await elsewhere(uow, home.id, [...new Set(hear.flat())]);
    const told = await claim(uow, [
      ...[...reminded, ...others.reminded].flatMap((each) => remindersFor(uow, each)),
      ...[...climbs, ...others.climbs].flatMap((each) => lateFor(uow, each)),
    ]);
    tellPeople(uow, home.id, told);
    await firstTold(
      uow,
      home,
      policy,
      reminded.filter(({ subject }) => !isToVerify(subject)),
    );
    return ok(undefined);
  },
});

const remindersFor = ({ now }: UnitOfWork, { task: row, subject, offset, people }: Reminded): ToTell[] =>
  people.map((personId) => ({
    key: {
      id: newId(),
      subject,
      round: row.round,
      offset,
      personId,
      // A pressed matter does not drown in the day's list.
      channel: row.supervised ? 'alone' : 'digest',
      at: now,
    },
    taskId: row.id,
  }));

const lateFor = ({ now }: UnitOfWork, { to, answers, round, ...what }: Climb): ToTell[] =>
  [...to, ...answers].map((personId) => ({
    key: {
      id: newId(),
      subject: lateSubject(what.taskId),
      round,
      offset: ESCALATION_TIERS.indexOf(what.tier),
      personId,
      channel: 'digest',
      at: now,
    },
    taskId: what.taskId,
    late: { ...what, hers: answers.includes(personId) },
  }));

/** What nobody has told her yet: its send-once key was still free. */
async function claim(uow: UnitOfWork, wanted: readonly ToTell[]): Promise<readonly ToTell[]> {
  const name = ({ key }: ToTell) => `${key.subject} ${key.round} ${key.offset} ${key.personId}`;
  // In one order, so that two communities that tell the same person wait for each other one way round.
  const inOrder = [...wanted].sort((a, b) => (name(a) < name(b) ? -1 : 1));
  const free = new Set<string>();
  for (const slice of slices(inOrder))
    for (const { id } of await uow.tx
      .insert(reminderSent)
      .values(slice.map(({ key }) => key))
      .onConflictDoNothing()
      .returning({ id: reminderSent.id }))
      free.add(id);
  return inOrder.filter(({ key }) => free.has(key.id));
}

/** One message a person, but for what is pressed: that goes by itself, with how far it has come. */
function tellPeople(uow: UnitOfWork, communityId: string, told: readonly ToTell[]): void {
  for (const [personId, theirs] of grouped(told, ({ key }) => key.personId)) {
    const pressed = theirs.filter(({ key }) => key.channel === 'alone');
    const tell = (some: readonly ToTell[], alone: boolean): void => {
      uow.notices.push({
        kind: 'reminder.due',
        communityId,
        personId,
        items: some.flatMap(({ key, taskId, late }) =>
          late ? [] : [{ sentId: key.id, taskId, toVerify: isToVerify(key.subject) }],
        ),
        late: some.flatMap(({ key, late }) => (late ? [{ ...late, sentId: key.id }] : [])),
        alone,
      });
    };
    for (const one of pressed)
      tell(
        theirs.filter((each) => each === one || (each.late && each.taskId === one.taskId)),
        true,
      );
    const together = theirs.filter(({ taskId }) => !pressed.some((one) => one.taskId === taskId));
    if (together.length > 0) tell(together, false);
  }
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
  await tellOfDay(uow, payload.communityId);
}

/** Everything a community has to tell now of dates: what comes, what waits, what is late. */
export async function tellOfDay(uow: UnitOfWork, communityId: string): Promise<void> {
  carriedOut(await remind(uow, { communityId }));
}

async function homePolicy(uow: UnitOfWork, communityId: string): Promise<Policy | undefined> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home && policyOf(uow, home);
}
