/** Words about a case by those who work on it, with what shows it, and for what cannot be solved now: what is planned. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import { CASE_PURPOSES, type CasePurpose } from '../../notices/case-intent.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, Outcome } from './flow.ts';
import { part, saidSchema, wordsOf } from './said.ts';

export const CASE_WORDS = 'case-words';
const pick = picker(CASE_WORDS);

const schema = z.object({
  purpose: z.enum([...CASE_PURPOSES, 'call-back']),
  caseId: z.string(),
  number: z.string(),
  said: saidSchema,
  fileIds: z.array(z.string()),
  /** What was said, once the plan is asked for. */
  explanation: z.string().optional(),
  /** What somebody answered on the phone. */
  callBack: z
    .object({
      round: z.number().int(),
      solved: z.boolean(),
      satisfaction: z.enum(['satisfied', 'basically', 'dissatisfied']),
    })
    .optional(),
});
export type CaseWordsState = z.infer<typeof schema>;

/** What is done may be shown. */
const SHOWN: ReadonlySet<CasePurpose | 'call-back'> = new Set(['progress', 'done', 'explained', 'corrected']);

export const takesFiles = ({ purpose }: Pick<CaseWordsState, 'purpose'>): boolean => SHOWN.has(purpose);

export const caseWordsFlow: Flow<CaseWordsState> = {
  name: CASE_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wantsWords: true,
      wordless: 'words',
      prompt: (state, view) => ({
        text: [
          ...(state.fileIds.length > 0 ? [...translate(view.language, 'words.file-received'), '\n'] : []),
          ...translate(view.language, `case.ask.${state.purpose}`, { number: state.number }),
        ],
        choices: [leaveButton(view, 'words.button.leave')],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') {
          if (!takesFiles(state) || input.file === undefined) return { kind: 'pass' };
          const fileIds = [...state.fileIds, input.file];
          const said =
            input.caption === undefined ? state.said : [...state.said, ...part(input.caption, input.message)];
          const kept = { ...state, fileIds, said };
          return said.length > 0 ? written(kept) : { kind: 'ask', step: 'words', state: kept };
        }
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return written({ ...state, said: [...state.said, ...part(words, input.message)] });
      },
    },
    plan: {
      wantsWords: true,
      wordless: 'plan',
      prompt: ({ number }, view) => ({
        text: translate(view.language, 'case.ask.plan', { number }),
        choices: [
          pick('plan', 'back', phrase(view.language, 'case.ask.plan.back'), 'quiet'),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'ask', step: 'words', state: { ...state, said: [] } };
        const words = input.text.trim();
        return CANCEL.test(words)
          ? { kind: 'leave' }
          : { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};

const written = (state: CaseWordsState): Outcome<CaseWordsState> =>
  state.purpose === 'explained'
    ? { kind: 'ask', step: 'plan', state: { ...state, explanation: wordsOf(state.said), said: [] } }
    : { kind: 'finish', state };
