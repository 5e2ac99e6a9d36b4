/**
 * What a plan brings beside the calendar: by figures, by trainings, by events. Each time there is one task, named after
 * what brought it, however often it is looked at.
 */

import { and, eq, gt, inArray, isNull, lte, max, ne, or } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { body, community, plan, roleSeat, task, training } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { type DueRule, lineOf, occurrenceAfter, type Start } from '../../domain/task/due.ts';
import { type Figures, isCrossed, type Training } from '../../domain/task/figures.ts';
import type { PlanItem } from '../../domain/task/plan.ts';
import { ENDED_TASKS } from '../../domain/task/states.ts';
import { carriedOut, command } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { insertTasks, type NewTask, type Origin } from './create.ts';
import type { TaskRow } from './dates.ts';
import { type CommunityRow, figuresOf } from './figures.ts';

export type PlanRow = typeof plan.$inferSelect;

type Watched = Extract<DueRule, { readonly mode: 'rolling' | 'relative' | 'threshold' }>;
type WatchedItem = PlanItem & { readonly due: Watched };

const isWatched = (item: PlanItem): item is WatchedItem =>
  item.due.mode === 'rolling' || item.due.mode === 'relative' || item.due.mode === 'threshold';

/** Other plans bring nothing but what the calendar said when they were loaded, and nobody looks at them again. */
const watches = ({ document }: PlanRow): boolean => document.items.some(isWatched);

/** A task as an item of a plan describes it. */
export const taskOf = (
  row: PlanRow,
  item: PlanItem,
  occurrence: string,
  due: { readonly dueOn: Temporal.PlainDate; readonly provisional?: boolean },
  ownerBodyId: string | undefined,
): NewTask & Origin => ({
  planId: row.id,
  item: item.key,
  occurrence,
  ...(row.batchId !== null && { batchId: row.batchId }),
  title: item.title,
  ...(item.details && { details: item.details }),
  ownerRole: item.owner,
  ...(ownerBodyId !== undefined && { ownerBodyId }),
  verifierRole: item.verifier === 'none' ? null : item.verifier,
  evidence: item.evidence,
  dueOn: due.dueOn,
  provisional: due.provisional ?? false,
});

/** The body an item means, where the community has one of that kind; of several the seats of all are meant. */
export async function bodiesOf(uow: UnitOfWork, home: CommunityRow): Promise<(item: PlanItem) => string | undefined> {
  const rows = await uow.tx
    .select({ id: body.id, kind: body.kind })
    .from(body)
    .where(
      and(
        isNull(body.endedAt),
        or(eq(body.communityId, home.id), home.subdistrictId ? eq(body.subdistrictId, home.subdistrictId) : undefined),
      ),
    );
  return ({ body: kind }) => {
    const found = rows.filter((row) => row.kind === kind);
    return found.length === 1 ? found[0]?.id : undefined;
  };
}

export interface Known {
  readonly item: string | null;
  readonly occurrence: string | null;
  readonly state: TaskRow['state'];
  readonly planId: string | null;
}

/** What the plan has brought already, in any of its years; what was cancelled may come again under another plan. */
export async function broughtBy(uow: UnitOfWork, row: PlanRow): Promise<readonly Known[]> {
  const rows = await uow.tx
    .select({ item: task.item, occurrence: task.occurrence, state: task.state, planId: task.planId })
    .from(task)
    .innerJoin(plan, eq(plan.id, task.planId))
    .where(and(eq(plan.communityId, row.communityId), eq(plan.key, row.key)));
  return rows.filter(({ state, planId }) => state !== 'cancelled' || planId === row.id);
}

export interface Ground {
  readonly home: CommunityRow;
  readonly policy: Policy;
}

/**
 * The plans of a community that are looked at: of each key the newest whose year has begun. One that another command holds
 * is left to it, and to tomorrow.
 */
async function lookedAt(uow: UnitOfWork, { home, policy }: Ground): Promise<readonly PlanRow[]> {
  const rows = await uow.tx
    .select()
    .from(plan)
    .where(and(eq(plan.communityId, home.id), isNull(plan.endedAt), lte(plan.year, policy.year(uow.now))))
    .orderBy(plan.key, plan.year);
  const newest = [...new Map(rows.map((row) => [row.key, row])).values()].filter(watches);
  if (newest.length === 0) return [];
  return uow.tx
    .select()
    .from(plan)
    .where(
      inArray(
        plan.id,
        newest.map(({ id }) => id),
      ),
    )
    .orderBy(plan.key)
    .for('update', { skipLocked: true });
}

/** At once, because something was entered or done. @returns what was opened */
export async function lookAtPlans(uow: UnitOfWork, home: CommunityRow): Promise<readonly TaskRow[]> {
  const policy = await policyOf(uow, home);
  const opened: TaskRow[] = [];
  for (const row of await lookedAt(uow, { home, policy })) opened.push(...(await lookAt(uow, { home, policy }, row)));
  for (const { id } of opened) uow.notices.push({ kind: 'task.news', taskId: id, because: 'set' });
  return opened;
}

