/**
 * 通报: a month of cases, drafted from what the database counts, approved by somebody who watches over the committee and did
 * not draft it, and published. Of one community, or of all of a subdistrict.
 */
import { and, desc, eq, inArray, ne, or, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { newSalt } from '../../../db/digest.ts';
import { bulletin } from '../../../db/schema/index.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import {
  type BulletinAction,
  type BulletinState,
  type BulletinStepRefusal,
  decideBulletin,
  figuresOf,
} from '../../domain/hotline/bulletin.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { type CommunityRow, communityById } from '../registry/communities.ts';
import { subdistrictById } from '../registry/subdistricts.ts';
import { communitiesOf } from '../task/month.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import { type RatedSpan, ratedCases } from './rated.ts';

export type BulletinRow = typeof bulletin.$inferSelect;

/** Of which a bulletin tells: one of the two. */
export type BulletinOf = { readonly communityId: string } | { readonly subdistrictId: string };

export interface BulletinHome {
  readonly of: BulletinOf;
  readonly name: string;
  readonly homes: readonly CommunityRow[];
}

export type BulletinNoHome = { readonly kind: 'community_not_found' } | { readonly kind: 'subdistrict_not_found' };

export async function bulletinHome(
  { tx }: Pick<UnitOfWork, 'tx'>,
  of: BulletinOf,
): Promise<Result<BulletinHome, BulletinNoHome>> {
  if ('communityId' in of) {
    const home = await communityById(tx, of.communityId);
    return home ? ok({ of, name: home.name, homes: [home] }) : err({ kind: 'community_not_found' });
  }
  const above = await subdistrictById(tx, of.subdistrictId);
  if (!above) return err({ kind: 'subdistrict_not_found' });
  return ok({ of, name: above.name, homes: await communitiesOf(tx, above.id) });
}

const ofRow = ({ communityId, subdistrictId }: BulletinRow): BulletinOf =>
  communityId === null ? { subdistrictId: subdistrictId ?? '' } : { communityId };

/** What is about a whole subdistrict is its own people's: a committee's seat in one of its communities does not reach it. */
function targetIn(
  { of, homes }: BulletinHome,
  { actor }: Pick<UnitOfWork, 'actor'>,
): { readonly communityId?: string } {
  if ('communityId' in of) return { communityId: of.communityId };
  const seat = actor.seats.find(
    ({ role, communityId }) => role === 'subdistrict' && homes.some(({ id }) => id === communityId),
  );
  return seat?.communityId === undefined ? {} : { communityId: seat.communityId };
}

export interface DraftBulletin {
  readonly of: BulletinOf;
  /** `2026-10` */
  readonly month: string;
  /** Said before the numbers. */
  readonly words?: string;
}

export type DraftBulletinRefusal =
  | BulletinNoHome
  | { readonly kind: 'bulletin_month_not_over' }
  | { readonly kind: 'bulletin_there'; readonly state: BulletinState }
  | { readonly kind: 'text_too_long'; readonly limit: number };

export const draftBulletin = command<DraftBulletin, BulletinHome, BulletinRow, DraftBulletinRefusal>({
  name: 'bulletin.draft',
  load: (uow, { of }) => bulletinHome(uow, of),
  target: (home, _input, uow) => targetIn(home, uow),
  run: (uow, home, { month, words }, as) => writeDraft(uow, home, month, words?.trim() ?? '', as),
});

/** The months it tells of, as instants. */
export function spanOf({ of, homes }: BulletinHome, month: string, months: number): RatedSpan {
  const [first] = homes;
  const timeZone = 'communityId' in of ? (first?.timeZone ?? DEFAULT_TIME_ZONE) : DEFAULT_TIME_ZONE;
  const day = Temporal.PlainYearMonth.from(month).toPlainDate({ day: 1 });
  return {
    communityIds: homes.map(({ id }) => id),
    timeZone,
    from: day
      .subtract({ months: months - 1 })
      .toZonedDateTime(timeZone)
      .toInstant(),
    until: day.add({ months: 1 }).toZonedDateTime(timeZone).toInstant(),
  };
}

