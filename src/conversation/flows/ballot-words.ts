/** Words about a ballot: why somebody stays out of it, what is wrong with its result, what is answered, what is on the papers. */
import { z } from 'zod';
import { readPapers } from '../../domain/ballot/typed-paper.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const BALLOT_WORDS = 'ballot-words';

export const BALLOT_PURPOSES = [
  'recuse',
  /** Somebody else should: by her number on the roll. */
  'challenge',
  'object',
  'uphold',
  'dismiss',
  'recount',
  'paper',
  /** Why papers only one person entered are left out. */
  'aside',
] as const;
export type BallotPurpose = (typeof BALLOT_PURPOSES)[number];

const schema = z.object({
  purpose: z.enum(BALLOT_PURPOSES),
  ballotId: z.string(),
  number: z.number().int(),
  title: z.string(),
  /** The objection that is answered. */
  objectionId: z.string().optional(),
  /** Of papers: how they are written, and the numbered options that are written by their numbers. */
  papers: z.enum(['motion', 'motion_secret', 'options', 'options_secret', 'ranked', 'ranked_secret']).optional(),
  options: z.array(z.string()).optional(),
  said: saidSchema,
});
export type BallotWordsState = z.infer<typeof schema>;

export const ballotWordsFlow: Flow<BallotWordsState> = {
  name: BALLOT_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wordless: 'words',
      wantsWords: true,
      prompt: ({ purpose, number, title, papers = 'motion', options = [] }, view) => ({
        text: translate(view.language, `ballot.ask.${purpose}`, {
          number,
          title,
          how: papers,
          options: options.map((label, at) => `\n${at + 1}. ${label}`).join(''),
        }),
        choices: [leaveButton(view, 'ballot.words.leave')],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        if (state.purpose === 'paper' && !legible(state, words))
          return { kind: 'again', because: 'ballot.refused.papers' };
        return { kind: 'finish', state: { ...state, said: [...state.said, ...part(words, input.message)] } };
      },
    },
  },
};

/** Half a list is entered by nobody: whoever mistyped it sees again how it is written. */
const legible = ({ papers = 'motion' }: BallotWordsState, words: string): boolean => {
  const kind = papers.startsWith('ranked') ? 'ranked' : papers.startsWith('options') ? 'approval' : 'motion';
  return readPapers(words, kind, papers.endsWith('secret')) !== undefined;
};
