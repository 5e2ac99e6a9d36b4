/** The one place that knows there are three stores; behind it the queue code is the same. */
import type { PGliteInterface } from '@electric-sql/pglite';
import { BullmqEngine } from './bullmq-engine.ts';
import type { QueueEngine, QueueHooks } from './engine.ts';
import type { Link } from './link.ts';

export type QueueStore =
  /** The application's own instance; the engine shares its lock and never closes it. */
  | { readonly kind: 'pglite'; readonly db: PGliteInterface }
  /** A connection to the server itself, not to a transaction pooler. */
  | { readonly kind: 'postgres'; readonly url: string }
  | { readonly kind: 'redis'; readonly url: string };

export interface QueueOptions {
  readonly backend: QueueStore;
  /** Keeps queues apart that share a store: queue `<prefix>-wake`, PostgreSQL schema `<prefix>_queue`. */
  readonly prefix?: string;
  /** Jobs run at a time in this process. */
  readonly concurrency?: number;
  readonly hooks: QueueHooks;
}

/**
 * Rejects when the database cannot be reached or its queue schema not be made. Redis may be away: the engine says so in
 * `ready()` and starts working when it comes.
 */
export async function openQueueEngine({
  backend,
  prefix = 'lilong',
  concurrency = 4,
  hooks,
}: QueueOptions): Promise<QueueEngine> {
  if (!/^[a-z][a-z0-9_]{0,40}$/.test(prefix)) {
    throw new RangeError(`Queue prefix "${prefix}": use lower-case letters, digits and underscores, at most 41`);
  }
  return BullmqEngine.open(await link(backend, `${prefix}_queue`), `${prefix}-wake`, concurrency, hooks);
}

/** Only the store that is used is loaded, with its driver. */
async function link(store: QueueStore, schema: string): Promise<Link> {
  switch (store.kind) {
    case 'pglite':
      return (await import('./pglite.ts')).pgliteLink(store.db, schema);
    case 'postgres':
      return (await import('./postgres.ts')).postgresLink(store.url, schema);
    case 'redis':
      return (await import('./redis.ts')).redisLink(store.url);
  }
}
