/**
 * What staff do in the name of somebody no chat reaches: tell her what was done and write down that she was told, and take
 * her word that it is solved or is not. Her word is never taken by whoever handled the demand: nobody signs off his own work.
 */
import { hearsByStaff } from '../../../db/reporter.ts';
import { isOwnWork } from '../../domain/demand/own-work.ts';
import { isFound } from '../../domain/demand/states.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import {
  appendHistory,
  type Changed,
  type DemandNotFound,
  demandTarget,
  type LoadedDemand,
  lockDemand,
  type MoveRefusal,
  moveDemand,
} from './change.ts';
import { confirming, isUnits, reopening } from './steps.ts';

export type OnWordRefusal =
  | MoveRefusal
  | DemandNotFound
  /** A chat reaches her, so she hears and answers by herself. */
  | { readonly kind: 'speaks_herself' }
  | { readonly kind: 'own_work' };

interface OnResolution {
  readonly demandId: string;
  readonly resolution: number;
}

async function lockSpokenFor(
  uow: UnitOfWork,
  demandId: string,
): Promise<Result<LoadedDemand, DemandNotFound | { readonly kind: 'speaks_herself' }>> {
  const loaded = await lockDemand(uow, demandId);
  if (!loaded.ok) return loaded;
  return isFound(loaded.value.demand) || (await hearsByStaff(uow.tx, loaded.value.demand))
    ? loaded
    : err({ kind: 'speaks_herself' });
}

const isOwn = ({ actor }: UnitOfWork, { demand }: LoadedDemand): boolean =>
  isOwnWork(demand, actor.personId, isUnits(actor, demand));

const whoseWord =
  ({ demand }: LoadedDemand) =>
  () =>
    isFound(demand) ? 'found-by-staff' : 'on-her-word';

export const confirmOnWord = command<OnResolution, LoadedDemand, Changed, OnWordRefusal>({
  name: 'demand.confirm-for',
  load: (uow, { demandId }) => lockSpokenFor(uow, demandId),
  target: demandTarget,
  run: async (uow, loaded, input, as) =>
    isOwn(uow, loaded)
      ? err({ kind: 'own_work' })
      : moveDemand(uow, loaded, input, as, { ...confirming, name: 'demand.confirm-for', reason: whoseWord(loaded) }),
});

export const reopenOnWord = command<OnResolution & { readonly words: string }, LoadedDemand, Changed, OnWordRefusal>({
  name: 'demand.reopen-for',
  load: (uow, { demandId }) => lockSpokenFor(uow, demandId),
  target: demandTarget,
  run: async (uow, loaded, input, as) =>
    isOwn(uow, loaded)
      ? err({ kind: 'own_work' })
      : moveDemand(uow, loaded, input, as, { ...reopening, name: 'demand.reopen-for', reason: whoseWord(loaded) }),
});

/** She was told by telephone or at her door: a step of the history that moves nothing. */
export const tellReporter = command<{ readonly demandId: string }, LoadedDemand, LoadedDemand, OnWordRefusal>({
  name: 'demand.tell',
  load: (uow, { demandId }) => lockSpokenFor(uow, demandId),
  target: demandTarget,
  run: async (uow, loaded, _input, as) => {
    const { demand } = loaded;
    await appendHistory(uow, demand.id, as, { kind: 'told' });
    note(uow, `demand:${demand.id}`, { action: 'demand.tell', as, communityId: demand.communityId });
    uow.notices.push({ kind: 'demand.card-changed', demandId: demand.id });
    return ok(loaded);
  },
});
