/** What those who work on cases read: lists with key-set pages, one case with its thread, never who reported. */
import { and, asc, desc, eq, gte, inArray, isNull, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { notExcluded } from '../../../db/not-excluded.ts';
import { caseClock, caseEvent, caseExcluded, caseFile, caseUnit, hotlineCase } from '../../../db/schema/index.ts';
import { ABOUT_STAFF } from '../../domain/hotline/categories.ts';
import { circleOf, mayReadFrom } from '../../domain/hotline/desk.ts';
import { OPEN_CASES } from '../../domain/hotline/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { seatsIn } from '../task/seats.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import {
  CASE_TEXT,
  type CaseNotFound,
  type CaseRow,
  caseTarget,
  EVENT_TEXT,
  knowable,
  type LoadedCase,
  lockCase,
  withFacts,
} from './rows.ts';

export interface CaseLine {
  readonly id: string;
  readonly at: Temporal.Instant;
  readonly kind: string;
  readonly byRole: string;
  readonly byBodyId: string | null;
  readonly text?: string;
  readonly forReporter: boolean;
}

export interface CasePage {
  readonly loaded: LoadedCase;
  /** As she wrote it; whoever shows it strikes out names and numbers first (`domain/hotline/redact.ts`). */
  readonly text: string;
  readonly events: readonly CaseLine[];
  readonly files: readonly { readonly id: string; readonly from: 'reporter' | 'unit'; readonly kind: string }[];
}

/** One case, by whoever may: those who work on it and those above them; that there is one nobody else learns. */
export async function readCase(uow: UnitOfWork, caseId: string): Promise<Result<CasePage, CaseNotFound>> {
  const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId));
  const loaded = row && (await withFacts(uow, row));
  if (!loaded || !mayRead(loaded, uow)) return err({ kind: 'case_not_found' });
  return ok(await pageOf(uow, loaded));
}

export async function pageOf(uow: UnitOfWork, loaded: LoadedCase): Promise<CasePage> {
  const { row } = loaded;
  const events = await uow.tx
    .select()
    .from(caseEvent)
    .where(eq(caseEvent.caseId, row.id))
    .orderBy(asc(caseEvent.ordinal));
  return {
    loaded,
    text: uow.keys.openText(CASE_TEXT, row.textSealed),
    events: events.map(({ id, at, kind, byRole, byBodyId, textSealed, forReporter }) => ({
      id,
      at,
      kind,
      byRole,
      byBodyId,
      ...(textSealed && { text: uow.keys.openText(EVENT_TEXT, textSealed) }),
      forReporter,
    })),
    files: await uow.tx
      .select({ id: caseFile.id, from: caseFile.from, kind: caseFile.kind })
      .from(caseFile)
      .where(eq(caseFile.caseId, row.id)),
  };
}

export function mayRead(loaded: LoadedCase, uow: Pick<UnitOfWork, 'actor'>): boolean {
  const { actor } = uow;
  if (!knowable(loaded, uow) || !permit('case.read', actor, caseTarget(loaded, undefined, uow)).ok) return false;
  if (actor.kind !== 'account') return true;
  const inUnit = loaded.units.some(({ bodyId }) => actor.seats.some((seat) => seat.bodyId === bodyId));
  const circle = circleOf(loaded.row, loaded.excluded.accusedKnown);
  return inUnit || (actor.personId !== undefined && mayReadFrom(circle, loaded.seats, actor.personId));
}

/** For what is done with it beside the desk and its units. */
export async function lockReadable(
  uow: UnitOfWork,
  { caseId }: { readonly caseId: string },
): Promise<Result<LoadedCase, CaseNotFound>> {
  const loaded = await lockCase(uow, caseId);
  return loaded.ok && mayRead(loaded.value, uow) ? loaded : err({ kind: 'case_not_found' });
}

export interface CaseFilter {
  readonly open?: boolean;
  readonly state?: CaseRow['state'];
  readonly family?: CaseRow['family'];
  readonly category?: string;
  readonly tier?: CaseRow['tier'];
  readonly late?: boolean;
  /** Of a unit that has it now. */
  readonly bodyId?: string;
  readonly placeId?: string;
  readonly since?: Temporal.Instant;
  /** The last one of the page before. */
  readonly before?: { readonly receivedAt: Temporal.Instant; readonly id: string };
  readonly limit: number;
}

/** Written out, so that it is seen to be what the index of open cases is about. */
const OPEN = sql.raw(OPEN_CASES.map((state) => `'${state}'`).join(','));

