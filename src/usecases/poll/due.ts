/** What a poll's time brings by itself. */
import { carriedOut } from '../command.ts';
import { membersOfBody } from '../meeting/eligible.ts';
import type { DuePayloads, UnitOfWork } from '../unit-of-work.ts';
import { closePoll } from './close.ts';
import { answersOf, loadPoll } from './read.ts';

/** Only those on the roll of the group's body who have not answered; where the group has no roll, nobody. */
export async function pollRemind(uow: UnitOfWork, { pollId }: DuePayloads['poll.remind']): Promise<void> {
  const loaded = await loadPoll(uow, pollId);
  if (!loaded.ok || loaded.value.poll.state !== 'open') return;
  const { poll: row } = loaded.value;
  if (!row.bodyId) return;
  const answered = new Set(
    (await answersOf(uow, pollId))
      .filter(({ answer, envelope }) => answer !== null || envelope !== null)
      .map(({ personId }) => personId),
  );
  const roll = await membersOfBody(uow, row.bodyId);
  const personIds = roll.map(({ personId }) => personId).filter((id) => !answered.has(id));
  if (personIds.length > 0) uow.notices.push({ kind: 'poll.closing', pollId, personIds });
}

export async function pollCloses(uow: UnitOfWork, { pollId }: DuePayloads['poll.closes']): Promise<void> {
  carriedOut(await closePoll(uow, { pollId }));
}
