/**
 * Tells slice by slice what concerns thousands. A slice and how far it got commit together, so that after a kill the next
 * one goes on behind it: nobody is told twice, and nobody is left out.
 */
import { eq, isNull, sql } from 'drizzle-orm';
import { finds } from '../db/client.ts';
import { circular } from '../db/schema/index.ts';
import { enqueueBulk } from '../src/notices/bulk.ts';
import { circularOf } from '../src/notices/circular-of.ts';
import { CIRCULAR_NOTICE, type CircularNotice } from '../src/notices/many.ts';
import type { Dispatch } from '../src/notices/outbox-writer.ts';
import { reachPeople } from '../src/notices/recipients.ts';
import { listUnreached } from '../src/notices/unreached.ts';
import type { Context } from '../src/pipeline/context.ts';
import { composeTools } from '../src/pipeline/unit.ts';
import { bulkTools, laneIsFull, SLICE } from './bulk-lane.ts';

export interface Expanded {
  readonly dispatches: readonly Dispatch[];
  /** 1 when a slice was taken, if only to find that nobody is left to tell. */
  readonly slices: 0 | 1;
}

const NONE: Expanded = { dispatches: [], slices: 0 };

/** @returns what was added to the bulk lane, leased to this process */
export async function expandCirculars(context: Context): Promise<Expanded> {
  if (!(await finds(context.db, sql`select 1 from ${circular} where done_at is null limit 1`))) return NONE;
  return context.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(circular)
      .where(isNull(circular.doneAt))
      .orderBy(circular.id)
      .limit(1)
      .for('update', { skipLocked: true });
    if (!row || (await laneIsFull(tx))) return NONE;
    const notice = context.keys.openJson(CIRCULAR_NOTICE, row.noticeSealed) as CircularNotice;
    const told = await circularOf(composeTools(context, tx, context.clock.now()), notice);
    const { cursor } = row;
    const left = (told?.people ?? []).filter((id) => cursor === null || id > cursor).sort();
    const slice = left.slice(0, SLICE);
    await tx
      .update(circular)
      .set({ cursor: slice.at(-1) ?? cursor, ...(left.length <= SLICE && { doneAt: sql`now()` }) })
      .where(eq(circular.id, row.id));
    if (!told) return { dispatches: [], slices: 1 };
    const { topic, subject, policy, words } = told;
    const reach = await reachPeople(tx, slice);
    await listUnreached(tx, reach.unreached, topic, subject, context.clock.now());
    const message = { topic, policy, prompt: words };
    return { dispatches: await enqueueBulk(bulkTools(context, tx), reach.recipients, message), slices: 1 };
  });
}