async function writeDraft(
  uow: UnitOfWork,
  home: BulletinHome,
  month: string,
  words: string,
  as: Role,
): Promise<Result<BulletinRow, DraftBulletinRefusal>> {
  const { of, homes } = home;
  const [first] = homes;
  const { rules } = first ? await policyOf(uow, first) : uow.policies.common(uow.now);
  const limit = rules.value('task.text.max');
  if (Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
  const counted = {
    weight: rules.value('hotline.basically_satisfied_weight'),
    smallest: rules.value('ballot.breakdown_cell'),
    months: rules.value('hotline.bulletin').value,
  };
  const span = spanOf(home, month, counted.months);
  if (Temporal.Instant.compare(span.until, uow.now) > 0) return err({ kind: 'bulletin_month_not_over' });
  const { cases, names } = await ratedCases(uow.tx, span, uow.now);
  const day = `${month}-01`;
  const [row] = await uow.tx
    .insert(bulletin)
    .values({
      id: randomRowId(),
      communityId: 'communityId' in of ? of.communityId : null,
      subdistrictId: 'communityId' in of ? null : of.subdistrictId,
      month: day,
      state: 'draft',
      figures: figuresOf(cases, counted, names),
      words,
      draftedAt: uow.now,
      draftedById: uow.actor.personId ?? null,
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  if (!row) {
    const there = await standing(uow, of, day);
    return err({ kind: 'bulletin_there', state: there?.state ?? 'draft' });
  }
  write(uow, row, 'bulletin.draft', as);
  uow.notices.push({ kind: 'bulletin.to-approve', bulletinId: row.id });
  return ok(row);
}

const write = (
  uow: UnitOfWork,
  row: BulletinRow,
  action: 'bulletin.draft' | 'bulletin.approve' | 'bulletin.publish',
  as: Role,
) =>
  record(uow, 'bulletin', row, {
    action,
    as,
    ...(row.communityId && { communityId: row.communityId }),
    facts: { to: row.state, month: row.month },
  });

const homeIs = (of: BulletinOf) =>
  'communityId' in of ? eq(bulletin.communityId, of.communityId) : eq(bulletin.subdistrictId, of.subdistrictId);

async function standing({ tx }: UnitOfWork, of: BulletinOf, month: string): Promise<BulletinRow | undefined> {
  const [row] = await tx
    .select()
    .from(bulletin)
    .where(and(homeIs(of), eq(bulletin.month, month), ne(bulletin.state, 'withdrawn')));
  return row;
}

export interface OnBulletin {
  readonly bulletinId: string;
}

export type BulletinRefusal =
  | BulletinStepRefusal
  | BulletinNoHome
  | { readonly kind: 'bulletin_not_found' }
  /** Whoever drafted it does not approve it. */
  | { readonly kind: 'bulletin_own_draft' };

interface LoadedBulletin {
  readonly row: BulletinRow;
  readonly home: BulletinHome;
}

async function lockBulletin(
  uow: UnitOfWork,
  { bulletinId }: OnBulletin,
): Promise<Result<LoadedBulletin, BulletinRefusal>> {
  const [row] = await uow.tx.select().from(bulletin).where(eq(bulletin.id, bulletinId)).for('update');
  if (!row) return err({ kind: 'bulletin_not_found' });
  const home = await bulletinHome(uow, ofRow(row));
  return home.ok ? ok({ row, home: home.value }) : home;
}

async function step(
  uow: UnitOfWork,
  before: BulletinRow,
  action: BulletinAction,
  columns: Partial<typeof bulletin.$inferInsert>,
): Promise<Result<BulletinRow, BulletinRefusal>> {
  const state = decideBulletin(before.state, action);
  if (!state.ok) return state;
  const [row] = await uow.tx
    .update(bulletin)
    .set({ state: state.value, ...columns })
    .where(and(eq(bulletin.id, before.id), eq(bulletin.state, before.state)))
    .returning();
  if (!row) throw new Error('a locked bulletin changed');
  return ok(row);
}

/** Where whoever approves may publish as well, it is published with it: there is nobody left to wait for. */
export const approveBulletin = command<OnBulletin, LoadedBulletin, BulletinRow, BulletinRefusal>({
  name: 'bulletin.approve',
  load: lockBulletin,
  target: ({ home }, _input, uow) => targetIn(home, uow),
  run: async (uow, { row: before, home }, _input, as) => {
    const { personId } = uow.actor;
    if (personId !== undefined && before.draftedById === personId) return err({ kind: 'bulletin_own_draft' });
    const approved = await step(uow, before, 'approve', { approvedById: personId ?? null, approvedAt: uow.now });
    if (!approved.ok) return approved;
    write(uow, approved.value, 'bulletin.approve', as);
    const publishing = permit('bulletin.publish', uow.actor, targetIn(home, uow));
    if (publishing.ok) return publishNow(uow, approved.value, publishing.as);
    uow.notices.push({ kind: 'bulletin.approved', bulletinId: before.id });
    return approved;
  },
});

export const publishBulletin = command<OnBulletin, LoadedBulletin, BulletinRow, BulletinRefusal>({
  name: 'bulletin.publish',
  load: lockBulletin,
  target: ({ home }, _input, uow) => targetIn(home, uow),
  run: (uow, { row }, _input, as) => publishNow(uow, row, as),
});

async function publishNow(
  uow: UnitOfWork,
  before: BulletinRow,
  as: Role,
): Promise<Result<BulletinRow, BulletinRefusal>> {
  const published = await step(uow, before, 'publish', { publishedAt: uow.now });
  if (!published.ok) return published;
  write(uow, published.value, 'bulletin.publish', as);
  uow.notices.push({ kind: 'bulletin.published', bulletinId: before.id });
  return published;
}

/** So that it can be drafted anew: a draft is not mended, because its numbers were reckoned with its words. */
export const withdrawBulletin = command<OnBulletin, LoadedBulletin, BulletinRow, BulletinRefusal>({
  name: 'bulletin.draft',
  load: lockBulletin,
  target: ({ home }, _input, uow) => targetIn(home, uow),
  run: async (uow, { row }, _input, as) => {
    const withdrawn = await step(uow, row, 'withdraw', {});
    if (withdrawn.ok) write(uow, withdrawn.value, 'bulletin.draft', as);
    return withdrawn;
  },
});

export interface BulletinFilter {
  readonly states?: readonly BulletinState[];
  readonly before?: { readonly month: string; readonly id: string };
  readonly limit: number;
}

/** Newest months first; of a community also those of its subdistrict. What may be asked for is the caller's to say. */
export async function listBulletins(
  { tx }: Pick<UnitOfWork, 'tx'>,
  homes: readonly BulletinOf[],
  { states, before, limit }: BulletinFilter,
): Promise<readonly BulletinRow[]> {
  return tx
    .select()
    .from(bulletin)
    .where(
      and(
        or(...homes.map(homeIs)),
        states ? inArray(bulletin.state, [...states]) : undefined,
        before ? sql`(${bulletin.month}, ${bulletin.id}) < (${before.month}::date, ${before.id}::uuid)` : undefined,
      ),
    )
    .orderBy(desc(bulletin.month), desc(bulletin.id))
    .limit(limit);
}

export interface BulletinPaperFacts {
  readonly row: BulletinRow;
  readonly home: BulletinHome;
}

/** One to be read or printed. */
export async function bulletinById(
  reading: Pick<UnitOfWork, 'tx'>,
  id: string,
): Promise<BulletinPaperFacts | undefined> {
  const [row] = await reading.tx.select().from(bulletin).where(eq(bulletin.id, id));
  const home = row && (await bulletinHome(reading, ofRow(row)));
  return row && home?.ok ? { row, home: home.value } : undefined;
}
