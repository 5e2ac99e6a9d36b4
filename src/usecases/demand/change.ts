/** What every later change of a demand has in common: lock it, decide, save, keep its history, write the ledger line. */
import { and, eq, sql } from 'drizzle-orm';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { community, demand, demandEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type DemandChange, type DemandRefusal, type DemandStep, decideDemand } from '../../domain/demand/decide.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command, type UseCase } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type DemandRow = typeof demand.$inferSelect;
export type DemandNotFound = { readonly kind: 'demand_not_found' };

export interface LoadedDemand {
  readonly demand: DemandRow;
  readonly policy: Policy;
}

/** Locks the row, so that two people acting at once are put in order. */
export async function lockDemand(uow: UnitOfWork, demandId: string): Promise<Result<LoadedDemand, DemandNotFound>> {
  const [row] = await uow.tx.select().from(demand).where(eq(demand.id, demandId)).for('update');
  if (!row) return err({ kind: 'demand_not_found' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a demand without its community');
  return ok({ demand: row, policy: await policyOf(uow, home) });
}

export const demandTarget = ({ demand: row }: Pick<LoadedDemand, 'demand'>): Target => ({
  communityId: row.communityId,
  ...(row.placeId && { placeId: row.placeId }),
  ...(row.submitterAccountId && { ownerAccountId: row.submitterAccountId }),
  ...(row.submitterPersonId && { ownerPersonId: row.submitterPersonId }),
});

export const demandPurpose = (column: 'text' | 'place_text'): string => purposeOf('demand', column);

export interface HistoryLine {
  readonly kind: string;
  readonly text?: string;
}

/** Appends to the demand's history; the caller holds the demand's lock, which makes the ordinal safe. */
export async function appendHistory(uow: UnitOfWork, demandId: string, as: Role, line: HistoryLine): Promise<string> {
  const id = newId();
  const [row] = await uow.tx
    .insert(demandEvent)
    .values({
      id,
      demandId,
      at: uow.now,
      kind: line.kind,
      byRole: as,
      ...(line.text !== undefined && { textSealed: uow.keys.seal('demand_event.text', line.text) }),
      ordinal: sql`(select coalesce(max(ordinal), 0) + 1 from ${demandEvent} where demand_id = ${demandId})`,
      salt: newSalt(),
    })
    .returning();
  if (!row) throw new Error('the history line was not returned');
  record(uow, 'demand_event', row, { action: 'demand.history', as, facts: { kind: line.kind } });
  return id;
}

export interface Changed {
  readonly before: DemandRow;
  readonly demand: DemandRow;
  readonly change: DemandChange;
  readonly eventId: string;
  readonly policy: Policy;
  readonly as: Role;
}

interface DemandCommand<Input extends { readonly demandId: string }> {
  readonly name: Command;
  readonly step: (input: Input) => DemandStep;
  /** Words kept in the history, in the person's own writing. */
  readonly words?: (input: Input) => string | undefined;
  readonly columns?: (
    uow: UnitOfWork,
    change: DemandChange,
    before: DemandRow,
    input: Input,
    policy: Policy,
  ) => Partial<typeof demand.$inferInsert>;
  readonly reason?: (input: Input) => string | undefined;
  /** Notices, plans and whatever else follows. */
  readonly consequences?: (uow: UnitOfWork, changed: Changed, input: Input) => void | Promise<void>;
}

export type DemandCommandRefusal =
  | DemandRefusal
  | DemandNotFound
  | { readonly kind: 'text_too_long'; readonly limit: number };

/** A use case that moves one demand. */
export function demandCommand<Input extends { readonly demandId: string }>(
  parts: DemandCommand<Input>,
): UseCase<Input, Changed, DemandCommandRefusal> {
  return command<Input, LoadedDemand, Changed, DemandCommandRefusal>({
    name: parts.name,
    load: (uow, input) => lockDemand(uow, input.demandId),
    target: demandTarget,
    run: async (uow, { demand: before, policy }, input, as) => {
      const words = parts.words?.(input);
      const limit = policy.rules.value('demand.text.max');
      if (words !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
      const step = parts.step(input);
      const { state, tier, taken, reopenCount, resolution } = before;
      const decided = decideDemand({ state, tier, taken, reopenCount, resolution }, step, {
        reopenLimit: policy.rules.value('demand.reopen.max'),
      });
      if (!decided.ok) return decided;
      const change = decided.value;
      const [after] = await uow.tx
        .update(demand)
        .set({
          state: change.state,
          tier: change.tier,
          reopenCount: change.reopenCount,
          resolution: change.resolution,
          version: before.version + 1,
          ...parts.columns?.(uow, change, before, input, policy),
        })
        .where(and(eq(demand.id, before.id), eq(demand.version, before.version)))
        .returning();
      if (!after) throw new Error('a locked demand changed under its lock');
      const eventId = await appendHistory(uow, before.id, as, {
        kind: step.action,
        ...(words !== undefined && { text: words }),
      });
      const reason = parts.reason?.(input);
      record(uow, 'demand', after, {
        action: parts.name,
        as,
        communityId: after.communityId,
        ...(reason && { reason }),
        facts: { from: before.state, to: after.state, tier: after.tier },
      });
      const changed: Changed = { before, demand: after, change, eventId, policy, as };
      await parts.consequences?.(uow, changed, input);
      return ok(changed);
    },
  });
}
