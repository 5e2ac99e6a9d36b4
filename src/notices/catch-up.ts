/** What could not be said before: held-back notices ride along in a free reply, lost messages are offered once more. */
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import { among } from '../../db/among.ts';
import type { Tx } from '../../db/client.ts';
import { outbox } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Wire } from '../channel.ts';
import { type ChatRow, type OutboxWriter, openEnvelope, WIRE } from './outbox-writer.ts';

export interface CatchUpTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  /** Real time. */
  readonly realNow: Temporal.Instant;
}

const REOFFER_WITHIN = { hours: 24 * 7 };

/** Chats in which notices wait for the next free reply. */
export async function chatsHeldBack({ tx }: CatchUpTools, chatIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (chatIds.length === 0) return new Set();
  const rows = await tx
    .selectDistinct({ chatId: outbox.chatId })
    .from(outbox)
    .where(and(among(outbox.chatId, chatIds), eq(outbox.state, 'waiting'), eq(outbox.reason, 'quota')));
  return new Set(rows.map(({ chatId }) => chatId));
}

/** Notices held back (the month's quota is used up) ride along in the spare room of a free reply. */
export async function carryWaiting(
  tools: CatchUpTools,
  chatId: string,
  wire: Wire,
  carry: (base: Wire, extra: Wire) => Wire | undefined,
): Promise<Wire> {
  const held = await tools.tx
    .select()
    .from(outbox)
    .where(
      and(
        eq(outbox.chatId, chatId),
        eq(outbox.state, 'waiting'),
        eq(outbox.kind, 'message'),
        // A multicast hangs on one chat but belongs to many people.
        eq(outbox.lane, 'interactive'),
        eq(outbox.reason, 'quota'),
      ),
    )
    .orderBy(outbox.seq)
    .limit(4)
    .for('update', { skipLocked: true });
  let call = wire;
  for (const row of held) {
    const extra = row.wireSealed && (tools.keys.openJson(WIRE, row.wireSealed) as Wire);
    const together = extra && carry(call, extra);
    if (!together) break;
    call = together;
    // It has arrived with the reply that carries it.
    if (openEnvelope(tools.keys, row.envelopeSealed).traceless)
      await tools.tx.delete(outbox).where(eq(outbox.id, row.id));
    else
      await tools.tx
        .update(outbox)
        .set({ state: 'withdrawn', reason: 'carried', settledAt: tools.realNow })
        .where(eq(outbox.id, row.id));
  }
  return call;
}

export type LostRow = typeof outbox.$inferSelect;

/** Something sent earlier to these chats may never have arrived: marked as offered again, in the order it was sent. */
export async function takeLost(tools: CatchUpTools, chatIds: readonly string[]): Promise<LostRow[]> {
  if (chatIds.length === 0) return [];
  const lost = await tools.tx
    .update(outbox)
    .set({ offeredAt: tools.realNow })
    .where(
      and(
        among(outbox.chatId, chatIds),
        eq(outbox.state, 'unknown'),
        eq(outbox.kind, 'message'),
        // A multicast hangs on one chat but belongs to many people.
        eq(outbox.lane, 'interactive'),
        isNull(outbox.offeredAt),
        gt(outbox.createdAt, tools.realNow.subtract(REOFFER_WITHIN)),
        lt(outbox.createdAt, sql`now()`),
      ),
    )
    .returning();
  return lost.sort((a, b) => a.seq - b.seq);
}

/** Now that the person is here, it is sent once more. */
export function offerAgain({ keys }: CatchUpTools, to: ChatRow, lost: readonly LostRow[], writer: OutboxWriter): void {
  for (const row of lost) {
    if (row.chatId !== to.id || !row.wireSealed) continue;
    const { traceless } = openEnvelope(keys, row.envelopeSealed);
    writer.add(
      to,
      keys.openJson(WIRE, row.wireSealed) as Wire,
      { kind: 'push' },
      {
        lane: 'interactive',
        kind: 'message',
        topic: row.topic,
        purpose: row.purpose,
        policy: 'skip',
        ...(traceless && { traceless }),
      },
    );
  }
}
