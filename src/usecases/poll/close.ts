/** 截止: by hand, or because its time has come. What is counted then is all that is left of an anonymous poll. */
import { eq } from 'drizzle-orm';
import { poll, pollAnswer } from '../../../db/schema/index.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';
import {
  countedOf,
  type LoadedPoll,
  loadPoll,
  type PollNotFound,
  type PollRow,
  pollSubject,
  pollTarget,
} from './read.ts';

export type ClosePollRefusal = PollNotFound | { readonly kind: 'poll_closed' };

export const closePoll = command<{ readonly pollId: string }, LoadedPoll, PollRow, ClosePollRefusal>({
  name: 'poll.close',
  load: (uow, { pollId }) => loadPoll(uow, pollId, 'alone'),
  target: pollTarget,
  run: async (uow, { poll: row }, _input, as) => {
    if (row.state === 'closed') return err({ kind: 'poll_closed' });
    const counted = await countedOf(uow, row);
    const [after] = await uow.tx
      .update(poll)
      .set({ state: 'closed', closedAt: uow.now, counted, keySealed: null })
      .where(eq(poll.id, row.id))
      .returning();
    if (!after) throw new Error('a locked poll vanished');
    if (row.anonymous)
      await uow.tx
        .update(pollAnswer)
        .set({ envelope: null, accountId: null, answeredAt: null })
        .where(eq(pollAnswer.pollId, row.id));
    record(uow, 'poll', after, { action: 'poll.close', as, communityId: row.communityId });
    uow.cancelled.push(
      { kind: 'poll.closes', subject: pollSubject(row.id) },
      { kind: 'poll.remind', subject: pollSubject(row.id) },
    );
    uow.notices.push({ kind: 'poll.closed', pollId: row.id });
    return ok(after);
  },
});
