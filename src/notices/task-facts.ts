/** What notices about a task read of it, once each. */
import { eq } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { community, task, taskEvent } from '../../db/schema/index.ts';
import type { SeatFact } from '../domain/task/people.ts';
import type { ComposeTools } from './tell.ts';

export type TaskRow = typeof task.$inferSelect;

export interface TaskFacts {
  readonly row: TaskRow;
  readonly community: string;
  readonly today: Temporal.PlainDate;
  readonly seats: readonly SeatFact[];
}

export async function taskFactsOf(tools: ComposeTools, taskId: string): Promise<TaskFacts | undefined> {
  const [found] = await tools.tx
    .select()
    .from(task)
    .innerJoin(community, eq(community.id, task.communityId))
    .where(eq(task.id, taskId));
  if (!found) return undefined;
  return {
    row: found.task,
    community: found.community.name,
    today: tools.now.toZonedDateTimeISO(found.community.timeZone).toPlainDate(),
    seats: await tools.seatsIn(tools.tx, found.task.communityId),
  };
}

export async function wordsOfEvent({ tx, keys }: ComposeTools, eventId: string | undefined): Promise<string> {
  if (!eventId) return '';
  const [event] = await tx.select({ text: taskEvent.textSealed }).from(taskEvent).where(eq(taskEvent.id, eventId));
  return event?.text ? keys.openText('task_event.text', event.text) : '';
}
