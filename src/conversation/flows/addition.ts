/** She co-signed instead of filing: what she had photographed, and with her consent what she wrote, can go with the demand she joined. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import { leaveButton, picker } from './buttons.ts';
import type { Flow } from './flow.ts';
import { saidSchema, wordsOf } from './said.ts';

export const ADDITION = 'addition';

const schema = z.object({
  /** The demand she co-signed, and how it is called. */
  demandId: z.string(),
  number: z.string(),
  said: saidSchema,
  /** How many photos and other files wait. */
  files: z.number().int(),
  gives: z.enum(['all', 'files']).optional(),
});
export type AdditionState = z.infer<typeof schema>;

const pick = picker(ADDITION);

const YES = /^(是|是的|对|對|好|好的|要|可以|补充|補充|yes|y|ok)[。.!！]?$/i;
const NO = /^(不用了?|不用|取消|算了|不要|不|否|no|n|cancel)[。.!！]?$/i;

export const additionFlow: Flow<AdditionState> = {
  name: ADDITION,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    offer: {
      wordless: 'offer',
      prompt: (state, view) => {
        const { number, files } = state;
        const words = wordsOf(state.said);
        return {
          text:
            words === ''
              ? translate(view.language, 'addition.offer.files', { number, files })
              : translate(view.language, 'addition.offer', { number, files, words }),
          choices: [
            ...(words === '' ? [] : [pick('offer', 'all', phrase(view.language, 'addition.button.all'), 'primary')]),
            pick('offer', 'files', phrase(view.language, 'addition.button.files')),
            leaveButton(view, 'report.button.leave'),
          ],
        };
      },
      on: (input, state) => {
        if (input.kind === 'sent-file')
          return { kind: 'ask', step: 'offer', state: { ...state, files: state.files + 1 } };
        if (input.kind === 'picked') {
          const gives = input.pick === 'all' || input.pick === 'files' ? input.pick : undefined;
          return gives ? { kind: 'finish', state: { ...state, gives } } : { kind: 'again', because: 'flow.pick-one' };
        }
        const typed = input.text.trim();
        if (NO.test(typed)) return { kind: 'leave' };
        return YES.test(typed) ? { kind: 'finish', state: { ...state, gives: 'all' } } : { kind: 'pass' };
      },
    },
  },
};
