/** A case as commands load it: the row, who is left out, who has it in hand, its clocks and whose desk it is on. */
import { and, eq, isNull } from 'drizzle-orm';
import { caseClock, caseReporter, caseUnit, community, hotlineCase } from '../../../db/schema/index.ts';
import { deskOf } from '../../domain/hotline/desk.ts';
import { isExcluded } from '../../domain/hotline/exclusion.ts';
import type { ReporterContact } from '../../domain/hotline/letters.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { SeatFact } from '../../domain/task/people.ts';
import { type Policy, policyOf } from '../policies.ts';
import type { CommunityRow } from '../registry/communities.ts';
import { seatsIn } from '../task/seats.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type ExcludedOfCase, excludedOf } from './exclusion.ts';

export type CaseRow = typeof hotlineCase.$inferSelect;
export type CaseUnitRow = typeof caseUnit.$inferSelect;
export type CaseClockRow = typeof caseClock.$inferSelect;
export type ReporterRow = typeof caseReporter.$inferSelect;

/** Also for whoever is excluded from it: that there is such a case is what she must not learn. */
export type CaseNotFound = { readonly kind: 'case_not_found' };

export interface LoadedCase {
  readonly row: CaseRow;
  readonly home: CommunityRow;
  readonly policy: Policy;
  readonly seats: readonly SeatFact[];
  readonly excluded: ExcludedOfCase;
  /** Those that have it now. */
  readonly units: readonly CaseUnitRow[];
  readonly clocks: readonly CaseClockRow[];
}

export const CASE_TEXT = 'hotline_case.text';
export const CASE_STRUCK = 'hotline_case.struck';
export const CASE_PLACE = 'hotline_case.place_text';
export const CASE_ACCUSED = 'hotline_case.accused_text';
export const CASE_EXTERNAL = 'hotline_case.external';
export const EVENT_TEXT = 'case_event.text';
export const REPORTER_CONTACT = 'case_reporter.contact';
export const REPORTER_IDENTITY = 'case_reporter.identity';
export const REVEAL_REASON = 'case_reveal.reason';

/** Locks the row, so that two people acting at once are put in order. */
export async function lockCase(uow: UnitOfWork, caseId: string): Promise<Result<LoadedCase, CaseNotFound>> {
  const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId)).for('update');
  if (!row) return err({ kind: 'case_not_found' });
  const loaded = await withFacts(uow, row);
  return knowable(loaded, uow) ? ok(loaded) : err({ kind: 'case_not_found' });
}

export async function withFacts(uow: UnitOfWork, row: CaseRow): Promise<LoadedCase> {
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a case without its community');
  return {
    row,
    home,
    policy: await policyOf(uow, home),
    seats: await seatsIn(uow.tx, row.communityId),
    excluded: await excludedOf(uow.tx, row.id),
    units: await uow.tx
      .select()
      .from(caseUnit)
      .where(and(eq(caseUnit.caseId, row.id), isNull(caseUnit.until))),
    clocks: await uow.tx.select().from(caseClock).where(eq(caseClock.caseId, row.id)),
  };
}

/** Whoever acts for nobody, the operator and the system, is no person to be excluded. */
export function knowable({ excluded }: Pick<LoadedCase, 'excluded'>, { actor }: Pick<UnitOfWork, 'actor'>): boolean {
  if (actor.kind !== 'account') return true;
  const { personId, seats } = actor;
  return !isExcluded({ ...(personId && { personId }), bodyIds: seats.flatMap(({ bodyId }) => bodyId ?? []) }, excluded);
}

export const leadOf = ({ units }: Pick<LoadedCase, 'units'>): CaseUnitRow | undefined =>
  units.find(({ part }) => part === 'lead');

/** The unit through which the actor has to do with it; its lead, where she sits in none of them. */
export function caseTarget(loaded: LoadedCase, _input: unknown, { actor }: Pick<UnitOfWork, 'actor'>): Target {
  const { row, units } = loaded;
  const own = units.find(({ bodyId }) => actor.seats.some((seat) => seat.bodyId === bodyId)) ?? leadOf(loaded);
  return { communityId: row.communityId, ...(own && { bodyId: own.bodyId }) };
}

export const leadTarget = (loaded: LoadedCase): Target => {
  const lead = leadOf(loaded);
  return { communityId: loaded.row.communityId, ...(lead && { bodyId: lead.bodyId }) };
};

export const onDesk = (loaded: LoadedCase, personId: string | undefined): boolean =>
  personId !== undefined && deskOf(loaded.row.tier, loaded.seats, loaded.excluded).includes(personId);

export async function reporterOf(uow: UnitOfWork, caseId: string): Promise<ReporterRow | undefined> {
  const [row] = await uow.tx.select().from(caseReporter).where(eq(caseReporter.caseId, caseId));
  return row;
}

export function contactOf(uow: UnitOfWork, reporter: ReporterRow | undefined): ReporterContact | undefined {
  if (!reporter?.contactSealed) return undefined;
  return uow.keys.openJson(REPORTER_CONTACT, reporter.contactSealed) as ReporterContact;
}
