/** The outbox table as the sender uses it: claiming in order, marking, settling. */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { finds, rowsOf, type Tx } from '../../db/client.ts';
import { chat, gathered, outbox, view } from '../../db/schema/index.ts';
import type { Envelope, Wire } from '../channel.ts';
import { addressOf, type Dispatch, openEnvelope, sealEnvelope, WIRE } from '../notices/outbox-writer.ts';
import type { Context } from './context.ts';
import { type Fate, isDead } from './fate.ts';
import type { Reservation } from './quota.ts';
import { LEASE_MS, turnMs } from './unit.ts';

const CLAIM_LIMIT = 200;

/**
 * Says "about to call" before the call, in order: not while an older message of the same chat and lane is open. The rows are
 * of different chats or lanes, or answers.
 * @returns of each row whether it may be called
 */
export async function markSending(context: Context, rows: readonly Dispatch[]): Promise<readonly boolean[]> {
  const ids = JSON.stringify(rows.map(({ id }) => id));
  const marked = await rowsOf<{ id: string }>(
    context.db.direct,
    sql`update ${outbox} o set state = 'sending', attempts = o.attempts + 1, lease_until = now() + make_interval(secs => ${LEASE_MS / 1000})
      where o.id = any(array(select jsonb_array_elements_text(${ids}::text::jsonb)::uuid))
        and o.state = 'leased' and o.lease_by = ${context.processId}
        and (o.kind = 'answer' or not exists (
          select 1 from ${outbox} p
          where p.chat_id = o.chat_id and p.lane = o.lane and p.kind <> 'answer' and p.seq < o.seq
            and p.state in ('waiting','leased','sending') and p.reason is distinct from 'quota'
        ))
      returning o.id`,
  );
  const may = new Set(marked.map(({ id }) => id));
  return rows.map(({ id }) => may.has(id));
}

export interface Settling {
  readonly row: Dispatch;
  readonly fate: Fate;
}

export async function settle(context: Context, settling: readonly Settling[]): Promise<readonly undefined[]> {
  const settled = new Map<string, Settled>();
  // Most fates take one statement, which needs no transaction around it.
  if (settling.every(isPlain))
    for (const after of await write(context, context.db.direct, settling)) settled.set(after.id, after);
  else
    await context.db.transaction(async (tx) => {
      settled.clear();
      for (const after of await write(context, tx, settling)) settled.set(after.id, after);
      await keepCards(
        context,
        tx,
        settling.filter(({ row }) => settled.has(row.id)),
      );
      for (const after of settled.values()) {
        if (after.state !== 'waiting' || !isDead(after.attempts, after.age_ms)) continue;
        await tx.update(outbox).set({ state: 'dead', settledAt: sql`now()` }).where(eq(outbox.id, after.id));
        settled.set(after.id, { ...after, state: 'dead' });
      }
      await leaveNoTrace(
        tx,
        settling.filter(arrivedTraceless).map(({ row }) => row.id),
      );
    });
  for (const { row } of settling) {
    const after = settled.get(row.id);
    if (after) countFate(context, row, after);
  }
  return settling.map(() => undefined);
}

interface Settled extends Record<string, unknown> {
  readonly id: string;
  readonly state: Fate['state'];
  readonly attempts: number;
  readonly age_ms: number;
}

const isPlain = ({ row, fate }: Settling): boolean =>
  fate.state !== 'waiting' && row.viewId === undefined && !row.traceless;

const arrivedTraceless = ({ row, fate }: Settling): boolean => row.traceless === true && fate.state === 'accepted';

/** With it goes what a group was told by it. */
async function leaveNoTrace(tx: Tx, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx.delete(gathered).where(inArray(gathered.outboxId, [...ids]));
  await tx.delete(outbox).where(inArray(outbox.id, [...ids]));
}

function write({ keys }: Context, tx: Tx, settling: readonly Settling[]): Promise<readonly Settled[]> {
  const hex = (sealed: Uint8Array) => Buffer.from(sealed).toString('hex');
  const json = JSON.stringify(
    settling.map(({ row, fate: { state, reason, afterMs, pushInstead, message } }) => ({
      id: row.id,
      state,
      reason,
      back: row.traceless ? Math.random() : null,
      after: (afterMs ?? 0) / 1000,
      ...(pushInstead && { envelope: hex(sealEnvelope(keys, { kind: 'push' }, row.traceless)) }),
      ...(message !== undefined && { message: hex(keys.seal('outbox.message', message)) }),
    })),
  );
  return rowsOf<Settled>(
    tx,
    sql`update ${outbox} o set state = f.state, reason = f.reason, lease_by = null, lease_until = null,
        next_at = case when f.state = 'waiting' then now() + make_interval(secs => f.after) else o.next_at end,
        settled_at = case when f.state = 'waiting' then null when f.back is null then now() else now() - f.back * interval '1 hour' end,
        created_at = case when f.back is null or f.state in ('waiting','accepted') then o.created_at else o.created_at - f.back * interval '1 hour' end,
        envelope_sealed = coalesce(decode(f.envelope, 'hex'), o.envelope_sealed),
        message_sealed = coalesce(decode(f.message, 'hex'), o.message_sealed)
      from jsonb_to_recordset(${json}::text::jsonb)
        as f(id uuid, state text, reason text, after float8, envelope text, message text, back float8)
      where o.id = f.id
      returning o.id, o.state, o.attempts, (extract(epoch from clock_timestamp() - o.created_at) * 1000)::float8 as age_ms`,
  );
}

/** With the fate itself: a card whose message id was lost could never be edited again. */
async function keepCards({ keys }: Context, tx: Tx, settling: readonly Settling[]): Promise<void> {
  for (const { row, fate } of settling)
    if (fate.state === 'accepted' && row.viewId && fate.message !== undefined)
      await tx
        .update(view)
        .set({ messageSealed: keys.seal('view.message', fate.message) })
        .where(eq(view.id, row.viewId));
}

function countFate({ counters }: Context, { address, purpose, envelope }: Dispatch, { state, age_ms }: Settled): void {
  const { platform } = address;
  if (state === 'accepted' && purpose === 'answer') counters.observe('answer_seconds', age_ms / 1000);
  if (state !== 'waiting') counters.add('outbox_settled', { platform, state });
  if (envelope.kind === 'reply' && state === 'accepted') counters.add('reply_tokens', { platform });
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
      const { traceless, ...sealed } = openEnvelope(context.keys, row.envelopeSealed);
      let envelope: Envelope = sealed.envelope;
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
          envelopeSealed: sealEnvelope(context.keys, envelope, traceless),
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
        ...(traceless && { traceless }),
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
