/**
 * What a ballot 表决 asks and what can be answered. A choice is one short text in one canonical form: the same text is
 * sealed in an envelope, stored in an open vote, exported as a row and read by the recount.
 */
import { err, ok, type Result } from '../result.ts';

/** 赞成、反对、弃权. */
export const MOTION_CHOICES = ['approve', 'reject', 'abstain'] as const;
export type MotionChoice = (typeof MOTION_CHOICES)[number];

/** A paper ballot nobody can read: it was handed in, so it stays among those present and cast. */
export const INVALID = 'invalid';
export const ABSTAIN = 'abstain';

/**
 * Options are numbered from 1 in the order they were published.
 * `motion`: one text, yes or no. `approval`: any number of options. `ranked`: options in order of preference.
 * `election`: at most as many names as there are seats.
 */
export type Question =
  | { readonly kind: 'motion' }
  | { readonly kind: 'approval'; readonly options: number }
  | { readonly kind: 'ranked'; readonly options: number }
  | { readonly kind: 'election'; readonly options: number; readonly seats: number };

export const QUESTION_KINDS = [
  'motion',
  'approval',
  'ranked',
  'election',
] as const satisfies readonly Question['kind'][];

/** More could neither be shown as buttons nor compared by people. */
export const MOST_OPTIONS = 30;

export type ChoiceRefusal =
  | { readonly kind: 'choice_unknown'; readonly choice: string }
  /** More names than there are seats: the whole ballot would be invalid, so it is asked again. */
  | { readonly kind: 'choice_too_many'; readonly most: number };

/** One level of a ranking: options that are liked equally. */
export type Ranking = readonly (readonly number[])[];

/** The options named in a choice of an approval or an election, in order; undefined when the text is none. */
export function optionsIn(choice: string): readonly number[] | undefined {
  if (choice === ABSTAIN) return [];
  const numbers = choice.split(',').map(whole);
  return numbers.every((number) => number !== undefined) ? numbers : undefined;
}

/** `2>1=3` is: 2 first, then 1 and 3 alike. Options that are not named come after all that are. */
export function rankingIn(choice: string): Ranking | undefined {
  if (choice === ABSTAIN) return [];
  const levels = choice.split('>').map((level) => level.split('=').map(whole));
  return levels.every((level) => level.every((number) => number !== undefined)) ? (levels as Ranking) : undefined;
}

export const writeOptions = (options: readonly number[]): string =>
  options.length === 0 ? ABSTAIN : [...options].sort((a, b) => a - b).join(',');

export const writeRanking = (ranking: Ranking): string =>
  ranking.length === 0 ? ABSTAIN : ranking.map((level) => [...level].sort((a, b) => a - b).join('=')).join('>');

/** The canonical form of a choice, or why it is none. Whoever wants to say nothing says `abstain`. */
export function readChoice(question: Question, text: string): Result<string, ChoiceRefusal> {
  const unknown = err({ kind: 'choice_unknown', choice: text } as const);
  if (text === ABSTAIN) return ok(ABSTAIN);
  switch (question.kind) {
    case 'motion':
      return text === 'approve' || text === 'reject' ? ok(text) : unknown;
    case 'approval':
    case 'election': {
      const options = optionsIn(text);
      if (!options || !allDifferent(options, question.options)) return unknown;
      const most = question.kind === 'election' ? question.seats : question.options;
      return options.length > most ? err({ kind: 'choice_too_many', most }) : ok(writeOptions(options));
    }
    case 'ranked': {
      const ranking = rankingIn(text);
      return ranking && allDifferent(ranking.flat(), question.options) ? ok(writeRanking(ranking)) : unknown;
    }
  }
}

const whole = (text: string): number | undefined => (/^[1-9]\d{0,2}$/.test(text) ? Number(text) : undefined);
const allDifferent = (options: readonly number[], most: number): boolean =>
  new Set(options).size === options.length && options.every((option) => option <= most);
