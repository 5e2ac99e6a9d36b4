/** 布置任务, begun from a line or a button: whoever may, for one community or for all of hers. */
import { phrase, translate } from '../locales/translate.ts';
import type { BoundChoice, Intent } from '../notices/intent.ts';
import { assignable } from '../usecases/task/rights.ts';
import { beginNewTask } from './begin-flow.ts';
import { meansAll, type NewTaskState, parseTask, withTyped } from './flows/task-new.ts';
import { settableIn } from './task-rights.ts';
import { say, sayText, type Turn, viewOf } from './turn.ts';

/** Which community, or all in which she may; nothing where nothing is said of it yet. */
type For = Pick<Extract<Intent, { readonly do: 'new-task' }>, 'communityId' | 'all'>;

export async function setTask(turn: Turn, wanted: For, line: string): Promise<void> {
  const settable = settableIn(turn.actor);
  const [only, second] = settable;
  const forAll = wanted.all ?? (wanted.communityId === undefined && meansAll(line, viewOf(turn)));
  if (forAll && second !== undefined) return begin(turn, draftOf(turn, settable, []), line);
  const communityId = wanted.communityId ?? (second === undefined ? only : undefined);
  if (settable.length === 0 || (communityId !== undefined && !settable.includes(communityId)))
    return sayText(turn, 'task.new.not-permitted', 'task.new.not-permitted');
  if (communityId === undefined) return askCommunity(turn, settable, line);
  await begin(turn, await draft(turn, communityId), line);
}

async function begin(turn: Turn, state: NewTaskState, line: string): Promise<void> {
  if (line === '') return beginNewTask(turn, state);
  const typed = parseTask(line, state, viewOf(turn));
  await beginNewTask(turn, withTyped(state, typed, turn.inbound.message), typed.remark);
}

function askCommunity(turn: Turn, settable: readonly string[], line: string): void {
  const at = (label: string, where: For): BoundChoice => ({
    label,
    says: label,
    intent: { do: 'new-task', ...where, ...(line !== '' && { line }) },
  });
  say(turn, 'task.new.community', {
    text: translate(turn.language, 'task.new.community'),
    choices: [
      at(phrase(turn.language, 'task.new.button.all', { count: settable.length }), { all: true }),
      ...turn.communities
        .filter(({ id }) => settable.includes(id))
        .map(({ id, name }) => at(name, { communityId: id })),
    ],
  });
}

async function draft(turn: Turn, communityId: string): Promise<NewTaskState> {
  const people = await assignable(turn.uow, communityId);
  return draftOf(
    turn,
    [communityId],
    people.map(({ personId, name, role, bodyId }) => ({ id: personId, name, role, bodyId })),
  );
}

const draftOf = ({ actor }: Turn, communityIds: readonly string[], people: NewTaskState['people']): NewTaskState => ({
  communityIds: [...communityIds],
  people,
  me: actor.personId ?? '',
  said: [],
  page: 0,
  evidence: 'none',
  titlePublic: false,
});
