/** One task in all the committees it was sent to: which have answered and which have not. */
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { howDue, planText } from '../notices/task-words.ts';
import { ANSWERS, type Answer, answerOf, type SentTo, sentTogether } from '../usecases/task/everywhere.ts';
import { readTask } from '../usecases/task/read.ts';
import { choice } from './answers.ts';
import { todayOf } from './task-list.ts';
import { sayTaskRefusal } from './task-refusals.ts';
import { rulesOf, say, type Turn } from './turn.ts';

const LINES = {
  'handed-in': 'task.everywhere.handed-in',
  received: 'task.everywhere.received',
  silent: 'task.everywhere.silent',
  off: 'task.everywhere.off',
} as const satisfies { readonly [A in Answer]: string };

export const handedInOf = (sent: readonly SentTo[]): { readonly done: number; readonly all: number } => ({
  done: sent.filter(({ task: row }) => answerOf(row) === 'handed-in').length,
  all: sent.length,
});

export async function sayEverywhere(turn: Turn, taskId: string): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { language, actor } = turn;
  const { task: row } = found.value;
  const sent = await sentTogether(turn.uow, row);
  const lines = ANSWERS.flatMap((answer) => {
    const names = sent.flatMap((each) => (answerOf(each.task) === answer ? [each.community] : []));
    return names.length === 0
      ? []
      : [phrase(language, LINES[answer], { count: names.length, names: listed(language, names) })];
  });
  // The silent ones first: that is where somebody has to ask.
  const missing = (['silent', 'received'] as const).flatMap((answer) =>
    sent.filter((each) => each.readable && answerOf(each.task) === answer),
  );
  say(turn, 'task.everywhere', {
    text: [
      ...translate(language, 'task.everywhere', {
        title: planText(language, row.title),
        when: howDue(language, row, todayOf(turn)),
        ...handedInOf(sent),
      }),
      ...lines.flatMap((line) => ['\n', line]),
    ],
    choices: [
      ...missing.slice(0, rulesOf(turn).value('task.list.page')).map(
        ({ task: { id }, community: label }): BoundChoice => ({
          label,
          says: label,
          intent: { do: 'task', taskId: id, act: 'show' },
        }),
      ),
      choice(turn, 'task.button.show', { do: 'task', taskId, act: 'show' }, 'quiet'),
      ...(actor.seats.some(({ role }) => role === 'subdistrict')
        ? [choice(turn, 'wall.button', { do: 'wall' }, 'quiet')]
        : []),
    ],
  });
}
