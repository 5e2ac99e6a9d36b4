/** What the installation itself remembers: settings, the month's quota, the sandbox clock. */
import { integer, jsonb, text, unique } from 'drizzle-orm/pg-core';
import { bytes, instant, lilong } from './namespace.ts';

/** `index-key` (sealed), `clock-offset` (demo only). */
export const setting = lilong.table('setting', {
  name: text('name').primaryKey(),
  value: jsonb('value'),
  valueSealed: bytes('value_sealed'),
});

/** Metered pushes of a month, counted by recipients; the platform's own figure is approximate and only synchronised. */
export const quotaMonth = lilong.table(
  'quota_month',
  {
    platform: text('platform').notNull(),
    botAccount: text('bot_account').notNull(),
    /** `2026-11`, in the bot owner's time zone. */
    month: text('month').notNull(),
    limit: integer('limit'),
    used: integer('used').notNull().default(0),
    syncedAt: instant('synced_at'),
    /** As of the last look ahead: people still to be pushed to in their own chats, and the count at the end of the month. */
    planned: integer('planned').notNull().default(0),
    expected: integer('expected'),
    /** That it will not be enough was told; once a month. */
    warnedAt: instant('warned_at'),
  },
  (t) => [unique('quota_month_of').on(t.platform, t.botAccount, t.month)],
);
