/** One case on the screen of somebody who works on it, and what came of what she did. */
import { phrase } from '../locales/translate.ts';
import { caseCard } from '../notices/case-card.ts';
import { type CaseFacts, caseFactsOf } from '../notices/case-facts.ts';
import { caseReader } from '../notices/case-reader.ts';
import { type CasePage, readCase } from '../usecases/hotline/read.ts';
import { sayCaseRefusal } from './case-refusals.ts';
import { say, type Turn } from './turn.ts';

export interface ShownCase {
  readonly page: CasePage;
  readonly facts: CaseFacts;
}

/** Undefined, and she is told that there is none, where it is not for her. */
export async function readableCase(turn: Turn, caseId: string): Promise<ShownCase | undefined> {
  const page = await readCase(turn.uow, caseId);
  const facts = page.ok ? await caseFactsOf(turn.uow, caseId) : undefined;
  if (page.ok && facts) return { page: page.value, facts };
  sayCaseRefusal(turn, { kind: 'case_not_found' });
  return undefined;
}

export function readerOf(turn: Turn, { page, facts }: ShownCase) {
  const { actor, uow, language } = turn;
  const bodyIds = actor.seats.flatMap(({ bodyId }) => bodyId ?? []);
  const around = { language, keys: uow.keys, now: uow.now };
  return caseReader(facts, page.loaded.seats, { personId: actor.personId ?? '', bodyIds }, around);
}

/** @param above what was just done */
export async function sayCase(turn: Turn, caseId: string, above?: string): Promise<void> {
  const shown = await readableCase(turn, caseId);
  if (shown) say(turn, 'case.card', caseCard(shown.facts, readerOf(turn, shown), above));
}

export const sayCaseDone = (turn: Turn, caseId: string): Promise<void> =>
  sayCase(turn, caseId, phrase(turn.language, 'case.done'));
