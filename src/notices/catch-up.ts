/** What could not be said before: held-back notices ride along in a free reply, lost messages are offered once more. */
import { and, eq, gt, isNull, lt, sql } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../db/client.ts';
import { outbox } from '../../db/schema/index.ts';
import type { FieldKeys } from '../../db/sealed.ts';
import type { Wire } from '../channel.ts';
import { type ChatRow, type OutboxWriter, WIRE } from './outbox-writer.ts';

export interface CatchUpTools {
  readonly tx: Tx;
  readonly keys: FieldKeys;
  /** Real time. */
  readonly realNow: Temporal.Instant;
}

const REOFFER_WITHIN = { hours: 24 * 7 };

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
    await tools.tx
      .update(outbox)
      .set({ state: 'withdrawn', reason: 'carried', settledAt: tools.realNow })
      .where(eq(outbox.id, row.id));
  }
  return call;
}

/** Something sent earlier may never have arrived: now that the person is here, it is sent once more. */
export async function offerAgain(tools: CatchUpTools, to: ChatRow, writer: OutboxWriter): Promise<void> {
  const lost = await tools.tx
    .update(outbox)
    .set({ offeredAt: tools.realNow })
    .where(
      and(
        eq(outbox.chatId, to.id),
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
  for (const row of lost.sort((a, b) => a.seq - b.seq)) {
    if (!row.wireSealed) continue;
    writer.add(
      to,
      tools.keys.openJson(WIRE, row.wireSealed) as Wire,
      { kind: 'push' },
      {
        lane: 'interactive',
        kind: 'message',
        topic: row.topic,
        purpose: row.purpose,
        policy: 'skip',
      },
    );
  }
}
