/**
 * Whether anybody still reads a roster. The file is in the memory of one process: when that is killed nobody goes on, so
 * the import is refused, and whoever uploaded it reads that it has to be done again.
 */
import { and, eq, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { rosterImport } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { ImportRow, RosterRefusal } from './imports.ts';
import { refuseFile } from './stage.ts';

/** What such an import says of its file. */
export const INTERRUPTED = 'interrupted';

export const READER_BEAT_MS = 5_000;
/** Six signs of life missed: longer than any pause of a process that works. */
const SILENT_SECONDS = 30;

const unread = () =>
  and(
    eq(rosterImport.state, 'reading'),
    sql`${rosterImport.readerSeenAt} < clock_timestamp() - make_interval(secs => ${SILENT_SECONDS})`,
  );

export async function signOfLife(tx: Tx, importId: string): Promise<void> {
  await tx
    .update(rosterImport)
    .set({ readerSeenAt: sql`clock_timestamp()` })
    .where(and(eq(rosterImport.id, importId), eq(rosterImport.state, 'reading')));
}

export const unreadImports = (tx: Tx): Promise<{ id: string }[]> =>
  tx.select({ id: rosterImport.id }).from(rosterImport).where(unread());

/** Looked at once more under the lock: the reader may have come back. */
export const refuseUnread = command<{ readonly importId: string }, ImportRow, ImportRow, RosterRefusal>({
  name: 'roster.stage',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx
      .select()
      .from(rosterImport)
      .where(and(eq(rosterImport.id, importId), unread()))
      .for('update');
    return row ? ok(row) : err({ kind: 'roster_not_found' });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, _input, as) => ok(await refuseFile(uow, row, INTERRUPTED, as)),
});
