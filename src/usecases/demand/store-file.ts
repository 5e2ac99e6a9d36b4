/** What became of a file that was still on its platform: it is here, or it will never be. */
import { and, eq } from 'drizzle-orm';
import { contentDigest } from '../../../db/digest.ts';
import { attachment, attachmentBlob, blobPurpose } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { settleTaskFile } from '../task/lost-files.ts';
import { record } from '../unit-of-work.ts';

type AttachmentRow = typeof attachment.$inferSelect;

export type FileOutcome =
  | { readonly state: 'stored'; readonly bytes: Uint8Array; readonly mime: string }
  | { readonly state: 'gone' | 'refused'; readonly reason: string };

/** For the words it belongs to, which may be a report. */
export const waits = ({ demandId, taskId }: Pick<AttachmentRow, 'demandId' | 'taskId'>): boolean =>
  demandId === null && taskId === null;

/** Meanwhile it was taken back, or another process has settled it. */
export type FileSettled = { readonly kind: 'file_settled' };

export const storeFile = command<
  { readonly attachmentId: string; readonly outcome: FileOutcome },
  AttachmentRow,
  AttachmentRow,
  FileSettled
>({
  name: 'attachment.store',
  load: async (uow, { attachmentId }) => {
    const [row] = await uow.tx
      .select()
      .from(attachment)
      .where(and(eq(attachment.id, attachmentId), eq(attachment.state, 'pending')))
      .for('update');
    return row ? ok(row) : err({ kind: 'file_settled' });
  },
  target: () => ({}),
  run: async (uow, { id, salt }, { outcome }, as) => {
    const [row] = await uow.tx
      .update(attachment)
      .set({
        state: outcome.state,
        refSealed: null,
        ...(outcome.state === 'stored'
          ? {
              mime: outcome.mime,
              size: outcome.bytes.length,
              contentDigest: salt && contentDigest(salt, outcome.bytes),
            }
          : { reason: outcome.reason }),
      })
      .where(eq(attachment.id, id))
      .returning();
    if (!row) throw new Error('a locked attachment vanished');
    if (outcome.state === 'stored') {
      const bytesSealed = uow.keys.seal(blobPurpose(id), outcome.bytes);
      await uow.tx.insert(attachmentBlob).values({ attachmentId: id, bytesSealed });
    }
    record(uow, 'attachment', row, { action: 'attachment.store', as, apart: waits(row), facts: { state: row.state } });
    if (row.taskId !== null) await settleTaskFile(uow, row.taskId, id, as);
    return ok(row);
  },
});
