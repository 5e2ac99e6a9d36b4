/** The seats of a community as tasks ask for them, with one query for all of its tasks. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { body, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { SeatFact } from '../../domain/task/people.ts';

export async function seatsIn(tx: Tx, communityId: string): Promise<readonly SeatFact[]> {
  return tx
    .select({
      personId: roleSeat.personId,
      role: roleSeat.role,
      bodyId: roleSeat.bodyId,
      bodyKind: body.kind,
      position: roleSeat.position,
    })
    .from(roleSeat)
    .leftJoin(body, eq(body.id, roleSeat.bodyId))
    .where(and(eq(roleSeat.communityId, communityId), isNull(roleSeat.until), visible(roleSeat.personId)))
    .orderBy(roleSeat.since, roleSeat.id);
}
