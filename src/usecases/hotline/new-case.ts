/** What a new case and its reporter's record begin with, whichever way it came in: one row each, nothing written yet. */
import { newSalt } from '../../../db/digest.ts';
import type { caseReporter, hotlineCase } from '../../../db/schema/index.ts';
import { understand } from '../../domain/demand/understanding/understand.ts';
import { guessCase } from '../../domain/hotline/guess.ts';
import type { Report, ReporterContact } from '../../domain/hotline/letters.ts';
import type { CaseSource, CaseTier } from '../../domain/hotline/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { coarse } from './change.ts';
import { codeKeyOf } from './report.ts';
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

/** Longer than a contact, a name and a telephone number: who reported is not told by how much there is to seal. */
const PADDED_BYTES = 512;

const sealPadded = ({ keys }: Pick<UnitOfWork, 'keys'>, purpose: string, value: ReporterContact | Identity) => {
  const json = JSON.stringify(value);
  return keys.seal(purpose, json + ' '.repeat(Math.max(0, PADDED_BYTES - Buffer.byteLength(json))));
};

/** @param reporterKey under which the account it came from finds it; there is none where it came in no chat */
export function newReporterRow(
  uow: UnitOfWork,
  { caseId, code, contact }: Reported,
  { identity, reporterKey }: { readonly identity?: Identity | undefined; readonly reporterKey?: string | undefined },
): typeof caseReporter.$inferInsert {
  return {
    caseId,
    reporterKey: reporterKey ?? null,
    contactSealed: contact ? sealPadded(uow, REPORTER_CONTACT, contact) : null,
    identitySealed: identity ? sealPadded(uow, REPORTER_IDENTITY, identity) : null,
    codeKey: codeKeyOf(uow, code),
  };
}
