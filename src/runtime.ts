/** Puts the parts together for one process: database, keys, platforms, pipeline, jobs. `main.ts` and the tests start it. */
import { randomUUID } from 'node:crypto';
import type { Temporal } from 'temporal-polyfill';
import type { Database } from '../db/client.ts';
import { INBOX_CHANNEL } from '../db/inbox-insert.ts';
import { loadIndexKey } from '../db/index-key.ts';
import { createFieldKeys, type FieldKeys, type IndexKey } from '../db/sealed.ts';
import type { QueueEngine } from '../jobs/engine/engine.ts';
import { openLate } from '../jobs/engine/late.ts';
import type { QueueStore } from '../jobs/engine/open.ts';
import { createJobs, type Jobs } from '../jobs/runner.ts';
import type { ChannelAdapter, Language, MediaSource, Platform, Received } from './channel.ts';
import type { Config } from './config.ts';
import { allPanels, commandMenu } from './conversation/commands.ts';
import { SYSTEM } from './domain/permissions/roles.ts';
import { chineseHolidayTable } from './holidays/chinese-days.ts';
import { createMetrics, type Metrics } from './http/metrics.ts';
import { paperUrlFor } from './http/paper-address.ts';
import { withPapers } from './http/papers.ts';
import { createMediaSource, pictureUrlFor } from './media/source.ts';
import type { OpenDatabase } from './open-database.ts';
import { type Background, createBackground } from './pipeline/background.ts';
import { createClock } from './pipeline/clock.ts';
import { type ClockMoves, createClockMoves } from './pipeline/clock-moves.ts';
import type { Context, Log } from './pipeline/context.ts';
import { createInboxStore } from './pipeline/inbox-store.ts';
import { createInboxWorker, type InboxWorker } from './pipeline/inbox-worker.ts';
import { endLeases } from './pipeline/outbox-rows.ts';
import { createSender, type Sender } from './pipeline/sender.ts';
import { runUnit, type UnitResult } from './pipeline/unit.ts';
import { rulePacksIn } from './rule-packs/folder.ts';
import { chatById, moveChat, setChatState } from './usecases/conversation/chat-state.ts';
import { createPolicies } from './usecases/policies.ts';

export interface Runtime {
  readonly context: Context;
  readonly jobs: Jobs;
  readonly clockMoves: ClockMoves;
  readonly queue: QueueEngine;
  readonly worker: InboxWorker;
  readonly sender: Sender;
  readonly metrics: Metrics;
  readonly media: MediaSource;
  readonly background: Background;
  store(events: readonly Received[]): Promise<void>;
  /** Hands what a unit committed to the sender and the queue. */
  committed(result: UnitResult): void;
  /** Begins taking work. Until then webhooks may already be stored. */
  start(): Promise<void>;
  stop(): Promise<void>;
}

/** What adapters are built from, once the database is open. */
export interface AdapterParts {
  readonly media: MediaSource;
  readonly keys: FieldKeys;
  readonly index: IndexKey;
  readonly db: Database;
  /** Domain time. */
  readonly now: () => Temporal.Instant;
}
export type BuildAdapters = (parts: AdapterParts) => readonly ChannelAdapter[] | Promise<readonly ChannelAdapter[]>;

