/** What became of messages, without a word of what they say. */
import { and, asc, count, desc, eq, gt, lt, or, type SQL } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { chat, community, type OutboxState, outbox, person, place, unreached } from '../../../db/schema/index.ts';

const SHOWN = {
  seq: outbox.seq,
  id: outbox.id,
  chatId: outbox.chatId,
  platform: chat.platform,
  topic: outbox.topic,
  kind: outbox.kind,
  lane: outbox.lane,
  purpose: outbox.purpose,
  state: outbox.state,
  reason: outbox.reason,
  attempts: outbox.attempts,
  recipients: outbox.recipients,
  createdAt: outbox.createdAt,
  nextAt: outbox.nextAt,
  settledAt: outbox.settledAt,
  offeredAt: outbox.offeredAt,
};

/** Newest first. @param before the `seq` of the last one seen */
export const pageMessages = (tx: Tx, state: OutboxState | undefined, before: number | undefined, limit: number) =>
  tx
    .select(SHOWN)
    .from(outbox)
    .innerJoin(chat, eq(chat.id, outbox.chatId))
    .where(
      and(
        state === undefined ? undefined : eq(outbox.state, state),
        before === undefined ? undefined : lt(outbox.seq, before),
      ),
    )
    .orderBy(desc(outbox.seq))
    .limit(limit);

export async function countMessages(tx: Tx): Promise<Partial<Record<OutboxState, number>>> {
  const rows = await tx.select({ state: outbox.state, messages: count() }).from(outbox).groupBy(outbox.state);
  return Object.fromEntries(rows.map((row) => [row.state, row.messages]));
}

export interface UnreachedKey {
  readonly at: Temporal.Instant;
  readonly id: string;
}

/** Whom a printed notice must reach, oldest first; names are in the list of people. */
export const pageUnreached = (
  tx: Tx,
  communityId: string | undefined,
  after: UnreachedKey | undefined,
  limit: number,
) =>
  tx
    .select({
      id: unreached.id,
      at: unreached.at,
      community: community.code,
      personId: unreached.personId,
      home: place.name,
      topic: unreached.topic,
      subject: unreached.subject,
    })
    .from(unreached)
    .innerJoin(person, eq(person.id, unreached.personId))
    .innerJoin(community, eq(community.id, person.communityId))
    .leftJoin(place, eq(place.id, person.homePlaceId))
    .where(
      and(
        communityId === undefined ? undefined : eq(person.communityId, communityId),
        after === undefined ? undefined : laterThan(after),
      ),
    )
    .orderBy(asc(unreached.at), asc(unreached.id))
    .limit(limit);

const laterThan = ({ at, id }: UnreachedKey): SQL | undefined =>
  or(gt(unreached.at, at), and(eq(unreached.at, at), gt(unreached.id, id)));
