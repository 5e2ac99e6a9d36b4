/** Takes a plan over for one community, or for every community of a subdistrict in one unit of work: all of them or none. */
import { and, desc, eq, isNull, ne } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { canonicalJson, newSalt } from '../../../db/digest.ts';
import { community, plan } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { occurrencesIn } from '../../domain/task/due.ts';
import type { PlanDocument, PlanItem } from '../../domain/task/plan.ts';
import { command, type NotPermitted } from '../command.ts';
import { policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { insertTasks } from './create.ts';
import type { TaskRow } from './dates.ts';
import { bodiesOf, lookAt, planNextLook, taskOf } from './look.ts';
import { broughtBy, type Ground, isWatched, type PlanRow } from './plan-facts.ts';

/** Further ahead nobody plans; a slip of the keyboard does. */
const YEARS_AHEAD = 5;

export interface LoadPlan {
  readonly communityId: string;
  readonly document: PlanDocument;
  readonly year: number;
  readonly batchId?: string;
}

export interface LoadedPlan {
  readonly plan: PlanRow;
  /** False when the very same plan was loaded before: nothing was added. */
  readonly added: boolean;
  readonly made: readonly TaskRow[];
  /** What opens only when its figure, its training or its event comes. */
  readonly waiting: readonly PlanItem[];
  /** Dates of the year that had passed already; nobody is given a task that is late from the start. */
  readonly passed: number;
}

export type LoadPlanRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'plan_year'; readonly from: number; readonly to: number }
  /** Each of its dates is in another year: nothing would ever come of it. */
  | { readonly kind: 'plan_other_year'; readonly year: number }
  /** It was loaded with other contents, and is to be ended first. */
  | { readonly kind: 'plan_differs'; readonly community: string }
  | { readonly kind: 'plan_other_type'; readonly community: string };

export const loadPlan = command<LoadPlan, Ground, LoadedPlan, LoadPlanRefusal>({
  name: 'plan.load',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok({ home, policy: await policyOf(uow, home) }) : err({ kind: 'community_not_found' });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, ground, { document, year, batchId }, as): Promise<Result<LoadedPlan, LoadPlanRefusal>> => {
    const { home, policy } = ground;
    const thisYear = policy.year(uow.now);
    if (year < thisYear || year > thisYear + YEARS_AHEAD)
      return err({ kind: 'plan_year', from: thisYear, to: thisYear + YEARS_AHEAD });
    if (document.items.every(({ due }) => due.mode === 'date' && Temporal.PlainDate.from(due.on).year !== year))
      return err({ kind: 'plan_other_year', year });
    if (!fits(document, home)) return err({ kind: 'plan_other_type', community: home.code });
    const [row] = await uow.tx
      .insert(plan)
      .values({
        id: newId(),
        communityId: home.id,
        key: document.key,
        year,
        document,
        batchId: batchId ?? null,
        loadedAt: uow.now,
        lookedAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return loadedBefore(uow, home, document, year);
    record(uow, 'plan', row, {
      action: 'plan.load',
      as,
      communityId: home.id,
      facts: { key: document.key, year, ...(batchId !== undefined && { batch: batchId }) },
    });
    const brought = await broughtBy(uow, row);
    const bodyOf = await bodiesOf(uow, home);
    const today = policy.calendar.localDate(uow.now);
    const dated = document.items.flatMap((item) =>
      occurrencesIn(item.due, year, policy.rules, policy.calendar)
        .filter(({ name }) => !brought.some((each) => each.item === item.key && each.occurrence === name))
        .map(({ name, dueOn }) => taskOf(row, item, name, { dueOn }, bodyOf(item))),
    );
    const ahead = dated.filter(({ dueOn }) => Temporal.PlainDate.compare(dueOn, today) >= 0);
    const made = await insertTasks(uow, { home, policy, as }, ahead);
    const opened = year === thisYear ? await firstLook(uow, ground, row) : [];
    await planNextLook(uow, home);
    uow.notices.push({ kind: 'plan.loaded', planId: row.id });
    const all = [...made, ...opened].sort((a, b) => (a.dueOn < b.dueOn ? -1 : 1));
    const came = new Set([...brought, ...all].map(({ item }) => item));
    return ok({
      plan: row,
      added: true,
      made: all,
      waiting: document.items.filter((item) => isWatched(item) && !came.has(item.key)),
      passed: dated.length - ahead.length,
    });
  },
});

const fits = ({ communities }: PlanDocument, { type }: Pick<CommunityRow, 'type'>): boolean =>
  communities === undefined || (type !== null && communities.includes(type));

async function loadedBefore(
  uow: UnitOfWork,
  home: CommunityRow,
  document: PlanDocument,
  year: number,
): Promise<Result<LoadedPlan, LoadPlanRefusal>> {
  const [row] = await uow.tx
    .select()
    .from(plan)
    .where(and(eq(plan.communityId, home.id), eq(plan.key, document.key), eq(plan.year, year), isNull(plan.endedAt)));
  if (!row || canonicalJson(row.document) !== canonicalJson(document))
    return err({ kind: 'plan_differs', community: home.code });
  return ok({ plan: row, added: false, made: [], waiting: [], passed: 0 });
}

/** A line that an earlier year's plan saw crossed, and of which the task stands, opens no second one. */
async function firstLook(uow: UnitOfWork, ground: Ground, row: PlanRow) {
  const [earlier] = await uow.tx
    .select({ crossed: plan.crossed })
    .from(plan)
    .where(and(eq(plan.communityId, row.communityId), eq(plan.key, row.key), ne(plan.id, row.id)))
    .orderBy(desc(plan.loadedAt), desc(plan.id))
    .limit(1);
  const standing = new Set((await broughtBy(uow, row)).map(({ item }) => item));
  const crossed = (earlier?.crossed ?? []).filter((item) => standing.has(item));
  return lookAt(uow, ground, { ...row, crossed });
}

export interface LoadedForMany {
  /** What was loaded together; where everything was there already, the one it once came with, if with one. */
  readonly batchId: string | null;
  readonly loaded: readonly (LoadedPlan & { readonly community: CommunityRow })[];
  /** Of another type than the plan is meant for. */
  readonly skipped: readonly CommunityRow[];
}

export type LoadForManyRefusal = LoadPlanRefusal | NotPermitted | { readonly kind: 'no_communities' };

/** In one order, so that two commands never wait for each other. */
export async function loadPlanForSubdistrict(
  uow: UnitOfWork,
  { subdistrictId, ...what }: Omit<LoadPlan, 'communityId' | 'batchId'> & { readonly subdistrictId: string },
): Promise<Result<LoadedForMany, LoadForManyRefusal>> {
  const homes = await uow.tx
    .select()
    .from(community)
    .where(eq(community.subdistrictId, subdistrictId))
    .orderBy(community.code);
  const meant = homes.filter((home) => fits(what.document, home));
  if (meant.length === 0) return err({ kind: 'no_communities' });
  const batchId = newId();
  const loaded: LoadedForMany['loaded'][number][] = [];
  for (const home of meant) {
    const done = await loadPlan(uow, { ...what, communityId: home.id, batchId });
    if (!done.ok) return done;
    loaded.push({ ...done.value, community: home });
  }
  const added = loaded.some((each) => each.added);
  const before = new Set(loaded.map(({ plan: { batchId: earlier } }) => earlier));
  const [only = null] = before.size === 1 ? before : [];
  return ok({ batchId: added ? batchId : only, loaded, skipped: homes.filter((home) => !meant.includes(home)) });
}
