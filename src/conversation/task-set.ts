/** 布置任务, begun from a line or a button: whoever may, for one community. */
import { translate } from '../locales/translate.ts';
import type { BoundChoice } from '../notices/intent.ts';
import { assignable } from '../usecases/task/rights.ts';
import { type NewTaskState, parseTask, withTyped } from './flows/task-new.ts';
import { beginNewTask } from './run-flow.ts';
import { settableIn } from './task-rights.ts';
import { say, sayText, type Turn, viewOf } from './turn.ts';

export async function setTask(turn: Turn, wanted: string | undefined, line: string): Promise<void> {
  const settable = settableIn(turn.actor);
  const communityId = wanted ?? (settable.length === 1 ? settable[0] : undefined);
  if (settable.length === 0 || (communityId !== undefined && !settable.includes(communityId)))
    return sayText(turn, 'task.new.not-permitted', 'task.new.not-permitted');
  if (communityId === undefined) return askCommunity(turn, settable, line);
  const state = await draft(turn, communityId);
  if (line === '') return beginNewTask(turn, state);
  const typed = parseTask(line, state, viewOf(turn));
  await beginNewTask(turn, withTyped(state, typed, turn.inbound.message), typed.remark);
}

function askCommunity(turn: Turn, settable: readonly string[], line: string): void {
  say(turn, 'task.new.community', {
    text: translate(turn.language, 'task.new.community'),
    choices: turn.communities
      .filter(({ id }) => settable.includes(id))
      .map(
        ({ id, name }): BoundChoice => ({
          label: name,
          says: name,
          intent: { do: 'new-task', communityId: id, ...(line !== '' && { line }) },
        }),
      ),
  });
}

async function draft(turn: Turn, communityId: string): Promise<NewTaskState> {
  const people = await assignable(turn.uow, communityId);
  return {
    communityId,
    people: people.map(({ personId, name, role, bodyId }) => ({ id: personId, name, role, bodyId })),
    me: turn.actor.personId ?? '',
    said: [],
    page: 0,
    evidence: 'none',
    titlePublic: false,
  };
}
