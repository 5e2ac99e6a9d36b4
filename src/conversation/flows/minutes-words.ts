/** What was said in a meeting, in the words of whoever writes its minutes; the rest is written from the records. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const MINUTES_WORDS = 'minutes-words';

const schema = z.object({
  meetingId: z.string(),
  title: z.string(),
  /** As they stand in the version before; absent when none is written. */
  before: z.string().optional(),
  said: saidSchema,
});
export type MinutesWordsState = z.infer<typeof schema>;

const pick = picker(MINUTES_WORDS);

export const minutesWordsFlow: Flow<MinutesWordsState> = {
  name: MINUTES_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wantsWords: true,
      prompt: ({ title, before }, view) => ({
        text:
          before === undefined || before === ''
            ? translate(view.language, 'minutes.ask', { title })
            : translate(view.language, 'minutes.ask.again', { title, remarks: before }),
        choices: [
          pick('words', 'none', phrase(view.language, 'minutes.button.no-remarks')),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked')
          return input.pick === 'none'
            ? { kind: 'finish', state: { ...state, said: [] } }
            : { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};
