/** What was written about a request 准入: the reason for refusing it, or what is wrong with it. */
import { BURDEN_PARENTS, type BurdenCategory } from '../domain/hotline/categories.ts';
import { guessCase } from '../domain/hotline/guess.ts';
import type { MessageKey } from '../locales/translate.ts';
import type { NotPermitted } from '../usecases/command.ts';
import {
  type DecideAdmissionRefusal,
  decideAdmissionItem,
  type ReportAdmissionRefusal,
  reportAdmission,
} from '../usecases/hotline/admission.ts';
import type { AdmissionWordsState } from './flows/admission-words.ts';
import { wordsOf } from './flows/said.ts';
import { sayText, type Turn } from './turn.ts';

export async function finishAdmissionWords(
  turn: Turn,
  { purpose, itemId, title, said }: AdmissionWordsState,
): Promise<void> {
  const words = wordsOf(said);
  if (purpose === 'refuse') {
    const done = await decideAdmissionItem(turn.uow, { itemId, step: { action: 'refuse', reason: words } });
    return done.ok
      ? sayText(turn, 'admission', 'admission.done.refuse', { title })
      : sayAdmissionRefusal(turn, done.error);
  }
  // As of every report: what was written stays with the case alone.
  turn.forget = true;
  const { chat, account } = turn;
  const reported = await reportAdmission(turn.uow, {
    itemId,
    words,
    category: burdenIn(words),
    contact: {
      accountId: account.id,
      chatId: chat.id,
      ...(turn.actor.personId !== undefined && { personId: turn.actor.personId }),
    },
  });
  if (!reported.ok) return sayAdmissionRefusal(turn, reported.error);
  const { number, code } = reported.value;
  return sayText(turn, 'admission', 'admission.done.report', { title, number, code });
}

const isBurden = (category: string): category is BurdenCategory => Object.hasOwn(BURDEN_PARENTS, category);

/** What a department asks beside its list is that, unless the words say something more exact. */
function burdenIn(words: string): BurdenCategory {
  const guessed = guessCase(words).about?.category;
  return guessed !== undefined && isBurden(guessed) ? guessed : 'off_list_task';
}

type AnyAdmissionRefusal = DecideAdmissionRefusal | ReportAdmissionRefusal | NotPermitted;

const ADMISSION_SAID: { readonly [K in AnyAdmissionRefusal['kind']]: MessageKey } = {
  admission_not_found: 'admission.refused.gone',
  admission_already: 'admission.refused.decided',
  admission_not_now: 'admission.refused.decided',
  admission_own_request: 'admission.refused.own',
  admission_reason_missing: 'admission.refused.words',
  text_missing: 'admission.refused.words',
  category_not_found: 'admission.refused.words',
  text_too_long: 'admission.refused.long',
  not_permitted: 'admission.refused.not-yours',
};

export function sayAdmissionRefusal(turn: Turn, refusal: AnyAdmissionRefusal): void {
  const limit = refusal.kind === 'text_too_long' ? refusal.limit : 0;
  sayText(turn, 'admission', ADMISSION_SAID[refusal.kind], { limit });
}
