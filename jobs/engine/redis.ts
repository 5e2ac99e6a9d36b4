/**
 * Jobs in Redis 6.2 or newer, through ioredis. Redis may be away when we start, go away at any time and come back empty.
 *
 * Three connections with three tempers (https://docs.bullmq.io/guide/going-to-production):
 * - adding: fails at once while Redis is away (`enableOfflineQueue: false`), so nothing piles up in memory;
 * - working: waits for Redis, as a job that ran must still be reported done;
 * - blocking: holds the worker's one waiting command.
 * All keep `maxRetriesPerRequest: null`, or BullMQ's start-up question for the version could fail once and for ever.
 */
import { once } from 'node:events';
import { QueueKeys, type QueueOptions, RedisConnection, RedisQueueBackend } from 'bullmq';
import { Redis } from 'ioredis';
import type { Link } from './link.ts';

/** The first part of every key; the queue name, which carries the prefix, is the second. */
const KEY_PREFIX = 'bullmq';

/** With a command outstanding and not a byte received for this long, the connection is taken for dead and made anew. */
const SILENCE_MS = 5_000;
/** The blocking command itself is silent for up to ten seconds. */
const BLOCKING_SILENCE_MS = 15_000;

const SHARED = {
  maxRetriesPerRequest: null,
  retryStrategy: (attempt: number) => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000),
  // After a failover the old primary is a replica; writing to it is answered with READONLY until we reconnect.
  reconnectOnError: (error: Error) => error.message.startsWith('READONLY'),
  connectTimeout: 2_000,
  keepAlive: 10_000,
};

/**
 * Told to disconnect between two attempts, ioredis gives up its timer but never says `end` and never answers the
 * commands that wait (https://github.com/taskforcesh/bullmq/issues/4585); a worker that closes would wait for both for
 * ever. An attempt that is broken off at once ends properly.
 */
class EndingRedis extends Redis {
  override disconnect(reconnect = false): void {
    if (!reconnect && this.status === 'reconnecting') this.connect().catch(() => {});
    super.disconnect(reconnect);
  }
}

export function redisLink(url: string): Link {
  const adding = new EndingRedis(url, { ...SHARED, enableOfflineQueue: false, socketTimeout: SILENCE_MS });
  const working = new EndingRedis(url, { ...SHARED, socketTimeout: SILENCE_MS });
  const blocking = new EndingRedis(url, { ...SHARED, socketTimeout: BLOCKING_SILENCE_MS });
  const clients = [adding, working, blocking];

  const backend: Link['backend'] = (name, options, { withBlockingConnection = false } = {}) => {
    const keys = new QueueKeys(KEY_PREFIX);
    const client = withBlockingConnection ? working : adding;
    const redisOptions: QueueOptions = { ...options, connection: client, prefix: KEY_PREFIX };
    return new RedisQueueBackend(
      new RedisConnection(client, { shared: true, blocking: false }),
      name,
      keys.getKeys(name),
      (type) => keys.toKey(name, type),
      redisOptions,
      withBlockingConnection ? new RedisConnection(blocking, { shared: true, blocking: true }) : undefined,
    );
  };

  return {
    kind: 'redis',
    name: 'Redis (REDIS_URL)',
    backend,
    reachable: () => adding.status === 'ready',
    ping: async () => {
      if (adding.status !== 'ready') await once(adding, 'ready');
      await adding.ping();
    },
    onTrouble: (report) => {
      for (const client of clients) client.on('error', report);
    },
    close: async () => {
      for (const client of clients) client.disconnect();
    },
  };
}
