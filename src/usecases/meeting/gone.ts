/** Who was to sign the minutes of a meeting and never will: then somebody else is named. */
import { and, eq } from 'drizzle-orm';
import { chatAccount, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { allHere } from './eligible.ts';
import type { MeetingRow } from './read.ts';

type Reading = Pick<UnitOfWork, 'tx'>;
export type Presiding = 'chair' | 'recorder';

/** Of those who ran it: nobody was named, or whoever was cannot be asked for a signature any more. */
export async function goneFrom(uow: Reading, row: MeetingRow): Promise<readonly Presiding[]> {
  const gone: Presiding[] = [];
  if (await isGone(uow, row, row.chairId)) gone.push('chair');
  if (await isGone(uow, row, row.recorderId)) gone.push('recorder');
  return gone;
}

/** Not in the record, without any chat to sign in, or out of every seat she had here when it was held. */
async function isGone(uow: Reading, { communityId, startsAt }: MeetingRow, personId: string | null): Promise<boolean> {
  if (personId === null || !(await allHere(uow, [personId]))) return true;
  const [bound] = await uow.tx
    .select({ id: chatAccount.id })
    .from(chatAccount)
    .where(eq(chatAccount.personId, personId))
    .limit(1);
  if (!bound) return true;
  const seats = await uow.tx
    .select({ until: roleSeat.until, since: roleSeat.since })
    .from(roleSeat)
    .where(and(eq(roleSeat.communityId, communityId), eq(roleSeat.personId, personId), visible(roleSeat.personId)));
  const then = seats.some(
    ({ since, until }) =>
      since.epochMilliseconds <= startsAt.epochMilliseconds &&
      (until === null || until.epochMilliseconds > startsAt.epochMilliseconds),
  );
  return then && seats.every(({ until }) => until !== null);
}
