/** Whether somebody stands in an election that is not over: as long as she does, she cannot sit in the election committee. */
import { and, eq, notInArray, sql } from 'drizzle-orm';
import { ballot, body, community } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** Drafts of a community wait for the same lock, so nobody is seated while she is being put up. */
export async function standsInElection(
  { tx }: Pick<UnitOfWork, 'tx'>,
  communityId: string,
  personId: string,
): Promise<boolean> {
  await tx.select({ id: community.id }).from(community).where(eq(community.id, communityId)).for('no key update');
  const electionCommittees = tx.select({ id: body.id }).from(body).where(eq(body.kind, 'election_committee'));
  const [stands] = await tx
    .select({ id: ballot.id })
    .from(ballot)
    .where(
      and(
        eq(ballot.communityId, communityId),
        notInArray(ballot.state, ['final', 'withdrawn']),
        sql`${ballot.question}->>'kind' = 'election'`,
        sql`${ballot.options} @> ${JSON.stringify([{ personId }])}::text::jsonb`,
        // Where the election committee itself is elected anew, its members may stand again.
        sql`(${ballot.fillsBodyId} is null or ${ballot.fillsBodyId} not in ${electionCommittees})`,
      ),
    )
    .limit(1);
  return stands !== undefined;
}
