/**
 * Keeps the process's own clockwork going: wake-ups from the queue for the near future, and a sweep on a timer that finds
 * what a lost, late or wiped queue forgot, repairs it and counts what it repaired.
 */
import { Temporal } from 'temporal-polyfill';
import { isOutage } from '../db/outage.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { type Context, nameOf } from '../src/pipeline/context.ts';
import type { AfterCommit, InboxWorker } from '../src/pipeline/inbox-worker.ts';
import type { Sender } from '../src/pipeline/sender.ts';
import { runUnit, SHARDS, shardOf, type UnitResult } from '../src/pipeline/unit.ts';
import { planBulletins } from '../src/usecases/hotline/bulletin-month.ts';
import { planDailyHeads } from '../src/usecases/ledger/daily-head.ts';
import { planMonthSummaries } from '../src/usecases/task/month-summary.ts';
import { expandAnnouncements } from './announce.ts';
import { expandCirculars } from './circulars.ts';
import { nextDue, runDue } from './due.ts';
import { LONGEST_DELAY_MS, minuteOf, type QueueEngine } from './engine/engine.ts';
import { fetchFiles } from './files.ts';
import { settleDoors } from './households.ts';
import { letterWaits, takeLetters } from './letters.ts';
import { purge } from './purge.ts';
import { watchQuota } from './quota.ts';
import { type Repaired, repair, repairMissed } from './repair.ts';
import { refuseUnreadRosters, takeOverRosters } from './rosters.ts';
import { sealLedger } from './seal.ts';
import { tellTogether } from './together.ts';
import { refreshViews } from './views.ts';

export interface Jobs {
  /** Wakes what a unit has just planned for the near future. */
  planned(result: UnitResult): void;
  /** Wakes the sender for a message that waits. */
  retryLater(afterMs: number): void;
  /** Rejects when the queue cannot be used at all; a store that is away just now is asked again, and the sweep works alone. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Does everything that is due or open now, until nothing is left: used when the clock is moved, and by tests. */
  drain(): Promise<void>;
  /** Looks for gaps and doubles at once and mends what it finds; the sweep does so every hour by itself. */
  repair(): Promise<Repaired>;
  /** Looks ahead at the month's pushes at once. */
  watchQuota(): Promise<void>;
  /** Moves domain time forward, stopping at every due instant in between. Demo mode only. */
  advanceTo(target: Temporal.Instant): Promise<void>;
  /** Moves domain time at once, as if the system had been down; what was due comes late, once. Demo mode only. */
  jumpTo(target: Temporal.Instant): Promise<void>;
}

export interface JobParts {
  readonly context: Context;
  readonly queue: QueueEngine;
  readonly worker: InboxWorker;
  readonly sender: Sender;
  readonly committed: AfterCommit;
}

const SWEEP_MS = 1000;
const HOUR_MS = 3_600_000;
/** When what is done every hour has failed. */
const AGAIN_MS = 60_000;
/** Between two tries to reach the queue's store. */
const CONNECT_AGAIN_MS = 1000;

