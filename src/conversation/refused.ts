/** Refusals about one demand, with what had happened to it meanwhile: two people may be at the same one. */
import { formatTime } from '../locales/dates.ts';
import { lookUp, phrase } from '../locales/translate.ts';
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
  return `${text}${phrase(turn.language, 'refused.last-step', { at, what: stepName(turn, last.kind) })}`;
}

/** To the submitter her own steps are hers, not those of 「反映人」. */
export function stepName({ language }: Turn, kind: string, mine = false): string {
  const own = mine ? lookUp(language, `history.own.${kind}`) : undefined;
  return own ?? lookUp(language, `history.${kind}`) ?? kind;
}
/** Two people may be at the same demand: the second hears what was done meanwhile. */
export async function sayRefused(turn: Turn, refusal: Refusal, demandId: string): Promise<void> {
  say(turn, `refused.${refusal.kind}`, { text: [await whyNot(turn, refusal, demandId)] });
}
