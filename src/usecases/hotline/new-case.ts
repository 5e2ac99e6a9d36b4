/** What a new case and its reporter's record begin with, whichever way it came in: one row each, nothing written yet. */
import { newSalt } from '../../../db/digest.ts';
import type { caseReporter, hotlineCase } from '../../../db/schema/index.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import { guessCase } from '../../domain/hotline/guess.ts';
import type { Report } from '../../domain/hotline/letters.ts';
import type { CaseSource, CaseTier } from '../../domain/hotline/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { coarse } from './change.ts';
import { codeKeyOf, reporterKeyOf } from './report.ts';
import { CASE_ACCUSED, CASE_EXTERNAL, CASE_PLACE, CASE_TEXT, REPORTER_CONTACT, REPORTER_IDENTITY } from './rows.ts';

/** A report as it comes in: in no chat where staff or another system told it. */
export type Reported = Omit<Report, 'contact' | 'at'> & Partial<Pick<Report, 'contact'>>;

/** Whoever phoned: in no chat. */
export interface Identity {
  readonly name?: string;
  readonly phone?: string;
}

/** The same work order of another system comes in once. */
export interface ExternalOrder {
  readonly key: string;
  readonly number: string;
  readonly dueAt?: NonNullable<(typeof hotlineCase.$inferSelect)['orderDueAt']>;
}

export interface NewCase {
  readonly source: CaseSource;
  readonly tier: CaseTier;
  readonly followsId?: string;
  readonly external?: ExternalOrder;
}

export const newCaseRow = (
  { keys, now }: UnitOfWork,
  report: Reported,
  { source, tier, followsId, external }: NewCase,
): typeof hotlineCase.$inferInsert => ({
  id: report.caseId,
  communityId: report.communityId,
  number: report.number,
  family: report.family,
  category: report.category,
  mode: report.mode,
  source,
  state: 'received',
  tier,
  placeId: report.placeId ?? null,
  placeTextSealed: report.placeText === undefined ? null : keys.seal(CASE_PLACE, report.placeText),
  textSealed: keys.seal(CASE_TEXT, report.words),
  accusedTextSealed: report.accusedText === undefined ? null : keys.seal(CASE_ACCUSED, report.accusedText),
  emergency: understand(report.words, { places: [] }).emergency !== undefined,
  advice: guessCase(report.words).advice,
  supervised: followsId !== undefined,
  followsId: followsId ?? null,
  externalKey: external?.key ?? null,
  externalSealed: external === undefined ? null : keys.seal(CASE_EXTERNAL, external.number),
  orderDueAt: external?.dueAt ?? null,
  receivedAt: coarse(now, report, true),
  salt: newSalt(),
});

export function newReporterRow(
  uow: UnitOfWork,
  { caseId, code, contact }: Reported,
  identity: Identity | undefined,
): typeof caseReporter.$inferInsert {
  const { keys } = uow;
  return {
    caseId,
    reporterKey: contact ? reporterKeyOf(uow, contact.accountId) : null,
    contactSealed: contact ? keys.sealJson(REPORTER_CONTACT, contact) : null,
    identitySealed: identity ? keys.sealJson(REPORTER_IDENTITY, identity) : null,
    codeKey: codeKeyOf(uow, code),
  };
}
