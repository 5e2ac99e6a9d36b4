/**
 * 准入清单 (mechanisms 83, 84, 129): what a department asks of a committee arrives as a request; the committee takes it,
 * refuses it with a reason, or reports it as a burden. A report is the committee's own act and goes the way of all reports:
 * a letter, out of which the case comes; the department never learns of it, to it the request only waits.
 */
import { and, asc, desc, eq, inArray, isNull, or, type SQL, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { admissionItem } from '../../../db/schema/index.ts';
import {
  type AdmissionRefusal,
  type AdmissionState,
  type AdmissionStep,
  decideAdmission,
} from '../../domain/hotline/admission.ts';
import { type BurdenCategory, familyOf, isCaseCategory } from '../../domain/hotline/categories.ts';
import type { ReporterContact } from '../../domain/hotline/letters.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { actsIn, bodyById } from '../registry/bodies.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { dropLetter } from './letters.ts';
import { freeNumber, randomCode, randomRowId } from './random.ts';

export const ADMISSION_REASON = 'admission_item.reason';

export const admissionReason = (keys: UnitOfWork['keys'], { reasonSealed }: AdmissionRow): string | null =>
  reasonSealed && keys.openText(ADMISSION_REASON, reasonSealed);

export type AdmissionRow = typeof admissionItem.$inferSelect;

export interface RequestAdmission {
  readonly communityId: string;
  /** The department, from the list, or by its name where it is not in it. */
  readonly departmentBodyId?: string;
  readonly department?: string;
  readonly title: string;
  /** The document it rests on. */
  readonly basis?: string;
  /** Null: no money was named. */
  readonly fundingFen: number | null;
}

export type AdmissionTextRefusal =
  | { readonly kind: 'title_missing' }
  | { readonly kind: 'text_too_long'; readonly limit: number };

export type RequestAdmissionRefusal =
  | AdmissionTextRefusal
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'admission_department_missing' }
  /** A unit asks in its own name only. */
  | { readonly kind: 'admission_not_your_unit' };

interface Asking {
  readonly home: CommunityRow;
  readonly department: string;
}

