/** A person took a message back: every stored copy of it goes, and a file that came with it. What was registered stays. */
import { eq } from 'drizzle-orm';
import { attachment, attachmentBlob, inbox } from '../../../db/schema/index.ts';
import { ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';

type AttachmentRow = typeof attachment.$inferSelect;

export const eraseMessage = command<
  { readonly messageKey: string; readonly accountId: string },
  AttachmentRow[],
  number,
  never
>({
  name: 'attachment.erase',
  load: async (uow, { messageKey }) => {
    const rows = await uow.tx.select().from(attachment).where(eq(attachment.messageKey, messageKey)).for('update');
    return ok(rows);
  },
  target: (_rows, { accountId }) => ({ ownerAccountId: accountId }),
  run: async (uow, rows, { messageKey }, as) => {
    await uow.tx.update(inbox).set({ bodySealed: null }).where(eq(inbox.messageKey, messageKey));
    for (const row of rows) {
      await uow.tx.delete(attachmentBlob).where(eq(attachmentBlob.attachmentId, row.id));
      const [after] = await uow.tx
        .update(attachment)
        .set({ state: 'erased', refSealed: null, pointSealed: null, nameSealed: null, reason: 'unsent', salt: null })
        .where(eq(attachment.id, row.id))
        .returning();
      if (!after) continue;
      record(uow, 'attachment', after, { action: 'attachment.erase', as, reason: 'unsent' });
      if (after.demandId) uow.notices.push({ kind: 'demand.card-changed', demandId: after.demandId });
    }
    return ok(rows.length);
  },
});
