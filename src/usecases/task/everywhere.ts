/** One task that was sent to many communities at once: who has handed it in, who has only said 收到, who is silent. */
import { and, asc, eq, inArray, isNotNull, isNull } from 'drizzle-orm';
import { community, task } from '../../../db/schema/index.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { isToDo, TO_DO } from '../../domain/task/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';

type Reading = Pick<UnitOfWork, 'tx' | 'actor'>;

export interface SentTo {
  readonly task: TaskRow;
  readonly community: string;
  /** She may open it; by a seat in one community of a subdistrict she sees how all of them stand, as on the wall. */
  readonly readable: boolean;
}

export const ANSWERS = ['handed-in', 'received', 'silent', 'off'] as const;
export type Answer = (typeof ANSWERS)[number];

export function answerOf({ state, acknowledgedAt }: Pick<TaskRow, 'state' | 'acknowledgedAt'>): Answer {
  if (state === 'waived' || state === 'cancelled') return 'off';
  if (!isToDo(state)) return 'handed-in';
  return acknowledgedAt === null ? 'silent' : 'received';
}

/** The same task in every community the actor looks after; nothing where it was sent to one. */
export async function sentTogether({ tx, actor }: Reading, row: TaskRow): Promise<readonly SentTo[]> {
  if (row.batchId === null || row.planId !== null) return [];
  const rows = await tx
    .select({ task, home: community })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(and(eq(task.batchId, row.batchId), isNull(task.planId)))
    .orderBy(asc(community.name), asc(community.code));
  const seatedIn = new Set(
    actor.kind === 'account'
      ? actor.seats.flatMap(({ role, communityId }) => (role === 'subdistrict' ? [communityId] : []))
      : [],
  );
  const overseen = new Set(rows.flatMap(({ home }) => (seatedIn.has(home.id) ? (home.subdistrictId ?? []) : [])));
  return rows.flatMap(({ task: each, home }): SentTo[] => {
    const readable = permit('task.read', actor, { communityId: home.id }).ok;
    const seen = readable || (home.subdistrictId !== null && overseen.has(home.subdistrictId));
    return seen ? [{ task: each, community: home.name, readable }] : [];
  });
}

/** What was sent to many of a subdistrict's communities and somebody has still to do or to verify: the soonest first. */
export async function sentIn(
  reading: Reading,
  subdistrictId: string,
  most: number,
): Promise<readonly (readonly SentTo[])[]> {
  const open = await reading.tx
    .selectDistinctOn([task.batchId], { row: task })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(
      and(
        eq(community.subdistrictId, subdistrictId),
        isNull(task.planId),
        isNotNull(task.batchId),
        inArray(task.state, [...TO_DO, 'submitted']),
      ),
    )
    .orderBy(asc(task.batchId), asc(task.dueAt));
  const soonest = open.map(({ row }) => row).sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
  const sent: (readonly SentTo[])[] = [];
  for (const row of soonest) {
    if (sent.length === most) break;
    const together = await sentTogether(reading, row);
    if (together.length > 1) sent.push(together);
  }
  return sent;
}
