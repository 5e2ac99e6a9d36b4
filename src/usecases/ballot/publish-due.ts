/** Rule `meeting.result_published`: a result is public so many days after the vote; on the last of them whoever holds it up hears. */
import { eq } from 'drizzle-orm';
import { Temporal } from 'temporal-polyfill';
import { ballot } from '../../../db/schema/index.ts';
import type { BallotState } from '../../domain/ballot/states.ts';
import type { Policy } from '../policies.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { type BallotRow, ballotSubject } from './read.ts';

const NOT_PUBLIC: readonly BallotState[] = ['closed', 'counted', 'verified', 'declared'];

export function planPublication(
  uow: UnitOfWork,
  { id, closedAt }: Pick<BallotRow, 'id' | 'closedAt'>,
  policy: Policy,
): void {
  const { lastDay } = policy.after(closedAt ?? uow.now, 'meeting.result_published');
  uow.dueTimes.push({
    kind: 'ballot.publish-due',
    key: `ballot.publish-due:${id}:${closedAt}`,
    subject: ballotSubject(id),
    dueAt: policy.calendar.instantAt(lastDay, Temporal.PlainTime.from(policy.rules.value('reminder.time'))),
    payload: { ballotId: id },
  });
}

export async function publicationDue(uow: UnitOfWork, { ballotId }: DuePayloads['ballot.publish-due']): Promise<void> {
  const [row] = await uow.tx
    .select({ state: ballot.state, publishedAt: ballot.publishedAt })
    .from(ballot)
    .where(eq(ballot.id, ballotId));
  // What is counted again after it was public was in time.
  if (row && row.publishedAt === null && NOT_PUBLIC.includes(row.state))
    uow.notices.push({ kind: 'ballot.publish-due', ballotId });
}
