/** 申请延期: until when, and why. The last possible day is shown before anything is typed. */
import { Temporal } from 'temporal-polyfill';
import { z } from 'zod';
import { findTypedDate } from '../../domain/calendar/typed-date.ts';
import { formatDate } from '../../locales/dates.ts';
import { translate } from '../../locales/translate.ts';
import { CANCEL, leaveButton } from './buttons.ts';
import type { Flow, FlowView, Outcome } from './flow.ts';
import { part, saidSchema } from './said.ts';

export const TASK_EXTENSION = 'task-extension';

const schema = z.object({
  taskId: z.string(),
  title: z.string(),
  /** Who decides, by the name of the tier. */
  tier: z.string(),
  /** ISO dates: the date there is, the last one that can be asked for, the one asked for. */
  dueOn: z.string(),
  latest: z.string(),
  until: z.string().optional(),
  /** The reason. */
  said: saidSchema,
});
export type TaskExtensionState = z.infer<typeof schema>;

const day = (view: FlowView, date: string): string => formatDate(view.language, date);

type Read = { readonly kind: 'date'; readonly until: string; readonly reason: string };

/** The date, and the reason where it was written along with it: 「5月10日，等评审结果」. */
function readDate(state: TaskExtensionState, text: string, view: FlowView): Outcome<TaskExtensionState> | Read {
  const dueOn = Temporal.PlainDate.from(state.dueOn);
  const found = findTypedDate(text, { today: view.today, from: dueOn });
  if (!found.ok)
    return found.error.kind === 'no_such_day'
      ? { kind: 'again', because: 'task.date.no-such-day', values: { typed: found.error.typed } }
      : { kind: 'again', because: 'task.date.none' };
  const { date } = found.value;
  const until = day(view, date.toString());
  if (Temporal.PlainDate.compare(date, dueOn) <= 0)
    return { kind: 'again', because: 'task.extension.not-later', values: { until, due: day(view, state.dueOn) } };
  if (Temporal.PlainDate.compare(date, Temporal.PlainDate.from(state.latest)) > 0)
    return { kind: 'again', because: 'task.extension.too-long', values: { until, latest: day(view, state.latest) } };
  return { kind: 'date', until: date.toString(), reason: found.value.rest };
}

export const taskExtensionFlow: Flow<TaskExtensionState> = {
  name: TASK_EXTENSION,
  version: 1,
  schema,
  withSaid: (state, said) => ({ ...state, said }),
  steps: {
    date: {
      wantsWords: true,
      prompt: ({ title, dueOn, latest }, view) => ({
        text: translate(view.language, 'task.extension.ask', {
          title,
          due: day(view, dueOn),
          latest: day(view, latest),
        }),
        choices: [leaveButton(view, 'task.button.leave')],
      }),
      on: (input, state, view) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        const read = readDate(state, words, view);
        if (read.kind !== 'date') return read;
        const { until, reason } = read;
        return reason === ''
          ? { kind: 'ask', step: 'reason', state: { ...state, until } }
          : { kind: 'finish', state: { ...state, until, said: part(reason, input.message) } };
      },
    },
    reason: {
      wordless: 'reason',
      wantsWords: true,
      prompt: ({ tier, until = '' }, view) => ({
        text: translate(view.language, 'task.extension.reason', { tier, until: day(view, until) }),
        choices: [leaveButton(view, 'task.button.leave')],
      }),
      on: (input, state) => {
        if (input.kind === 'sent-file') return { kind: 'pass' };
        if (input.kind === 'picked') return { kind: 'again', because: 'flow.pick-one' };
        const words = input.text.trim();
        if (CANCEL.test(words)) return { kind: 'leave' };
        return { kind: 'finish', state: { ...state, said: part(words, input.message) } };
      },
    },
  },
};
