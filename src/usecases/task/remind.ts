/**
 * The reminders of a community that have come due: of each thing the newest, each person once, in one message. The plan's
 * row wakes this; the reminder rows say what is due, so that a late or doubled wake-up sends nothing twice and forgets nothing.
 */
import { and, asc, eq, inArray, lte, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { community, reminder, reminderSent, task, taskEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { newest } from '../../domain/reminder/plan.ts';
import { err, ok } from '../../domain/result.ts';
import { doersOf, type SeatFact } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { type DuePayloads, record, type UnitOfWork } from '../unit-of-work.ts';
import { planUnacknowledged, type TaskRow, taskSubject } from './dates.ts';
import type { CommunityRow } from './figures.ts';
import { seatsOf } from './seats.ts';

type ReminderRow = typeof reminder.$inferSelect;
type Sent = typeof reminderSent.$inferInsert;

/** Rows of one statement. */
const SLICE = 500;

interface Home {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

interface Reminded {
  readonly task: TaskRow;
  readonly offset: number;
  readonly people: readonly string[];
}

const remind = command<DuePayloads['reminder.digest'], Home, void, { readonly kind: 'community_not_found' }>({
  name: 'task.remind',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok({ home, policy: await policyOf(uow, home) }) : err({ kind: 'community_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, policy }) => {
    // Locked, so that a second wake-up of the same community waits, and finds nothing left.
    const due = await uow.tx
      .select()
      .from(reminder)
      .where(and(eq(reminder.communityId, home.id), eq(reminder.state, 'waiting'), lte(reminder.dueAt, uow.now)))
      .orderBy(asc(reminder.id))
      .for('update');
    if (due.length === 0) return ok(undefined);
    const seats = await seatsOf(uow.tx, home.id);
    const { reminded, settled } = await sorted(uow, due, seats);
    for (const [state, ids] of settled)
      for (const slice of slices(ids))
        await uow.tx.update(reminder).set({ state, settledAt: uow.now }).where(inArray(reminder.id, slice));
    const sent = await claim(uow, reminded);
    tellPeople(uow, home.id, sent, new Map(reminded.map(({ task: row }) => [taskSubject(row.id), row])));
    await firstTold(uow, home, policy, reminded);
    return ok(undefined);
  },
});

/** What is still to be done, by its newest reminder; the others are passed over or idle. */
async function sorted(
  uow: UnitOfWork,
  due: readonly ReminderRow[],
  seats: readonly SeatFact[],
): Promise<{
  readonly reminded: readonly Reminded[];
  readonly settled: ReadonlyMap<ReminderRow['state'], readonly string[]>;
}> {
  const bySubject = grouped(due, ({ subject }) => subject);
  const tasks = new Map<string, TaskRow>();
  for (const slice of slices([...bySubject.keys()]))
    for (const row of await uow.tx
      .select()
      .from(task)
      .where(
        inArray(
          task.id,
          slice.map((subject) => subject.slice('task:'.length)),
        ),
      ))
      tasks.set(taskSubject(row.id), row);
  const reminded: Reminded[] = [];
  const settled = new Map<ReminderRow['state'], string[]>([
    ['sent', []],
    ['passed_over', []],
    ['idle', []],
  ]);
  for (const [subject, rows] of bySubject) {
    const last = newest(rows);
    const row = tasks.get(subject);
    const open = row !== undefined && last !== undefined && row.round === last.round && isToDo(row.state);
    const people = open ? doersOf(row, seats) : [];
    if (open && people.length > 0) reminded.push({ task: row, offset: last.offset, people });
    for (const each of rows)
      settled.get(each !== last ? 'passed_over' : people.length > 0 ? 'sent' : 'idle')?.push(each.id);
  }
  return { reminded, settled };
}

/** The send-once keys that were still free. */
async function claim(uow: UnitOfWork, reminded: readonly Reminded[]): Promise<readonly Sent[]> {
  const wanted = reminded.flatMap(({ task: row, offset, people }) =>
    people.map(
      (personId): Sent => ({
        id: newId(),
        subject: taskSubject(row.id),
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

function tellPeople(
  uow: UnitOfWork,
  communityId: string,
  sent: readonly Sent[],
  tasks: ReadonlyMap<string, TaskRow>,
): void {
  for (const [personId, theirs] of grouped(sent, (each) => each.personId)) {
    const items = theirs.flatMap(({ id, subject, offset, channel }) => {
      const row = tasks.get(subject);
      return row && id !== undefined ? [{ sentId: id, taskId: row.id, offset, channel }] : [];
    });
    for (const { channel: _, ...item } of items.filter(({ channel }) => channel === 'alone'))
      uow.notices.push({ kind: 'reminder.due', communityId, personId, items: [item], alone: true });
    const together = items.flatMap(({ channel, ...item }) => (channel === 'digest' ? [item] : []));
    if (together.length > 0)
      uow.notices.push({ kind: 'reminder.due', communityId, personId, items: together, alone: false });
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

function grouped<T>(list: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

function slices<T>(list: readonly T[]): T[][] {
  const made: T[][] = [];
  for (let from = 0; from < list.length; from += SLICE) made.push(list.slice(from, from + SLICE));
  return made;
}

export async function reminderDigest(uow: UnitOfWork, payload: DuePayloads['reminder.digest']): Promise<void> {
  const { calendar, awake } = (await homePolicy(uow, payload.communityId)) ?? uow.policies.common(uow.now);
  const at = awake(uow.now);
  if (Temporal.Instant.compare(at, uow.now) > 0) {
    // Woken late, at night: in the morning, once.
    const day = calendar.localDate(at);
    uow.plans.push({
      kind: 'reminder.digest',
      key: `reminder.digest:${payload.communityId}:${day}:morning`,
      subject: `community:${payload.communityId}`,
      dueAt: at,
      payload,
    });
    return;
  }
  const done = await remind(uow, payload);
  if (!done.ok && done.error.kind === 'not_permitted') throw new Error('a due time carries out what nobody may do');
}

async function homePolicy(uow: UnitOfWork, communityId: string): Promise<Policy | undefined> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
  return home && policyOf(uow, home);
}
