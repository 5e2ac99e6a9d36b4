/**
 * A vote of several options, one tap at a time: each is taken or not, or the options are put in order. The prompts are the
 * same whatever was tapped before, so that nothing of a secret choice stays in the chat.
 */
import { z } from 'zod';
import { writeOptions, writeRanking } from '../../domain/ballot/question.ts';
import { phrase, translate } from '../../locales/translate.ts';
import type { BoundChoice } from '../../notices/intent.ts';
import { leaveButton, picker } from './buttons.ts';
import type { Flow, FlowView } from './flow.ts';
import { saidSchema } from './said.ts';

export const VOTE_PICKS = 'vote-picks';

const schema = z.object({
  ballotId: z.string(),
  /** Whose entry, of those who gave her a proxy. */
  entry: z.number().int().optional(),
  number: z.number().int(),
  title: z.string(),
  secret: z.boolean(),
  ranked: z.boolean(),
  labels: z.array(z.string()),
  /** How many may be taken. */
  most: z.number().int(),
  picked: z.array(z.number().int()),
  /** The option asked about, or the place of the ranking, from 1. */
  at: z.number().int(),
  said: saidSchema,
});
export type VotePicksState = z.infer<typeof schema>;

const pick = picker(VOTE_PICKS);

/** What is tapped in secret must not stand in the chat as the voter's own words. */
function unsaid({ secret }: VotePicksState, choice: BoundChoice): BoundChoice {
  const { says: _, ...silent } = choice;
  return secret ? silent : choice;
}

/** The choice in the canonical form of `domain/ballot/question.ts`. */
export const choiceOf = ({ ranked, picked }: VotePicksState): string =>
  ranked ? writeRanking(picked.map((option) => [option])) : writeOptions(picked);

export const votePicksFlow: Flow<VotePicksState> = {
  name: VOTE_PICKS,
  version: 1,
  forgets: true,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    pick: {
      wordless: 'pick',
      // A typed number is no choice.
      wantsWords: true,
      prompt: (state, view) => (state.ranked ? rankPrompt(state, view) : optionPrompt(state, view)),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind !== 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const [at, value = ''] = input.pick.split(':');
        // A button of an earlier prompt: that one was answered already.
        if (Number(at) !== state.at) return { kind: 'again', because: 'flow.pick-one' };
        if (value === 'enough') return { kind: 'finish', state };
        if (state.ranked) {
          const option = Number(value);
          if (state.picked.includes(option)) return { kind: 'again', because: 'ballot.pick.twice' };
          return next({ ...state, picked: [...state.picked, option] });
        }
        const picked = value === 'yes' ? [...state.picked, state.at] : state.picked;
        const isLast = state.at >= state.labels.length;
        // Said after the last option only: said at once, it would show in the chat which ones were taken before.
        if (isLast && picked.length > state.most)
          return {
            kind: 'ask',
            step: 'pick',
            state: { ...state, picked: [], at: 1 },
            because: 'ballot.pick.too-many',
            values: { most: state.most },
          };
        return next({ ...state, picked });
      },
    },
  },
};

const next = (state: VotePicksState) =>
  state.at >= state.labels.length
    ? ({ kind: 'finish', state } as const)
    : ({ kind: 'ask', step: 'pick', state: { ...state, at: state.at + 1 } } as const);

function optionPrompt(state: VotePicksState, view: FlowView) {
  const { language } = view;
  const { number, title, labels, most, at, secret } = state;
  const yes = phrase(language, 'ballot.pick.yes');
  const no = phrase(language, 'ballot.pick.no');
  return {
    text: translate(language, 'ballot.pick', {
      number,
      title,
      form: phrase(language, secret ? 'ballot.form.secret' : 'ballot.form.open'),
      options: labels.length,
      most,
      at,
      label: labels[at - 1] ?? '',
    }),
    choices: [
      unsaid(state, pick('pick', `${at}:yes`, yes)),
      unsaid(state, pick('pick', `${at}:no`, no)),
      leaveButton(view, 'ballot.pick.leave'),
    ],
  };
}

function rankPrompt(state: VotePicksState, view: FlowView) {
  const { language } = view;
  const { number, title, labels, at } = state;
  return {
    text: translate(language, 'ballot.pick.rank', { number, title, at }),
    choices: [
      ...labels.map((label, index) => unsaid(state, pick('pick', `${at}:${index + 1}`, label))),
      unsaid(state, pick('pick', `${at}:enough`, phrase(language, 'ballot.pick.enough'))),
      leaveButton(view, 'ballot.pick.leave'),
    ],
  };
}