/** Opens what the plan's figures, trainings and events have brought since it was looked at last. */
export async function lookAt(uow: UnitOfWork, ground: Ground, row: PlanRow): Promise<readonly TaskRow[]> {
  const { home, policy } = ground;
  const items = row.document.items.filter(isWatched);
  const known = await broughtBy(uow, row);
  const today = policy.calendar.localDate(uow.now);
  const bodyOf = await bodiesOf(uow, home);
  const crossed = new Set(row.crossed);
  const facts: Facts = { known, crossed, ...(await factsFor(uow, ground, row, items)) };
  const wanted = items.flatMap((item) =>
    startsOf(item, facts, row, uow.now, today)
      .filter(({ name }) => !known.some((each) => each.item === item.key && each.occurrence === name))
      .map((start) => {
        const { name, dueOn, provisional } = occurrenceAfter(item.due, start, policy.rules, policy.calendar);
        // What would have been due before anybody knew of it is due on the day it becomes known.
        const late = Temporal.PlainDate.compare(dueOn, today) < 0;
        return taskOf(row, item, name, { dueOn: late ? today : dueOn, provisional }, bodyOf(item));
      }),
  );
  await uow.tx
    .update(plan)
    .set({ lookedAt: uow.now, crossed: [...crossed].sort() })
    .where(eq(plan.id, row.id));
  return insertTasks(uow, { home, policy, as: 'system' }, wanted);
}

interface Facts {
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

/** Reads only what the items ask about. */
async function factsFor(
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

function startsOf(
  item: WatchedItem,
  facts: Facts,
  row: PlanRow,
  now: Temporal.Instant,
  today: Temporal.PlainDate,
): readonly Start[] {
  const { due } = item;
  switch (due.mode) {
    case 'threshold': {
      const is = facts.figures[due.figure];
      // What nobody knows has crossed nothing, and has not come back either.
      if (is === undefined) return [];
      const was = facts.crossed.has(item.key);
      if (!isCrossed(is, due.when, facts.lines.get(item.key) ?? 0)) facts.crossed.delete(item.key);
      else if (!was) {
        facts.crossed.add(item.key);
        return [{ at: now, name: today.toString() }];
      }
      return [];
    }
    case 'rolling': {
      const held = facts.trained.get(due.since);
      if (held !== undefined) return [{ at: facts.noonOf(held), name: held }];
      const { headSince } = facts;
      const seated = due.since === 'head' && headSince && Temporal.Instant.compare(headSince, row.loadedAt) > 0;
      return [{ at: seated ? headSince : row.loadedAt, name: 'first' }];
    }
    case 'relative':
      return eventsOf(item, due, facts, row);
  }
}

function eventsOf(
  item: WatchedItem,
  due: Extract<DueRule, { readonly mode: 'relative' }>,
  facts: Facts,
  row: PlanRow,
): readonly Start[] {
  const on = (at: Temporal.Instant | undefined): readonly Start[] => (at ? [{ at, name: facts.dayOf(at) }] : []);
  switch (due.after) {
    case 'plan_loaded':
      return [{ at: row.loadedAt, name: String(row.year) }];
    case 'term_started':
      return on(facts.termStarted);
    case 'structure_changed':
      // One that is still open speaks for what changed meanwhile.
      return facts.known.some((each) => each.item === item.key && !ENDED_TASKS.has(each.state))
        ? []
        : on(facts.changed);
    case 'item_done':
      return facts.done
        .filter((each) => each.item === due.item)
        .map(({ at, occurrence }) => ({ at, name: occurrence ?? facts.dayOf(at) }));
  }
}

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

/** Tomorrow's look, where a plan waits for anything. */
export async function planNextLook(uow: UnitOfWork, home: CommunityRow): Promise<void> {
  const rows = await uow.tx
    .select()
    .from(plan)
    .where(and(eq(plan.communityId, home.id), isNull(plan.endedAt)));
  if (!rows.some(watches)) return;
  const { calendar, rules, awake } = await policyOf(uow, home);
  const day = calendar.localDate(uow.now).add({ days: 1 });
  uow.plans.push({
    kind: 'plan.look',
    key: `plan.look:${home.id}:${day}`,
    subject: `community:${home.id}`,
    dueAt: awake(calendar.instantAt(day, Temporal.PlainTime.from(rules.value('reminder.time')))),
    payload: { communityId: home.id },
  });
}

const look = command<DuePayloads['plan.look'], CommunityRow, void, { readonly kind: 'community_not_found' }>({
  name: 'plan.look',
  load: async (uow, { communityId }): Promise<Result<CommunityRow, { readonly kind: 'community_not_found' }>> => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: ({ id }) => ({ communityId: id }),
  run: async (uow, home) => {
    await lookAtPlans(uow, home);
    await planNextLook(uow, home);
    return ok(undefined);
  },
});

export async function planLook(uow: UnitOfWork, payload: DuePayloads['plan.look']): Promise<void> {
  carriedOut(await look(uow, payload));
}
