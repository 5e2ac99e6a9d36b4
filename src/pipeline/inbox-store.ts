/**
 * Stores received events. Webhooks that arrive while a statement is under way share the next one, so a busy minute costs
 * a few large inserts instead of thousands of small ones; each webhook still waits until its own rows are committed.
 */
import { sql } from 'drizzle-orm';
import { rowsOf } from '../../db/client.ts';
import { INSERT_INBOX, type InboxRow, type InboxSeal, inboxRow } from '../../db/inbox-insert.ts';
import type { Received } from '../channel.ts';
import type { Context } from './context.ts';

export interface InboxStore {
  /** Resolves when every event is durable (new or already known); rejects when they could not be stored. */
  store(events: readonly Received[]): Promise<void>;
}

interface Waiting {
  readonly rows: readonly InboxRow[];
  resolve(): void;
  reject(error: unknown): void;
}

/** Keeps one statement within the budget of an event loop that also answers webhooks. */
const ROWS_PER_STATEMENT = 200;

/** @param stored called after a commit that brought new rows */
export function createInboxStore(context: Context, stored: () => void): InboxStore {
  const queue: Waiting[] = [];
  let busy = false;

  const drain = async () => {
    if (busy) return;
    busy = true;
    try {
      while (queue.length > 0) {
        const batch: Waiting[] = [];
        let size = 0;
        while (queue[0] && (size === 0 || size + queue[0].rows.length <= ROWS_PER_STATEMENT)) {
          const next = queue.shift();
          if (!next) break;
          batch.push(next);
          size += next.rows.length;
        }
        await insert(batch, size);
      }
    } finally {
      busy = false;
    }
  };

  const insert = async (batch: readonly Waiting[], size: number) => {
    try {
      const json = JSON.stringify(batch.flatMap((waiting) => waiting.rows));
      const [head, tail] = INSERT_INBOX.split('$1');
      const added = await rowsOf(context.db.direct, sql`${sql.raw(head ?? '')}${json}${sql.raw(tail ?? '')}`);
      context.counters.add('inbox_stored', {}, added.length);
      context.counters.add('inbox_duplicate', {}, size - added.length);
      for (const waiting of batch) waiting.resolve();
      if (added.length > 0) stored();
    } catch (error) {
      for (const waiting of batch) waiting.reject(error);
    }
  };

  const crypto: InboxSeal = {
    index: (domain, ...parts) => context.index.of(domain, ...parts),
    seal: context.keys.seal,
    base64: (bytes) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64'),
  };
  return {
    store: async (events) => {
      if (events.length === 0) return;
      const rows = await Promise.all(events.map((event) => inboxRow(event, crypto)));
      await new Promise<void>((resolve, reject) => {
        queue.push({ rows, resolve, reject });
        // After everything else that has arrived by now. The embedded database works on this thread, so without this a
        // statement would be over before the next webhook is read, and none would ever be shared.
        setImmediate(drain);
      });
    },
  };
}
