/** Words for a human: somebody's question to whoever is on duty, or the answer to it. */
import { z } from 'zod';
import { translate } from '../../locales/translate.ts';
import type { BoundChoice } from '../../notices/intent.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const HUMAN = 'human';

const schema = z.object({
  said: saidSchema,
  /** Present when it is an answer: to whom. */
  to: z
    .object({
      ask: z.string().optional(),
      accountId: z.string(),
      chatId: z.string(),
      communityId: z.string(),
      question: z.string(),
    })
    .optional(),
});
export type HumanState = z.infer<typeof schema>;

const leave = (view: FlowView): BoundChoice => leaveButton(view, 'words.button.leave');

export const humanFlow: Flow<HumanState> = {
  name: HUMAN,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wantsWords: true,
      prompt: ({ to }, view) => ({
        text: to
          ? translate(view.language, 'duty.ask-answer', { question: to.question })
          : translate(view.language, 'duty.ask-words'),
        choices: [leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};
