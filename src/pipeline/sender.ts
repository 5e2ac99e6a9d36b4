/**
 * Sends outbox rows. The process that committed a row sends it at once; rows whose lease ended are taken over by any
 * process. Per chat and lane one message at a time, in order; a throttled chat delays only itself.
 */
import { isOutage } from '../../db/outage.ts';
import type { ChatAddress, Delivery } from '../channel.ts';
import type { Dispatch } from '../notices/outbox-writer.ts';
import { type Context, nameOf } from './context.ts';
import { decideFate, type Fate } from './fate.ts';
import { backToWaiting, claimOpen, giveBack, markSending, type Settling, settle, settleHeld } from './outbox-rows.ts';
import { createPace } from './pace.ts';
import { releaseQuota, reserveQuota } from './quota.ts';
import { sharedStatement } from './shared-statement.ts';

export interface Sender {
  /** Takes over freshly committed rows. */
  dispatch(rows: readonly Dispatch[]): void;
  /** Takes over rows that wait or whose lease ended. Returns how many. */
  takeOver(): Promise<number>;
  idle(): Promise<void>;
  stop(): Promise<void>;
  readonly inFlight: number;
}

/** What a refusal says about the chat itself. */
export interface ChatNews {
  blocked(chatId: string): Promise<void>;
  gone(chatId: string): Promise<void>;
  moved(chatId: string, address: ChatAddress, to: string): Promise<void>;
}

const CONCURRENT = 64;
/** The longest single wait for the database after a send; with the shorter ones before it, about twelve seconds. */
const SETTLE_WAIT_MS = 6_400;

/** @param later asks to be woken for a row that waits, after real milliseconds */
export function createSender(context: Context, news: ChatNews, later: (afterMs: number) => void): Sender {
  const queues = new Map<string, Dispatch[]>();
  const active = new Set<string>();
  const pace = createPace(context.adapters);
  const mark = sharedStatement(CONCURRENT, (rows: readonly Dispatch[]) => markSending(context, rows));
  const settleOne = sharedStatement(CONCURRENT, (settling: readonly Settling[]) => settle(context, settling));
  let inFlight = 0;
  let stopped = false;
  const waiters: (() => void)[] = [];

  // A press is answered whatever else is queued for the chat.
  const keyOf = (row: Dispatch) => (row.kind === 'answer' ? `answer:${row.id}` : `${row.chatId}:${row.lane}`);

  const dispatch = (rows: readonly Dispatch[]) => {
    for (const row of rows) {
      const key = keyOf(row);
      const queue = queues.get(key);
      if (queue) queue.push(row);
      else queues.set(key, [row]);
    }
    pump();
  };

  const pump = () => {
    if (stopped) return;
    // Interactive queues first: a large announcement never delays an answer.
    for (const lane of ['interactive', 'bulk'] as const) {
      for (const [key, queue] of queues) {
        if (inFlight >= CONCURRENT) return;
        if (active.has(key) || queue[0]?.lane !== lane) continue;
        active.add(key);
        inFlight += 1;
        void runQueue(key, queue);
      }
    }
  };

  const runQueue = async (key: string, queue: Dispatch[]) => {
    try {
      for (let row = queue.shift(); row && !stopped; row = queue.shift()) {
        if (!(await sendOne(row))) {
          // The chat must wait: what is queued behind goes back to the table and is claimed in order later.
          await backToWaiting(
            context,
            queue.splice(0).map((rest) => rest.id),
          );
          break;
        }
      }
    } catch (error) {
      context.log('error', 'outbox.unavailable', { error: nameOf(error) });
      // They are found again when their lease ends.
      queue.length = 0;
    } finally {
      // More may have come for this chat while its rows were given back.
      if (queue.length === 0 || stopped) queues.delete(key);
      active.delete(key);
      inFlight -= 1;
      if (inFlight === 0) for (const wake of waiters.splice(0)) wake();
      pump();
    }
  };

  /** @returns whether the chat may go on with its next row */
  const sendOne = async (row: Dispatch): Promise<boolean> => {
    const adapter = context.adapters.get(row.address.platform);
    if (!adapter) return true;
    const held = row.kind === 'answer' ? undefined : await reserveQuota(context, adapter, row);
    if (held?.kind === 'hold') {
      await settleHeld(context, row, held);
      return held.state !== 'waiting';
    }
    await pace.turn(adapter, row);
    if (stopped) return false;
    if (!(await mark(row))) {
      await backToWaiting(context, [row.id]);
      return false;
    }
    const delivery = await deliver(row);
    pace.over(adapter, row);
    const fate = decideFate(row, delivery, adapter.limits.canRepeat(row.wire, row.envelope));
    await settlePatiently(row, fate);
    if (fate.state === 'refused') await releaseQuota(context, adapter, row);
    if (fate.state === 'waiting') later(fate.afterMs ?? 0);
    await tellNews(row, delivery);
    return fate.state !== 'waiting';
  };

  /** What the platform said is known nowhere but here, so a database that is away for a moment is waited for. */
  const settlePatiently = async (row: Dispatch, fate: Fate): Promise<void> => {
    for (let waitMs = 100; ; waitMs *= 2) {
      try {
        return await settleOne({ row, fate });
      } catch (error) {
        if (!isOutage(error) || waitMs > SETTLE_WAIT_MS) throw error;
        await new Promise((resolve) => setTimeout(resolve, waitMs));
      }
    }
  };

  const deliver = async (row: Dispatch): Promise<Delivery> => {
    const adapter = context.adapters.get(row.address.platform);
    if (!adapter) return { kind: 'failed' };
    try {
      return await adapter.deliver({
        address: row.address,
        wire: row.wire,
        envelope: row.envelope,
        retryKey: row.retryKey,
      });
    } catch (error) {
      context.log('error', 'outbox.adapter-threw', { platform: row.address.platform, error: nameOf(error) });
      return { kind: 'unknown' };
    }
  };

  const tellNews = async (row: Dispatch, delivery: Delivery): Promise<void> => {
    if (delivery.kind === 'moved') return news.moved(row.chatId, row.address, delivery.to);
    if (delivery.kind !== 'refused') return;
    if (delivery.reason === 'blocked') return news.blocked(row.chatId);
    if (delivery.reason === 'gone' && row.kind === 'message') return news.gone(row.chatId);
  };

  return {
    dispatch,
    takeOver: async () => {
      if (stopped) return 0;
      const rows = await claimOpen(context, [...queues.keys()]);
      dispatch(rows);
      return rows.length;
    },
    idle: async () => {
      if (inFlight > 0) await new Promise<void>((resolve) => waiters.push(resolve));
    },
    stop: async () => {
      stopped = true;
      pace.stop();
      if (inFlight > 0) await new Promise<void>((resolve) => waiters.push(resolve));
      await giveBack(context);
    },
    get inFlight() {
      return inFlight;
    },
  };
}
