/**
 * What a reporter reads of her own case, by the account she reported from or by the code. It is read and never written here:
 * her chat and her case are not touched in one transaction.
 */
import { and, eq } from 'drizzle-orm';
import { notExcluded } from '../../../db/not-excluded.ts';
import { caseReporter, hotlineCase } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type CaseLine, pageOf } from './read.ts';
import { codeKeyOf, isReporter } from './report.ts';
import { type CaseRow, withFacts } from './rows.ts';

export interface OwnCaseRef {
  readonly caseId: string;
  /** Where another chat than hers speaks. */
  readonly code?: string;
  readonly accountId: string;
}

export interface OwnCasePage {
  readonly row: CaseRow;
  /** What was said to her and by her, and the steps of it. */
  readonly lines: readonly CaseLine[];
  /** Another case goes on in its place. */
  readonly into?: string;
}

/** What an explanation or a correction says, she hears when the desk believes it. */
const NOT_YET: ReadonlySet<string> = new Set(['claim']);

export async function ownCase(
  uow: UnitOfWork,
  { caseId, code, accountId }: OwnCaseRef,
): Promise<Result<OwnCasePage, { readonly kind: 'report_not_found' }>> {
  const [found] = await uow.tx
    .select({ row: hotlineCase, reporter: caseReporter })
    .from(caseReporter)
    .innerJoin(hotlineCase, eq(hotlineCase.id, caseReporter.caseId))
    .where(eq(caseReporter.caseId, caseId));
  const hers =
    found !== undefined &&
    ((code !== undefined && found.reporter.codeKey === codeKeyOf(uow, code)) ||
      (await isReporter(uow, found.reporter, accountId)));
  if (!hers) return err({ kind: 'report_not_found' });
  const { row } = found;
  const { events } = await pageOf(uow, await withFacts(uow, row));
  const shown = events.filter(({ forReporter, kind }) => forReporter || STEPS.has(kind));
  const last = shown.findLastIndex(({ kind }) => NOT_YET.has(kind));
  const [into] = row.duplicateOfId
    ? await uow.tx.select({ number: hotlineCase.number }).from(hotlineCase).where(eq(hotlineCase.id, row.duplicateOfId))
    : [];
  return ok({
    row,
    lines: row.state === 'claimed' ? shown.filter((_, at) => at !== last) : shown,
    ...(into && { into: into.number }),
  });
}

/** Steps she may know of, without their words. */
const STEPS: ReadonlySet<string> = new Set([
  'receive',
  'accept',
  'dispatch',
  'reroute',
  'contact',
  'confirm_claim',
  'supervise',
  'escalate',
  'revealed',
]);

/** A case by its number, for whoever may know of it; that there is one nobody else learns. */
export async function caseIdNumbered(uow: UnitOfWork, number: string): Promise<string | undefined> {
  const { personId } = uow.actor;
  if (personId === undefined) return undefined;
  const [row] = await uow.tx
    .select({ id: hotlineCase.id })
    .from(hotlineCase)
    .where(and(eq(hotlineCase.number, number), notExcluded(personId)));
  return row?.id;
}
