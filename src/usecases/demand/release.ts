/** Whoever loses the seat a demand was taken on with hands it back: a demand is never nobody's. */
import { and, eq, notInArray } from 'drizzle-orm';
import { demand } from '../../../db/schema/index.ts';
import { ENDED } from '../../domain/demand/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor, Role } from '../../domain/permissions/roles.ts';
import { seatsOf } from '../conversation/identify.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { appendHistory, demandTarget } from './change.ts';

/** Called after a seat ended, in the same unit. What the other seats still cover stays; the rest goes to who is next. */
export async function releaseDemands(uow: UnitOfWork, personId: string, as: Role): Promise<void> {
  const left: Actor = { kind: 'account', personId, seats: await seatsOf(uow.tx, personId) };
  const held = await uow.tx
    .select()
    .from(demand)
    .where(and(eq(demand.handlerPersonId, personId), notInArray(demand.state, [...ENDED])))
    .orderBy(demand.id)
    .for('update');
  for (const row of held) {
    if (permit('demand.accept', left, demandTarget({ demand: row })).ok) continue;
    const [after] = await uow.tx
      .update(demand)
      .set({ handlerPersonId: null, version: row.version + 1 })
      .where(eq(demand.id, row.id))
      .returning();
    if (!after) throw new Error('a locked demand vanished');
    await appendHistory(uow, row.id, as, { kind: 'release' });
    record(uow, 'demand', after, { action: 'demand.release', as, communityId: row.communityId });
    if (row.state !== 'resolved') uow.notices.push({ kind: 'demand.to-handle', demandId: row.id, because: 'released' });
    uow.notices.push({ kind: 'demand.card-changed', demandId: row.id });
  }
}
