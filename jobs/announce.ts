/** Expands announcements slice by slice into the bulk lane, only as fast as the lane is emptied. */
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { finds, rowsOf, type Tx } from '../db/client.ts';
import { announcement, community, outbox, person } from '../db/schema/index.ts';
import { visible } from '../db/visible.ts';
import { announcementPrompt } from '../src/notices/announcement.ts';
import { enqueueBulk } from '../src/notices/bulk.ts';
import type { Dispatch } from '../src/notices/outbox-writer.ts';
import { reachPeople } from '../src/notices/recipients.ts';
import { listUnreached } from '../src/notices/unreached.ts';
import type { Context } from '../src/pipeline/context.ts';
import { LEASE_MS } from '../src/pipeline/unit.ts';

const SLICE = 200;
/** As long as this much is still on its way, nothing is added. */
const ENOUGH_OPEN = 400;

/** @returns what was added to the bulk lane, leased to this process */
export async function expandAnnouncements(context: Context): Promise<readonly Dispatch[]> {
  if (!(await finds(context.db, sql`select 1 from ${announcement} where done_at is null limit 1`))) return [];
  return context.db.transaction(async (tx) => {
    const [row] = await tx
      .select()
      .from(announcement)
      .where(isNull(announcement.doneAt))
      .orderBy(announcement.createdAt, announcement.id)
      .limit(1)
      .for('update', { skipLocked: true });
    if (!row || (await openBulk(tx)) >= ENOUGH_OPEN) return [];
    const people = await tx
      .select({ id: person.id })
      .from(person)
      .where(
        and(
          eq(person.communityId, row.communityId),
          isNull(person.erasedAt),
          visible(),
          row.cursor ? gt(person.id, row.cursor) : undefined,
        ),
      )
      .orderBy(person.id)
      .limit(SLICE);
    const ids = people.map(({ id }) => id);
    const reach = await reachPeople(tx, ids);
    await listUnreached(tx, reach.unreached, 'announcement', `announcement:${row.id}`, context.clock.now());
    const [home] = await tx.select({ name: community.name }).from(community).where(eq(community.id, row.communityId));
    const text = context.keys.openText('announcement.text', row.textSealed);
    const tools = {
      tx,
      keys: context.keys,
      renderers: context.adapters,
      lease: { by: context.processId, ms: LEASE_MS },
    };
    const dispatches = await enqueueBulk(tools, reach.recipients, {
      topic: 'announcement',
      prompt: (language) => announcementPrompt(language, home?.name ?? '', text),
    });
    await tx
      .update(announcement)
      .set({
        cursor: ids.at(-1) ?? row.cursor,
        reached: row.reached + reach.recipients.length,
        ...(ids.length < SLICE && { doneAt: sql`now()` }),
      })
      .where(eq(announcement.id, row.id));
    return dispatches;
  });
}

async function openBulk(tx: Tx): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    tx,
    sql`select count(*)::int as n from ${outbox} where lane = 'bulk' and state in ('waiting','leased','sending')`,
  );
  return row?.n ?? 0;
}