export const requestAdmission = command<RequestAdmission, Asking, AdmissionRow, RequestAdmissionRefusal>({
  name: 'admission.request',
  load: async (uow, { communityId, departmentBodyId, department }) => {
    const home = await communityById(uow.tx, communityId);
    if (!home) return err({ kind: 'community_not_found' });
    if (departmentBodyId === undefined)
      return department?.trim()
        ? ok({ home, department: department.trim() })
        : err({ kind: 'admission_department_missing' });
    const body = await bodyById(uow.tx, departmentBodyId);
    if (!body || body.endedAt !== null || !(await actsIn(uow.tx, body, home.id)))
      return err({ kind: 'body_not_found' });
    return ok({ home, department: body.name });
  },
  target: ({ home }) => ({ communityId: home.id }),
  run: async (uow, { home, department }, input, as): Promise<Result<AdmissionRow, RequestAdmissionRefusal>> => {
    const ownUnit = uow.actor.seats.some(({ bodyId }) => bodyId === input.departmentBodyId);
    if (as === 'unit_member' && !ownUnit) return err({ kind: 'admission_not_your_unit' });
    const title = input.title.trim();
    if (title === '') return err({ kind: 'title_missing' });
    const limit = (await policyOf(uow, home)).rules.value('task.text.max');
    if ([title, input.basis, department].some((text) => Array.from(text ?? '').length > limit))
      return err({ kind: 'text_too_long', limit });
    const [row] = await uow.tx
      .insert(admissionItem)
      .values({
        id: randomRowId(),
        communityId: home.id,
        departmentBodyId: input.departmentBodyId ?? null,
        department,
        title,
        basis: input.basis?.trim() || null,
        state: 'requested',
        fundingFen: input.fundingFen,
        requestedAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the request was not returned');
    record(uow, 'admission_item', row, { action: 'admission.request', as, communityId: home.id });
    uow.notices.push({ kind: 'admission.requested', itemId: row.id });
    return ok(row);
  },
});

export type AdmissionNotFound = { readonly kind: 'admission_not_found' };

async function lockItem(uow: UnitOfWork, itemId: string): Promise<Result<AdmissionRow, AdmissionNotFound>> {
  const [row] = await uow.tx.select().from(admissionItem).where(eq(admissionItem.id, itemId)).for('update');
  return row ? ok(row) : err({ kind: 'admission_not_found' });
}

const targetOf = ({ communityId }: AdmissionRow) => ({ communityId });

export type DecideAdmissionRefusal =
  | AdmissionRefusal
  | AdmissionNotFound
  | { readonly kind: 'text_too_long'; readonly limit: number }
  /** Nobody decides about what her own department asks. */
  | { readonly kind: 'admission_own_request' };

type Decision = Exclude<AdmissionStep, { action: 'report' }>;

export const decideAdmissionItem = command<
  { readonly itemId: string; readonly step: Decision },
  AdmissionRow,
  AdmissionRow,
  DecideAdmissionRefusal
>({
  name: 'admission.decide',
  load: (uow, { itemId }) => lockItem(uow, itemId),
  target: targetOf,
  run: async (uow, before, { step }, as) => {
    const row = await move(uow, before, step, as);
    if (row.ok) uow.notices.push({ kind: 'admission.decided', itemId: row.value.id });
    return row;
  },
});

async function move(
  uow: UnitOfWork,
  before: AdmissionRow,
  step: AdmissionStep,
  as: Role,
): Promise<Result<AdmissionRow, DecideAdmissionRefusal>> {
  if (uow.actor.seats.some(({ bodyId }) => bodyId !== undefined && bodyId === before.departmentBodyId))
    return err({ kind: 'admission_own_request' });
  const decided = decideAdmission(before.state, step);
  if (!decided.ok) return decided;
  const { state, reason } = decided.value;
  const home = await communityById(uow.tx, before.communityId);
  if (!home) throw new Error('a request without its community');
  const limit = (await policyOf(uow, home)).rules.value('task.text.max');
  if (Array.from(reason ?? '').length > limit) return err({ kind: 'text_too_long', limit });
  const [row] = await uow.tx
    .update(admissionItem)
    .set({
      state,
      decidedAt: uow.now,
      ...(reason !== undefined && { reasonSealed: uow.keys.seal(ADMISSION_REASON, reason) }),
    })
    .where(and(eq(admissionItem.id, before.id), eq(admissionItem.state, before.state)))
    .returning();
  if (!row) throw new Error('a locked request changed');
  record(uow, 'admission_item', row, {
    action: 'admission.decide',
    as,
    communityId: row.communityId,
    facts: { from: before.state, to: row.state },
  });
  return ok(row);
}

export interface ReportAdmission {
  readonly itemId: string;
  /** What is wrong with it, in the committee's words. */
  readonly words: string;
  readonly category: BurdenCategory;
  /** Where whoever reports hears back. */
  readonly contact: ReporterContact;
}

export type ReportAdmissionRefusal =
  | DecideAdmissionRefusal
  | { readonly kind: 'text_missing' }
  | { readonly kind: 'category_not_found' };

export interface ReportedAdmission {
  readonly row: AdmissionRow;
  readonly number: string;
  readonly code: string;
}

/** As a case of family burden against the department that asks; named, because the committee stands by it. */
export const reportAdmission = command<ReportAdmission, AdmissionRow, ReportedAdmission, ReportAdmissionRefusal>({
  name: 'admission.decide',
  load: (uow, { itemId }) => lockItem(uow, itemId),
  target: targetOf,
  run: async (uow, before, { words, category, contact }, as) => {
    if (words.trim() === '') return err({ kind: 'text_missing' });
    if (!isCaseCategory(category) || familyOf(category) !== 'burden') return err({ kind: 'category_not_found' });
    const caseId = randomRowId();
    const moved = await move(uow, before, { action: 'report', caseId }, as);
    if (!moved.ok) return moved;
    const row = moved.value;
    const [number, code] = [await freeNumber(uow), randomCode()];
    await dropLetter(uow, {
      kind: 'report',
      admissionItemId: row.id,
      report: {
        caseId,
        number,
        code,
        communityId: row.communityId,
        family: 'burden',
        category,
        mode: 'named',
        words: [words.trim(), row.title, row.basis].filter((part) => part !== null).join('\n'),
        ...(row.departmentBodyId === null ? { accusedText: row.department } : { accusedBodyId: row.departmentBodyId }),
        fileIds: [],
        contact,
        at: uow.now.toString(),
      },
    });
    return ok({ row, number, code });
  },
});

/** The case has come out of the letter. */
export async function tieAdmission(uow: UnitOfWork, itemId: string, caseId: string): Promise<void> {
  const [row] = await uow.tx
    .update(admissionItem)
    .set({ caseId })
    .where(and(eq(admissionItem.id, itemId), isNull(admissionItem.caseId)))
    .returning();
  if (row) record(uow, 'admission_item', row, { action: 'letter.take', as: 'system', communityId: row.communityId });
}

export interface FundAdmission {
  readonly itemId: string;
  /** Named or corrected; left out: as it was. */
  readonly fundingFen?: number;
  /** The day on which it came; left out: it has not come yet. */
  readonly receivedOn?: Temporal.PlainDate;
}

export type FundAdmissionRefusal =
  | AdmissionNotFound
  | { readonly kind: 'admission_funding_missing' }
  | { readonly kind: 'day_in_future' };

/** 费随事转: which money should come with it, and when it came. */
export const fundAdmission = command<FundAdmission, AdmissionRow, AdmissionRow, FundAdmissionRefusal>({
  name: 'admission.fund',
  load: (uow, { itemId }) => lockItem(uow, itemId),
  target: targetOf,
  run: async (uow, before, { fundingFen, receivedOn }, as) => {
    const named = fundingFen ?? before.fundingFen;
    if (named === null || (receivedOn !== undefined && named === 0)) return err({ kind: 'admission_funding_missing' });
    const home = await communityById(uow.tx, before.communityId);
    const today = uow.now.toZonedDateTimeISO(home?.timeZone ?? 'UTC').toPlainDate();
    if (receivedOn !== undefined && receivedOn.since(today).sign > 0) return err({ kind: 'day_in_future' });
    const [row] = await uow.tx
      .update(admissionItem)
      .set({ fundingFen: named, ...(receivedOn && { fundingReceivedOn: receivedOn.toString() }) })
      .where(eq(admissionItem.id, before.id))
      .returning();
    if (!row) throw new Error('a locked request vanished');
    record(uow, 'admission_item', row, { action: 'admission.fund', as, communityId: row.communityId });
    return ok(row);
  },
});

export interface AdmissionFilter {
  readonly state?: AdmissionState;
  readonly before?: { readonly requestedAt: Temporal.Instant; readonly id: string };
  readonly limit: number;
}

/** The list of a community, newest first: its committee reads all of it, a unit what it asked itself. */
export async function listAdmissions(
  uow: Pick<UnitOfWork, 'tx' | 'actor'>,
  communityId: string,
  { state, before, limit }: AdmissionFilter,
): Promise<readonly AdmissionRow[]> {
  const { actor } = uow;
  const asCommittee = permit('admission.fund', actor, { communityId }).ok;
  const bodies = actor.seats.flatMap(({ bodyId }) => bodyId ?? []);
  if (!asCommittee && bodies.length === 0) return [];
  const rows = await uow.tx
    .select()
    .from(admissionItem)
    .where(
      and(
        eq(admissionItem.communityId, communityId),
        asCommittee ? undefined : inArray(admissionItem.departmentBodyId, bodies),
        inState(state, bodies),
        before
          ? sql`(${admissionItem.requestedAt}, ${admissionItem.id}) < (${before.requestedAt.toString()}::timestamptz, ${before.id}::uuid)`
          : undefined,
      ),
    )
    .orderBy(desc(admissionItem.requestedAt), desc(admissionItem.id))
    .limit(limit);
  // To the department it names a report is nothing at all: the request waits.
  return rows.map((row) => (bodies.includes(row.departmentBodyId ?? '') ? veiled(row) : row));
}

const veiled = (row: AdmissionRow): AdmissionRow =>
  row.state === 'reported' ? { ...row, state: 'requested', decidedAt: null, caseId: null } : row;

/** As {@link veiled} shows it, so that a filter tells a department no more than the list does. */
function inState(state: AdmissionState | undefined, bodies: readonly string[]): SQL | undefined {
  if (state === undefined) return undefined;
  const is = eq(admissionItem.state, state);
  if (bodies.length === 0) return is;
  const own = inArray(admissionItem.departmentBodyId, [...bodies]);
  if (state === 'requested') return or(is, and(eq(admissionItem.state, 'reported'), own));
  return state === 'reported' ? and(is, sql`${own} is not true`) : is;
}

export async function admissionById(tx: UnitOfWork['tx'], id: string): Promise<AdmissionRow | undefined> {
  const [row] = await tx.select().from(admissionItem).where(eq(admissionItem.id, id));
  return row;
}

/** What a committee has taken from these: the list a report about them is looked at with. */
export async function acceptedFrom(
  tx: UnitOfWork['tx'],
  communityId: string,
  bodyIds: readonly string[],
): Promise<readonly AdmissionRow[]> {
  if (bodyIds.length === 0) return [];
  return tx
    .select()
    .from(admissionItem)
    .where(
      and(
        eq(admissionItem.communityId, communityId),
        eq(admissionItem.state, 'accepted'),
        inArray(admissionItem.departmentBodyId, [...bodyIds]),
      ),
    )
    .orderBy(asc(admissionItem.requestedAt), asc(admissionItem.id));
}
