/** 本周: what is late and what falls due within seven days, of one community; and how many of each, across several. */
import { and, asc, count, eq, gt, inArray, lte, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { community, task } from '../../../db/schema/index.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { doersOf } from '../../domain/task/people.ts';
import { TO_DO } from '../../domain/task/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { isLate } from './late.ts';
import { seatsIn } from './seats.ts';

/** A week as people mean it. */
const DAYS = 7;

/** The communities whose week somebody looks over: the head her own, the subdistrict all of hers. */
export const overseen = ({ seats }: Actor): readonly string[] => [
  ...new Set(
    seats.flatMap(({ role, communityId }) =>
      role === 'committee_head' || role === 'subdistrict' ? [communityId] : [],
    ),
  ),
];

export interface Week {
  readonly name: string;
  readonly late: number;
  readonly due: number;
  /** Handed in, and nobody has looked at it yet. */
  readonly handedIn: number;
  readonly tasks: readonly { readonly task: TaskRow; readonly doers: readonly string[] }[];
  readonly hasNext: boolean;
}

interface Looking {
  readonly today: Temporal.PlainDate;
  readonly page: number;
  readonly size: number;
}

type Reading = Pick<UnitOfWork, 'tx' | 'now'>;

const open = (until: Temporal.PlainDate) => and(inArray(task.state, [...TO_DO]), lte(task.dueOn, until.toString()));

export async function weekOf(
  { tx, now }: Reading,
  communityId: string,
  { today, page, size }: Looking,
): Promise<Week | undefined> {
  const [home] = await tx.select({ name: community.name }).from(community).where(eq(community.id, communityId));
  if (!home) return undefined;
  const [counts] = await countsOf({ tx, now }, [communityId], today);
  const rows = await tx
    .select()
    .from(task)
    .where(and(eq(task.communityId, communityId), open(today.add({ days: DAYS }))))
    .orderBy(asc(task.dueAt), asc(task.id))
    .offset(page * size)
    .limit(size + 1);
  const seats = await seatsIn(tx, communityId);
  return {
    name: home.name,
    late: counts?.late ?? 0,
    due: counts?.due ?? 0,
    handedIn: counts?.handedIn ?? 0,
    tasks: rows.slice(0, size).map((row) => ({ task: row, doers: doersOf(row, seats) })),
    hasNext: rows.length > size,
  };
}

export interface WeekCount {
  readonly communityId: string;
  readonly name: string;
  readonly late: number;
  readonly due: number;
  readonly handedIn: number;
}

/** The most late first: that is where somebody has to ask. */
export async function weekAcross(
  reading: Reading,
  communityIds: readonly string[],
  { today, page, size }: Looking,
): Promise<{ readonly counts: readonly WeekCount[]; readonly hasNext: boolean }> {
  const all = [...(await countsOf(reading, communityIds, today))].sort((a, b) => b.late - a.late || b.due - a.due);
  return { counts: all.slice(page * size, (page + 1) * size), hasNext: all.length > (page + 1) * size };
}

async function countsOf(
  { tx, now }: Reading,
  communityIds: readonly string[],
  today: Temporal.PlainDate,
): Promise<readonly WeekCount[]> {
  if (communityIds.length === 0) return [];
  const until = today.add({ days: DAYS });
  const counted = (which: SQL | undefined) => sql<number>`${count()} filter (where ${which})`.mapWith(Number);
  return tx
    .select({
      communityId: community.id,
      name: community.name,
      late: counted(isLate(now)),
      due: counted(and(open(until), gt(task.dueAt, now))),
      handedIn: counted(sql`${task.state} = 'submitted'`),
    })
    .from(community)
    .leftJoin(task, eq(task.communityId, community.id))
    .where(inArray(community.id, [...communityIds]))
    .groupBy(community.id, community.name, community.code)
    .orderBy(asc(community.code));
}
