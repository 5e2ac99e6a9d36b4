/** Collecting what someone writes about a demand: a question, progress, what was done, why not, what is still wrong. */
import { z } from 'zod';
import { parseDemandNumber } from '../../domain/demand/number.ts';
import { type MessageKey, phrase, translate } from '../../locales/translate.ts';
import { type BoundChoice, WORDS_PURPOSES, type WordsPurpose } from '../../notices/intent.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, FlowView } from './flow.ts';
import { part, saidSchema, wordsOf } from './said.ts';

export const WORDS = 'words';

const schema = z.object({
  purpose: z.enum(WORDS_PURPOSES),
  demandId: z.string(),
  number: z.string(),
  resolution: z.number().int().optional(),
  /** The unit it goes to, or the bundle that is answered. */
  bodyId: z.string().optional(),
  bundleId: z.string().optional(),
  said: saidSchema,
  /** A picture or file that shows the result has come. */
  evidence: z.boolean(),
});
export type WordsState = z.infer<typeof schema>;

const pickOf = picker(WORDS);
const pick = (view: FlowView, step: string, value: string, key: MessageKey, weight?: BoundChoice['weight']) =>
  pickOf(step, value, phrase(view.language, key), weight);

const leave = (view: FlowView): BoundChoice => leaveButton(view, 'words.button.leave');

/** Where words may be left out, what says so. */
const WORDLESS: Partial<Record<WordsPurpose, MessageKey>> = {
  reopen: 'words.button.no-words',
  refer: 'words.button.no-note',
};

function wordless({ purpose }: WordsState, view: FlowView): BoundChoice[] {
  const key = WORDLESS[purpose];
  return key ? [pick(view, 'words', 'none', key)] : [];
}

/** Typed instead of pressed. */
const YES = /^(是|是的|对|對|嗯|好|好的|yes|y|ok)[。.!！]?$/i;
const NO = /^(不是|不|否|no|n)[。.!！]?$/i;

export const wordsFlow: Flow<WordsState> = {
  name: WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wantsWords: true,
      prompt: (state, view) => ({
        text: [
          ...(state.evidence ? [...translate(view.language, 'words.file-received'), '\n'] : []),
          ...translate(view.language, `words.ask.${state.purpose}`, { number: state.number }),
        ],
        choices: [...wordless(state, view), leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'picked')
          return input.pick === 'none' && WORDLESS[state.purpose]
            ? { kind: 'finish', state }
            : { kind: 'again', because: 'flow.pick-one' };
        const words = (input.kind === 'said' ? input.text : (input.caption ?? '')).trim();
        if (input.kind === 'said' && CANCEL.test(words)) return { kind: 'leave' };
        const evidence = state.evidence || input.kind === 'sent-file';
        if (words === '') return { kind: 'ask', step: 'words', state: { ...state, evidence } };
        if (state.purpose === 'merge' && !parseDemandNumber(words)) return { kind: 'again', because: 'find.ask' };
        const said = part(words, input.message);
        if (state.purpose === 'resolve' && !evidence)
          return { kind: 'ask', step: 'evidence', state: { ...state, said } };
        return { kind: 'finish', state: { ...state, said, evidence } };
      },
    },
    /** A resolution is shown, or it is said why it cannot be. */
    evidence: {
      wordless: 'words',
      wantsWords: true,
      prompt: (_state, view) => ({
        text: translate(view.language, 'words.ask.evidence'),
        choices: [pick(view, 'evidence', 'none', 'words.button.no-evidence'), leave(view)],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') {
          const said = [...state.said, ...part(input.caption?.trim() ?? '', input.message)];
          return { kind: 'finish', state: { ...state, said, evidence: true } };
        }
        if (input.kind === 'picked')
          return input.pick === 'none' ? { kind: 'finish', state } : { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        return CANCEL.test(words)
          ? { kind: 'leave' }
          : {
              kind: 'ask',
              step: 'evidence',
              state: { ...state, said: [...state.said, ...part(words, input.message)] },
            };
      },
    },
    /** Words came while a question is open: is this the answer? */
    'is-answer': {
      wantsWords: true,
      prompt: (state, view) => ({
        text: translate(view.language, 'words.is-answer', { number: state.number, words: wordsOf(state.said) }),
        choices: [
          pick(view, 'is-answer', 'yes', 'words.button.is-answer', 'primary'),
          pick(view, 'is-answer', 'no', 'words.button.something-else'),
        ],
      }),
      on: (input, state) => {
        const said = (input.kind === 'picked' ? '' : input.kind === 'said' ? input.text : (input.caption ?? '')).trim();
        if (input.kind === 'sent-file' && said === '') return { kind: 'pass' };
        const yes = input.kind === 'picked' ? input.pick === 'yes' : YES.test(said);
        const no = input.kind === 'picked' ? !yes : NO.test(said);
        if (yes) return { kind: 'finish', state };
        if (no) return { kind: 'restart', said: state.said };
        const all = [...state.said, ...(input.kind === 'picked' ? [] : part(said, input.message))];
        return { kind: 'ask', step: 'is-answer', state: { ...state, said: all } };
      },
    },
  },
};
