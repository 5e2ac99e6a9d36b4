/** What was spent of each month's metered pushes. */
import { createRoute, z } from '@hono/zod-openapi';
import { pageQuota, type QuotaRow } from '../../usecases/outbox/quota.ts';
import type { Api } from './api.ts';
import { keyIn, pageOf } from './cursor.ts';
import { instant, listOf, PAGE, query, shown, timeOrNull } from './shapes.ts';

const Quota = z
  .object({
    platform: z.string(),
    account: z.string(),
    month: z.string().openapi({ example: '2026-11' }),
    limit: z.int().nullable().openapi({ description: 'Null where the platform has none, or has not told it.' }),
    used: z.int().openapi({ description: 'Recipients, not calls: a push to a group of 200 counts 200.' }),
    syncedAt: instant.nullable(),
  })
  .openapi('Quota');
export type ShownQuota = z.infer<typeof Quota>;

const showQuota = ({ platform, botAccount, month, limit, used, syncedAt }: QuotaRow) => ({
  platform,
  account: botAccount,
  month,
  limit,
  used,
  syncedAt: timeOrNull(syncedAt),
});

const list = createRoute({
  method: 'get',
  path: '/quota',
  tags: ['messages'],
  summary: 'Metered pushes per account and month, the newest month first',
  request: { query: query(PAGE) },
  responses: shown(listOf(Quota), 'One page.'),
});

const KEY = z.tuple([z.string(), z.string(), z.string()]);

export function quotaRoutes({ app, runtime: { context } }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const rows = await pageQuota(context.db.direct, keyIn(cursor, KEY), limit + 1);
    return c.json(
      pageOf(rows, limit, ({ month, platform, botAccount }) => [month, platform, botAccount], showQuota),
      200,
    );
  });
}
