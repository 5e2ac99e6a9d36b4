/**
 * Pushes that cost money are budgeted by recipients: one push to a group of 200 counts 200. The month's count is kept
 * here, because the platform's own figure is approximate; what does not fit waits and is listed.
 */
import { and, desc, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../db/client.ts';
import { outbox, quotaMonth } from '../../db/schema/index.ts';
import type { ChannelAdapter } from '../channel.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';
import type { Context } from './context.ts';

export type Reservation =
  | { readonly kind: 'free' }
  | { readonly kind: 'reserved' }
  /** It may not be sent now, or not at all. */
  | {
      readonly kind: 'hold';
      readonly state: 'waiting' | 'refused';
      readonly reason: string;
      readonly afterMs?: number;
    };

const SYNC_EVERY_MS = 15 * 60_000;

/** The month its platform counts pushes in just now, `2026-11`; undefined where pushes are free. */
export function quotaMonthOf({ limits: { pushQuota } }: ChannelAdapter): string | undefined {
  return pushQuota && Temporal.Now.zonedDateTimeISO(pushQuota.zone).toPlainDate().toPlainYearMonth().toString();
}

export async function reserveQuota(context: Context, adapter: ChannelAdapter, row: Dispatch): Promise<Reservation> {
  const month = quotaMonthOf(adapter);
  // What answers a press or sets a menu is no message, and no platform counts it.
  if (month === undefined || row.envelope.kind === 'reply' || row.kind === 'answer') return { kind: 'free' };
  // In groups money is spent on notices only, never on confirming what someone just did.
  if (row.scope === 'group' && row.purpose === 'answer')
    return { kind: 'hold', state: 'refused', reason: 'reply-only' };
  const recipients = await audience(adapter, row);
  if (recipients === undefined) return { kind: 'hold', state: 'waiting', reason: 'audience', afterMs: 60_000 };
  await synchroniseQuota(context, adapter, row.address.account, month);
  return context.db.transaction(async (tx) => {
    const [counted] = await tx
      .select({ recipients: outbox.recipients })
      .from(outbox)
      .where(eq(outbox.id, row.id))
      .for('update');
    // What the row says is what was counted for it: a second try costs nothing, the platform counts a retry key once.
    if (counted && counted.recipients > 0) return { kind: 'reserved' };
    // What is planned for people's own chats goes before groups, of which one push counts everybody.
    const kept = row.scope === 'group' ? sql`planned` : sql`0`;
    const [reserved] = await rowsOf(
      tx,
      sql`update ${quotaMonth} set used = used + ${recipients}
        where platform = ${adapter.platform} and bot_account = ${row.address.account} and month = ${month}
          and ("limit" is null or used + ${recipients} + ${kept} <= "limit")
        returning used`,
    );
    if (!reserved) return { kind: 'hold', state: 'waiting', reason: 'quota', afterMs: 3_600_000 };
    await tx.update(outbox).set({ recipients }).where(eq(outbox.id, row.id));
    return { kind: 'reserved' };
  });
}

/** The platform refused it, so it cost nothing. */
export async function releaseQuota(context: Context, adapter: ChannelAdapter, row: Dispatch): Promise<void> {
  const month = quotaMonthOf(adapter);
  if (month === undefined) return;
  await context.db.transaction(async (tx) => {
    const [counted] = await tx
      .select({ recipients: outbox.recipients })
      .from(outbox)
      .where(eq(outbox.id, row.id))
      .for('update');
    if (!counted || counted.recipients === 0) return;
    await tx.update(outbox).set({ recipients: 0 }).where(eq(outbox.id, row.id));
    await tx
      .update(quotaMonth)
      .set({ used: sql`greatest(0, ${quotaMonth.used} - ${counted.recipients})` })
      .where(
        and(
          eq(quotaMonth.platform, row.address.platform),
          eq(quotaMonth.botAccount, row.address.account),
          eq(quotaMonth.month, month),
        ),
      );
  });
}

/** How many a push would be counted for; undefined while the platform does not say. */
async function audience(adapter: ChannelAdapter, row: Dispatch): Promise<number | undefined> {
  if (row.envelope.kind === 'multicast') return row.envelope.users.length;
  return adapter.recipients(row.address, row.scope).catch(() => undefined);
}

/** Learns the month's limit, and takes the platform's count where it is higher than ours. */
export async function synchroniseQuota(
  context: Context,
  adapter: ChannelAdapter,
  account: string,
  month: string,
): Promise<void> {
  const where = and(
    eq(quotaMonth.platform, adapter.platform),
    eq(quotaMonth.botAccount, account),
    eq(quotaMonth.month, month),
  );
  const [known] = await context.db.direct.select().from(quotaMonth).where(where);
  if (known?.syncedAt && Date.now() - known.syncedAt.epochMilliseconds < SYNC_EVERY_MS) return;
  const told = await adapter.monthlyQuota?.().catch((error: unknown) => {
    context.log('warn', 'quota.unknown', {
      platform: adapter.platform,
      error: error instanceof Error ? error.name : 'unknown',
    });
    return undefined;
  });
  // While the platform does not say, last month's limit is the best guess; without one, sending decides.
  const guessed = told ? undefined : await lastLimit(context, adapter, account);
  await context.db.direct
    .insert(quotaMonth)
    .values({
      platform: adapter.platform,
      botAccount: account,
      month,
      limit: told?.limit ?? guessed ?? null,
      used: told?.used ?? 0,
      syncedAt: told ? sql`now()` : null,
    })
    .onConflictDoUpdate({
      target: [quotaMonth.platform, quotaMonth.botAccount, quotaMonth.month],
      set: {
        ...(told && { limit: told.limit ?? null, syncedAt: sql`now()` }),
        used: sql`greatest(${quotaMonth.used}, ${told?.used ?? 0})`,
      },
    });
}

async function lastLimit(context: Context, adapter: ChannelAdapter, account: string): Promise<number | undefined> {
  const [row] = await context.db.direct
    .select({ limit: quotaMonth.limit })
    .from(quotaMonth)
    .where(and(eq(quotaMonth.platform, adapter.platform), eq(quotaMonth.botAccount, account)))
    .orderBy(desc(quotaMonth.month))
    .limit(1);
  return row?.limit ?? undefined;
}
