/** 转给…: the people of the community who hold a seat, those of the same body first. */
import { phrase, translate } from '../locales/translate.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { roleName } from '../notices/named-seat.ts';
import { namesOf } from '../notices/recipients.ts';
import { planText } from '../notices/task-words.ts';
import { readTask } from '../usecases/task/read.ts';
import { assignable } from '../usecases/task/rights.ts';
import { transferTask } from '../usecases/task/steps.ts';
import { choice } from './answers.ts';
import { PEOPLE_SHOWN } from './flows/task-new.ts';
import { titleIn } from './task-finish.ts';
import { sayTaskRefusal } from './task-refusals.ts';
import { say, type Turn } from './turn.ts';

export async function sayTaskPeople(turn: Turn, taskId: string, page: number): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { task: row, doers, owners, seats } = found.value;
  const { language } = turn;
  const bodies = new Set(seats.flatMap(({ personId, bodyId }) => (owners.includes(personId) && bodyId ? bodyId : [])));
  const near = ({ bodyId }: { readonly bodyId: string | null }) => (bodyId !== null && bodies.has(bodyId) ? 0 : 1);
  const all = (await assignable(turn.uow, row.communityId)).filter(({ personId }) => !doers.includes(personId));
  const people = [...all].sort((a, b) => near(a) - near(b));
  const shown = people.slice(page * PEOPLE_SHOWN, (page + 1) * PEOPLE_SHOWN);
  const back = choice(turn, 'task.button.show', { do: 'task', taskId, act: 'show' }, 'quiet');
  if (shown.length === 0)
    return say(turn, 'task.transfer.nobody', { text: translate(language, 'task.transfer.nobody'), choices: [back] });
  const hers = owners.includes(turn.actor.personId ?? '');
  say(turn, 'task.transfer', {
    text: translate(language, hers ? 'task.transfer.ask' : 'task.transfer.ask.head', {
      title: planText(language, row.title),
    }),
    choices: [
      ...shown.map(({ personId, name, role }): BoundChoice => {
        const label = `${name} · ${roleName(language, role)}`;
        return { label, says: name, intent: { do: 'hand-over', taskId, personId } };
      }),
      ...(page > 0 ? [choice(turn, 'list.button.before', { do: 'task-people', taskId, page: page - 1 }, 'quiet')] : []),
      ...(people.length > (page + 1) * PEOPLE_SHOWN
        ? [choice(turn, 'list.button.more', { do: 'task-people', taskId, page: page + 1 }, 'quiet')]
        : []),
      back,
    ],
  });
}

export async function handOver(turn: Turn, taskId: string, personId: string): Promise<void> {
  const done = await transferTask(turn.uow, { taskId, personId });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  const name = (await namesOf(turn.uow, [personId])).join('');
  say(turn, 'task.done.hand-over', {
    text: [phrase(turn.language, 'task.done.hand-over', { title: titleIn(turn, done.value.task), name })],
    choices: [choice(turn, 'task.button.list', { do: 'tasks', page: 0 })],
  });
}
