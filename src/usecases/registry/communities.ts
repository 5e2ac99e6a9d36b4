/** Which communities there are, and what a person is asked to choose from. */
import { asc, eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { community } from '../../../db/schema/index.ts';

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
