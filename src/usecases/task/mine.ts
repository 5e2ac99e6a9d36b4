/** What somebody has to do, and what waits for her word: by the seats of today, so a change of person moves the list. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { community, task, taskExtension } from '../../../db/schema/index.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { type Part, partIn, type SeatFact, verifiersOf } from '../../domain/task/people.ts';
import { TO_DO } from '../../domain/task/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { seatsIn } from './seats.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'actor'>;

export interface MyTask {
  readonly task: TaskRow;
  readonly communityName: string;
  readonly part: Part;
}

export interface MyTasks {
  readonly tasks: readonly MyTask[];
  readonly count: number;
  readonly hasNext: boolean;
}

/** The communities in which the person holds a seat: nowhere else can a task be hers. */
const seatedIn = ({ seats }: Actor): readonly string[] => [...new Set(seats.map(({ communityId }) => communityId))];

async function seatsByCommunity(
  { tx }: Reading,
  communityIds: readonly string[],
): Promise<ReadonlyMap<string, readonly SeatFact[]>> {
  const all = new Map<string, readonly SeatFact[]>();
  for (const id of communityIds) all.set(id, await seatsIn(tx, id));
  return all;
}

/** Everything that is hers to do, soonest first. */
export async function myTasks(
  reading: Reading,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<MyTasks> {
  const { personId } = reading.actor;
  const communityIds = seatedIn(reading.actor);
  if (!personId || communityIds.length === 0) return { tasks: [], count: 0, hasNext: false };
  const seats = await seatsByCommunity(reading, communityIds);
  const rows = await reading.tx
    .select({ task, communityName: community.name })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(and(inArray(task.communityId, [...communityIds]), inArray(task.state, [...TO_DO])))
    .orderBy(asc(task.dueAt), asc(task.id));
  const mine = rows.flatMap((row): MyTask[] => {
    const part = partIn(row.task, seats.get(row.task.communityId) ?? [], personId);
    return part ? [{ ...row, part }] : [];
  });
  const shown = mine.slice(page * size, (page + 1) * size);
  return { tasks: shown, count: mine.length, hasNext: mine.length > (page + 1) * size };
}

/** What waits for her signature, and requests for time that wait for her word: the ones handed in first come first. */
export interface WaitingForMe {
  readonly task: TaskRow;
  readonly communityName: string;
  /** Present when more time is asked for; else it was handed in. */
  readonly extension?: typeof taskExtension.$inferSelect;
}

export async function waitingForMe(
  reading: Reading,
  { page, size }: { readonly page: number; readonly size: number },
): Promise<{ readonly waiting: readonly WaitingForMe[]; readonly count: number; readonly hasNext: boolean }> {
  const { personId } = reading.actor;
  const communityIds = seatedIn(reading.actor);
  if (!personId || communityIds.length === 0) return { waiting: [], count: 0, hasNext: false };
  const seats = await seatsByCommunity(reading, communityIds);
  const here = inArray(task.communityId, [...communityIds]);
  const asked: WaitingForMe[] = await reading.tx
    .select({ task, communityName: community.name, extension: taskExtension })
    .from(taskExtension)
    .innerJoin(task, eq(task.id, taskExtension.taskId))
    .innerJoin(community, eq(community.id, task.communityId))
    .where(and(here, eq(taskExtension.state, 'asked'), inArray(task.state, [...TO_DO, 'submitted'])))
    .orderBy(asc(taskExtension.askedAt), asc(taskExtension.id));
  const handedIn: WaitingForMe[] = await reading.tx
    .select({ task, communityName: community.name })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(and(here, eq(task.state, 'submitted')))
    .orderBy(asc(task.submittedAt), asc(task.id));
  const mine = [...asked, ...handedIn].filter(
    ({ task: row }) =>
      row.submittedById !== personId && verifiersOf(row, seats.get(row.communityId) ?? []).includes(personId),
  );
  return {
    waiting: mine.slice(page * size, (page + 1) * size),
    count: mine.length,
    hasNext: mine.length > (page + 1) * size,
  };
}
