/** The files handed in with a task, a pin on the map being none: those that are there or still to come; what was erased, refused or never came is none. */
import { and, asc, eq, ne, notInArray } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { attachment } from './schema/index.ts';

export type TaskFile = Pick<typeof attachment.$inferSelect, 'id' | 'kind' | 'state' | 'receivedAt'>;

export async function taskFiles(tx: Tx, taskId: string): Promise<readonly TaskFile[]> {
  return tx
    .select({ id: attachment.id, kind: attachment.kind, state: attachment.state, receivedAt: attachment.receivedAt })
    .from(attachment)
    .where(
      and(
        eq(attachment.taskId, taskId),
        ne(attachment.kind, 'location'),
        notInArray(attachment.state, ['gone', 'refused', 'erased']),
      ),
    )
    .orderBy(asc(attachment.receivedAt), asc(attachment.id));
}
