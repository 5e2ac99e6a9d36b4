/** Why a meeting is called off, when it is held instead and why, who runs it, what is put to the vote, or what was agreed. */
import { z } from 'zod';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { CLOCK, timeIn } from '../../domain/calendar/typed-time.ts';
import { parseMeetingLine } from '../../domain/meeting/typed.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const MEETING_WORDS = 'meeting-words';

export const MEETING_PURPOSES = ['cancel', 'reschedule', 'follow-up', 'put', 'people'] as const;
export type MeetingPurpose = (typeof MEETING_PURPOSES)[number];

const schema = z.object({
  purpose: z.enum(MEETING_PURPOSES),
  meetingId: z.string(),
  title: z.string(),
  /** `2026-12-20` and `19:00`, once they are known. */
  day: z.string().optional(),
  time: z.string().optional(),
  /** Why the notice of the new date is shorter than the rule. */
  urgent: z.string().optional(),
  /** The reason, or what is to be done. */
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
        if (state.purpose === 'follow-up') return newTask(state, words, input.message, view);
        if (state.purpose === 'people' && !namesPeople(words))
          return { kind: 'again', because: 'meeting.ask.people.how' };
        return { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};

/** 「主持:周委员 记录:吴委员」, or one of the two. */
function namesPeople(words: string): boolean {
  const { chair, recorder } = parseMeetingLine(words) ?? {};
  return chair !== undefined || recorder !== undefined;
}

const URGENT = /\s*(?:紧急|緊急|urgent)\s*[:：]\s*(.+)$/is;

/** 「12月20日19:00 场地没空」, and in an emergency 「12月20日19:00 紧急:漏水」, which is the reason too where there is no other. */
function newDate(
  state: MeetingWordsState,
  typed: string,
  message: string | undefined,
  view: FlowView,
): Outcome<MeetingWordsState> {
  const urgent = URGENT.exec(typed)?.[1]?.trim();
  const words = typed.replace(URGENT, '');
  const time = timeIn(words);
  const found = findTypedDate(words.replace(CLOCK, ' '), { today: view.today });
  if (!found.ok || time === undefined) return { kind: 'again', because: 'meeting.ask.date' };
  const reason = found.value.rest.trim() || (urgent ?? '');
  if (reason === '') return { kind: 'again', because: 'meeting.ask.reason' };
  return {
    kind: 'finish',
    state: {
      ...state,
      day: found.value.date.toString(),
      time,
      ...(urgent !== undefined && { urgent }),
      said: part(reason, message),
    },
  };
}

/** 「12月20日前 幸福物业:修好门禁」. */
function newTask(
  state: MeetingWordsState,
  words: string,
  message: string | undefined,
  view: FlowView,
): Outcome<MeetingWordsState> {
  const found = findTypedDate(words, { today: view.today });
  if (!found.ok || found.value.rest.trim() === '') return { kind: 'again', because: 'meeting.ask.task' };
  return {
    kind: 'finish',
    state: { ...state, day: found.value.date.toString(), said: part(found.value.rest.trim(), message) },
  };
}
