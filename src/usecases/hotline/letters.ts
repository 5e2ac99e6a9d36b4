/**
 * 信箱. A chat drops a letter in a transaction of its own, and a case sends one the same way; `jobs/letters.ts` takes them
 * out again. Both are sealed, and what is taken is deleted in the transaction that does what it asks.
 */
import { eq } from 'drizzle-orm';
import { hotlineCase, letter } from '../../../db/schema/index.ts';
import type { LetterIn, LetterOut, ReporterContact } from '../../domain/hotline/letters.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import { type CaseRow, contactOf, reporterOf } from './rows.ts';

export const LETTER_IN = 'letter.in';
export const LETTER_OUT = 'letter.out';

export async function dropLetter(uow: UnitOfWork, body: LetterIn): Promise<void> {
  await uow.tx.insert(letter).values({ id: randomRowId(), way: 'in', bodySealed: uow.keys.sealJson(LETTER_IN, body) });
}

type Say = LetterOut extends infer L
  ? L extends LetterOut
    ? Omit<L, 'contact' | 'caseId' | 'number' | 'at'>
    : never
  : never;

/**
 * To whoever reported it, and to those whose cases were joined to it. Nothing where she is not reached by chat: she phoned, or
 * asked to be forgotten. Whether it was solved is asked only of the reporter of the case itself.
 */
export async function writeToReporter(uow: UnitOfWork, row: Pick<CaseRow, 'id' | 'number'>, say: Say): Promise<void> {
  const contact = contactOf(uow, await reporterOf(uow, row.id));
  if (contact) await sendLetter(uow, contact, row, say);
  const joined = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.duplicateOfId, row.id));
  for (const other of joined) {
    const too = contactOf(uow, await reporterOf(uow, other.id));
    if (too) await sendLetter(uow, too, other, say.say === 'claimed' ? { say: 'progress', words: say.words } : say);
  }
}

export async function sendLetter(
  uow: UnitOfWork,
  contact: ReporterContact,
  { id, number }: Pick<CaseRow, 'id' | 'number'>,
  say: Say,
): Promise<void> {
  const body = { ...say, contact, caseId: id, number, at: uow.now.toString() };
  await uow.tx
    .insert(letter)
    .values({ id: randomRowId(), way: 'out', bodySealed: uow.keys.sealJson(LETTER_OUT, body) });
}
