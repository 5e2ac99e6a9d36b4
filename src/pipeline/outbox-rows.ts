/** The outbox table as the sender uses it: claiming in order, marking, settling. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { finds, rowsOf } from '../../db/client.ts';
import { chat, outbox, view } from '../../db/schema/index.ts';
import type { Envelope, Wire } from '../channel.ts';
import { addressOf, type Dispatch, ENVELOPE, WIRE } from '../notices/outbox-writer.ts';
import type { Context } from './context.ts';
import { type Fate, isDead } from './fate.ts';
import type { Reservation } from './quota.ts';
import { LEASE_MS, turnMs } from './unit.ts';

const CLAIM_LIMIT = 200;

/** Says "about to call" before the call, in order: not while an older message of the same chat and lane is open. */
export async function markSending(context: Context, row: Dispatch): Promise<boolean> {
  const marked = await rowsOf<{ id: string }>(
    context.db.direct,
    sql`update ${outbox} o set state = 'sending', attempts = o.attempts + 1, lease_until = now() + make_interval(secs => ${LEASE_MS / 1000})
      where o.id = ${row.id} and o.state = 'leased' and o.lease_by = ${context.processId}
        and (o.kind = 'answer' or not exists (
          select 1 from ${outbox} p
          where p.chat_id = o.chat_id and p.lane = o.lane and p.kind <> 'answer' and p.seq < o.seq
            and p.state in ('waiting','leased','sending') and p.reason is distinct from 'quota'
        ))
      returning o.id`,
  );
  return marked.length > 0;
}

export async function settle(context: Context, row: Dispatch, fate: Fate): Promise<void> {
  const settled = await context.db.transaction(async (tx) => {
    const open = fate.state === 'waiting';
    const [after] = await tx
      .update(outbox)
      .set({
        state: fate.state,
        reason: fate.reason ?? null,
        leaseBy: null,
        leaseUntil: null,
        ...(open
          ? { nextAt: sql`now() + make_interval(secs => ${(fate.afterMs ?? 0) / 1000})`, settledAt: null }
          : { settledAt: sql`now()` }),
        ...(fate.pushInstead && {
          envelopeSealed: context.keys.sealJson(ENVELOPE, { kind: 'push' } satisfies Envelope),
        }),
        ...(fate.message !== undefined && { messageSealed: context.keys.seal('outbox.message', fate.message) }),
      })
      .where(eq(outbox.id, row.id))
      .returning({ attempts: outbox.attempts, createdAt: outbox.createdAt });
    if (!after) return undefined;
    // With the fate itself: a card whose message id was lost could never be edited again.
    if (fate.state === 'accepted' && row.viewId && fate.message !== undefined)
      await tx
        .update(view)
        .set({ messageSealed: context.keys.seal('view.message', fate.message) })
        .where(eq(view.id, row.viewId));
    const ageMs = Date.now() - after.createdAt.epochMilliseconds;
    if (!open || !isDead(after.attempts, ageMs)) return { state: fate.state, ageMs };
    await tx.update(outbox).set({ state: 'dead', settledAt: sql`now()` }).where(eq(outbox.id, row.id));
    return { state: 'dead' as const, ageMs };
  });
  if (!settled) return;
  const { platform } = row.address;
  if (settled.state === 'accepted' && row.purpose === 'answer')
    context.counters.observe('answer_seconds', settled.ageMs / 1000);
  if (settled.state !== 'waiting') context.counters.add('outbox_settled', { platform, state: settled.state });
  if (row.envelope.kind === 'reply' && settled.state === 'accepted') context.counters.add('reply_tokens', { platform });
}

/** It may not be sent now, or not at all, and was not tried. It stays listed with its reason. */
export async function settleHeld(
  context: Context,
  row: Dispatch,
  held: Extract<Reservation, { kind: 'hold' }>,
): Promise<void> {
  const open = held.state === 'waiting';
  await context.db.direct
    .update(outbox)
    .set({
      state: held.state,
      reason: held.reason,
      leaseBy: null,
      leaseUntil: null,
      nextAt: sql`now() + make_interval(secs => ${(held.afterMs ?? 0) / 1000})`,
      ...(!open && { settledAt: sql`now()` }),
    })
    // Someone else may have taken it over while the platform was asked.
    .where(and(eq(outbox.id, row.id), eq(outbox.state, 'leased'), eq(outbox.leaseBy, context.processId)));
  if (!open) context.counters.add('outbox_settled', { platform: row.address.platform, state: held.state });
}

/** Not this process's turn: whoever claims next decides again. */
export async function backToWaiting(context: Context, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await context.db.direct
    .update(outbox)
    .set({ state: 'waiting', leaseBy: null, leaseUntil: null, nextAt: sql`now() + interval '250 milliseconds'` })
    .where(and(inArray(outbox.id, [...ids]), eq(outbox.state, 'leased'), eq(outbox.leaseBy, context.processId)));
}

