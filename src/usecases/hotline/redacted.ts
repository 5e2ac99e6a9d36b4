/**
 * The words of a case for those who work on it: without the reporter's name, numbers and flats, and without what the desk has
 * struck out besides. The reporter's own name is looked for and never shown.
 */
import { type RedactedKind, redact } from '../../domain/hotline/redact.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { Identity } from './new-case.ts';
import { CASE_STRUCK, type CaseRow, REPORTER_IDENTITY, reporterOf } from './rows.ts';

export type Mark = (kind: RedactedKind) => string;

/** @returns what hides it in any text of the case */
export async function redactorOf(
  uow: UnitOfWork,
  row: Pick<CaseRow, 'id' | 'struckSealed'>,
  mark: Mark,
): Promise<(text: string) => string> {
  const { keys } = uow;
  const sealed = (await reporterOf(uow, row.id))?.identitySealed;
  const { name } = sealed ? (keys.openJson(REPORTER_IDENTITY, sealed) as Identity) : {};
  const struck = row.struckSealed ? (keys.openJson(CASE_STRUCK, row.struckSealed) as readonly string[]) : [];
  const names = [...(name === undefined ? [] : [name]), ...struck];
  return (text) => redact(text, names, mark).text;
}
