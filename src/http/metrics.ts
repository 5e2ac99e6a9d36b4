/** Prometheus metrics: counts and ages, never a person. */
import { sql } from 'drizzle-orm';
import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import { rowsOf } from '../../db/client.ts';
import type { Context, Counters } from '../pipeline/context.ts';
import { quotaMonthOf } from '../pipeline/quota.ts';

export interface Metrics {
  readonly counters: Counters;
  /** Reads the gauges from the database and prints everything. */
  print(context: Context): Promise<string>;
}

const COUNTERS = {
  inbox_stored: { help: 'Events stored', labelNames: [] },
  inbox_duplicate: { help: 'Events that were known already', labelNames: [] },
  inbox_done: { help: 'Events handled', labelNames: [] },
  inbox_failed: { help: 'Failed tries of events', labelNames: [] },
  inbox_parked: { help: 'Events parked after repeated failure', labelNames: [] },
  outbox_settled: { help: 'Sends by what is known of them', labelNames: ['platform', 'state'] },
  reply_tokens: { help: 'Free replies used', labelNames: ['platform'] },
  sweep_repairs: {
    help: 'Gaps the sweep found and mended: what no wake-up would have carried out',
    labelNames: ['kind'],
  },
  sweep_doubles: { help: 'What the sweep found planned or reminded of twice, each counted once', labelNames: ['kind'] },
  due_done: { help: 'Planned times carried out', labelNames: [] },
  ledger_sealed: { help: 'Ledger entries sealed', labelNames: [] },
} as const;

const HISTOGRAMS = {
  answer_seconds: 'From an answer written to the platform having accepted it',
  inbox_wait_seconds: 'From stored to handled',
  job_lag_seconds: 'How late a wake-up started',
} as const;

export function createMetrics(): Metrics {
  const registry = new Registry();
  const counters = new Map<string, Counter>();
  for (const [name, { help, labelNames }] of Object.entries(COUNTERS)) {
    counters.set(
      name,
      new Counter({ name: `lilong_${name}_total`, help, labelNames: [...labelNames], registers: [registry] }),
    );
  }
  const histograms = new Map<string, Histogram>();
  for (const [name, help] of Object.entries(HISTOGRAMS)) {
    histograms.set(
      name,
      new Histogram({
        name: `lilong_${name}`,
        help,
        buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 15, 60],
        registers: [registry],
      }),
    );
  }
  const gauge = (name: string, help: string, labelNames: string[] = []) =>
    new Gauge({ name: `lilong_${name}`, help, labelNames, registers: [registry] });
  const inboxAge = gauge('inbox_oldest_seconds', 'Age of the oldest event not yet handled');
  const inboxOpen = gauge('inbox_rows', 'Inbox rows by state', ['state']);
  const outboxAge = gauge('outbox_oldest_seconds', 'Age of the oldest message not yet settled');
  const outboxRows = gauge('outbox_rows', 'Outbox rows by state', ['state']);
  const quota = gauge('quota_used', 'Recipients counted against the month', ['platform']);
  const quotaExpected = gauge('quota_expected', 'Recipients of the month as far as they are known now, at its end', [
    'platform',
  ]);
  const overdueRows = gauge('schedule_overdue', 'Planned times that have passed and are not carried out yet');
  const pendingLedger = gauge('ledger_pending', 'Ledger entries not yet sealed');

  return {
    counters: {
      add: (name, labels = {}, by = 1) => {
        if (by > 0) counters.get(name)?.inc(labels, by);
      },
      observe: (name, seconds) => histograms.get(name)?.observe(seconds),
    },
    print: async ({ db, adapters, clock }) => {
      // What is overdue is asked by the time all processes share: this one may not have read it since it was moved.
      await clock.reload(db.direct);
      const [ages] = await rowsOf<{ inbox: string | null; outbox: string | null; overdue: string; pending: string }>(
        db.direct,
        sql`select
          (select extract(epoch from now() - min(received_at)) from lilong.inbox where state = 'pending') as inbox,
          (select extract(epoch from now() - min(created_at)) from lilong.outbox where state in ('waiting','leased','sending')) as outbox,
          (select count(*) from lilong.schedule
            where state = 'waiting' and due_at <= ${clock.now().toString()}::timestamptz) as overdue,
          (select count(*) from lilong.ledger_pending) as pending`,
      );
      inboxAge.set(Number(ages?.inbox ?? 0));
      outboxAge.set(Number(ages?.outbox ?? 0));
      overdueRows.set(Number(ages?.overdue ?? 0));
      pendingLedger.set(Number(ages?.pending ?? 0));
      inboxOpen.reset();
      outboxRows.reset();
      for (const row of await rowsOf<{ state: string; n: string }>(
        db.direct,
        sql`select state, count(*) as n from lilong.inbox where state <> 'done' group by state`,
      ))
        inboxOpen.set({ state: row.state }, Number(row.n));
      for (const row of await rowsOf<{ state: string; n: string }>(
        db.direct,
        sql`select state, count(*) as n from lilong.outbox where state <> 'accepted' group by state`,
      ))
        outboxRows.set({ state: row.state }, Number(row.n));
      for (const adapter of adapters.values()) {
        const month = quotaMonthOf(adapter);
        if (month === undefined) continue;
        const [row] = await rowsOf<{ used: string; expected: string }>(
          db.direct,
          sql`select coalesce(sum(used), 0) as used, coalesce(sum(greatest(expected, used)), 0) as expected from lilong.quota_month where platform = ${adapter.platform} and month = ${month}`,
        );
        quota.set({ platform: adapter.platform }, Number(row?.used ?? 0));
        quotaExpected.set({ platform: adapter.platform }, Number(row?.expected ?? 0));
      }
      return registry.metrics();
    },
  };
}
