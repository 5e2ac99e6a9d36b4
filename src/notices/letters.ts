/**
 * A letter to a reporter becomes a message in her chat. Nothing of the row it is sent as tells it from what others hear of
 * their demands, and it goes when the message has arrived, or its time would be that of a step of her case; whoever no chat reaches is not listed: a list would say that she reported.
 */
import type { Tx } from '../../db/client.ts';
import type { Language } from '../channel.ts';
import type { LetterOut } from '../domain/hotline/letters.ts';
import { phrase, translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { BoundChoice, BoundPrompt, Outgoing } from './intent.ts';
import { reachEach } from './recipients.ts';
import { LETTER } from './tell.ts';

export async function composeLetter(tx: Tx, letter: LetterOut): Promise<Outgoing[]> {
  const { chatId, personId } = letter.contact;
  const [to] = await reachEach(tx, [{ chatId, personId: personId ?? null }]);
  if (!to) return [];
  return [
    {
      chatId: to.chatId,
      accountId: to.accountId,
      language: to.language,
      prompt: promptOf(letter, to.language, to.accountId === letter.contact.accountId),
      topic: LETTER,
      lane: 'interactive',
      purpose: 'notice',
      policy: letter.say === 'claimed' || letter.say === 'asked' ? 'repeat' : 'skip',
      traceless: true,
    },
  ];
}

/** @param own whether it is the account she reported from, which may open it without the code */
function promptOf(letter: LetterOut, language: Language, own: boolean): BoundPrompt {
  const { caseId, number } = letter;
  const show = own ? [button(language, 'case.own.show', { do: 'own-case', caseId, act: 'show' }, 'quiet')] : [];
  const say = own ? [button(language, 'case.own.answer', { do: 'own-case', caseId, act: 'say' }, 'primary')] : [];
  switch (letter.say) {
    case 'claimed':
      return {
        text: translate(language, `case.letter.claimed.${letter.claim}`, {
          number,
          words: letter.plan === undefined ? letter.words : `${letter.words}\n${letter.plan}`,
        }),
        choices: own ? [...callBackChoices(language, { caseId, round: letter.round }), ...show] : [],
      };
    case 'asked':
      return {
        text: translate(language, 'case.letter.asked', { number, words: letter.words }),
        choices: [...say, ...show],
      };
    case 'declined':
    case 'answered':
    case 'duplicate':
    case 'progress':
    case 'converted':
    case 'revealed':
      return {
        text: translate(language, `case.letter.${letter.say}`, { number, words: letter.words }),
        choices: show,
      };
    case 'closed':
      return {
        text: translate(language, `case.letter.closed.${letter.outcome}`, { number }),
        choices: show,
      };
    case 'forgotten':
      return { text: translate(language, 'case.letter.forgotten') };
    case 'accepted':
    case 'dispatched':
    case 'contacted':
    case 'reopened':
    case 'climbed':
    case 'withdrawn':
    case 'withdraw_shared':
    case 'withdraw_late':
    case 'outside':
    case 'file_left_out':
      return { text: translate(language, `case.letter.${letter.say}`, { number }), choices: show };
  }
}

/** 解决了吗: the first of two questions, one tap each. */
export function callBackChoices(
  language: Language,
  about: { readonly caseId: string; readonly code?: string; readonly round: number },
): readonly BoundChoice[] {
  const answer = (solved: boolean): BoundChoice => {
    const label = phrase(language, solved ? 'case.call-back.solved' : 'case.call-back.unsolved');
    return { label, says: label, intent: { do: 'call-back', ...about, solved } };
  };
  return [answer(true), answer(false)];
}
