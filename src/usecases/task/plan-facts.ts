/** What the items of a plan wait for, as it stands: figures, trainings, the term, changes of seats, what is done. */
import { and, eq, gt, isNull, lte, max, ne, or } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { body, plan, roleSeat, task, training } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { type DueRule, lineOf } from '../../domain/task/due.ts';
import type { Figures, Training } from '../../domain/task/figures.ts';
import type { PlanItem } from '../../domain/task/plan.ts';
import type { Policy } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { figuresOf } from './figures.ts';

export type PlanRow = typeof plan.$inferSelect;

type Watched = Extract<DueRule, { readonly mode: 'rolling' | 'relative' | 'threshold' }>;
export type WatchedItem = PlanItem & { readonly due: Watched };

export const isWatched = (item: PlanItem): item is WatchedItem =>
  item.due.mode === 'rolling' || item.due.mode === 'relative' || item.due.mode === 'threshold';

export interface Known {
  readonly item: string | null;
  readonly occurrence: string | null;
  readonly state: TaskRow['state'];
  readonly planId: string;
  /** Of the plan that brought it. */
  readonly year: number;
}

export interface Ground {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

export interface Facts {
  readonly known: readonly Known[];
  /** Changed while it is looked at: what has crossed now. */
  readonly crossed: Set<string>;
  readonly figures: Figures;
  readonly lines: ReadonlyMap<string, number>;
  readonly trained: ReadonlyMap<Training, string>;
  readonly headSince: Temporal.Instant | undefined;
  readonly termStarted: Temporal.Instant | undefined;
  readonly changed: Temporal.Instant | undefined;
  readonly done: readonly {
    readonly item: string | null;
    readonly occurrence: string | null;
    readonly at: Temporal.Instant;
  }[];
  readonly dayOf: (at: Temporal.Instant) => string;
  readonly noonOf: (day: string) => Temporal.Instant;
}

/** What the plan has brought already, in any of its years; what was cancelled may come again under another plan. */
export async function broughtBy({ tx }: Pick<UnitOfWork, 'tx'>, row: PlanRow): Promise<readonly Known[]> {
  const rows = await tx
    .select({ item: task.item, occurrence: task.occurrence, state: task.state, planId: plan.id, year: plan.year })
    .from(task)
    .innerJoin(plan, eq(plan.id, task.planId))
    .where(and(eq(plan.communityId, row.communityId), eq(plan.key, row.key)));
  return rows.filter(({ state, planId }) => state !== 'cancelled' || planId === row.id);
}

/** Reads only what the items ask about. */
export async function factsFor(
  uow: UnitOfWork,
  { home, policy }: Ground,
  row: PlanRow,
  items: readonly WatchedItem[],
): Promise<Omit<Facts, 'known' | 'crossed'>> {
  const { calendar, rules } = policy;
  const waitsFor = (event: string) => items.some(({ due }) => due.mode === 'relative' && due.after === event);
  const has = (mode: DueRule['mode']) => items.some(({ due }) => due.mode === mode);
  const lines = items.flatMap(({ key, due }) => (due.mode === 'threshold' ? [[key, lineOf(due, rules)] as const] : []));
  const done = waitsFor('item_done')
    ? await uow.tx
        .select({ item: task.item, occurrence: task.occurrence, at: task.endedAt })
        .from(task)
        .where(and(eq(task.planId, row.id), eq(task.state, 'done')))
    : [];
  return {
    figures: has('threshold') ? await figuresOf(uow, home, policy.year(uow.now)) : {},
    lines: new Map(lines),
    trained: has('rolling') ? await lastTrainings(uow, home.id) : new Map(),
    headSince: has('rolling') ? await headSince(uow, home.id) : undefined,
    termStarted: waitsFor('term_started') ? await termStart(uow, home.id, row.lookedAt) : undefined,
    changed: waitsFor('structure_changed') ? await lastChange(uow, home.id, row.lookedAt) : undefined,
    done: done.flatMap(({ at, ...of }) => (at ? [{ ...of, at }] : [])),
    dayOf: (at) => calendar.localDate(at).toString(),
    noonOf: (day) => calendar.instantAt(Temporal.PlainDate.from(day), NOON),
  };
}

const NOON = Temporal.PlainTime.from('12:00');

async function lastTrainings(uow: UnitOfWork, communityId: string): Promise<ReadonlyMap<Training, string>> {
  const rows = await uow.tx
    .select({ name: training.name, heldOn: max(training.heldOn) })
    .from(training)
    .where(eq(training.communityId, communityId))
    .groupBy(training.name);
  return new Map(rows.flatMap(({ name, heldOn }) => (heldOn === null ? [] : [[name, heldOn] as const])));
}

async function headSince(uow: UnitOfWork, communityId: string): Promise<Temporal.Instant | undefined> {
  const [row] = await uow.tx
    .select({ since: roleSeat.since })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        eq(roleSeat.role, 'committee_head'),
        isNull(roleSeat.until),
        visible(roleSeat.personId),
      ),
    )
    .orderBy(roleSeat.since)
    .limit(1);
  return row?.since;
}

async function termStart(
  uow: UnitOfWork,
  communityId: string,
  since: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const [row] = await uow.tx
    .select({ at: body.termStartsAt })
    .from(body)
    .where(
      and(
        eq(body.communityId, communityId),
        eq(body.kind, 'committee'),
        isNull(body.endedAt),
        gt(body.termStartsAt, since),
        lte(body.termStartsAt, uow.now),
      ),
    )
    .limit(1);
  return row?.at ?? undefined;
}

/** The last time a seat was taken or left, or a body begun or ended. */
async function lastChange(
  uow: UnitOfWork,
  communityId: string,
  since: Temporal.Instant,
): Promise<Temporal.Instant | undefined> {
  const seats = await uow.tx
    .select({ from: roleSeat.since, to: roleSeat.until })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        ne(roleSeat.role, 'resident'),
        or(gt(roleSeat.since, since), gt(roleSeat.until, since)),
        visible(roleSeat.personId),
      ),
    );
  const bodies = await uow.tx
    .select({ from: body.createdAt, to: body.endedAt })
    .from(body)
    .where(and(eq(body.communityId, communityId), or(gt(body.createdAt, since), gt(body.endedAt, since))));
  return [...seats, ...bodies]
    .flatMap(({ from, to }) => (to === null ? [from] : [from, to]))
    .filter((at) => Temporal.Instant.compare(at, since) > 0 && Temporal.Instant.compare(at, uow.now) <= 0)
    .reduce<Temporal.Instant | undefined>(
      (last, at) => (last && Temporal.Instant.compare(last, at) >= 0 ? last : at),
      undefined,
    );
}
