/**
 * 并案: demands about the same thing become one, and whoever filed or co-signed any of them hears of it as before. A merge
 * can be undone; merges form trees, so that undoing one leaves the others as they are.
 */

import { and, asc, eq, isNull, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../../../db/advisory-locks.ts';
import { rootOf } from '../../../db/demand-tree.ts';
import { cosign, demand } from '../../../db/schema/index.ts';
import { isOpen } from '../../domain/demand/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command, type NotPermitted } from '../command.ts';
import type { Policy } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  type Changed,
  type DemandCommandRefusal,
  type DemandRow,
  demandTarget,
  type LoadedDemand,
  lockDemand,
  moveDemand,
} from './change.ts';

export type MergeRefusal =
  | DemandCommandRefusal
  | { readonly kind: 'target_not_found' }
  /** They are one already, or it is the same demand. */
  | { readonly kind: 'together_already' }
  | { readonly kind: 'target_over'; readonly state: DemandRow['state'] };

interface MergeDemand {
  readonly demandId: string;
  readonly intoId: string;
  /** For the record; nothing a person wrote. */
  readonly reason?: string;
}

interface Pair {
  readonly demand: LoadedDemand;
  /** The demand in which the one named lives on. */
  readonly into: LoadedDemand;
}

/** One merge or split at a time in a community: two at once could make a circle that neither of them sees. */
const oneAtATime = (uow: UnitOfWork, communityId: string) =>
  uow.tx.execute(sql`select pg_advisory_xact_lock(${ADVISORY_LOCK.merge}, hashtext(${communityId}))`);

async function loadPair(uow: UnitOfWork, { demandId, intoId }: MergeDemand): Promise<Result<Pair, MergeRefusal>> {
  const [here] = await uow.tx.select({ communityId: demand.communityId }).from(demand).where(eq(demand.id, demandId));
  if (!here) return err({ kind: 'demand_not_found' });
  await oneAtATime(uow, here.communityId);
  const rootId = await rootOf(uow.tx, intoId);
  const [first, second] = [demandId, rootId].sort();
  if (first === second || !first || !second) return err({ kind: 'together_already' });
  const loaded = new Map<string, LoadedDemand>();
  // Always in the same order, so that two people who merge crosswise wait for each other instead of for ever.
  for (const id of [first, second]) {
    const one = await lockDemand(uow, id);
    if (!one.ok) return err({ kind: id === demandId ? 'demand_not_found' : 'target_not_found' });
    loaded.set(id, one.value);
  }
  const source = loaded.get(demandId);
  const into = loaded.get(rootId);
  if (!source || !into || into.demand.communityId !== source.demand.communityId)
    return err({ kind: 'target_not_found' });
  return ok({ demand: source, into });
}

export const mergeDemand = command<MergeDemand, Pair, Changed, MergeRefusal>({
  name: 'demand.merge',
  load: loadPair,
  target: ({ demand: source }) => demandTarget(source),
  run: async (uow, { demand: source, into }, input, as) => {
    // Whoever may not touch the other demand may not add to it either.
    if (!permit('demand.merge', uow.actor, demandTarget(into)).ok) return err({ kind: 'target_not_found' });
    if (source.demand.state === 'merged' && (await rootOf(uow.tx, input.demandId)) === into.demand.id)
      return err({ kind: 'together_already' });
    if (!isOpen(into.demand.state)) return err({ kind: 'target_over', state: into.demand.state });
    return moveDemand(uow, source, input, as, {
      name: 'demand.merge',
      step: () => ({ action: 'merge' }),
      columns: () => ({ mergedIntoId: into.demand.id }),
      reason: ({ reason }) => reason,
      consequences: (_uow, { demand: merged }) => {
        uow.notices.push(
          { kind: 'demand.merged', demandId: merged.id, intoId: into.demand.id },
          { kind: 'demand.card-changed', demandId: into.demand.id },
        );
      },
    });
  },
});

/**
 * Several become part of one, each by its own command. All of them are held before the first is moved, in the order
 * everybody keeps, so that this and another list of the same demands wait for each other.
 * @param apart the unit of work of one of them, with a command id of its own
 */