type Reading = Pick<UnitOfWork, 'tx' | 'actor' | 'now'>;

const conditions = (uow: Reading, filter: CaseFilter): readonly (SQL | undefined)[] => [
  filter.open ? sql`${hotlineCase.state} in (${OPEN})` : undefined,
  filter.state ? eq(hotlineCase.state, filter.state) : undefined,
  filter.family ? eq(hotlineCase.family, filter.family) : undefined,
  filter.category ? eq(hotlineCase.category, filter.category) : undefined,
  filter.tier ? eq(hotlineCase.tier, filter.tier) : undefined,
  filter.placeId ? eq(hotlineCase.placeId, filter.placeId) : undefined,
  filter.since ? gte(hotlineCase.receivedAt, filter.since) : undefined,
  filter.late
    ? sql`${hotlineCase.id} in (select k.case_id from ${caseClock} k where k.stopped_at is null and k.paused_at is null
        and k.clock <> 'look_back' and k.due_at <= ${uow.now.toString()}::timestamptz)`
    : undefined,
  filter.bodyId
    ? sql`${hotlineCase.id} in (select u.case_id from ${caseUnit} u where u.body_id = ${filter.bodyId}::uuid and u.until is null)`
    : undefined,
  filter.before
    ? sql`(${hotlineCase.receivedAt}, ${hotlineCase.id}) < (${filter.before.receivedAt.toString()}::timestamptz, ${filter.before.id}::uuid)`
    : undefined,
];

/** The cases of a community its reader may know of, newest first. */
export async function listCases(uow: Reading, communityId: string, filter: CaseFilter): Promise<readonly CaseRow[]> {
  const { actor } = uow;
  const { personId } = actor;
  const readable = await readableFamilies(uow, communityId);
  if (readable.length === 0) return [];
  return uow.tx
    .select()
    .from(hotlineCase)
    .where(
      and(
        eq(hotlineCase.communityId, communityId),
        inCircles(readable),
        personId === undefined ? undefined : notExcluded(personId),
        ...conditions(uow, filter),
      ),
    )
    .orderBy(desc(hotlineCase.receivedAt), desc(hotlineCase.id))
    .limit(filter.limit);
}

/** As `circleOf` says, in SQL: the condition under which a case is kept in one of these circles. */
export const inCircles = (circles: readonly CaseRow['family'][]): SQL => {
  const inFamily = sql`${hotlineCase.family} = any(${sql.param([...circles])}::text[])`;
  if (circles.includes('burden')) return inFamily;
  return sql`${inFamily} and (${hotlineCase.category} <> ${ABOUT_STAFF} or ${hotlineCase.tier} = 'committee' or exists (
    select 1 from ${caseExcluded} x where x.case_id = ${hotlineCase.id} and x.because = 'accused' and x.body_id is not null))`;
};

/** Of which families of cases whoever asks may read in a community. */
export async function readableFamilies(
  uow: Pick<UnitOfWork, 'tx' | 'actor'>,
  communityId: string,
): Promise<readonly CaseRow['family'][]> {
  const { actor } = uow;
  if (actor.kind === 'operator') return ['livelihood', 'burden'];
  const { personId } = actor;
  if (personId === undefined) return [];
  const seats = await seatsIn(uow.tx, communityId);
  return (['livelihood', 'burden'] as const).filter((family) => mayReadFrom(family, seats, personId));
}

/** What lies with the units somebody sits in, those that are due first at the top. */
export async function casesOfUnits(uow: UnitOfWork, filter: Pick<CaseFilter, 'limit'>): Promise<readonly CaseRow[]> {
  const { personId, seats } = uow.actor;
  const bodies = seats.flatMap(({ bodyId }) => bodyId ?? []);
  if (personId === undefined || bodies.length === 0) return [];
  const due = sql`(select min(k.due_at) from ${caseClock} k where k.case_id = ${hotlineCase.id}
    and k.stopped_at is null and k.clock in ('contact','handling','second_handling','cooperation'))`;
  const rows = await uow.tx
    .select({ row: hotlineCase })
    .from(caseUnit)
    .innerJoin(hotlineCase, eq(hotlineCase.id, caseUnit.caseId))
    .where(
      and(
        inArray(caseUnit.bodyId, bodies),
        isNull(caseUnit.until),
        inArray(hotlineCase.state, [...OPEN_CASES]),
        notExcluded(personId),
      ),
    )
    .orderBy(sql`${due} nulls last`, hotlineCase.id)
    .limit(filter.limit);
  return [...new Map(rows.map(({ row }) => [row.id, row])).values()];
}
