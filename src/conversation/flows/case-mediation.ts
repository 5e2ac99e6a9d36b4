/** 协调会 out of a case: when it is, where, and who is to come to terms; whom the names mean is shown before anybody is called. */
import { z } from 'zod';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { CLOCK, timeIn } from '../../domain/calendar/typed-time.ts';
import { formatDate } from '../../locales/dates.ts';
import { listed } from '../../locales/lists.ts';
import { phrase, translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton, picker } from './buttons.ts';
import type { Flow, FlowInput, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const CASE_MEDIATION = 'case-mediation';
const pick = picker(CASE_MEDIATION);

const schema = z.object({
  caseId: z.string(),
  number: z.string(),
  /** What the invitation says it is about; nothing of the case. */
  title: z.string(),
  /** `2026-12-20` and `19:00`, once they are known. */
  day: z.string().optional(),
  time: z.string().optional(),
  venue: z.string().optional(),
  /** Who is to come, as they were found. */
  parties: z.array(z.object({ id: z.string(), name: z.string() })).optional(),
  said: saidSchema,
});
export type CaseMediationState = z.infer<typeof schema>;

/** Words, or why none were given. */
const typed = (input: FlowInput): Outcome<CaseMediationState> | string => {
  if (input.kind === 'sent-file') return { kind: 'pass' };
  if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
  const words = input.text.trim();
  return CANCEL.test(words) ? { kind: 'leave' } : words;
};

export const caseMediationFlow: Flow<CaseMediationState> = {
  name: CASE_MEDIATION,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    when: {
      wantsWords: true,
      wordless: 'when',
      prompt: ({ number }, view) => ({
        text: translate(view.language, 'case.mediation.when', { number }),
        choices: [leaveButton(view, 'words.button.leave')],
      }),
      on: (input, state, view) => {
        const words = typed(input);
        if (typeof words !== 'string') return words;
        const time = timeIn(words);
        const found = findTypedDate(words.replace(CLOCK, ' '), { today: view.today });
        return found.ok && time !== undefined
          ? { kind: 'ask', step: 'where', state: { ...state, day: found.value.date.toString(), time } }
          : { kind: 'again', because: 'meeting.ask.date' };
      },
    },
    where: {
      wantsWords: true,
      wordless: 'where',
      prompt: (_state, view) => ({
        text: translate(view.language, 'case.mediation.where'),
        choices: [
          pick('where', 'later', phrase(view.language, 'case.mediation.where.later')),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'picked' && input.pick === 'later') return { kind: 'ask', step: 'who', state };
        const words = typed(input);
        return typeof words === 'string' ? { kind: 'ask', step: 'who', state: { ...state, venue: words } } : words;
      },
    },
    who: {
      wantsWords: true,
      wordless: 'who',
      prompt: (_state, view) => ({
        text: translate(view.language, 'case.mediation.who'),
        choices: [leaveButton(view, 'words.button.leave')],
      }),
      on: (input, state) => {
        const words = typed(input);
        if (typeof words !== 'string') return words;
        const { parties: _, ...rest } = state;
        return {
          kind: 'finish',
          state: { ...rest, said: part(words, input.kind === 'said' ? input.message : undefined) },
        };
      },
    },
    sure: {
      prompt: ({ day = '', time = '', venue, parties = [] }, view) => ({
        text: translate(view.language, venue === undefined ? 'case.mediation.sure' : 'case.mediation.sure.where', {
          day: formatDate(view.language, day),
          time,
          venue: venue ?? '',
          who: listed(
            view.language,
            parties.map(({ name }) => name),
          ),
        }),
        choices: [
          pick('sure', 'yes', phrase(view.language, 'case.mediation.sure.yes'), 'primary'),
          pick('sure', 'who', phrase(view.language, 'case.mediation.sure.who')),
          leaveButton(view, 'words.button.leave'),
        ],
      }),
      on: (input, state) => {
        if (input.kind === 'picked' && input.pick === 'yes') return { kind: 'finish', state };
        if (input.kind === 'picked' && input.pick === 'who') {
          const { parties: _, ...rest } = state;
          return { kind: 'ask', step: 'who', state: { ...rest, said: [] } };
        }
        const words = typed(input);
        return typeof words === 'string' ? { kind: 'again', because: 'flow.pick-one' } : words;
      },
    },
  },
};
