/** The wall of a subdistrict: how its communities stand with their tasks. Only counts, and what has reached the public list. */
import { and, asc, eq, gte, inArray, lt, ne, or, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { community, task } from '../../../db/schema/index.ts';
import { ESCALATION_TIERS, HIGHEST_LEVEL } from '../../domain/task/escalation.ts';
import type { PlanText } from '../../domain/task/plan.ts';
import { TO_DO } from '../../domain/task/states.ts';
import type { Policies } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { inTime } from './late.ts';
import { levelOf } from './page.ts';

export interface WallRow {
  readonly home: CommunityRow;
  /** Of the year: due by now, and handed in by their date. What was waived or called off counts as neither. */
  readonly due: number;
  readonly onTime: number;
  readonly open: number;
  readonly late: number;
  /** Late ones by how far that has come: late, and one more for each tier reached. */
  readonly byLevel: readonly number[];
}

/** On the public list of what is late. */
export interface PublicLate {
  readonly home: CommunityRow;
  readonly title: PlanText;
  /** Its title is a plan's, or whoever typed it lets it be seen; else it is not for everybody. */
  readonly titlePublic: boolean;
  readonly dueOn: string;
}

export interface Wall {
  readonly rows: readonly WallRow[];
  readonly late: readonly PublicLate[];
}

interface Reading {
  readonly tx: Tx;
  readonly now: Temporal.Instant;
  readonly policies: Policies;
}

const ON_BOARD = ESCALATION_TIERS.indexOf('board') + 1;

/** Whole percent, rounded down, so that a hundred means all of them; undefined while nothing was due. */
export const onTimePercent = ({ due, onTime }: Pick<WallRow, 'due' | 'onTime'>): number | undefined =>
  due === 0 ? undefined : Math.floor((onTime * 100) / due);

export async function wallOf(reading: Reading, subdistrictId: string, year: number): Promise<Wall> {
  const { tx, now } = reading;
  const homes = await tx
    .select()
    .from(community)
    .where(eq(community.subdistrictId, subdistrictId))
    .orderBy(asc(community.name), asc(community.code));
  const of = inArray(
    task.communityId,
    homes.map(({ id }) => id),
  );
  /** What is left of earlier years is open now; what later years bring is not, nor is what the subdistrict has to do. */
  const theirs = and(of, ne(task.ownerRole, 'subdistrict'), lt(task.dueOn, `${year + 1}-01-01`));
  const inYear = gte(task.dueOn, `${year}-01-01`);
  const counted =
    homes.length === 0
      ? []
      : await tx
          .select({
            communityId: task.communityId,
            due: sql<number>`count(*) filter (where ${task.state} not in ('waived','cancelled') and ${task.dueAt} <= ${now.toString()}::timestamptz)::int`,
            onTime: sql<number>`count(*) filter (where ${task.dueAt} <= ${now.toString()}::timestamptz and ${inTime})::int`,
          })
          .from(task)
          .where(and(theirs, inYear))
          .groupBy(task.communityId);
  const open =
    homes.length === 0
      ? []
      : await tx
          .select()
          .from(task)
          .where(and(theirs, or(inArray(task.state, [...TO_DO]), eq(task.state, 'submitted'))))
          .orderBy(asc(task.dueAt), asc(task.id));
  const rows: WallRow[] = [];
  const late: PublicLate[] = [];
  for (const home of homes) {
    const byLevel = Array<number>(HIGHEST_LEVEL).fill(0);
    const hers = open.filter((row) => row.communityId === home.id);
    for (const row of hers) {
      const level = await levelOf(reading, row, home);
      if (level === 0) continue;
      byLevel[level - 1] = (byLevel[level - 1] ?? 0) + 1;
      if (row.escalated >= ON_BOARD)
        late.push({
          home,
          title: row.title,
          titlePublic: row.planId !== null || row.titlePublicAt !== null,
          dueOn: row.dueOn,
        });
    }
    const { due = 0, onTime = 0 } = counted.find(({ communityId }) => communityId === home.id) ?? {};
    rows.push({ home, due, onTime, open: hers.length, late: byLevel.reduce((sum, n) => sum + n, 0), byLevel });
  }
  return { rows, late };
}
