/** Which communities there are, and what a person is asked to choose from. */
import { and, asc, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { community, person } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';

export type CommunityRow = typeof community.$inferSelect;

export const allCommunities = (tx: Tx): Promise<CommunityRow[]> =>
  tx.select().from(community).orderBy(asc(community.name));

export async function communityByCode(tx: Tx, code: string): Promise<CommunityRow | undefined> {
  const [row] = await tx.select().from(community).where(eq(community.code, code.toLowerCase()));
  return row;
}

export async function communityById(tx: Tx, id: string): Promise<CommunityRow | undefined> {
  const [row] = await tx.select().from(community).where(eq(community.id, id));
  return row;
}

/** Where somebody is registered. */
export async function communityOfPerson(tx: Tx, personId: string): Promise<CommunityRow | undefined> {
  const [row] = await tx
    .select({ home: community })
    .from(person)
    .innerJoin(community, eq(community.id, person.communityId))
    .where(and(eq(person.id, personId), visible()));
  return row?.home;
}
