/** A year's plan came, or ended: one message, however many tasks it holds. */
import { and, eq } from 'drizzle-orm';
import { plan, task } from '../../db/schema/index.ts';
import type { TaskNotice } from '../domain/task/notices.ts';
import { doersOf } from '../domain/task/people.ts';
import { formatDate } from '../locales/dates.ts';
import { translate } from '../locales/translate.ts';
import { button } from './button.ts';
import type { Outgoing } from './intent.ts';
import { reachPeople } from './recipients.ts';
import type { TaskRow } from './task-facts.ts';
import { planText } from './task-words.ts';
import { type ComposeTools, tell } from './tell.ts';

/** One message for a whole year, to those who must do most of it. */
export async function planLoaded(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'plan.loaded' }>,
): Promise<Outgoing[]> {
  const [found] = await tools.tx.select().from(plan).where(eq(plan.id, notice.planId));
  if (!found) return [];
  const rows = await tools.tx.select().from(task).where(eq(task.planId, found.id)).orderBy(task.dueAt);
  const seats = await tools.seatsIn(tools.tx, found.communityId);
  const shares = new Map<string, TaskRow[]>();
  for (const row of rows)
    for (const person of doersOf(row, seats)) shares.set(person, [...(shares.get(person) ?? []), row]);
  return tell(
    tools,
    await reachPeople(tools.tx, [...shares.keys()]),
    { topic: notice.kind, subject: `plan:${found.id}`, policy: 'skip' },
    (language, { personId }) => {
      const theirs = shares.get(personId ?? '') ?? [];
      const first = theirs[0];
      return {
        text: translate(language, 'plan.loaded', {
          plan: planText(language, found.document.title),
          year: String(found.year),
          count: theirs.length,
          title: first ? planText(language, first.title) : '',
          day: first ? formatDate(language, first.dueOn) : '',
        }),
        choices: [button(language, 'task.button.list', { do: 'tasks', page: 0 }, 'primary')],
      };
    },
  );
}

/** To those who need not do any more what it brought. */
export async function planEnded(
  tools: ComposeTools,
  notice: Extract<TaskNotice, { kind: 'plan.ended' }>,
): Promise<Outgoing[]> {
  const [found] = await tools.tx.select().from(plan).where(eq(plan.id, notice.planId));
  if (!found?.endedAt) return [];
  const rows = await tools.tx
    .select()
    .from(task)
    .where(and(eq(task.planId, found.id), eq(task.state, 'cancelled'), eq(task.endedAt, found.endedAt)));
  const seats = await tools.seatsIn(tools.tx, found.communityId);
  const shares = new Map<string, number>();
  for (const row of rows) for (const person of doersOf(row, seats)) shares.set(person, (shares.get(person) ?? 0) + 1);
  return tell(
    tools,
    await reachPeople(tools.tx, [...shares.keys()]),
    { topic: notice.kind, subject: `plan:${found.id}:ended`, policy: 'skip' },
    (language, { personId }) => ({
      text: translate(language, 'plan.ended', {
        plan: planText(language, found.document.title),
        year: String(found.year),
        count: shares.get(personId ?? '') ?? 0,
        reason: notice.reason,
      }),
    }),
  );
}
