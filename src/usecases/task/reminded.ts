/** Who is reminded of what: those who must do a task, and those who verify it once it was handed in. */
import { and, asc, eq, inArray, isNull, lte, ne, sql } from 'drizzle-orm';
import { community, reminder, roleSeat, task } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { newest } from '../../domain/reminder/plan.ts';
import type { Climb } from '../../domain/task/notices.ts';
import { remindedOf, type SeatFact, verifiersToRemind } from '../../domain/task/people.ts';
import { isToDo } from '../../domain/task/states.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { climbsOf, lateTasks, reachesTier } from './climb.ts';
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
  for (const each of list) {
    const group = groups.get(keyOf(each));
    if (group) group.push(each);
    else groups.set(keyOf(each), [each]);
  }
  return groups;
}

const waiting = ({ now }: Pick<UnitOfWork, 'now'>) => and(eq(reminder.state, 'waiting'), lte(reminder.dueAt, now));

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

export interface Elsewhere {
  readonly reminded: readonly Reminded[];
  readonly climbs: readonly Climb[];
}

/**
 * What the same people are to hear in other communities, so that it stands in the one message of their day: what they are
 * reminded of, and what is late and reaches them. Only their keys are used up by it: each community settles its own.
 */
export async function elsewhere(
  uow: UnitOfWork,
  communityId: string,
  personIds: readonly string[],
): Promise<Elsewhere> {
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
  if (others.size === 0) return { reminded: [], climbs: [] };
  const wanted = new Set(personIds);
  const hers = (people: readonly string[]) => people.filter((person) => wanted.has(person));
  const ids = [...others].sort();
  const rows = await uow.tx
    .select({ reminder, task })
    .from(reminder)
    .innerJoin(task, sql`${task.id} = split_part(${reminder.subject}, ':', 2)::uuid`)
    .where(and(inArray(reminder.communityId, ids), waiting(uow)));
  const late = await uow.tx
    .select()
    .from(task)
    .where(and(inArray(task.communityId, ids), lateTasks(uow.now)));
  const due = grouped(rows, (each) => each.reminder.communityId);
  const climbing = grouped(late, (each) => each.communityId);
  const reminded: Reminded[] = [];
  const climbs: Climb[] = [];
  const found = ids.filter((id) => due.has(id) || climbing.has(id));
  for (const home of await uow.tx.select().from(community).where(inArray(community.id, found))) {
    const policy = await policyOf(uow, home);
    const theirs = due.get(home.id) ?? [];
    const reaching = (climbing.get(home.id) ?? []).filter((row) => reachesTier(row, policy, uow.now));
    if (theirs.length + reaching.length === 0) continue;
    const seats = await seatsIn(uow.tx, home.id);
    const all = sorted(
      theirs.map((each) => each.reminder),
      new Map(theirs.map((each) => [each.task.id, each.task])),
      seats,
      policy,
    );
    for (const each of all.reminded) reminded.push({ ...each, people: hers(each.people) });
    for (const row of reaching)
      for (const each of climbsOf(row, policy, seats, uow.now))
        climbs.push({ ...each, to: hers(each.to), answers: hers(each.answers) });
  }
  return { reminded, climbs };
}
