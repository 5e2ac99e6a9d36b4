/** What every later change of a demand has in common: lock it, decide, save, keep its history, write the ledger line. */

import { and, eq, inArray, sql } from 'drizzle-orm';
import { demandTree } from '../../../db/demand-tree.ts';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { community, demand, demandEvent } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import {
  type DecisionFacts,
  type DemandChange,
  type DemandLimits,
  type DemandRefusal,
  type DemandStep,
  decideDemand,
} from '../../domain/demand/decide.ts';
import type { HistoryKind } from '../../domain/demand/states.ts';
import { isFound } from '../../domain/demand/states.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import type { Actor, Role } from '../../domain/permissions/roles.ts';
import type { Command } from '../../domain/permissions/table.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { RuleKey, RuleValue } from '../../domain/rules/keys.ts';
import type { Rate } from '../../domain/rules/value-kinds.ts';
import { command, type UseCase } from '../command.ts';
import { type Policy, policyOf } from '../policies.ts';
import { withinLimit } from '../rate-limit.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { setClocks } from './clocks.ts';

export type DemandRow = typeof demand.$inferSelect;
export type DemandNotFound = { readonly kind: 'demand_not_found' };

export interface LoadedDemand {
  readonly demand: DemandRow;
  readonly policy: Policy;
  /** Who stands in for the submitter, see {@link lockShared}. */
  readonly submitter?: Submitter;
}

/** Locks the row, so that two people acting at once are put in order. */
export async function lockDemand(uow: UnitOfWork, demandId: string): Promise<Result<LoadedDemand, DemandNotFound>> {
  const [row] = await uow.tx.select().from(demand).where(eq(demand.id, demandId)).for('update');
  if (!row) return err({ kind: 'demand_not_found' });
  const [home] = await uow.tx.select().from(community).where(eq(community.id, row.communityId));
  if (!home) throw new Error('a demand without its community');
  return ok({ demand: row, policy: await policyOf(uow, home) });
}

export const demandTarget = ({ demand: row, submitter }: Pick<LoadedDemand, 'demand' | 'submitter'>): Target => ({
  communityId: row.communityId,
  ...(row.placeId && { placeId: row.placeId }),
  ...(row.unitBodyId && { bodyId: row.unitBodyId }),
  ...owner(submitter ?? row),
});

type Submitter = Pick<DemandRow, 'submitterAccountId' | 'submitterPersonId'>;

const owner = ({ submitterAccountId, submitterPersonId }: Submitter) => ({
  ...(submitterAccountId && { ownerAccountId: submitterAccountId }),
  ...(submitterPersonId && { ownerPersonId: submitterPersonId }),
});

export const filedBy = (row: Submitter, { accountId, personId }: Actor): boolean =>
  (row.submitterAccountId !== null && row.submitterAccountId === accountId) ||
  (row.submitterPersonId !== null && row.submitterPersonId === personId);

/**
 * Whoever filed a demand that was merged into this one speaks for it as its own submitter does: she answers questions
 * and says that it is not solved.
 */
export async function lockShared(uow: UnitOfWork, demandId: string): Promise<Result<LoadedDemand, DemandNotFound>> {
  const loaded = await lockDemand(uow, demandId);
  if (!loaded.ok || filedBy(loaded.value.demand, uow.actor)) return loaded;
  const [, ...merged] = await demandTree(uow.tx, demandId);
  if (merged.length === 0) return loaded;
  const rows = await uow.tx.select().from(demand).where(inArray(demand.id, merged));
  const mine = rows.find((row) => filedBy(row, uow.actor));
  return ok(mine ? { ...loaded.value, submitter: mine } : loaded.value);
}

export const demandPurpose = (column: 'text' | 'place_text' | 'reporter' | 'external'): string =>
  purposeOf('demand', column);

