/**
 * A poll 投票/征集: advice, never a decision. Options are numbered from 1 in the order they were named; an answer is one short
 * text in the canonical form of ballots, so that the same text means the same wherever it stands.
 */
import { ABSTAIN, optionsIn, type Ranking, rankingIn, writeOptions, writeRanking } from '../ballot/question.ts';
import { looksAlike } from '../ballot/same-label.ts';
import { err, ok, type Result } from '../result.ts';

/** `date`: the days that suit. `rating`: one mark from 1 to 5 for the question itself. */
export const POLL_KINDS = ['date', 'single', 'multiple', 'ranked', 'rating'] as const;
export type PollKind = (typeof POLL_KINDS)[number];

export const POLL_STATES = ['open', 'closed'] as const;
export type PollState = (typeof POLL_STATES)[number];

export interface PollOption {
  readonly label: string;
  /** Of a poll about days, ISO. */
  readonly date?: string;
}

/** 1 to 5, whatever is asked. */
export const MARKS = 5;
const ratingOptions: readonly PollOption[] = Array.from({ length: MARKS }, (_, at) => ({ label: String(at + 1) }));

/** With the two buttons beside them they still are one keypad in a group on LINE. */
export const MOST_OPTIONS = 20;
/** What a screen still shows as one question, and a button as one label. */
export const QUESTION_MAX = 300;
export const OPTION_MAX = 60;

export interface PollDraft {
  readonly question: string;
  readonly kind: PollKind;
  readonly options: readonly PollOption[];
}

export type DraftRefusal =
  | { readonly kind: 'poll_question_missing' }
  | { readonly kind: 'poll_too_long'; readonly most: number }
  | { readonly kind: 'poll_options_few' }
  | { readonly kind: 'poll_options_many'; readonly most: number }
  | { readonly kind: 'poll_option_twice'; readonly label: string };

const lengthOf = (text: string): number => Array.from(text).length;

/** A poll as it will be asked, or what is wrong with it. A rating brings its own options. */
export function readDraft({ question, kind, options }: PollDraft): Result<PollDraft, DraftRefusal> {
  const asked = question.trim();
  if (asked === '') return err({ kind: 'poll_question_missing' });
  if (lengthOf(asked) > QUESTION_MAX) return err({ kind: 'poll_too_long', most: QUESTION_MAX });
  if (kind === 'rating') return ok({ question: asked, kind, options: ratingOptions });
  if (options.length < 2) return err({ kind: 'poll_options_few' });
  const read: PollOption[] = [];
  for (const option of options) {
    const added = addOption(read, option);
    if (!added.ok) return added;
    read.push(added.value);
  }
  return ok({ question: asked, kind, options: read });
}

/** One more option, as it is kept. */
export function addOption(options: readonly PollOption[], added: PollOption): Result<PollOption, DraftRefusal> {
  const label = added.label.trim();
  if (label === '') return err({ kind: 'poll_options_few' });
  if (lengthOf(label) > OPTION_MAX) return err({ kind: 'poll_too_long', most: OPTION_MAX });
  if (options.length >= MOST_OPTIONS) return err({ kind: 'poll_options_many', most: MOST_OPTIONS });
  if (options.some((option) => looksAlike(option.label, label))) return err({ kind: 'poll_option_twice', label });
  return ok({ ...added, label });
}

/** Whether one tap is the whole answer, and another tap takes its place. */
export const answersAtOnce = (kind: PollKind): boolean => kind === 'single' || kind === 'rating';

export type AnswerRefusal = { readonly kind: 'poll_option_unknown' };

/**
 * The answer after one more tap. A second tap on the same option changes nothing, so that an impatient thumb does no harm;
 * what was picked is cleared by a button of its own.
 */
export function pick(kind: PollKind, options: number, answer: string, option: number): Result<string, AnswerRefusal> {
  if (!Number.isInteger(option) || option < 1 || option > options) return err({ kind: 'poll_option_unknown' });
  if (answersAtOnce(kind)) return ok(writeOptions([option]));
  const picked = pickedIn(kind, answer);
  if (picked.includes(option)) return ok(answer);
  const more = [...picked, option];
  return ok(kind === 'ranked' ? writeRanking(more.map((each) => [each])) : writeOptions(more));
}

/** The options of an answer: in order of preference where it is one, else as they are numbered. */
export const pickedIn = (kind: PollKind, answer: string): readonly number[] =>
  (kind === 'ranked' ? rankingIn(answer)?.flat() : optionsIn(answer)) ?? [];

export const rankingOf = (answer: string): Ranking => rankingIn(answer) ?? [];

/** Whoever cleared her answer has not answered. */
export const NO_ANSWER = ABSTAIN;
