/** The buttons of tasks: a press is the only sign that a reminder was seen, then it does what it says. */
import { notNow } from '../domain/task/decide.ts';
import { formatDate } from '../locales/dates.ts';
import { phrase, translate } from '../locales/translate.ts';
import type { Intent } from '../notices/intent.ts';
import { mayNotSign } from '../usecases/task/change.ts';
import { extensionRoom } from '../usecases/task/extension.ts';
import { mayNotOrder, type TaskOrder } from '../usecases/task/orders.ts';
import { readTask, taskOfExtension } from '../usecases/task/read.ts';
import { markSeen } from '../usecases/task/seen.ts';
import { acknowledgeTask, addTaskEvidence, submitTask, verifyTask } from '../usecases/task/steps.ts';
import { publishTaskTitle, withdrawTaskTitle } from '../usecases/task/title.ts';
import { choice } from './answers.ts';
import { beginExtension, beginReschedule, beginTaskWords } from './begin-flow.ts';
import { sayTask, sayTaskPictures } from './task-card.ts';
import { sayEverywhere } from './task-everywhere.ts';
import { decide, sayHandedIn, tierOver, titleIn } from './task-finish.ts';
import { sayTasks, sayToVerify, sayWeek } from './task-list.ts';
import { handOver, sayTaskPeople } from './task-people.ts';
import { sayTaskRefusal, type TaskRefusal } from './task-refusals.ts';
import { setTask } from './task-set.ts';
import { say, sayText, type Turn } from './turn.ts';

export type TaskIntent = Extract<
  Intent,
  {
    readonly do:
      | 'tasks'
      | 'task'
      | 'acknowledge-tasks'
      | 'extension'
      | 'to-verify'
      | 'task-people'
      | 'hand-over'
      | 'week'
      | 'new-task';
  }
>;

export async function onTaskIntent(turn: Turn, intent: TaskIntent): Promise<void> {
  switch (intent.do) {
    case 'tasks':
      return markSeen(turn.uow, await sayTasks(turn, intent.page));
    case 'task':
      await markSeen(turn.uow, [intent.taskId]);
      return onAct(turn, intent.taskId, intent.act);
    case 'acknowledge-tasks':
      await markSeen(turn.uow, intent.taskIds);
      return acknowledgeAll(turn, intent.taskIds);
    case 'extension':
      return intent.grant ? decide(turn, intent) : askWhyNot(turn, intent.extensionId);
    case 'to-verify':
      return sayToVerify(turn, intent.page);
    case 'task-people':
      return sayTaskPeople(turn, intent.taskId, intent.page);
    case 'hand-over':
      return handOver(turn, intent.taskId, intent.personId);
    case 'week':
      return sayWeek(turn, intent.communityId, intent.page);
    case 'new-task':
      return setTask(turn, intent, intent.line ?? '');
  }
}

type Act = Extract<TaskIntent, { readonly do: 'task' }>['act'];

function onAct(turn: Turn, taskId: string, act: Act): Promise<void> {
  switch (act) {
    case 'show':
      return sayTask(turn, taskId);
    case 'acknowledge':
      return acknowledge(turn, taskId);
    case 'hand-in':
      return handIn(turn, taskId);
    case 'extend':
      return extend(turn, taskId);
    case 'transfer':
      return sayTaskPeople(turn, taskId, 0);
    case 'pictures':
      return sayTaskPictures(turn, taskId);
    case 'verify':
      return verify(turn, taskId);
    case 'publish-title':
    case 'withdraw-title':
      return sayTitle(turn, taskId, act);
    case 'return':
    case 'waive':
      return askWhy(turn, taskId, act);
    case 'reschedule':
    case 'supervise':
    case 'unsupervise':
    case 'cancel':
      return order(turn, taskId, act);
    case 'everywhere':
      return sayEverywhere(turn, taskId);
  }
}

/** The card comes back with what is left to do. */
async function acknowledge(turn: Turn, taskId: string): Promise<void> {
  const done = await acknowledgeTask(turn.uow, { taskId });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  await sayTask(turn, taskId, phrase(turn.language, 'task.done.acknowledge'));
}

async function acknowledgeAll(turn: Turn, taskIds: readonly string[]): Promise<void> {
  let count = 0;
  // In one order, so that two presses never wait for each other.
  for (const taskId of [...taskIds].sort()) if ((await acknowledgeTask(turn.uow, { taskId })).ok) count += 1;
  say(turn, 'task.done.acknowledge-all', {
    text:
      count > 0
        ? translate(turn.language, 'task.done.acknowledge-all', { count })
        : translate(turn.language, 'task.done.acknowledge-none'),
    choices: [choice(turn, 'task.button.list', { do: 'tasks', page: 0 }, 'primary')],
  });
}