export interface HistoryLine {
  readonly kind: HistoryKind;
  readonly text?: string;
  /** Of what staff found themselves: on nobody's word. */
  readonly found?: boolean;
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
  record(uow, 'demand_event', row, {
    action: 'demand.history',
    as,
    facts: { kind: line.kind, ...(line.found && { found: true }) },
  });
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

export interface Move<Input> {
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
  /** What the history calls it when whoever filed a merged demand does it: her words are not the submitter's own. */
  readonly byNeighbour?: Partial<Record<HistoryKind, HistoryKind>>;
  /** How often it may be done to one demand; each time those who handle it are disturbed. */
  readonly rate?: RateKey;
  readonly reason?: (input: Input) => string | undefined;
  /** Notices and whatever else follows; the clocks follow by themselves. */
  readonly consequences?: (uow: UnitOfWork, changed: Changed, input: Input) => void | Promise<void>;
}

interface DemandCommand<Input> extends Move<Input> {
  /** How the demand is read and locked; {@link lockDemand} unless given. */
  readonly load?: (uow: UnitOfWork, demandId: string) => Promise<Result<LoadedDemand, DemandNotFound>>;
}

export type MoveRefusal =
  | DemandRefusal
  | { readonly kind: 'text_too_long'; readonly limit: number }
  | { readonly kind: 'too_many'; readonly rate: Rate; readonly rule: RuleKey };

/** Rules whose value is so many times within a span. */
type RateKey = { [K in RuleKey]: RuleValue<K> extends Rate ? K : never }[RuleKey];
export type DemandCommandRefusal = MoveRefusal | DemandNotFound;

export const factsOf = ({ unitBodyId, supervised, ...row }: DemandRow): DecisionFacts => ({
  state: row.state,
  tier: row.tier,
  taken: row.taken,
  withUnit: unitBodyId !== null,
  supervised: supervised === true,
  reopenCount: row.reopenCount,
  resolution: row.resolution,
});

export const limitsOf = ({ rules }: Policy): DemandLimits => ({
  reopenLimit: rules.value('demand.reopen.max'),
  topicCosigns: rules.value('demand.topic.cosigns'),
});

/** Whether {@link moveDemand} would go through: for whoever moves several, all or none. Writes nothing. */
export function mayMove(
  row: DemandRow,
  policy: Policy,
  step: DemandStep,
  words: string | undefined,
): Result<DemandChange, MoveRefusal> {
  const limit = policy.rules.value('demand.text.max');
  if (words !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
  return decideDemand(factsOf(row), step, limitsOf(policy));
}

/** Moves one locked demand, under a permission that was checked: decides, saves, keeps its history, sets its clocks. */
export async function moveDemand<Input>(
  uow: UnitOfWork,
  { demand: before, policy, submitter }: LoadedDemand,
  input: Input,
  as: Role,
  move: Move<Input>,
): Promise<Result<Changed, MoveRefusal>> {
  const words = move.words?.(input);
  if (move.rate) {
    const rate = policy.rules.value(move.rate);
    if (!(await withinLimit(uow, move.name, before.id, rate))) return err({ kind: 'too_many', rate, rule: move.rate });
  }
  const decided = mayMove(before, policy, move.step(input), words);
  if (!decided.ok) return decided;
  const change = decided.value;
  const [after] = await uow.tx
    .update(demand)
    .set({
      state: change.state,
      tier: change.tier,
      reopenCount: change.reopenCount,
      resolution: change.resolution,
      // Empty unless it is set: rows of before it existed keep their digest.
      supervised: change.supervised || null,
      version: before.version + 1,
      ...move.columns?.(uow, change, before, input, policy),
    })
    .where(and(eq(demand.id, before.id), eq(demand.version, before.version)))
    .returning();
  if (!after) throw new Error('a locked demand changed under its lock');
  const eventId = await appendHistory(uow, before.id, as, {
    kind: (submitter && move.byNeighbour?.[change.action]) ?? change.action,
    ...(words !== undefined && { text: words }),
    found: isFound(before),
  });
  const reason = move.reason?.(input);
  record(uow, 'demand', after, {
    action: move.name,
    as,
    communityId: after.communityId,
    ...(reason && { reason }),
    facts: { from: before.state, to: after.state, tier: after.tier },
  });
  await setClocks(uow, before, after, policy);
  const changed: Changed = { before, demand: after, change, eventId, policy, as };
  await move.consequences?.(uow, changed, input);
  uow.notices.push({ kind: 'demand.card-changed', demandId: after.id });
  return ok(changed);
}

/** A use case that moves one demand. */
export function demandCommand<Input extends { readonly demandId: string }>(
  parts: DemandCommand<Input>,
): UseCase<Input, Changed, DemandCommandRefusal> {
  return command<Input, LoadedDemand, Changed, DemandCommandRefusal>({
    name: parts.name,
    load: (uow, input) => (parts.load ?? lockDemand)(uow, input.demandId),
    target: demandTarget,
    run: (uow, loaded, input, as) => moveDemand(uow, loaded, input, as, parts),
  });
}
