/**
 * A meeting gets another date, and its roll follows the seats once more: a roll that was frozen for the old date and on which
 * nobody could vote yet is void. The motion stands as it was reviewed, under a number of its own, to be frozen anew.
 */
import { and, asc, eq, isNull } from 'drizzle-orm';
import { ballot } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { insertAgain, sameRecusals } from './again.ts';
import { moveBallot } from './change.ts';
import { lockBallot } from './read.ts';

/** A second round keeps the roll of the first. The caller holds the numbers' lock, then the meeting's. */
export async function rollAnew(uow: UnitOfWork, meetingId: string, reason: string, as: Role): Promise<void> {
  const frozen = await uow.tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(and(eq(ballot.meetingId, meetingId), eq(ballot.state, 'roll_frozen'), isNull(ballot.revoteOf)))
    .orderBy(asc(ballot.number));
  for (const { id } of frozen) {
    const loaded = await lockBallot(uow, id);
    if (!loaded.ok) continue;
    const { ballot: before } = loaded.value;
    const moved = await moveBallot(uow, loaded.value, undefined, as, {
      name: 'ballot.withdraw',
      step: () => ({ action: 'withdraw', reason }),
    });
    if (!moved.ok) throw new Error(`a frozen roll did not give way: ${moved.error.kind}`);
    const row = await insertAgain(uow, before, as);
    await sameRecusals(uow, before.id, row, ['upheld', 'asked']);
    uow.notices.push({ kind: 'ballot.rolled-anew', ballotId: row.id, before: before.number });
  }
}
