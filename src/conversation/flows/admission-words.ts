/** Why a committee refuses what a department asks, or what is wrong with it where the committee reports it. */
import { z } from 'zod';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const ADMISSION_WORDS = 'admission-words';

export const ADMISSION_PURPOSES = ['refuse', 'report'] as const;
export type AdmissionPurpose = (typeof ADMISSION_PURPOSES)[number];

const schema = z.object({
  purpose: z.enum(ADMISSION_PURPOSES),
  itemId: z.string(),
  title: z.string(),
  said: saidSchema,
});
export type AdmissionWordsState = z.infer<typeof schema>;

export const admissionWordsFlow: Flow<AdmissionWordsState> = {
  name: ADMISSION_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wordless: 'words',
      wantsWords: true,
      prompt: ({ purpose, title }, view) => ({
        text: translate(view.language, `admission.ask.${purpose}`, { title }),
        choices: [leaveButton(view, 'admission.button.leave')],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, said: [...state.said, ...part(words, input.message)] } };
      },
    },
  },
};
