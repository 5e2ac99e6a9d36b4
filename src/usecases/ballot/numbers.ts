/** Ballots of a community are numbered one after the other, so whatever makes one waits for whoever is making another. */
import { eq, type SQL, sql } from 'drizzle-orm';
import { ballot, community, meeting } from '../../../db/schema/index.ts';
import type { CommunityRow } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** Comes before the locks of a meeting and its ballots: a new ballot refers to its meeting, and would wait for that. */
export async function lockNumbers(
  { tx }: Pick<UnitOfWork, 'tx'>,
  communityId: string,
): Promise<CommunityRow | undefined> {
  const [home] = await tx.select().from(community).where(eq(community.id, communityId)).for('no key update');
  return home;
}

/** The same, for the community of a ballot there is. */
export async function lockNumbersOf(uow: Pick<UnitOfWork, 'tx'>, ballotId: string): Promise<void> {
  const [known] = await uow.tx.select({ communityId: ballot.communityId }).from(ballot).where(eq(ballot.id, ballotId));
  if (known) await lockNumbers(uow, known.communityId);
}

/** The same, for the community of a meeting there is. */
export async function lockNumbersOfMeeting(uow: Pick<UnitOfWork, 'tx'>, meetingId: string): Promise<void> {
  const [known] = await uow.tx
    .select({ communityId: meeting.communityId })
    .from(meeting)
    .where(eq(meeting.id, meetingId));
  if (known) await lockNumbers(uow, known.communityId);
}

/** The caller holds {@link lockNumbers}. */
export const nextNumber = (communityId: string): SQL =>
  sql`(select coalesce(max(number), 0) + 1 from ${ballot} where community_id = ${communityId})`;
