/** 督办 as it stands: who pressed a demand last, and whether that came from above the committee. */
import { and, desc, eq, inArray } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { demandEvent } from './schema/index.ts';

export interface Press {
  /** `climb`: residents said once more than it may be reopened that it is not solved. */
  readonly kind: 'supervise' | 'climb';
  readonly byRole: string;
  /** The subdistrict pressed, or residents' doubt did. */
  readonly above: boolean;
}

/** The last press of a demand; asked only of one that is pressed now. */
export async function pressOn(tx: Tx, demandId: string): Promise<Press | undefined> {
  const [last] = await tx
    .select({ kind: demandEvent.kind, byRole: demandEvent.byRole })
    .from(demandEvent)
    .where(
      and(eq(demandEvent.demandId, demandId), inArray(demandEvent.kind, ['supervise', 'climb', 'neighbour_climb'])),
    )
    .orderBy(desc(demandEvent.ordinal))
    .limit(1);
  if (!last) return undefined;
  const kind = last.kind === 'supervise' ? 'supervise' : 'climb';
  return { kind, byRole: last.byRole, above: kind === 'climb' || last.byRole === 'subdistrict' };
}
