/** What was spent of each month's metered pushes. */
import { createRoute, z } from '@hono/zod-openapi';
import { forecastQuota, type QuotaForecast } from '../../pipeline/quota-forecast.ts';
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

const Forecast = z
  .object({
    platform: z.string(),
    account: z.string(),
    month: z.string(),
    limit: z.int().nullable(),
    used: z.int(),
    waiting: z.int().openapi({ description: 'Held back or on their way to people.' }),
    groups: z.int().openapi({ description: 'The same to groups, by how many are in them.' }),
    reminders: z.int(),
    summaries: z.int(),
    announcements: z.int().openapi({ description: 'People an announcement under way has not come to.' }),
    expected: z.int().openapi({ description: 'Everything that is known to come, at the end of the month.' }),
    runsOutOn: z.string().nullable().openapi({ description: 'The day the limit is passed; null while it is not.' }),
  })
  .openapi('QuotaForecast');
export type ShownForecast = z.infer<typeof Forecast>;

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
  responses: shown(
    listOf(Quota).extend({ forecast: z.array(Forecast) }),
    'One page, and what is still to come of the present month.',
  ),
});

const KEY = z.tuple([z.string(), z.string(), z.string()]);

export function quotaRoutes({ app, runtime: { context } }: Api): void {
  app.openapi(list, async (c) => {
    const { limit, cursor } = c.req.valid('query');
    const rows = await pageQuota(context.db.direct, keyIn(cursor, KEY), limit + 1);
    const page = pageOf(rows, limit, ({ month, platform, botAccount }) => [month, platform, botAccount], showQuota);
    const forecast: QuotaForecast[] = [];
    for (const adapter of context.adapters.values()) forecast.push(...optional(await forecastQuota(context, adapter)));
    return c.json({ ...page, forecast }, 200);
  });
}

const optional = <T>(value: T | undefined): readonly T[] => (value === undefined ? [] : [value]);
