/** The bodies that act in a community: of its own, of others and of its subdistrict. */
import { and, asc, eq, isNull, or, sql } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { body, bodyServes, community } from '../../../db/schema/index.ts';

export type ActingBody = typeof body.$inferSelect;

/** The bodies that act in a community now: its own, those that serve it, and those of its subdistrict. */
export function bodiesActingIn(tx: Tx, communityId: string): Promise<ActingBody[]> {
  return tx
    .select()
    .from(body)
    .where(
      and(
        isNull(body.endedAt),
        or(
          eq(body.communityId, communityId),
          sql`${body.id} in (select s.body_id from ${bodyServes} s where s.community_id = ${communityId})`,
          sql`${body.subdistrictId} = (select c.subdistrict_id from ${community} c where c.id = ${communityId})`,
        ),
      ),
    )
    .orderBy(asc(body.kind), asc(body.name));
}
