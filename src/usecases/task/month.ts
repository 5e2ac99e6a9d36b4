/** What became of the tasks of a month, community by community; only counts, and the titles of what comes next. */
import { and, asc, eq, gte, inArray, lte, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { community, task, taskExtension } from '../../../db/schema/index.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import type { CommunityMonth } from '../../domain/task/month.ts';
import { TO_DO } from '../../domain/task/states.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { subdistrictById } from '../registry/subdistricts.ts';
import { afterItsDate, inTime } from './late.ts';

/** As many as a person reads at a glance. */
const MOST_NAMED = 8;

export async function monthOf(
  tx: Tx,
  homes: readonly Pick<CommunityRow, 'id' | 'name'>[],
  month: Temporal.PlainYearMonth,
): Promise<readonly CommunityMonth[]> {
  if (homes.length === 0) return [];
  const here = inArray(
    task.communityId,
    homes.map(({ id }) => id),
  );
  const [first, last] = boundsOf(month);
  const [nextFirst, nextLast] = boundsOf(month.add({ months: 1 }));
  const toDo = sql.raw(TO_DO.map((state) => `'${state}'`).join(','));
  const within = sql`${task.dueOn} between ${first}::date and ${last}::date`;
  const counted = await tx
    .select({
      communityId: task.communityId,
      onTime: many(sql`${within} and ${inTime}`),
      late: many(sql`${within} and ${afterItsDate}`),
      open: many(sql`${task.state} in (${toDo}) and ${task.dueOn} <= ${last}::date`),
      waived: many(
        sql`${task.state} = 'waived' and (${task.endedAt} at time zone ${community.timeZone})::date between ${first}::date and ${last}::date`,
      ),
      next: many(sql`${task.state} in (${toDo}) and ${task.dueOn} between ${nextFirst}::date and ${nextLast}::date`),
    })
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(here)
    .groupBy(task.communityId);
  const extended = await tx
    .select({ communityId: task.communityId, n: many(sql`true`) })
    .from(taskExtension)
    .innerJoin(task, eq(task.id, taskExtension.taskId))
    .innerJoin(community, eq(community.id, task.communityId))
    .where(
      and(
        here,
        eq(taskExtension.state, 'granted'),
        sql`(${taskExtension.decidedAt} at time zone ${community.timeZone})::date between ${first}::date and ${last}::date`,
      ),
    )
    .groupBy(task.communityId);
  const coming = await tx
    .select({ communityId: task.communityId, title: task.title, dueOn: task.dueOn })
    .from(task)
    .where(and(here, inArray(task.state, [...TO_DO]), gte(task.dueOn, nextFirst), lte(task.dueOn, nextLast)))
    .orderBy(asc(task.dueOn), asc(task.id));
  return homes.map(({ id, name }) => {
    const {
      onTime = 0,
      late = 0,
      open = 0,
      waived = 0,
      next = 0,
    } = counted.find(({ communityId }) => communityId === id) ?? {};
    return {
      communityId: id,
      community: name,
      onTime,
      late,
      open,
      waived,
      next,
      extensions: extended.find(({ communityId }) => communityId === id)?.n ?? 0,
      soonest: coming
        .filter(({ communityId }) => communityId === id)
        .slice(0, MOST_NAMED)
        .map(({ title, dueOn }) => ({ title, dueOn })),
    };
  });
}

const boundsOf = (month: Temporal.PlainYearMonth): readonly [string, string] => [
  month.toPlainDate({ day: 1 }).toString(),
  month.toPlainDate({ day: month.daysInMonth }).toString(),
];

const many = (which: ReturnType<typeof sql>) => sql<number>`(count(*) filter (where ${which}))::int`;

/** The communities of a subdistrict, as its tables show them. */
export const communitiesOf = (tx: Tx, subdistrictId: string): Promise<CommunityRow[]> =>
  tx
    .select()
    .from(community)
    .where(eq(community.subdistrictId, subdistrictId))
    .orderBy(asc(community.name), asc(community.code));

export interface ReadMonth {
  /** Of the community or the subdistrict. */
  readonly name: string;
  /** The local day on which it stood like this: what is handed in or waived later changes a month that is over. */
  readonly asOf: string;
  readonly rows: readonly CommunityMonth[];
}

export async function readMonth(
  { tx, now }: { readonly tx: Tx; readonly now: Temporal.Instant },
  of: { readonly communityId: string } | { readonly subdistrictId: string },
  month: string,
): Promise<ReadMonth> {
  const asked = Temporal.PlainYearMonth.from(month);
  const [name, homes] =
    'communityId' in of
      ? [undefined, await tx.select().from(community).where(eq(community.id, of.communityId))]
      : [(await subdistrictById(tx, of.subdistrictId))?.name, await communitiesOf(tx, of.subdistrictId)];
  const [first] = homes;
  const zone = first?.timeZone ?? DEFAULT_TIME_ZONE;
  return {
    name: name ?? first?.name ?? '',
    asOf: now.toZonedDateTimeISO(zone).toPlainDate().toString(),
    rows: await monthOf(tx, homes, asked),
  };
}