/** This process stops: what it has not begun to send, others may send at once. */
export async function giveBack(context: Context): Promise<void> {
  await context.db.direct
    .update(outbox)
    .set({ state: 'waiting', leaseBy: null, leaseUntil: null })
    .where(and(eq(outbox.state, 'leased'), eq(outbox.leaseBy, context.processId)));
}

/** Ends every lease. Only for a database of one process, when it starts: whoever held one is dead. */
export async function endLeases(context: Context): Promise<void> {
  await context.db.direct
    .update(outbox)
    .set({ leaseUntil: sql`now() - interval '1 second'` })
    .where(inArray(outbox.state, ['leased', 'sending']));
}

/**
 * Waits for nothing and nobody any more. A lease that ends later than any is given was given before the clock was set
 * back, and would keep its message for as long.
 */
const takeable = (row: 'o' | 'p') =>
  sql.raw(
    `((${row}.state = 'waiting' and ${row}.next_at <= now()) or (${row}.state in ('leased','sending') and (${row}.lease_until < now() or ${row}.lease_until > now() + interval '${(2 * LEASE_MS) / 1000} seconds')))`,
  );

/**
 * Open rows that wait or whose lease ended, in the order of their chat and lane: none behind one that must wait.
 *
 * @param busy `<chat>:<lane>` for which this process holds rows already
 */
export async function claimOpen(context: Context, busy: readonly string[]): Promise<Dispatch[]> {
  if (!(await finds(context.db, sql`select 1 from ${outbox} o where ${takeable('o')} limit 1`))) return [];
  return context.db.transaction(async (tx) => {
    const picked = await rowsOf<{ id: string; state: string }>(
      tx,
      sql`select o.id, o.state from ${outbox} o
        where ${takeable('o')}
          and (o.kind = 'answer' or not exists (
            select 1 from ${outbox} p
            where p.chat_id = o.chat_id and p.lane = o.lane and p.kind <> 'answer' and p.seq < o.seq
            and p.state in ('waiting','leased','sending') and p.reason is distinct from 'quota' and not ${takeable('p')}
          ))
          and o.chat_id::text || ':' || o.lane not in (select jsonb_array_elements_text(${JSON.stringify(busy)}::text::jsonb))
          and exists (
            select 1 from ${chat} c where c.id = o.chat_id
              and c.platform in (select jsonb_array_elements_text(${JSON.stringify([...context.adapters.keys()])}::text::jsonb))
          )
        order by o.lane desc, o.seq limit ${CLAIM_LIMIT} for update of o skip locked`,
    );
    if (picked.length === 0) return [];
    const ids = picked.map((row) => row.id);
    const rows = await tx
      .select()
      .from(outbox)
      .innerJoin(chat, eq(chat.id, outbox.chatId))
      .where(inArray(outbox.id, ids))
      .orderBy(outbox.seq);
    const claimed: Dispatch[] = [];
    for (const { outbox: row, chat: to } of rows) {
      if (!row.wireSealed) continue;
      const adapter = context.adapters.get(to.platform as Dispatch['address']['platform']);
      if (!adapter) continue;
      const wire = context.keys.openJson(WIRE, row.wireSealed) as Wire;
      let envelope: Envelope = row.envelopeSealed
        ? (context.keys.openJson(ENVELOPE, row.envelopeSealed) as Envelope)
        : { kind: 'push' };
      const tried = row.state === 'sending' || row.reason === 'unknown-reply';
      if (row.state === 'sending' && !mayRepeat(row, adapter.limits.canRepeat(wire, envelope), envelope)) {
        await tx
          .update(outbox)
          .set({ state: 'unknown', reason: 'lost', settledAt: sql`now()`, leaseBy: null, leaseUntil: null })
          .where(eq(outbox.id, row.id));
        context.counters.add('outbox_settled', { platform: to.platform, state: 'unknown' });
        continue;
      }
      const tooOld = Date.now() - row.createdAt.epochMilliseconds > adapter.limits.replyWithinMs;
      if (envelope.kind === 'reply' && tooOld && !tried) envelope = { kind: 'push' };
      await tx
        .update(outbox)
        .set({
          state: 'leased',
          leaseBy: context.processId,
          leaseUntil: sql`now() + make_interval(secs => ${turnMs(row.lane) / 1000})`,
          envelopeSealed: context.keys.sealJson(ENVELOPE, envelope),
        })
        .where(eq(outbox.id, row.id));
      claimed.push({
        id: row.id,
        chatId: row.chatId,
        address: addressOf(to, context.keys),
        scope: to.scope,
        lane: row.lane,
        kind: row.kind,
        wire,
        envelope,
        retryKey: row.retryKey,
        policy: row.policy,
        purpose: row.purpose,
        attempts: row.attempts,
        ...(row.viewId && { viewId: row.viewId }),
      });
    }
    return claimed;
  });
}

/** A call was under way when its process died. */
function mayRepeat(row: typeof outbox.$inferSelect, canRepeat: boolean, envelope: Envelope): boolean {
  if (envelope.kind === 'reply') return row.attempts < 2;
  return canRepeat || row.policy === 'repeat';
}
