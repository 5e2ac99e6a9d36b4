/** The card of a task: its title, its date, and what can be done with it now. */
import type { Temporal } from 'temporal-polyfill';
import type { Language } from '../channel.ts';
import { isToDo } from '../domain/task/states.ts';
import { button } from './button.ts';
import type { BoundChoice, BoundPrompt } from './intent.ts';
import type { TaskFacts, TaskRow } from './task-facts.ts';
import { daysAway, howDue, planText } from './task-words.ts';

/** Title, date, and what can be done with it now. */
export function taskCard(
  language: Language,
  { row, today }: Pick<TaskFacts, 'row' | 'today'>,
  above: string,
): BoundPrompt {
  const title = planText(language, row.title);
  const details = row.details ? planText(language, row.details) : '';
  const when = howDue(language, row, today);
  return {
    text: [
      ...(above === '' ? [] : [above, '\n']),
      { kind: 'bold', text: [title] },
      '\n',
      when,
      ...(details === '' ? [] : ['\n', details]),
    ],
    choices: taskChoices(language, row, today),
  };
}

/** @param today more time can be asked for until the last day, not after it */
export function taskChoices(language: Language, row: TaskRow, today: Temporal.PlainDate): BoundChoice[] {
  if (!isToDo(row.state)) return [];
  const on = (act: 'acknowledge' | 'hand-in' | 'extend' | 'transfer') => ({ do: 'task', taskId: row.id, act }) as const;
  return [
    ...(row.acknowledgedAt === null ? [button(language, 'task.button.acknowledge', on('acknowledge'), 'primary')] : []),
    button(language, 'task.button.hand-in', on('hand-in'), row.acknowledgedAt === null ? undefined : 'primary'),
    ...(daysAway(row.dueOn, today) >= 0 ? [button(language, 'task.button.extend', on('extend'))] : []),
    button(language, 'task.button.transfer', on('transfer'), 'quiet'),
  ];
}
