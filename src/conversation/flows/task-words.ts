/** Words about a task: what shows that it is done, or why it is sent back, waived, called off, pressed, given no more time. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import type { BoundPrompt } from '../../notices/intent.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, FlowView } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const TASK_WORDS = 'task-words';

const schema = z.object({
  purpose: z.enum(['hand-in', 'return', 'waive', 'deny', 'cancel', 'supervise', 'unsupervise']),
  taskId: z.string(),
  title: z.string(),
  /** The request that is refused. */
  extensionId: z.string().optional(),
  /** What must be handed in. */
  evidence: z.enum(['text', 'file']).optional(),
  /** How many files went to the task since it was asked for; they are with it already. */
  files: z.number().int(),
  said: saidSchema,
});
export type TaskWordsState = z.infer<typeof schema>;

const pick = picker(TASK_WORDS);

/** Typed instead of pressed. */
const SEND = /^(交上去|交|好了|就这些|就這些|完成|没了|沒了|done|send|ok)[。.!！]?$/i;

const isReady = ({ evidence, files, said }: TaskWordsState): boolean =>
  files > 0 || (evidence !== 'file' && said.length > 0);

function evidencePrompt(state: TaskWordsState, view: FlowView): BoundPrompt['text'] {
  const { language } = view;
  if (state.files > 0) return translate(language, 'task.ask.more');
  if (state.said.length > 0) return translate(language, 'task.ask.file.words');
  return translate(language, state.evidence === 'file' ? 'task.ask.file' : 'task.ask.text', { title: state.title });
}

export const taskWordsFlow: Flow<TaskWordsState> = {
  name: TASK_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wordless: 'words',
      wantsWords: true,
      prompt: (state, view) => ({
        text:
          state.purpose === 'hand-in'
            ? evidencePrompt(state, view)
            : translate(view.language, `task.ask.${state.purpose}`, { title: state.title }),
        choices: [
          ...(state.purpose === 'hand-in' && isReady(state)
            ? [pick('words', 'send', phrase(view.language, 'task.button.evidence'), 'primary')]
            : []),
          leaveButton(view, 'task.button.leave'),
        ],
      }),
      on: (input, state) => {
        const handsIn = state.purpose === 'hand-in';
        if (input.kind === 'picked')
          return handsIn && input.pick === 'send' && isReady(state)
            ? { kind: 'finish', state }
            : { kind: 'again', because: 'flow.pick-one' };
        if (input.kind === 'sent-file')
          return handsIn
            ? { kind: 'ask', step: 'words', state: { ...state, files: state.files + 1 } }
            : { kind: 'pass' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        if (handsIn && SEND.test(words) && isReady(state)) return { kind: 'finish', state };
        const said = [...state.said, ...part(words, input.message)];
        // One sentence is all there is to hand in; beside pictures she may go on, and presses when she has done.
        return handsIn && (state.evidence === 'file' || state.files > 0)
          ? { kind: 'ask', step: 'words', state: { ...state, said } }
          : { kind: 'finish', state: { ...state, said } };
      },
    },
  },
};
