/** Why a meeting is called off, or when it is held instead and why. */
import { z } from 'zod';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { CLOCK, timeIn } from '../../domain/calendar/typed-time.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const MEETING_WORDS = 'meeting-words';

export const MEETING_PURPOSES = ['cancel', 'reschedule'] as const;
export type MeetingPurpose = (typeof MEETING_PURPOSES)[number];

const schema = z.object({
  purpose: z.enum(MEETING_PURPOSES),
  meetingId: z.string(),
  title: z.string(),
  /** `2026-12-20` and `19:00`, once they are known. */
  day: z.string().optional(),
  time: z.string().optional(),
  /** The reason. */
  said: saidSchema,
});
export type MeetingWordsState = z.infer<typeof schema>;

export const meetingWordsFlow: Flow<MeetingWordsState> = {
  name: MEETING_WORDS,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    words: {
      wordless: 'words',
      wantsWords: true,
      prompt: ({ purpose, title }, view) => ({
        text: translate(view.language, `meeting.ask.${purpose}`, { title }),
        choices: [leaveButton(view, 'words.button.leave')],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        if (state.purpose === 'reschedule') return newDate(state, words, input.message, view);
        return { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};

/** 「12月20日19:00 场地没空」. */
function newDate(
  state: MeetingWordsState,
  words: string,
  message: string | undefined,
  view: FlowView,
): Outcome<MeetingWordsState> {
  const time = timeIn(words);
  const found = findTypedDate(words.replace(CLOCK, ' '), { today: view.today });
  if (!found.ok || time === undefined) return { kind: 'again', because: 'meeting.ask.date' };
  const reason = found.value.rest.trim();
  if (reason === '') return { kind: 'again', because: 'meeting.ask.reason' };
  return {
    kind: 'finish',
    state: { ...state, day: found.value.date.toString(), time, said: part(reason, message) },
  };
}
