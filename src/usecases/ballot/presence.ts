/** Too few are left in the room: what is being voted on waits until they are enough again, or somebody closes it. */
import { and, eq } from 'drizzle-orm';
import { ballot } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { moveBallot } from './change.ts';
import { lockBallot } from './read.ts';

export async function pauseForQuorum(uow: UnitOfWork, meetingId: string): Promise<void> {
  const open = await uow.tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.meetingId, meetingId), eq(ballot.state, 'open')))
    .orderBy(ballot.id);
  for (const { id } of open) {
    const loaded = await lockBallot(uow, id);
    if (!loaded.ok || loaded.value.ballot.state !== 'open') continue;
    const paused = await moveBallot(uow, loaded.value, undefined, 'system', {
      name: 'ballot.pause',
      step: () => ({ action: 'pause' }),
    });
    if (!paused.ok) throw new Error(`the ballot did not wait: ${paused.error.kind}`);
    uow.notices.push({ kind: 'ballot.paused', ballotId: id });
  }
}
