/** A question the handbook answers is answered from it, before anything is made of it. */

import { asks } from '../domain/handbook/match.ts';
import { phrase } from '../locales/translate.ts';
import { entryAnswering } from '../usecases/handbook/entries.ts';
import { choice } from './answers.ts';
import { say, type Turn } from './turn.ts';

/** True when it was answered; the way to a demand or to a human stays open. */
export async function answerFromHandbook(turn: Turn, text: string, surely: boolean): Promise<boolean> {
  const { community, language } = turn;
  if (!community || !(surely || asks(text))) return false;
  const entry = await entryAnswering(turn.uow.tx, community.id, text);
  if (!entry) return false;
  const label = phrase(language, 'handbook.button.report');
  say(turn, 'handbook.answer', {
    title: entry.question,
    text: [entry.answer],
    choices: [
      { label, says: label, intent: { do: 'report-this', text } },
      choice(turn, 'duty.button.ask', { do: 'registry', act: { kind: 'ask-human' } }, 'quiet'),
    ],
  });
  return true;
}
