/**
 * 信箱. A chat drops a letter in a transaction of its own, and a case sends one the same way; `jobs/letters.ts` takes them
 * out again. Both are sealed, and what is taken is deleted in the transaction that does what it asks.
 */
import { eq, inArray } from 'drizzle-orm';
import { hotlineCase, letter } from '../../../db/schema/index.ts';
import { HERS_ALONE, type LetterIn, type LetterOut, type ReporterContact } from '../../domain/hotline/letters.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { randomRowId } from './random.ts';
import { redactorOf } from './redacted.ts';
import { type CaseRow, contactOf, reporterOf } from './rows.ts';

export const LETTER_IN = 'letter.in';
export const LETTER_OUT = 'letter.out';

export async function dropLetter(uow: UnitOfWork, body: LetterIn): Promise<void> {
  await uow.tx.insert(letter).values({ id: randomRowId(), way: 'in', bodySealed: uow.keys.sealJson(LETTER_IN, body) });
}

/** Whether her answer to a callback lies in the box: letters are taken one after another, and a clock may be faster. */
export async function callbackWaits({ tx, keys }: UnitOfWork, caseId: string): Promise<boolean> {
  const waiting = await tx.select({ sealed: letter.bodySealed }).from(letter).where(eq(letter.way, 'in'));
  return waiting.some(({ sealed }) => {
    const body = keys.openJson(LETTER_IN, sealed) as LetterIn;
    return body.kind === 'call_back' && body.caseId === caseId;
  });
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
  const joined = await joinedTo(uow, row.id);
  if (joined.length === 0) return;
  const shared = await forOthers(uow, row.id, say);
  for (const other of joined) await writeTo(uow, other, shared);
}

/** What was written to one reporter as another reads it: without her name, numbers and door. */
async function forOthers(uow: UnitOfWork, caseId: string, say: Say): Promise<Say> {
  if (!('words' in say)) return say;
  const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId));
  if (!row) throw new Error('a letter about no case');
  const words = (await redactorOf(uow, row, () => '＊＊'))(say.words);
  return say.say === 'claimed' ? { say: 'progress', words } : { ...say, words };
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
