/** What an operator may do with a message: send one again that went nowhere, or take one back before it goes. */
import { eq, sql } from 'drizzle-orm';
import { purposeOf } from '../../../db/digest.ts';
import { type OutboxState, outbox } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export type OutboxRow = typeof outbox.$inferSelect;
export type OutboxRefusal =
  | { readonly kind: 'message_not_found' }
  /** Its state does not allow this; `state` says which it is. */
  | { readonly kind: 'message_state'; readonly state: OutboxState }
  /** Settled so long ago that its words were forgotten. */
  | { readonly kind: 'message_forgotten' }
  /** The answer to a press means nothing later. */
  | { readonly kind: 'message_is_answer' }
  /** Sent once more already, when the person came back; that copy has its own row. */
  | { readonly kind: 'message_offered_again' };

interface OfMessage {
  readonly messageId: string;
}

const RETRIED: readonly OutboxState[] = ['dead', 'refused', 'unknown'];
/** Not `leased` or `sending`: a process holds those, and the call may be under way. */
const WITHDRAWN: readonly OutboxState[] = ['waiting', 'dead', 'refused', 'unknown'];

async function lock(uow: UnitOfWork, { messageId }: OfMessage) {
  const [row] = await uow.tx.select().from(outbox).where(eq(outbox.id, messageId)).for('update');
  return row ? ok(row) : err({ kind: 'message_not_found' } as const);
}

/** Puts it back into its chat's queue. The retry key stays, so a platform that took the first call takes no second one. */
export const retryMessage = command<OfMessage, OutboxRow, OutboxRow, OutboxRefusal>({
  name: 'outbox.retry',
  load: lock,
  target: () => ({}),
  run: async (uow, row, _input, as) => {
    if (!RETRIED.includes(row.state)) return err({ kind: 'message_state', state: row.state });
    if (row.kind === 'answer') return err({ kind: 'message_is_answer' });
    if (row.offeredAt) return err({ kind: 'message_offered_again' });
    if (!row.wireSealed) return err({ kind: 'message_forgotten' });
    const [after] = await uow.tx
      .update(outbox)
      .set({
        state: 'waiting',
        reason: null,
        attempts: 0,
        settledAt: null,
        nextAt: sql`now()`,
        // A reply token is long spent; without an envelope the row goes as a push.
        ...(isReply(uow, row) && { envelopeSealed: null }),
      })
      .where(eq(outbox.id, row.id))
      .returning();
    if (!after) throw new Error('a locked message vanished');
    note(uow, `outbox:${row.id}`, { action: 'outbox.retry', as, facts: { from: row.state } });
    return ok(after);
  },
});

export const withdrawMessage = command<OfMessage, OutboxRow, OutboxRow, OutboxRefusal>({
  name: 'outbox.withdraw',
  load: lock,
  target: () => ({}),
  run: async (uow, row, _input, as) => {
    if (!WITHDRAWN.includes(row.state)) return err({ kind: 'message_state', state: row.state });
    const [after] = await uow.tx
      .update(outbox)
      .set({ state: 'withdrawn', reason: 'operator', settledAt: sql`now()` })
      .where(eq(outbox.id, row.id))
      .returning();
    if (!after) throw new Error('a locked message vanished');
    note(uow, `outbox:${row.id}`, { action: 'outbox.withdraw', as, facts: { from: row.state } });
    return ok(after);
  },
});

function isReply(uow: UnitOfWork, row: OutboxRow): boolean {
  if (!row.envelopeSealed) return false;
  return (uow.keys.openJson(purposeOf('outbox', 'envelope'), row.envelopeSealed) as { kind: string }).kind === 'reply';
}
