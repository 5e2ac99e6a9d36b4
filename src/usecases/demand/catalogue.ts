/** The catalogue 需求目录 of common concerns, and what becomes a topic 议题 out of it. */
import { supportOf } from '../../../db/demand-tree.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type Changed, demandCommand, type LoadedDemand, moveDemand } from './change.ts';
import { firstResponse } from './steps.ts';

/** A common concern: neighbours see it and co-sign. Where enough have done so already it becomes a topic at once. */
export const listDemand = demandCommand<{ readonly demandId: string; readonly words?: string }>({
  name: 'demand.list',
  step: () => ({ action: 'list' }),
  words: ({ words }) => words,
  columns: (uow, _change, before) => ({ ...firstResponse(uow, before), unitBodyId: null }),
  consequences: async (uow, { demand, policy }) => {
    uow.notices.push({ kind: 'demand.listed', demandId: demand.id });
    await promoteByCosigns(uow, { demand, policy });
  },
});

/** The committee picks it, and says why. */
export const promoteDemand = demandCommand<{ readonly demandId: string; readonly words: string }>({
  name: 'demand.promote',
  step: ({ words }) => ({ action: 'promote', because: { by: 'pick', reason: words } }),
  words: ({ words }) => words,
  reason: () => 'picked',
  consequences: (uow, { demand, eventId }) => {
    uow.notices.push({ kind: 'demand.promoted', demandId: demand.id, because: 'pick', eventId });
  },
});

/** Called with the demand locked, whenever a signature was added: the one that fills the number makes the topic. */
export async function promoteByCosigns(uow: UnitOfWork, loaded: LoadedDemand): Promise<Changed | undefined> {
  const { demand, policy } = loaded;
  if (demand.state !== 'listed') return undefined;
  const count = (await supportOf(uow.tx, [demand.id])).get(demand.id)?.signatures ?? 0;
  if (count < policy.rules.value('demand.topic.cosigns')) return undefined;
  const done = await moveDemand(uow, loaded, {}, 'system', {
    name: 'demand.promote',
    step: () => ({ action: 'promote', because: { by: 'cosigns', count } }),
    reason: () => 'cosigns',
    consequences: (_uow, { eventId }) => {
      uow.notices.push({ kind: 'demand.promoted', demandId: demand.id, because: 'cosigns', eventId });
    },
  });
  return done.ok ? done.value : undefined;
}
