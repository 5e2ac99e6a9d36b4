/** What a finished flow about a task does, or a button that needs no flow: one use case, then the answer. */
import { Temporal } from 'temporal-polyfill';
import { tierAbove } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import { roleName } from '../notices/named-seat.ts';
import { namesOf } from '../notices/recipients.ts';
import { planText } from '../notices/task-words.ts';
import { typedTitle } from '../usecases/task/change.ts';
import { createTaskFor } from '../usecases/task/create.ts';
import type { TaskRow } from '../usecases/task/dates.ts';
import { askExtension, decideExtension } from '../usecases/task/extension.ts';
import { addTaskEvidence, returnTask, submitTask, waiveTask } from '../usecases/task/steps.ts';
import { choice } from './answers.ts';
import { wordsOf } from './flows/said.ts';
import type { TaskExtensionState } from './flows/task-extension.ts';
import type { NewTaskState } from './flows/task-new.ts';
import type { TaskWordsState } from './flows/task-words.ts';
import { sayTaskRefusal } from './task-refusals.ts';
import { say, sayText, type Turn } from './turn.ts';

export const titleIn = ({ language }: Turn, row: Pick<TaskRow, 'title'>): string => planText(language, row.title);

/** The tier that decides about a task, by its name. */
export const tierOver = ({ language }: Turn, row: Pick<TaskRow, 'verifierRole' | 'ownerRole'>): string =>
  roleName(language, row.verifierRole ?? tierAbove(row.ownerRole));

export async function finishTaskWords(turn: Turn, state: TaskWordsState): Promise<void> {
  const { taskId, extensionId } = state;
  const words = wordsOf(state.said);
  switch (state.purpose) {
    case 'hand-in':
      return handInWith(turn, taskId, words, state.files);
    case 'return': {
      const done = await returnTask(turn.uow, { taskId, reason: words });
      if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
      return sayText(turn, 'task.done.return', 'task.done.return', { title: titleIn(turn, done.value.task) });
    }
    case 'waive': {
      const done = await waiveTask(turn.uow, { taskId, reason: words });
      if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
      return sayText(turn, 'task.done.waive', 'task.done.waive', { title: titleIn(turn, done.value.task) });
    }
    case 'deny':
      return decide(turn, { extensionId: extensionId ?? '', grant: false, reason: words });
  }
}

/** The files are with the task already; the words go with it now. */
async function handInWith(turn: Turn, taskId: string, words: string, files: number): Promise<void> {
  if (words !== '') {
    const added = await addTaskEvidence(turn.uow, { taskId, chatId: turn.chat.id, words, attachmentIds: [] });
    if (!added.ok) return sayTaskRefusal(turn, added.error, taskId);
  }
  const done = await submitTask(turn.uow, { taskId });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  sayHandedIn(turn, done.value.task, files);
}

/** @param files how many went along */
export function sayHandedIn(turn: Turn, row: TaskRow, files: number): void {
  const title = titleIn(turn, row);
  const { language } = turn;
  say(turn, 'task.done.hand-in', {
    text: [
      ...(row.verifierRole === null
        ? translate(language, 'task.done.closed', { title })
        : translate(language, 'task.done.hand-in', { title, who: tierOver(turn, row) })),
      ...(files > 0 ? ['\n', phrase(language, 'task.done.files', { count: files })] : []),
    ],
    choices: [choice(turn, 'task.button.list', { do: 'tasks', page: 0 })],
  });
}

export async function finishExtension(turn: Turn, state: TaskExtensionState): Promise<void> {
  const { taskId, dueOn, until = dueOn } = state;
  const reason = wordsOf(state.said);
  const done = await askExtension(turn.uow, { taskId, until: Temporal.PlainDate.from(until), reason });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  sayText(turn, 'task.done.extension', 'task.done.extension', {
    title: state.title,
    until: formatDate(turn.language, until),
    due: formatDate(turn.language, dueOn),
    who: state.tier,
  });
}

export async function decide(
  turn: Turn,
  decision: { readonly extensionId: string; readonly grant: boolean; readonly reason?: string },
): Promise<void> {
  const done = await decideExtension(turn.uow, decision);
  if (!done.ok) return sayTaskRefusal(turn, done.error);
  const key = decision.grant ? 'task.done.grant' : 'task.done.deny';
  sayText(turn, key, key, {
    title: titleIn(turn, done.value),
    day: formatDate(turn.language, done.value.dueOn),
  });
}

export async function finishNewTask(turn: Turn, state: NewTaskState): Promise<void> {
  const { communityId, me, dueOn } = state;
  const who = state.people.find(({ id }) => id === state.who);
  if (!who || dueOn === undefined) return sayTaskRefusal(turn, { kind: 'person_not_here' });
  const done = await createTaskFor(turn.uow, {
    communityId,
    personId: who.id,
    title: typedTitle(wordsOf(state.said).replaceAll('\n', ' ')),
    evidence: state.evidence,
    titlePublic: state.titlePublic,
    dueOn: Temporal.PlainDate.from(dueOn),
  });
  if (!done.ok) return sayTaskRefusal(turn, done.error);
  const [name = who.name] = await namesOf(turn.uow, [who.id]);
  say(turn, 'task.new.done', {
    text: translate(turn.language, 'task.new.done', {
      title: titleIn(turn, done.value),
      name: who.id === me ? phrase(turn.language, 'task.new.button.myself') : name,
      day: formatDate(turn.language, dueOn),
    }),
    choices: [choice(turn, 'task.button.show', { do: 'task', taskId: done.value.id, act: 'show' })],
  });
}
