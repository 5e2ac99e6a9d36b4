/** What a finished flow about a task does, or a button that needs no flow: one use case, then the answer. */
import { Temporal } from 'temporal-polyfill';
import { ownersOf } from '../domain/task/people.ts';
import { tierAbove } from '../domain/task/states.ts';
import { formatDate } from '../locales/dates.ts';
import { listed } from '../locales/lists.ts';
import { phrase, translate } from '../locales/translate.ts';
import { roleName } from '../notices/named-seat.ts';
import { namesOf } from '../notices/recipients.ts';
import { planText } from '../notices/task-words.ts';
import { typedTitle } from '../usecases/task/change.ts';
import { createTaskFor, createTaskForMany, type TaskToSet } from '../usecases/task/create.ts';
import type { TaskRow } from '../usecases/task/dates.ts';
import { askExtension, decideExtension } from '../usecases/task/extension.ts';
import { seatsIn } from '../usecases/task/seats.ts';
import {
  addTaskEvidence,
  cancelTask,
  rescheduleTask,
  returnTask,
  submitTask,
  superviseTask,
  unsuperviseTask,
  waiveTask,
} from '../usecases/task/steps.ts';
import { choice } from './answers.ts';
import { wordsOf } from './flows/said.ts';
import type { TaskExtensionState } from './flows/task-extension.ts';
import type { NewTaskState } from './flows/task-new.ts';
import type { TaskRescheduleState } from './flows/task-reschedule.ts';
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
    case 'cancel':
    case 'supervise':
    case 'unsupervise':
      return finishOrder(turn, state.purpose, { taskId, reason: words });
    case 'deny':
      return decide(turn, { extensionId: extensionId ?? '', grant: false, reason: words });
  }
}

const ORDERED = {
  cancel: { give: cancelTask, said: 'task.done.cancel' },
  supervise: { give: superviseTask, said: 'task.done.supervise' },
  unsupervise: { give: unsuperviseTask, said: 'task.done.unsupervise' },
} as const;

async function finishOrder(
  turn: Turn,
  order: keyof typeof ORDERED,
  input: { readonly taskId: string; readonly reason: string },
): Promise<void> {
  const { give, said } = ORDERED[order];
  const done = await give(turn.uow, input);
  if (!done.ok) return sayTaskRefusal(turn, done.error, input.taskId);
  sayChanged(turn, said, done.value.task);
}

/** With the way back to the task. */
function sayChanged(
  turn: Turn,
  key: 'task.done.cancel' | 'task.done.supervise' | 'task.done.unsupervise' | 'task.done.reschedule',
  row: TaskRow,
): void {
  say(turn, key, {
    text: translate(turn.language, key, { title: titleIn(turn, row), day: formatDate(turn.language, row.dueOn) }),
    choices: [choice(turn, 'task.button.show', { do: 'task', taskId: row.id, act: 'show' })],
  });
}

export async function finishReschedule(turn: Turn, state: TaskRescheduleState): Promise<void> {
  const { taskId, dueOn, until = dueOn } = state;
  const words = wordsOf(state.said);
  const done = await rescheduleTask(turn.uow, {
    taskId,
    dueOn: Temporal.PlainDate.from(until),
    ...(words !== '' && { words }),
  });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  sayChanged(turn, 'task.done.reschedule', done.value.task);
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
  const { me, dueOn } = state;
  const [communityId, second] = state.communityIds;
  if (communityId === undefined || dueOn === undefined) return sayTaskRefusal(turn, { kind: 'community_not_found' });
  const what = {
    title: typedTitle(wordsOf(state.said).replaceAll('\n', ' ')),
    evidence: state.evidence,
    titlePublic: state.titlePublic,
    dueOn: Temporal.PlainDate.from(dueOn),
  };
  if (second !== undefined) return setForAll(turn, state.communityIds, what);
  const who = state.people.find(({ id }) => id === state.who);
  if (!who) return sayTaskRefusal(turn, { kind: 'person_not_here' });
  const done = await createTaskFor(turn.uow, { ...what, communityId, personId: who.id });
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

/** One task to the head of each committee: of all the communities that were looked at, or of none. */
async function setForAll(
  turn: Turn,
  communityIds: readonly string[],
  what: Pick<TaskToSet, 'title' | 'evidence' | 'titlePublic' | 'dueOn'>,
): Promise<void> {
  const { uow, language, actor } = turn;
  const done = await createTaskForMany(uow, { ...what, communityIds, ownerRole: 'committee_head' });
  if (!done.ok && done.error.kind === 'not_permitted')
    return say(turn, 'task.new.all.not-permitted', {
      text: translate(language, 'task.new.all.not-permitted'),
      choices: [choice(turn, 'task.button.new', { do: 'new-task' })],
    });
  if (!done.ok) return sayTaskRefusal(turn, done.error);
  const [first] = done.value;
  const vacant: string[] = [];
  for (const row of done.value)
    if (ownersOf(row, await seatsIn(uow.tx, row.communityId)).vacant)
      vacant.push(turn.communities.find(({ id }) => id === row.communityId)?.name ?? '');
  const hasWall = actor.seats.some(({ role }) => role === 'subdistrict');
  say(turn, 'task.new.done.all', {
    text: [
      ...translate(language, 'task.new.done.all', {
        title: planText(language, what.title),
        count: done.value.length,
        day: formatDate(language, what.dueOn.toString()),
      }),
      ...(vacant.length > 0
        ? ['\n', phrase(language, 'task.new.done.all.vacant', { names: listed(language, vacant) })]
        : []),
      ...(hasWall ? ['\n', phrase(language, 'task.new.done.all.wall')] : []),
    ],
    choices: [
      ...(first ? [choice(turn, 'task.button.everywhere', { do: 'task', taskId: first.id, act: 'everywhere' })] : []),
      hasWall
        ? choice(turn, 'wall.button', { do: 'wall' })
        : choice(turn, 'task.button.list', { do: 'tasks', page: 0 }),
    ],
  });
}
