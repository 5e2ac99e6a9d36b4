/** Expands announcements slice by slice into the bulk lane, only as fast as the lane is emptied. */
import { and, eq, gt, isNull, sql } from 'drizzle-orm';
import { finds } from '../db/client.ts';
import { announcement, community, person } from '../db/schema/index.ts';
import { visible } from '../db/visible.ts';
import { announcementPrompt } from '../src/notices/announcement.ts';
import { enqueueBulk } from '../src/notices/bulk.ts';
import type { Dispatch } from '../src/notices/outbox-writer.ts';
import { reachPeople } from '../src/notices/recipients.ts';
import { listUnreached } from '../src/notices/unreached.ts';
import type { Context } from '../src/pipeline/context.ts';
import { bulkTools, laneIsFull, SLICE } from './bulk-lane.ts';

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
    if (!row || (await laneIsFull(tx))) return [];
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
    const dispatches = await enqueueBulk(bulkTools(context, tx), reach.recipients, {
      topic: 'announcement',
      policy: 'skip',
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