export async function openRuntime(
  config: Config,
  log: Log,
  { db, close }: OpenDatabase,
  buildAdapters: BuildAdapters,
): Promise<Runtime> {
  const keys = createFieldKeys(config.fieldKeys);
  const index = await loadIndexKey(db.direct, keys);
  const clock = createClock(config.demo);
  await clock.reload(db.direct);
  const policies = createPolicies(rulePacksIn(), chineseHolidayTable());
  const media = withPapers(createMediaSource(db, keys), { direct: db.direct, now: () => clock.now(), policies, keys });
  const metrics = createMetrics();
  const built = await buildAdapters({ media, keys, index, db, now: () => clock.now() });
  const adapters = new Map<Platform, ChannelAdapter>(built.map((adapter) => [adapter.platform, adapter]));
  const context: Context = {
    db,
    keys,
    index,
    policies,
    clock,
    adapters,
    processId: randomUUID(),
    pictureUrl: pictureUrlFor(config.publicBaseUrl, index),
    calendarUrl: calendarUrlFor(config),
    boardUrl: boardUrlFor(config),
    paperUrl: paperUrlFor(ownAddress(config), index),
    log,
    counters: metrics.counters,
  };
  const backend = queueStore(config, db);
  const queue = openLate(backend.kind, async () => {
    const { openQueueEngine } = await import('../jobs/engine/open.ts');
    return openQueueEngine({
      backend,
      prefix: queuePrefix(config, index),
      hooks: {
        onJobError: (job, error) => log('error', 'job.failed', { kind: job.kind, error: error.name }),
        onLag: (_job, lagMs) => metrics.counters.observe('job_lag_seconds', lagMs / 1000),
        warn: (message) => log('warn', 'queue', { message }),
      },
    });
  });

  const committed = (result: UnitResult) => {
    sender.dispatch(result.dispatches);
    jobs.planned(result);
  };
  const sender = createSender(
    context,
    {
      blocked: (chatId) =>
        aboutChat(context, committed, 'blocked', chatId, async (uow, chat) => setChatState(uow, chat, 'blocked')),
      gone: (chatId) =>
        aboutChat(context, committed, 'gone', chatId, async (uow, chat) => setChatState(uow, chat, 'left')),
      moved: (chatId, address, to) =>
        aboutChat(context, committed, `moved:${to}`, chatId, async (uow, chat) => moveChat(uow, chat, address, to)),
    },
    (afterMs) => jobs.retryLater(afterMs),
  );
  const worker = createInboxWorker(context, committed);
  const inboxStore = createInboxStore(context, () => {
    if (config.role !== 'web') worker.kick();
  });
  const jobs = createJobs({ context, queue, worker, sender, committed });
  const background = createBackground(log);
  let unlisten: (() => Promise<void>) | undefined;

  return {
    context,
    jobs,
    clockMoves: createClockMoves(clock, jobs),
    queue,
    worker,
    sender,
    metrics,
    media,
    background,
    store: (events) => inboxStore.store(events),
    committed,
    start: async () => {
      if (config.role !== 'web') {
        if (db.kind === 'pglite') await endLeases(context);
        await jobs.start();
        // The edge announces what it stored; without a session of our own the sweep finds it within a second.
        if (config.databaseDirectUrl || config.databaseUrl)
          unlisten = await db.listen(INBOX_CHANNEL, () => worker.kick()).catch(() => undefined);
      }
      if (config.role !== 'worker') {
        for (const adapter of adapters.values()) {
          await adapter.open?.({
            store: (events) => inboxStore.store(events),
            commands: (scope, language) => commandMenu(scope, language),
            panels: allPanels,
            log: (event, detail) => log('info', event, detail),
          });
        }
      }
    },
    stop: async () => {
      for (const adapter of adapters.values()) await adapter.close?.();
      await unlisten?.();
      await background.stop();
      await jobs.stop();
      await worker.stop();
      await sender.stop();
      await queue.close();
      await close();
    },
  };
}

/** The sandbox is opened on the same machine, so its calendars and lists are too. */
const ownAddress = ({ publicBaseUrl, demo, host, port }: Config): string | undefined =>
  publicBaseUrl ?? (demo ? `http://${host}:${port}` : undefined);

const calendarUrlFor =
  (config: Config) =>
  (secret: string): string | undefined => {
    const base = ownAddress(config);
    return base && `${base}/calendar/${secret}.ics`;
  };

const boardUrlFor =
  (config: Config) =>
  (path: string, language: Language): string | undefined => {
    const base = ownAddress(config);
    return base && `${base}/board${path}?lang=${language}`;
  };

function queueStore(config: Config, db: Database): QueueStore {
  if (config.redisUrl) return { kind: 'redis', url: config.redisUrl };
  if (config.databaseUrl) return { kind: 'postgres', url: config.databaseDirectUrl ?? config.databaseUrl };
  if (!db.pglite) throw new Error('the embedded database is not open');
  return { kind: 'pglite', db: db.pglite };
}

/** Installations that share a Redis server keep their queues apart: the name comes from each one's own index key. */
function queuePrefix(config: Config, index: IndexKey): string {
  return config.redisUrl
    ? `lilong_${Buffer.from(index.of('queue'), 'base64url').toString('hex').slice(0, 12)}`
    : 'lilong';
}

type ChatRow = NonNullable<Awaited<ReturnType<typeof chatById>>>;

/** A platform's answer told us something about the chat itself; it is written down like any other change. */
async function aboutChat(
  context: Context,
  committed: (result: UnitResult) => void,
  what: string,
  chatId: string,
  change: (uow: Parameters<Parameters<typeof runUnit>[3]>[0], chat: ChatRow) => Promise<void>,
): Promise<void> {
  committed(
    await runUnit(context, SYSTEM, context.index.of('chat-news', chatId, what), async (uow) => {
      const chat = await chatById(uow.tx, chatId);
      if (chat) await change(uow, chat);
      return {};
    }),
  );
}
