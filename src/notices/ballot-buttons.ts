/** The buttons under what is said about a ballot. */
import { wordingOf } from '../../db/digest.ts';
import type { Language } from '../channel.ts';
import { MOTION_CHOICES } from '../domain/ballot/question.ts';
import { type MessageKey, phrase } from '../locales/translate.ts';
import { type BallotFacts, mayVote } from './ballot-facts.ts';
import { button } from './button.ts';
import type { BallotAct, BoundChoice } from './intent.ts';

const BUTTONS = {
  review: 'ballot.button.review',
  verify: 'ballot.button.verify',
  freeze: 'ballot.button.freeze',
  open: 'ballot.button.open',
  close: 'ballot.button.close',
  pause: 'ballot.button.pause',
  resume: 'ballot.button.resume',
  show: 'ballot.button.show',
  roll: 'ballot.button.roll',
  seat: 'ballot.button.seat',
  vote: 'ballot.button.vote',
  revote: 'ballot.button.revote',
  run_off: 'ballot.button.run-off',
} as const satisfies { readonly [A in BallotAct]: MessageKey };

export const ballotButton = (language: Language, ballotId: string, act: BallotAct, seen?: string): BoundChoice =>
  button(language, BUTTONS[act], { do: 'ballot', ballotId, act, ...(seen !== undefined && { seen }) });

/** Beside what is told of the ballot: whoever finds nothing against it has these words before her. */
export const ballotButtonFor = (language: Language, row: BallotFacts['row'], act: BallotAct): BoundChoice =>
  ballotButton(language, row.id, act, act === 'review' ? wordingOf(row) : undefined);

const CHOICE_NAMES = {
  approve: 'ballot.choice.approve',
  reject: 'ballot.choice.reject',
  abstain: 'ballot.choice.abstain',
} as const;

const WORDS_BUTTONS = {
  recuse: 'ballot.button.recuse',
  challenge: 'ballot.button.challenge',
  object: 'ballot.button.object',
  uphold: 'ballot.button.objection-uphold',
  dismiss: 'ballot.button.objection-dismiss',
  recount: 'ballot.button.recount',
  paper: 'ballot.button.paper',
  aside: 'ballot.button.aside',
} as const;

export type WordsButton = keyof typeof WORDS_BUTTONS;

/** Asks for words first. */
export const ballotWords = (
  language: Language,
  ballotId: string,
  purpose: WordsButton,
  objectionId?: string,
): BoundChoice =>
  button(
    language,
    WORDS_BUTTONS[purpose],
    { do: 'ballot-words', ballotId, purpose, ...(objectionId !== undefined && { objectionId }) },
    'quiet',
  );

export const choiceName = (language: Language, choice: string): string =>
  isMotionChoice(choice) ? phrase(language, CHOICE_NAMES[choice]) : choice;

const isMotionChoice = (choice: string): choice is keyof typeof CHOICE_NAMES => Object.hasOwn(CHOICE_NAMES, choice);

/** The entries of those who gave her a proxy, as the opening found it in force. */
export const entriesFor = (facts: BallotFacts, personId: string | undefined): BallotFacts['entries'] =>
  // Whoever came for a body in another's place votes on its entry as on her own.
  mayVote(facts).filter(({ holderId, basis }) => holderId !== null && holderId === personId && basis !== 'body');

export const voteForButton = (language: Language, ballotId: string, entry: number, name: string): BoundChoice => {
  const label = phrase(language, 'ballot.button.vote-for', { name });
  return { label, says: label, intent: { do: 'vote-for', ballotId, entry } };
};

/**
 * 赞成、反对、弃权. A secret choice must not stand in the chat as the voter's own words.
 * @param entry whose, of those who gave her a proxy; her own without it
 */
export const motionChoices = (
  language: Language,
  { id, form }: BallotFacts['row'],
  entry?: number,
): readonly BoundChoice[] =>
  MOTION_CHOICES.map((choice) => {
    const label = phrase(language, CHOICE_NAMES[choice]);
    return {
      label,
      ...(form === 'open' && { says: label }),
      intent: { do: 'vote', ballotId: id, choice, ...(entry !== undefined && { entry }) } as const,
    };
  });