export function createJobs({ context, queue, worker, sender, committed }: JobParts): Jobs {
  let timer: NodeJS.Timeout | undefined;
  let connecting: NodeJS.Timeout | undefined;
  let sweeping: Promise<void> | undefined;
  let stopped = false;
  let hourlyAt = 0;
  let fetching: Promise<unknown> | undefined;
  let takingOver: Promise<unknown> | undefined;

  const wake = (kind: string, delayMs: number, shard: number) => {
    if (delayMs > LONGEST_DELAY_MS) return;
    // A wake-up that fails is no loss: the sweep comes a moment later.
    queue
      .wake({ kind, minute: minuteOf(Date.now() + delayMs), shard }, Math.max(0, delayMs))
      .catch((error: unknown) => context.log('warn', 'queue.wake-failed', { error: nameOf(error) }));
  };

  const planned = (result: UnitResult) => {
    const now = context.clock.now().epochMilliseconds;
    for (const plan of result.dueTimes) wake('due', plan.dueAt.epochMilliseconds - now, shardOf(plan.subject));
  };

  /** Due rows within the next ten minutes get a wake-up, so that after a restart the queue knows them again. */
  const planNear = async () => {
    const next = await nextDue(context);
    if (!next) return;
    const delay = next.epochMilliseconds - context.clock.now().epochMilliseconds;
    if (delay <= LONGEST_DELAY_MS) for (let shard = 0; shard < SHARDS; shard += 1) wake('due', delay, shard);
  };

  const planDaily = async () => {
    const unit = context.index.of('plan-daily', context.clock.now().toString());
    committed(
      await runUnit(context, SYSTEM, unit, async (uow) => {
        await planDailyHeads(uow);
        await planMonthSummaries(uow);
        await planBulletins(uow);
        return {};
      }),
    );
  };

  /** Beside everything else: a platform that is slow with its files delays nothing but them. */
  const fetchBeside = () => {
    fetching ??= fetchFiles(context, committed)
      .catch((error: unknown) => context.log('error', 'sweep.failed', { step: 'files', error: nameOf(error) }))
      .finally(() => {
        fetching = undefined;
      });
  };

  /** Beside everything else: a roster of a large community takes a while. */
  const takeOverBeside = () => {
    takingOver ??= takeOverRosters(context, committed, () => stopped)
      .catch((error: unknown) => context.log('error', 'sweep.failed', { step: 'rosters', error: nameOf(error) }))
      .finally(() => {
        takingOver = undefined;
      });
  };

  /** Each on its own: one that fails must not keep the ones behind it from ever being reached. */
  const steps: Readonly<Record<string, () => Promise<unknown>>> = {
    clock: () => context.clock.reload(context.db.direct),
    inbox: async () => worker.kick(),
    outbox: () => sender.takeOver(),
    due: () => repairMissed(context, committed),
    views: async () => sender.dispatch(await refreshViews(context)),
    together: async () => sender.dispatch(await tellTogether(context)),
    circulars: async () => sender.dispatch((await expandCirculars(context)).dispatches),
    announcements: async () => sender.dispatch(await expandAnnouncements(context)),
    files: async () => fetchBeside(),
    letters: () => takeLetters(context, committed),
    readings: () => refuseUnreadRosters(context),
    rosters: async () => takeOverBeside(),
    households: () => settleDoors(context),
    ledger: () => sealLedger(context),
    hourly: async () => {
      if (performance.now() < hourlyAt) return;
      hourlyAt = performance.now() + AGAIN_MS;
      await planDaily();
      await planNear();
      await repair(context, committed);
      await watchQuota(context, committed);
      await purge(context);
      hourlyAt = performance.now() + HOUR_MS;
    },
  };

  const sweep = async () => {
    for (const [step, run] of Object.entries(steps)) {
      if (stopped) return;
      await run().catch((error: unknown) => context.log('error', 'sweep.failed', { step, error: nameOf(error) }));
    }
  };

  const tick = () => {
    if (stopped || sweeping) return;
    sweeping = sweep().finally(() => {
      sweeping = undefined;
    });
  };

  const drain = async () => {
    for (let round = 0; round < 1000; round += 1) {
      worker.kick();
      await worker.idle();
      const due = await runDue(context, committed, { until: context.clock.now() });
      const views = await refreshViews(context);
      sender.dispatch(views);
      const together = await tellTogether(context);
      sender.dispatch(together);
      const circulars = await expandCirculars(context);
      sender.dispatch(circulars.dispatches);
      const announced = await expandAnnouncements(context);
      sender.dispatch(announced);
      const taken = await sender.takeOver();
      await takingOver;
      await refuseUnreadRosters(context);
      await takeOverRosters(context, committed);
      await fetching;
      const files = await fetchFiles(context, committed);
      const letters = await takeLetters(context, committed);
      // The sweep may have had the box: what it was not through with by now is waited for.
      const waiting = await letterWaits(context);
      await sender.idle();
      const doors = await settleDoors(context);
      await sealLedger(context);
      const done =
        due + views.length + together.length + circulars.slices + announced.length + taken + files + letters + doors;
      if (done === 0 && !waiting) return;
    }
  };

  const connect = async (): Promise<void> => {
    try {
      await queue.process({
        due: async ({ shard }) => {
          await runDue(context, committed, { until: context.clock.now(), shard });
        },
        'outbox-retry': async () => {
          await sender.takeOver();
        },
      });
    } catch (error) {
      if (!isOutage(error)) throw error;
      context.log('warn', 'queue.not-reached', { error: nameOf(error) });
      if (!stopped) connecting = setTimeout(connectAgain, CONNECT_AGAIN_MS);
    }
  };
  const connectAgain = () => {
    connect().catch((error: unknown) => context.log('error', 'queue.failed', { error: nameOf(error) }));
  };

  return {
    planned,
    retryLater: (afterMs) => wake('outbox-retry', afterMs, 0),
    start: async () => {
      await connect();
      timer = setInterval(tick, SWEEP_MS);
      tick();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      clearTimeout(connecting);
      await sweeping;
      await fetching;
      await takingOver;
    },
    drain,
    watchQuota: () => watchQuota(context, committed),
    repair: () => repair(context, committed),
    advanceTo: async (target) => {
      await drain();
      for (;;) {
        const next = await nextDue(context);
        if (!next || Temporal.Instant.compare(next, target) > 0) break;
        if (Temporal.Instant.compare(next, context.clock.now()) > 0)
          await context.clock.moveTo(context.db.direct, next);
        const before = next;
        await drain();
        const after = await nextDue(context);
        // A row that keeps failing waits for real time; domain time does not wait for it.
        if (after && Temporal.Instant.compare(after, before) === 0) break;
      }
      if (Temporal.Instant.compare(target, context.clock.now()) > 0)
        await context.clock.moveTo(context.db.direct, target);
      await drain();
    },
    jumpTo: async (target) => {
      await context.clock.moveTo(context.db.direct, target);
      await drain();
    },
  };
}
