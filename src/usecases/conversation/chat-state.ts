/** What becomes of a chat: bound to a community, blocked, left, moved to a new platform id. */
import { and, eq, inArray } from 'drizzle-orm';
import { chat, community, outbox } from '../../../db/schema/index.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type ChatRow, chatKeyOf, type TurnAddress } from './open-turn.ts';

/** Facts of the platform, not anybody's wish: they need no permission. */
export async function setChatState(uow: UnitOfWork, row: ChatRow, state: ChatRow['state']): Promise<void> {
  if (row.state === state) return;
  const [after] = await uow.tx.update(chat).set({ state }).where(eq(chat.id, row.id)).returning();
  if (after) record(uow, 'chat', after, { action: `chat.${state}`, as: 'system' });
}

/** A Telegram group became a supergroup: same chat, new id. If the new id was seen first, its row takes over the binding. */
export async function moveChat(uow: UnitOfWork, row: ChatRow, address: TurnAddress, to: string): Promise<void> {
  const moved = { ...address, chat: to };
  const chatKey = chatKeyOf(uow.index, moved);
  const [already] = await uow.tx.select().from(chat).where(eq(chat.chatKey, chatKey)).for('update');
  if (already) {
    if (already.id === row.id) return;
    const communityId = already.communityId ?? row.communityId;
    const language = already.language ?? row.language;
    if (communityId !== already.communityId || language !== already.language) {
      const [bound] = await uow.tx
        .update(chat)
        .set({ communityId, language })
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

export type BindChatRefusal =
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'not_a_group' }
  /** It belongs to another community, whose people have to let it go first. */
  | { readonly kind: 'bound_elsewhere' };

/** Ties a group to a community, so that what is begun there needs no question where. */
export const bindChat = command<
  { readonly chatId: string; readonly communityId: string },
  ChatRow,
  ChatRow,
  BindChatRefusal
>({
  name: 'chat.bind',
  load: async (uow, { chatId, communityId }) => {
    const [row] = await uow.tx.select().from(chat).where(eq(chat.id, chatId)).for('update');
    if (!row) return err({ kind: 'chat_not_found' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    if (!home) return err({ kind: 'community_not_found' });
    return row.scope === 'group' ? ok(row) : err({ kind: 'not_a_group' });
  },
  target: (_row, { communityId }) => ({ communityId }),
  run: async (uow, row, { communityId }, as) => {
    if (row.communityId && !permit('chat.bind', uow.actor, { communityId: row.communityId }).ok)
      return err({ kind: 'bound_elsewhere' });
    const [after] = await uow.tx.update(chat).set({ communityId }).where(eq(chat.id, row.id)).returning();
    if (!after) throw new Error('a locked chat vanished');
    record(uow, 'chat', after, { action: 'chat.bind', as, communityId });
    return ok(after);
  },
});
