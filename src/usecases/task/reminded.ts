/** Who is reminded of what: those who must do a task, and those who verify it once it was handed in. */
import { and, asc, eq, inArray, isNull, lte, ne, sql } from 'drizzle-orm';
import { community, reminder, roleSeat, task } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { newest } from '../../domain/reminder/plan.ts';
import { remindedOf, type SeatFact, verifiersToRemind } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { isToVerify, type TaskRow, taskOfSubject } from './dates.ts';
import { seatsIn } from './seats.ts';

export type ReminderRow = typeof reminder.$inferSelect;

export interface Reminded {
  readonly task: TaskRow;
  readonly subject: string;
  readonly offset: number;
  readonly people: readonly string[];
}

/** Rows of one statement. */
const SLICE = 500;

export function slices<T>(list: readonly T[]): T[][] {
  const made: T[][] = [];
  for (let from = 0; from < list.length; from += SLICE) made.push(list.slice(from, from + SLICE));
  return made;
}

export function grouped<T>(list: readonly T[], keyOf: (each: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const each of list) groups.set(keyOf(each), [...(groups.get(keyOf(each)) ?? []), each]);
  return groups;
}

const waiting = ({ now }: Pick<UnitOfWork, 'now'>) => and(eq(reminder.state, 'waiting'), lte(reminder.dueAt, now));

/** Reminders of the community are due, and the day's message is about to go out. */
export async function remindsNow(uow: UnitOfWork, communityId: string): Promise<boolean> {
  const [found] = await uow.tx
    .select({ id: reminder.id })
    .from(reminder)
    .where(and(eq(reminder.communityId, communityId), waiting(uow)))
    .limit(1);
  return found !== undefined;
}

/**
 * The reminders of a community that are due, with their tasks and others `also` meant. Tasks are locked before reminders, as people's commands do
 * it; a second wake-up of the same community waits, and finds nothing left.
 */
export async function lockDue(
  uow: UnitOfWork,
  communityId: string,
  also: readonly string[],
): Promise<{ readonly due: readonly ReminderRow[]; readonly tasks: ReadonlyMap<string, TaskRow> }> {
  const here = and(eq(reminder.communityId, communityId), waiting(uow));
  const seen = await uow.tx.select({ id: reminder.id, subject: reminder.subject }).from(reminder).where(here);
  const tasks = new Map<string, TaskRow>();
  const ids = [...new Set([...seen.map(({ subject }) => taskOfSubject(subject)), ...also])].sort();
  for (const slice of slices(ids))
    for (const row of await uow.tx.select().from(task).where(inArray(task.id, slice)).orderBy(task.id).for('update'))
      tasks.set(row.id, row);
  const due: ReminderRow[] = [];
  for (const slice of slices(seen.map(({ id }) => id).sort()))
    due.push(
      ...(await uow.tx
        .select()
        .from(reminder)
        .where(and(inArray(reminder.id, slice), waiting(uow)))
        .orderBy(asc(reminder.id))
        .for('update')),
    );
  return { due, tasks };
}

/** What is still open, by its newest reminder; the others are passed over or idle. */
export function sorted(
  due: readonly ReminderRow[],
  tasks: ReadonlyMap<string, TaskRow>,
  seats: readonly SeatFact[],
  { rules }: Pick<Policy, 'rules'>,
): {
  readonly reminded: readonly Reminded[];
  readonly settled: ReadonlyMap<ReminderRow['state'], readonly string[]>;
} {
  const reminded: Reminded[] = [];
  const settled = new Map<ReminderRow['state'], string[]>([
    ['sent', []],
    ['passed_over', []],
    ['idle', []],
  ]);
  for (const [subject, rows] of grouped(due, (each) => each.subject)) {
    const last = newest(rows);
    const row = tasks.get(taskOfSubject(subject));
    const near = { offset: last?.offset ?? 0, ownerFrom: rules.value('reminder.owner.from') };
    const people = row !== undefined && row.round === last?.round ? peopleOf(subject, row, seats, near) : [];
    if (row && last && people.length > 0) reminded.push({ task: row, subject, offset: last.offset, people });
    for (const each of rows)
      settled.get(each !== last ? 'passed_over' : people.length > 0 ? 'sent' : 'idle')?.push(each.id);
  }
  return { reminded, settled };
}

/** Of those who hold the seats today, who is reminded by this name as the task stands. */
export function peopleOf(
  subject: string,
  row: TaskRow,
  seats: readonly SeatFact[],
  near: Parameters<typeof remindedOf>[2],
): readonly string[] {
  if (!isToVerify(subject)) return isToDo(row.state) ? remindedOf(row, seats, near) : [];
  return row.state === 'submitted' ? verifiersToRemind(row, seats).filter((id) => id !== row.submittedById) : [];
}

/**
 * What the same people are to be reminded of in other communities, so that it stands in the one message of their day. Only
 * their keys are used up by it: each community settles its own reminders.
 */
export async function elsewhere(
  uow: UnitOfWork,
  communityId: string,
  personIds: readonly string[],
): Promise<readonly Reminded[]> {
  const others = new Set<string>();
  for (const slice of slices(personIds))
    for (const row of await uow.tx
      .selectDistinct({ communityId: roleSeat.communityId })
      .from(roleSeat)
      .where(
        and(
          inArray(roleSeat.personId, slice),
          ne(roleSeat.communityId, communityId),
          isNull(roleSeat.until),
          visible(roleSeat.personId),
        ),
      ))
      others.add(row.communityId);
  if (others.size === 0) return [];
  const wanted = new Set(personIds);
  const rows = await uow.tx
    .select({ reminder, task, home: community })
    .from(reminder)
    .innerJoin(community, eq(community.id, reminder.communityId))
    .innerJoin(task, sql`${task.id} = split_part(${reminder.subject}, ':', 2)::uuid`)
    .where(and(inArray(reminder.communityId, [...others].sort()), waiting(uow)));
  const found: Reminded[] = [];
  for (const [id, theirs] of grouped(rows, (each) => each.reminder.communityId)) {
    const { reminded } = sorted(
      theirs.map((each) => each.reminder),
      new Map(theirs.map((each) => [each.task.id, each.task])),
      await seatsIn(uow.tx, id),
      await policyOf(uow, theirs[0]?.home),
    );
    for (const each of reminded) {
      const people = each.people.filter((person) => wanted.has(person));
      if (people.length > 0) found.push({ ...each, people });
    }
  }
  return found;
}
