/**
 * 信箱. A chat drops a letter in a transaction of its own, and a case sends one the same way; `jobs/letters.ts` takes them
 * out again. Both are sealed, and what is taken is deleted in the transaction that does what it asks.
 */
import { inArray } from 'drizzle-orm';
import { hotlineCase, letter } from '../../../db/schema/index.ts';
import { HERS_ALONE, type LetterIn, type LetterOut, type ReporterContact } from '../../domain/hotline/letters.ts';
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
 * To whoever reported it, and to those whose cases were joined to it, or to one of those. Nothing where she is not reached by
 * chat: she phoned, or asked to be forgotten. Whether it was solved is asked only of the reporter of the case itself.
 */
export async function writeToReporter(uow: UnitOfWork, row: Pick<CaseRow, 'id' | 'number'>, say: Say): Promise<void> {
  await writeTo(uow, row, say);
  if (HERS_ALONE.has(say.say)) return;
  const shared: Say = say.say === 'claimed' ? { say: 'progress', words: say.words } : say;
  for (const other of await joinedTo(uow, row.id)) await writeTo(uow, other, shared);
}

async function writeTo(uow: UnitOfWork, row: Pick<CaseRow, 'id' | 'number'>, say: Say): Promise<void> {
  const contact = contactOf(uow, await reporterOf(uow, row.id));
  if (contact) await sendLetter(uow, contact, row, say);
}

/** Cases that go on as this one, also by way of another. */
export async function joinedTo({ tx }: Pick<UnitOfWork, 'tx'>, caseId: string): Promise<readonly CaseRow[]> {
  const found = new Map<string, CaseRow>();
  for (let into = [caseId]; into.length > 0; ) {
    const rows = await tx.select().from(hotlineCase).where(inArray(hotlineCase.duplicateOfId, into));
    const fresh = rows.filter(({ id }) => id !== caseId && !found.has(id));
    for (const row of fresh) found.set(row.id, row);
    into = fresh.map(({ id }) => id);
  }
  return [...found.values()];
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