export async function mergeSeveral(
  uow: UnitOfWork,
  { demandIds, intoId }: { readonly demandIds: readonly string[]; readonly intoId: string },
  apart: (demandId: string) => UnitOfWork,
): Promise<Map<string, Result<Changed, MergeRefusal | NotPermitted>>> {
  const [into] = await uow.tx.select({ communityId: demand.communityId }).from(demand).where(eq(demand.id, intoId));
  if (into) await oneAtATime(uow, into.communityId);
  const held = [...new Set([...demandIds, await rootOf(uow.tx, intoId)])].sort();
  for (const demandId of held) await lockDemand(uow, demandId);
  const results = new Map<string, Result<Changed, MergeRefusal | NotPermitted>>();
  for (const demandId of [...new Set(demandIds)].sort())
    results.set(demandId, await mergeDemand(apart(demandId), { demandId, intoId }));
  return results;
}

interface SplitDemand {
  readonly demandId: string;
  readonly reason?: string;
}

/** Undoes one merge: the demand goes on by itself, with what was merged into it, where it stood before. */
export const splitDemand = command<SplitDemand, LoadedDemand, Changed, DemandCommandRefusal>({
  name: 'demand.split',
  load: async (uow, { demandId }) => {
    const [here] = await uow.tx.select({ communityId: demand.communityId }).from(demand).where(eq(demand.id, demandId));
    if (!here) return err({ kind: 'demand_not_found' });
    // Before the row, as a merge does, or the two would wait for each other for ever.
    await oneAtATime(uow, here.communityId);
    return lockDemand(uow, demandId);
  },
  target: demandTarget,
  run: async (uow, loaded, input, as) => {
    const { mergedIntoId } = loaded.demand;
    return moveDemand(uow, loaded, input, as, {
      name: 'demand.split',
      step: () => ({ action: 'split' }),
      columns: () => ({ mergedIntoId: null }),
      reason: ({ reason }) => reason,
      consequences: (_uow, { demand: alone }) => {
        uow.notices.push(
          { kind: 'demand.split', demandId: alone.id },
          { kind: 'demand.to-handle', demandId: alone.id, because: 'split' },
        );
        if (mergedIntoId) uow.notices.push({ kind: 'demand.card-changed', demandId: mergedIntoId });
      },
    });
  },
});

/**
 * Its submitter withdrew a demand others had joined: the oldest of those merged into it goes on in its place, with the
 * others and the co-signatures, so that one person's withdrawal ends nobody else's demand.
 * @returns the demand that goes on
 */
export async function succeed(uow: UnitOfWork, ended: DemandRow, policy: Policy): Promise<string | undefined> {
  const merged = await uow.tx
    .select()
    .from(demand)
    .where(eq(demand.mergedIntoId, ended.id))
    .orderBy(asc(demand.submittedAt), asc(demand.id))
    .for('update');
  const [heir, ...others] = merged;
  if (!heir) return undefined;
  const done = await moveDemand(uow, { demand: heir, policy }, { demandId: heir.id }, 'system', {
    name: 'demand.split',
    step: () => ({ action: 'split' }),
    columns: () => ({ mergedIntoId: null }),
    reason: () => 'withdrawn',
    consequences: () => {
      uow.notices.push({ kind: 'demand.to-handle', demandId: heir.id, because: 'split' });
    },
  });
  if (!done.ok) throw new Error('a merged demand cannot be split');
  for (const other of others) {
    const [moved] = await uow.tx
      .update(demand)
      .set({ mergedIntoId: heir.id, version: other.version + 1 })
      .where(eq(demand.id, other.id))
      .returning();
    if (moved) record(uow, 'demand', moved, { action: 'demand.merge', as: 'system', communityId: moved.communityId });
  }
  await inheritCosigns(uow, ended.id, heir);
  return heir.id;
}

async function inheritCosigns(uow: UnitOfWork, fromId: string, heir: DemandRow): Promise<void> {
  const moved = await uow.tx
    .update(cosign)
    .set({ demandId: heir.id })
    .where(
      and(
        eq(cosign.demandId, fromId),
        isNull(cosign.withdrawnAt),
        sql`not exists (select 1 from ${cosign} there where there.demand_id = ${heir.id}
          and there.person_id = ${cosign.personId} and there.withdrawn_at is null)`,
      ),
    )
    .returning();
  for (const row of moved)
    record(uow, 'cosign', row, { action: 'demand.cosign', as: 'system', communityId: heir.communityId });
}
