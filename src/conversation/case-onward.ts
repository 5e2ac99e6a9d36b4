/** 转办、合办: what else a case can become is shown, and a mediation of its parties is begun. */
import { phrase, translate } from '../locales/translate.ts';
import { onwardChoices } from '../notices/case-choices.ts';
import { caseCategoryName } from '../notices/case-facts.ts';
import { beginCaseMediation } from './begin-case.ts';
import { readerOf, type ShownCase } from './case-show.ts';
import { say, type Turn } from './turn.ts';

export function sayOnward(turn: Turn, shown: ShownCase): void {
  const { number } = shown.facts.row;
  say(turn, 'case.onward', {
    text: translate(turn.language, 'case.onward', { number }),
    choices: onwardChoices(shown.facts, readerOf(turn, shown)),
  });
}

export async function mediate(turn: Turn, { facts: { row } }: ShownCase): Promise<void> {
  const category = caseCategoryName(turn.language, row.category);
  await beginCaseMediation(turn, {
    caseId: row.id,
    number: row.number,
    title: phrase(turn.language, 'case.mediation.title', { category }),
    said: [],
  });
}
