/** Metered pushes per bot account and month. */
import { desc, type SQL, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { quotaMonth } from '../../../db/schema/index.ts';

export type QuotaRow = typeof quotaMonth.$inferSelect;
export type QuotaKey = readonly [month: string, platform: string, botAccount: string];

/** The newest month first. */
export const pageQuota = (tx: Tx, after: QuotaKey | undefined, limit: number): Promise<QuotaRow[]> =>
  tx
    .select()
    .from(quotaMonth)
    .where(after && earlierThan(after))
    .orderBy(desc(quotaMonth.month), desc(quotaMonth.platform), desc(quotaMonth.botAccount))
    .limit(limit);

const earlierThan = ([month, platform, account]: QuotaKey): SQL =>
  sql`(${quotaMonth.month}, ${quotaMonth.platform}, ${quotaMonth.botAccount}) < (${month}, ${platform}, ${account})`;
