/**
 * A person took a message back: every stored copy of it goes, done, parked or still waiting, with a file that came with it,
 * the link it was given in a group, and what was planned should nobody answer it. What was registered stays.
 * This is a fact of the platform, not a wish, so it needs no permission: only the platform can say it.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { attachment, attachmentBlob, choicePrompt, handoff, inbox, schedule } from '../../../db/schema/index.ts';
import { questionSubject } from '../duty/remind.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { waits } from './store-file.ts';

export async function eraseUnsent(uow: UnitOfWork, messageKey: string): Promise<void> {
  await uow.tx.update(inbox).set({ bodySealed: null }).where(eq(inbox.messageKey, messageKey));
  await uow.tx.delete(choicePrompt).where(eq(choicePrompt.messageKey, messageKey));
  await uow.tx.delete(handoff).where(eq(handoff.messageKey, messageKey));
  const question = questionSubject(messageKey);
  await uow.tx
    .update(schedule)
    .set({ state: 'cancelled', settledAt: sql`now()`, payloadSealed: null })
    .where(and(eq(schedule.subject, question), inArray(schedule.state, ['waiting', 'parked'])));
  const rows = await uow.tx.select().from(attachment).where(eq(attachment.messageKey, messageKey)).for('update');
  for (const row of rows) await eraseAttachment(uow, row, 'unsent');
}

/** The content and its salt go; the row and its ledger line stay, and prove nothing any more about what it was. */
export async function eraseAttachment(
  uow: UnitOfWork,
  row: typeof attachment.$inferSelect,
  reason: 'unsent' | 'never used',
): Promise<void> {
  await uow.tx.delete(attachmentBlob).where(eq(attachmentBlob.attachmentId, row.id));
  const [after] = await uow.tx
    .update(attachment)
    .set({
      state: 'erased',
      refSealed: null,
      pointSealed: null,
      nameSealed: null,
      contentDigest: null,
      reason,
      salt: null,
    })
    .where(eq(attachment.id, row.id))
    .returning();
  if (!after) return;
  record(uow, 'attachment', after, { action: 'attachment.erase', as: 'system', reason, apart: waits(after) });
  if (after.demandId) uow.notices.push({ kind: 'demand.card-changed', demandId: after.demandId });
}
