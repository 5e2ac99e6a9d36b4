/** Who has to do with tasks at all, and who may set them; the buttons and the help go by it. */
import { permit } from '../domain/permissions/permit.ts';
import type { Actor } from '../domain/permissions/roles.ts';
import { TASK_OWNERS } from '../domain/task/states.ts';

/** Whether any seat of the person is one that tasks belong to. */
export const mayHaveTasks = ({ seats }: Actor): boolean =>
  seats.some(({ role }) => (TASK_OWNERS as readonly string[]).includes(role));

/** The communities for which the person may set tasks. */
export const settableIn = (actor: Actor): readonly string[] => [
  ...new Set(
    actor.seats.flatMap(({ communityId }) => (permit('task.create', actor, { communityId }).ok ? [communityId] : [])),
  ),
];
