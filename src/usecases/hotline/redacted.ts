/**
 * The words of a case for those who work on it: without the reporter's name, numbers and flats, and without what the desk has
 * struck out besides. The reporter's own name is looked for and never shown.
 */
import { and, eq } from 'drizzle-orm';
import { person } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { type RedactedKind, redact } from '../../domain/hotline/redact.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { Identity } from './new-case.ts';
import { CASE_STRUCK, type CaseRow, contactOf, REPORTER_IDENTITY, type ReporterRow, reporterOf } from './rows.ts';

export type Mark = (kind: RedactedKind) => string;

/** @returns what hides it in any text of the case */
export async function redactorOf(
  uow: UnitOfWork,
  row: Pick<CaseRow, 'id' | 'struckSealed'>,
  mark: Mark,
): Promise<(text: string) => string> {
  const { keys } = uow;
  const name = await nameOf(uow, await reporterOf(uow, row.id));
  const struck = row.struckSealed ? (keys.openJson(CASE_STRUCK, row.struckSealed) as readonly string[]) : [];
  const names = [...(name === undefined ? [] : [name]), ...struck];
  return (text) => redact(text, names, mark).text;
}

/** As staff wrote it down, or as the registry has whoever wrote from her chat. */
async function nameOf(uow: UnitOfWork, reporter: ReporterRow | undefined): Promise<string | undefined> {
  const { keys, tx } = uow;
  if (reporter?.identitySealed) return (keys.openJson(REPORTER_IDENTITY, reporter.identitySealed) as Identity).name;
  const personId = contactOf(uow, reporter)?.personId;
  if (personId === undefined) return undefined;
  const [found] = await tx
    .select({ sealed: person.nameSealed })
    .from(person)
    .where(and(eq(person.id, personId), visible()));
  return found && keys.openText('person.name', found.sealed);
}