/** Photos sent just before count; where something is still missing, it is asked for. */
async function handIn(turn: Turn, taskId: string): Promise<void> {
  const done = await submitTask(turn.uow, { taskId });
  if (done.ok) return sayHandedIn(turn, done.value.task, 0);
  if (done.error.kind !== 'evidence_missing') return sayTaskRefusal(turn, done.error, taskId);
  const { evidence } = done.error;
  const added = await addTaskEvidence(turn.uow, { taskId, chatId: turn.chat.id });
  if (!added.ok && added.error.kind !== 'nothing_handed_in') return sayTaskRefusal(turn, added.error, taskId);
  if (added.ok) {
    const again = await submitTask(turn.uow, { taskId });
    if (again.ok) return sayHandedIn(turn, again.value.task, added.value.files);
    return sayTaskRefusal(turn, again.error, taskId);
  }
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  await beginTaskWords(turn, {
    purpose: 'hand-in',
    taskId,
    title: titleIn(turn, found.value.task),
    evidence,
    files: 0,
    said: [],
  });
}

async function extend(turn: Turn, taskId: string): Promise<void> {
  const room = await extensionRoom(turn.uow, { taskId });
  if (!room.ok && room.error.kind === 'extension_too_long') return noRoom(turn, taskId);
  if (!room.ok) return sayTaskRefusal(turn, room.error, taskId);
  const { task: row, dueOn, latest } = room.value;
  await beginExtension(turn, {
    taskId,
    title: titleIn(turn, row),
    tier: tierOver(turn, row),
    dueOn: dueOn.toString(),
    latest: latest.toString(),
    said: [],
  });
}

async function noRoom(turn: Turn, taskId: string): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { task: row } = found.value;
  say(turn, 'task.extension.none-left', {
    text: translate(turn.language, 'task.extension.none-left', {
      title: titleIn(turn, row),
      due: formatDate(turn.language, row.dueOn),
    }),
    choices: [choice(turn, 'task.button.show', { do: 'task', taskId, act: 'show' })],
  });
}

async function verify(turn: Turn, taskId: string): Promise<void> {
  const done = await verifyTask(turn.uow, { taskId });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  sayText(turn, 'task.done.verify', 'task.done.verify', { title: titleIn(turn, done.value.task) });
}

async function sayTitle(turn: Turn, taskId: string, act: 'publish-title' | 'withdraw-title'): Promise<void> {
  const done = await (act === 'publish-title' ? publishTaskTitle : withdrawTaskTitle)(turn.uow, { taskId });
  if (!done.ok) return sayTaskRefusal(turn, done.error, taskId);
  await sayTask(
    turn,
    taskId,
    phrase(turn.language, act === 'publish-title' ? 'task.done.publish-title' : 'task.done.withdraw-title'),
  );
}

/** Nobody is asked to write a reason that cannot be taken any more. */
async function askWhy(turn: Turn, taskId: string, purpose: 'return' | 'waive'): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { task: row } = found.value;
  const refusal: TaskRefusal | undefined = mayNotSign(turn.uow, found.value) ?? notNow(row.state, purpose);
  if (refusal) return sayTaskRefusal(turn, refusal, taskId);
  await beginTaskWords(turn, { purpose, taskId, title: titleIn(turn, row), files: 0, said: [] });
}

/** Another date, or the reason for what is ordered; whoever does it will read it. */
async function order(turn: Turn, taskId: string, wanted: TaskOrder): Promise<void> {
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const { task: row } = found.value;
  const refusal = await mayNotOrder(turn.uow, found.value, wanted);
  if (refusal) return sayTaskRefusal(turn, refusal, taskId);
  const about = { taskId, title: titleIn(turn, row), said: [] };
  if (wanted === 'reschedule') return beginReschedule(turn, { ...about, dueOn: row.dueOn });
  await beginTaskWords(turn, { ...about, purpose: wanted, files: 0 });
}

async function askWhyNot(turn: Turn, extensionId: string): Promise<void> {
  const taskId = await taskOfExtension(turn.uow, extensionId);
  if (taskId === undefined) return sayTaskRefusal(turn, { kind: 'extension_not_found' });
  const found = await readTask(turn.uow, taskId);
  if (!found.ok) return sayTaskRefusal(turn, found.error);
  const refusal: TaskRefusal | undefined =
    mayNotSign(turn.uow, found.value) ??
    (found.value.asked?.id === extensionId ? undefined : { kind: 'extension_not_found' });
  if (refusal) return sayTaskRefusal(turn, refusal, taskId);
  const title = titleIn(turn, found.value.task);
  await beginTaskWords(turn, { purpose: 'deny', taskId, extensionId, title, files: 0, said: [] });
}
