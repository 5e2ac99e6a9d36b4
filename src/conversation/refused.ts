/** Refusals about one demand, with what had happened to it meanwhile: two people may be at the same one. */
import { formatTime } from '../locales/dates.ts';
import { phrase } from '../locales/translate.ts';
import { stepName } from '../notices/step-name.ts';
import { historyOf } from '../usecases/demand/lists.ts';
import { ANY_COMMUNITY } from '../usecases/policies.ts';
import { type Refusal, refusalText } from './refusals.ts';
import { say, type Turn } from './turn.ts';

/** Why it could not be done; where someone else was first, also what was done last and when. */
export async function whyNot(turn: Turn, refusal: Refusal, demandId: string): Promise<string> {
  const text = refusalText(turn.language, refusal);
  if (refusal.kind !== 'already' && refusal.kind !== 'not_now') return text;
  const last = (await historyOf(turn.uow.tx, demandId)).at(-1);
  if (!last) return text;
  const at = formatTime(turn.language, (turn.community ?? ANY_COMMUNITY).timeZone, last.at);
  return `${text}${phrase(turn.language, 'refused.last-step', { at, what: stepName(turn.language, last) })}`;
}

/** Two people may be at the same demand: the second hears what was done meanwhile. */
export async function sayRefused(turn: Turn, refusal: Refusal, demandId: string): Promise<void> {
  say(turn, `refused.${refusal.kind}`, { text: [await whyNot(turn, refusal, demandId)] });
}
