/**
 * Pushes that cost money are budgeted by recipients: one push to a group of 200 counts 200. The month's count is kept
 * here, because the platform's own figure is approximate; what does not fit waits and is listed.
 */
import { and, eq, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { rowsOf } from '../../db/client.ts';
import { quotaMonth } from '../../db/schema/index.ts';
import type { ChannelAdapter } from '../channel.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';
import type { Engine } from './engine.ts';

export type Reservation =
  | { readonly kind: 'free' }
  | { readonly kind: 'reserved'; readonly recipients: number }
  /** It may not be sent now, or not at all. */
  | {
      readonly kind: 'hold';
      readonly state: 'waiting' | 'refused';
      readonly reason: string;
      readonly afterMs?: number;
    };

/** LINE counts months in Japan Standard Time. https://developers.line.biz/en/docs/messaging-api/pricing/ */
const QUOTA_ZONE = 'Asia/Tokyo';
const SYNC_EVERY_MS = 15 * 60_000;

const monthOf = (ms: number): string =>
  Temporal.Instant.fromEpochMilliseconds(ms).toZonedDateTimeISO(QUOTA_ZONE).toPlainDate().toPlainYearMonth().toString();

export async function reserveQuota(engine: Engine, adapter: ChannelAdapter, row: Dispatch): Promise<Reservation> {
  if (!adapter.limits.pushIsMetered || row.envelope.kind === 'reply') return { kind: 'free' };
  // In groups money is spent on notices only, never on confirming what someone just did.
  if (row.scope === 'group' && row.purpose === 'answer')
    return { kind: 'hold', state: 'refused', reason: 'reply-only' };
  const recipients =
    row.envelope.kind === 'multicast' ? row.envelope.users.length : await adapter.recipients(row.address, row.scope);
  await synchronise(engine, adapter, row.address.account);
  const month = monthOf(Date.now());
  // A retry of a push whose fate is unknown has been counted already: the platform counts a retry key once.
  if (row.attempts > 0) return { kind: 'reserved', recipients };
  const [reserved] = await rowsOf(
    engine.db.direct,
    sql`update ${quotaMonth} set used = used + ${recipients}
      where platform = ${adapter.platform} and bot_account = ${row.address.account} and month = ${month} and ("limit" is null or used + ${recipients} <= "limit")
      returning used`,
  );
  return reserved
    ? { kind: 'reserved', recipients }
    : { kind: 'hold', state: 'waiting', reason: 'quota', afterMs: 3_600_000 };
}

/** Learns the month's limit, and takes the platform's count where it is higher than ours. */
async function synchronise(engine: Engine, adapter: ChannelAdapter, account: string): Promise<void> {
  const month = monthOf(Date.now());
  const where = and(
    eq(quotaMonth.platform, adapter.platform),
    eq(quotaMonth.botAccount, account),
    eq(quotaMonth.month, month),
  );
  const [known] = await engine.db.direct.select().from(quotaMonth).where(where);
  if (known?.syncedAt && Date.now() - known.syncedAt.epochMilliseconds < SYNC_EVERY_MS) return;
  const told = await adapter.monthlyQuota?.().catch(() => undefined);
  await engine.db.direct
    .insert(quotaMonth)
    .values({
      platform: adapter.platform,
      botAccount: account,
      month,
      limit: told?.limit ?? null,
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
