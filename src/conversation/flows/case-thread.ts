/** What a reporter adds to a case of hers: words, files, whom to leave out; and the files that follow a report just sent. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const CASE_THREAD = 'case-thread';
const pick = picker(CASE_THREAD);
const UNITS_SHOWN = 8;

const schema = z.object({
  purpose: z.enum(['say', 'leave-out', 'sent']),
  caseId: z.string(),
  code: z.string().optional(),
  number: z.string(),
  /** Those she may ask to be left out. */
  units: z.array(z.object({ id: z.string(), name: z.string() })),
  page: z.number().int(),
  bodyId: z.string().optional(),
  /** How many files went to it since it was asked. */
  files: z.number().int(),
  said: saidSchema,
});
export type CaseThreadState = z.infer<typeof schema>;

export const caseThreadFlow: Flow<CaseThreadState> = {
  name: CASE_THREAD,
  version: 1,
  forgets: true,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    say: {
      wantsWords: true,
      wordless: 'say',
      prompt: ({ number, files }, view) => ({
        text: translate(view.language, files > 0 ? 'case.own.ask-say.more' : 'case.own.ask-say', { number }),
        choices: [
          ...(files > 0 ? [pick('say', 'done', phrase(view.language, 'case.own.enough'), 'primary')] : []),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file')
          return { kind: 'ask', step: 'say', state: { ...state, files: state.files + 1 } };
        if (input.kind === 'picked') return { kind: 'finish', state };
        const words = input.text.trim();
        return CANCEL.test(words)
          ? { kind: 'leave' }
          : { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
    'leave-out': {
      prompt: ({ number, units, page }, view) => ({
        text: translate(view.language, 'case.own.ask-leave-out', { number }),
        choices: [
          ...units
            .slice(page * UNITS_SHOWN, (page + 1) * UNITS_SHOWN)
            .map(({ id, name }) => pick('leave-out', `unit:${id}`, name)),
          ...(units.length > (page + 1) * UNITS_SHOWN
            ? [pick('leave-out', `page:${page + 1}`, phrase(view.language, 'list.button.more'), 'quiet')]
            : []),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'said') {
          const words = input.text.trim();
          if (CANCEL.test(words)) return { kind: 'leave' };
          const unit = state.units.find(({ name }) => name === words);
          const said = part(words, input.message);
          return { kind: 'finish', state: { ...state, said, ...(unit && { bodyId: unit.id }) } };
        }
        if (input.pick.startsWith('page:'))
          return {
            kind: 'ask',
            step: 'leave-out',
            state: { ...state, page: Number(input.pick.slice('page:'.length)) },
          };
        const unit = state.units.find(({ id }) => input.pick === `unit:${id}`);
        return unit
          ? { kind: 'finish', state: { ...state, bodyId: unit.id, said: part(unit.name, undefined) } }
          : { kind: 'again', because: 'flow.pick-one' };
      },
    },
    /** A report was sent: files that come now are part of it, words begin something else. */
    sent: {
      prompt: ({ number }, view) => ({ text: translate(view.language, 'case.own.file-kept', { number }) }),
      on: (input, state) =>
        input.kind === 'sent-file'
          ? { kind: 'ask', step: 'sent', state: { ...state, files: state.files + 1 } }
          : { kind: 'pass' },
    },
  },
};
