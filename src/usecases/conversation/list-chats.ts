/** The chats the bot is in. A group shows its title, so that one can be told from another; a person's chat shows nothing. */
import { and, asc, eq, gt, isNotNull, isNull, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { body, chat, community, place } from '../../../db/schema/index.ts';
import type { FieldKeys } from '../../../db/sealed.ts';
import type { ChatRow } from './identify.ts';

export interface ChatFilter {
  readonly id?: string;
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
  /** The name of the body or place it is bound to; null where that is the community, or nothing. */
  readonly boundTo: string | null;
}

export async function pageChats(
  tx: Tx,
  keys: FieldKeys,
  { id, communityId, platform, scope, state, bound }: ChatFilter,
  after: string | undefined,
  limit: number,
): Promise<ListedChat[]> {
  const rows = await tx
    .select({
      row: chat,
      community: community.code,
      boundTo: sql<string | null>`coalesce(${body.name}, ${place.name})`,
    })
    .from(chat)
    .leftJoin(community, eq(community.id, chat.communityId))
    .leftJoin(body, eq(body.id, chat.bodyId))
    .leftJoin(place, eq(place.id, chat.placeId))
    .where(
      and(
        id === undefined ? undefined : eq(chat.id, id),
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

const titleOf = (keys: FieldKeys, row: ChatRow): string | null =>
  row.scope === 'group' && row.titleSealed ? keys.openText('chat.title', row.titleSealed) : null;
