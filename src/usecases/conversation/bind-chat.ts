/** What a group chat belongs to: a community, or one body, grid, group or building of it. */
import { and, eq } from 'drizzle-orm';
import { chat, community, place } from '../../../db/schema/index.ts';
import { permit, type Target } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { actsIn, bodyById } from '../registry/bodies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { ChatRow } from './identify.ts';

export type BindChatRefusal =
  | { readonly kind: 'chat_not_found' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'not_a_group' }
  | { readonly kind: 'bound_elsewhere' }
  | { readonly kind: 'bound_to_another' }
  | { readonly kind: 'chat_not_bound' };

/** At most one of body and place: what concerns just them is said in this group. */
export interface BindChat {
  readonly chatId: string;
  readonly communityId: string;
  readonly bodyId?: string;
  readonly placeId?: string;
  /** Also when it is bound to another community: it is parted from that one first, and the ledger shows both. */
  readonly move?: boolean;
}

async function load(uow: UnitOfWork, input: BindChat): Promise<Result<ChatRow, BindChatRefusal>> {
  const [row] = await uow.tx.select().from(chat).where(eq(chat.id, input.chatId)).for('update');
  if (!row) return err({ kind: 'chat_not_found' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
  if (!home) return err({ kind: 'community_not_found' });
  if (input.placeId) {
    const [found] = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.id, input.placeId), eq(place.communityId, home.id)));
    if (!found) return err({ kind: 'place_not_found' });
  }
  if (input.bodyId) {
    const found = await bodyById(uow.tx, input.bodyId);
    if (!found || found.endedAt || !(await actsIn(uow.tx, found, home.id))) return err({ kind: 'body_not_found' });
  }
  return row.scope === 'group' ? ok(row) : err({ kind: 'not_a_group' });
}

const boundTo = ({ communityId, bodyId, placeId }: ChatRow): Target => ({
  ...(communityId && { communityId }),
  ...(bodyId && { bodyId }),
  ...(placeId && { placeId }),
});

/** What a group is bound to may be changed only by somebody who could also undo that. */
export const bindChat = command<BindChat, ChatRow, ChatRow, BindChatRefusal>({
  name: 'chat.bind',
  load,
  target: (_row, { communityId, bodyId, placeId }) => ({
    communityId,
    ...(bodyId && { bodyId }),
    ...(placeId && { placeId }),
  }),
  run: async (uow, row, { communityId, bodyId, placeId, move }, as) => {
    if (row.communityId && !permit('chat.unbind', uow.actor, boundTo(row)).ok) return err({ kind: 'bound_elsewhere' });
    if (row.communityId && row.communityId !== communityId) {
      if (!move) return err({ kind: 'bound_to_another' });
      const parted = await unbindChat(uow, { chatId: row.id });
      if (!parted.ok) return err({ kind: 'bound_elsewhere' });
    }
    const [after] = await uow.tx
      .update(chat)
      .set({ communityId, bodyId: bodyId ?? null, placeId: placeId ?? null })
      .where(eq(chat.id, row.id))
      .returning();
    if (!after) throw new Error('a locked chat vanished');
    record(uow, 'chat', after, { action: 'chat.bind', as, communityId });
    return ok(after);
  },
});

export const unbindChat = command<{ readonly chatId: string }, ChatRow, ChatRow, BindChatRefusal>({
  name: 'chat.unbind',
  load: async (uow, { chatId }) => {
    const [row] = await uow.tx.select().from(chat).where(eq(chat.id, chatId)).for('update');
    if (!row) return err({ kind: 'chat_not_found' });
    if (row.scope !== 'group') return err({ kind: 'not_a_group' });
    return row.communityId ? ok(row) : err({ kind: 'chat_not_bound' });
  },
  target: boundTo,
  run: async (uow, row, _input, as) => {
    const [after] = await uow.tx
      .update(chat)
      .set({ communityId: null, bodyId: null, placeId: null })
      .where(eq(chat.id, row.id))
      .returning();
    if (!after) throw new Error('a locked chat vanished');
    record(uow, 'chat', after, {
      action: 'chat.unbind',
      as,
      ...(row.communityId && { communityId: row.communityId }),
    });
    return ok(after);
  },
});
