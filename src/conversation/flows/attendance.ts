/** Who came, off the list at the door: said in numbers or names, shown once more by name, then entered. */
import { z } from 'zod';
import { phrase, translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const ATTENDANCE = 'attendance';

const schema = z.object({
  meetingId: z.string(),
  title: z.string(),
  /** Who is not there yet, as it is shown. */
  list: z.string(),
  /** Everybody the list shows, but those who asked for leave. */
  all: z.boolean(),
  /** Whoever the words name; they are asked about by name before anything is entered. */
  chosen: z.object({ kind: z.enum(['came', 'left']), people: z.array(z.string()), names: z.string() }).optional(),
  said: saidSchema,
});
export type AttendanceState = z.infer<typeof schema>;

const pick = picker(ATTENDANCE);

export const attendanceFlow: Flow<AttendanceState> = {
  name: ATTENDANCE,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    who: {
      wordless: 'who',
      wantsWords: true,
      prompt: ({ title, list }, view) => ({
        text: translate(view.language, 'attendance.ask', { title, list }),
        choices: [
          pick('who', 'all', phrase(view.language, 'attendance.button.all')),
          leaveButton(view, 'attendance.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked')
          return input.pick === 'all'
            ? { kind: 'finish', state: { ...state, all: true, said: [] } }
            : { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, all: false, said: part(words, input.message) } };
      },
    },
    sure: {
      wordless: 'who',
      wantsWords: true,
      prompt: ({ chosen }, view) => ({
        text: translate(view.language, chosen?.kind === 'left' ? 'attendance.sure.left' : 'attendance.sure.came', {
          count: chosen?.people.length ?? 0,
          names: chosen?.names ?? '',
        }),
        choices: [
          pick('sure', 'yes', phrase(view.language, 'attendance.button.yes')),
          pick('sure', 'again', phrase(view.language, 'attendance.button.again')),
          leaveButton(view, 'attendance.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        const { chosen, ...before } = state;
        if (input.kind === 'picked') {
          if (input.pick === 'yes' && chosen) return { kind: 'finish', state };
          return { kind: 'ask', step: 'who', state: { ...before, all: false, said: [] } };
        }
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...before, all: false, said: part(words, input.message) } };
      },
    },
  },
};
