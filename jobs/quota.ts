/** Looks ahead every hour: keeps what is still to be pushed this month, and warns once a month when it will not be enough. */
import { and, eq, isNull, sql } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { quotaMonth } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import type { Context } from '../src/pipeline/context.ts';
import type { AfterCommit } from '../src/pipeline/inbox-worker.ts';
import { forecastQuota, type QuotaForecast } from '../src/pipeline/quota-forecast.ts';
import { runUnit } from '../src/pipeline/unit.ts';

export async function watchQuota(context: Context, committed: AfterCommit): Promise<void> {
  for (const adapter of context.adapters.values()) {
    const forecast = await forecastQuota(context, adapter);
    if (!forecast) continue;
    const { waiting, reminders, summaries, announcements, expected } = forecast;
    await context.db.direct
      .update(quotaMonth)
      .set({ planned: waiting + reminders + summaries + announcements, expected })
      .where(monthOf(forecast));
    if (forecast.runsOutOn !== null) await warn(context, committed, forecast);
  }
}

const monthOf = ({ platform, account, month }: QuotaForecast) =>
  and(eq(quotaMonth.platform, platform), eq(quotaMonth.botAccount, account), eq(quotaMonth.month, month));

/** Nobody is woken for it: at night it waits for one of the next looks. */
async function warn(context: Context, committed: AfterCommit, forecast: QuotaForecast): Promise<void> {
  const now = context.clock.now();
  if (Temporal.Instant.compare(context.policies.common(now).awake(now), now) > 0) return;
  const { platform, account, month, expected, limit, runsOutOn } = forecast;
  const name = context.index.of('quota-short', platform, account, month);
  const result = await runUnit(context, SYSTEM, name, async (uow) => {
    const [first] = await uow.tx
      .update(quotaMonth)
      .set({ warnedAt: sql`now()` })
      .where(and(monthOf(forecast), isNull(quotaMonth.warnedAt)))
      .returning();
    if (!first || limit === null || runsOutOn === null) return {};
    context.log('warn', 'quota.short', { platform, month, expected, limit });
    uow.notices.push({ kind: 'quota.short', platform, month, expected, limit, runsOutOn });
    return {};
  });
  committed(result);
}
