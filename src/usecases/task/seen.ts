/** Seen 已读 is a press and nothing else: no platform reports what people read. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { reminderSent } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { lateSubject, subjectsOf } from './dates.ts';

/** Of each reminder the first press counts. */
export async function markSeen(
  { tx, actor, now }: Pick<UnitOfWork, 'tx' | 'actor' | 'now'>,
  taskIds: readonly string[],
): Promise<void> {
  if (!actor.personId || taskIds.length === 0) return;
  await tx
    .update(reminderSent)
    .set({ seenAt: now })
    .where(
      and(
        inArray(
          reminderSent.subject,
          taskIds.flatMap((id) => [...subjectsOf(id), lateSubject(id)]),
        ),
        eq(reminderSent.personId, actor.personId),
        isNull(reminderSent.seenAt),
      ),
    );
}
