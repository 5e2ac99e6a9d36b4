/** The chats the bot is in. A group shows its title, so that one can be told from another; a person's chat shows nothing. */
import { and, asc, eq, gt, isNotNull, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { chat, community } from '../../../db/schema/index.ts';
import type { FieldKeys } from '../../../db/sealed.ts';
import type { ChatRow } from './open-turn.ts';

export interface ChatFilter {
  readonly communityId?: string;
  readonly platform?: string;
  readonly scope?: ChatRow['scope'];
  readonly state?: ChatRow['state'];
  readonly bound?: boolean;
}

export interface ListedChat {
  readonly row: ChatRow;
  readonly community: string | null;
  readonly title: string | null;
}

export async function pageChats(
  tx: Tx,
  keys: FieldKeys,
  { communityId, platform, scope, state, bound }: ChatFilter,
  after: string | undefined,
  limit: number,
): Promise<ListedChat[]> {
  const rows = await tx
    .select({ row: chat, community: community.code })
    .from(chat)
    .leftJoin(community, eq(community.id, chat.communityId))
    .where(
      and(
        communityId === undefined ? undefined : eq(chat.communityId, communityId),
        platform === undefined ? undefined : eq(chat.platform, platform),
        scope === undefined ? undefined : eq(chat.scope, scope),
        state === undefined ? undefined : eq(chat.state, state),
        bound === undefined ? undefined : bound ? isNotNull(chat.communityId) : isNull(chat.communityId),
        after === undefined ? undefined : gt(chat.id, after),
      ),
    )
    .orderBy(asc(chat.id))
    .limit(limit);
  return rows.map((found) => ({ ...found, title: titleOf(keys, found.row) }));
}

export const titleOf = (keys: FieldKeys, row: ChatRow): string | null =>
  row.scope === 'group' && row.titleSealed ? keys.openText('chat.title', row.titleSealed) : null;
