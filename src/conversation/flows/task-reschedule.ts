/** 改期: the new date, and the reason where it was written along with it. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { formatDate } from '../../locales/dates.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const TASK_RESCHEDULE = 'task-reschedule';

const schema = z.object({
  taskId: z.string(),
  title: z.string(),
  /** ISO dates: the one there is, and the new one. */
  dueOn: z.string(),
  until: z.string().optional(),
  said: saidSchema,
});
export type TaskRescheduleState = z.infer<typeof schema>;

function dateIn(
  state: TaskRescheduleState,
  text: string,
  view: FlowView,
  message: string | undefined,
): Outcome<TaskRescheduleState> {
  const found = findTypedDate(text, { today: view.today, from: Temporal.PlainDate.from(state.dueOn) });
  if (!found.ok)
    return found.error.kind === 'no_such_day'
      ? { kind: 'again', because: 'task.date.no-such-day', values: { typed: found.error.typed } }
      : { kind: 'again', because: 'task.date.none' };
  const { date, rest } = found.value;
  const day = formatDate(view.language, date.toString());
  if (Temporal.PlainDate.compare(date, view.today) < 0)
    return { kind: 'again', because: 'task.date.past', values: { day } };
  if (date.equals(state.dueOn)) return { kind: 'again', because: 'task.reschedule.same', values: { day } };
  return { kind: 'finish', state: { ...state, until: date.toString(), said: rest === '' ? [] : part(rest, message) } };
}

export const taskRescheduleFlow: Flow<TaskRescheduleState> = {
  name: TASK_RESCHEDULE,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    date: {
      wantsWords: true,
      prompt: ({ title, dueOn }, view) => ({
        text: translate(view.language, 'task.reschedule.ask', { title, due: formatDate(view.language, dueOn) }),
        choices: [leaveButton(view, 'task.button.leave')],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        return CANCEL.test(words) ? { kind: 'leave' } : dateIn(state, words, view, input.message);
      },
    },
  },
};
