/** A lost phone: whose account was it, and a small proof; the committee decides the rest. */
import { z } from 'zod';
import { translate } from '../../locales/translate.ts';
import type { BoundChoice } from '../../notices/intent.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView } from './flow.ts';
import { part, saidSchema, wordsOf } from './said.ts';

export const REBIND = 'rebind';

const schema = z.object({
  /** Her name. */
  said: saidSchema,
  proof: z.string(),
});
export type RebindState = z.infer<typeof schema>;

const leave = (view: FlowView): BoundChoice => leaveButton(view, 'words.button.leave');

export const rebindFlow: Flow<RebindState> = {
  name: REBIND,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    name: {
      wantsWords: true,
      prompt: (_state, view) => ({ text: translate(view.language, 'rebind.ask-name'), choices: [leave(view)] }),
      on: (input, state) => {
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        const name = input.text.trim();
        if (CANCEL.test(name)) return { kind: 'leave' };
        return { kind: 'ask', step: 'proof', state: { ...state, said: part(name, input.message) } };
      },
    },
    proof: {
      wordless: 'name',
      wantsWords: true,
      prompt: (state, view) => ({
        text: translate(view.language, 'rebind.ask-proof', { name: wordsOf(state.said) }),
        choices: [leave(view)],
      }),
      on: (input, state) => {
        if (input.kind !== 'said') return { kind: 'again', because: 'flow.pick-one' };
        const proof = input.text.trim();
        if (CANCEL.test(proof)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, proof } };
      },
    },
  },
};
