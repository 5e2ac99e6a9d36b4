/** What becomes of a chat on its platform: blocked, left, moved to a new id. */
import { and, eq, inArray } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { chat, outbox } from '../../../db/schema/index.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type ChatRow, chatKeyOf, type Whereabouts } from './identify.ts';

/** The row itself, locked, because the caller is about to change it. */
export async function chatById(tx: Tx, chatId: string): Promise<ChatRow | undefined> {
  const [row] = await tx.select().from(chat).where(eq(chat.id, chatId)).for('update');
  return row;
}

/** Facts of the platform, not anybody's wish: they need no permission. */
export async function setChatState(uow: UnitOfWork, row: ChatRow, state: ChatRow['state']): Promise<void> {
  if (row.state === state) return;
  const [after] = await uow.tx.update(chat).set({ state }).where(eq(chat.id, row.id)).returning();
  if (after) record(uow, 'chat', after, { action: `chat.${state}`, as: 'system' });
}

/** A Telegram group became a supergroup: same chat, new id. If the new id was seen first, its row takes over the binding. */
export async function moveChat(uow: UnitOfWork, row: ChatRow, address: Whereabouts, to: string): Promise<void> {
  const moved = { ...address, chat: to };
  const chatKey = chatKeyOf(uow.index, moved);
  const [already] = await uow.tx.select().from(chat).where(eq(chat.chatKey, chatKey)).for('update');
  if (already) {
    if (already.id === row.id) return;
    const communityId = already.communityId ?? row.communityId;
    const language = already.language ?? row.language;
    // What it is bound to goes as a whole: a body or place belongs to that community.
    const { bodyId, placeId } = already.communityId ? already : row;
    if (communityId !== already.communityId || language !== already.language) {
      const [bound] = await uow.tx
        .update(chat)
        .set({ communityId, bodyId, placeId, language })
        .where(eq(chat.id, already.id))
        .returning();
      if (bound) record(uow, 'chat', bound, { action: 'chat.moved', as: 'system' });
    }
    await setChatState(uow, row, 'left');
    // What still waits for the old id would be turned away there for ever.
    await uow.tx
      .update(outbox)
      .set({ chatId: already.id })
      .where(and(eq(outbox.chatId, row.id), inArray(outbox.state, ['waiting', 'leased', 'sending'])));
    return;
  }
  const [after] = await uow.tx
    .update(chat)
    .set({ chatKey, addressSealed: uow.keys.sealJson('chat.address', { chat: to, topic: address.topic }) })
    .where(eq(chat.id, row.id))
    .returning();
  if (after) record(uow, 'chat', after, { action: 'chat.moved', as: 'system' });
}
