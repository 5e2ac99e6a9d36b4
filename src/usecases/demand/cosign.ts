/** 附议: a neighbour with the same problem adds her name, hears every step, and counts once. It can be taken back. */
import { and, eq, inArray, isNull } from 'drizzle-orm';
import { demandTree, rootOf, supportOf } from '../../../db/demand-tree.ts';
import { newSalt } from '../../../db/digest.ts';
import { cosign, demand, person } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { type DemandState, isOpen } from '../../domain/demand/states.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { promoteByCosigns } from './catalogue.ts';
import { type DemandNotFound, type DemandRow, type LoadedDemand, lockDemand } from './change.ts';

export type CosignRefusal =
  | DemandNotFound
  /** Only people the committee knows can count once each. */
  | { readonly kind: 'cosign_unbound' }
  | { readonly kind: 'cosign_elsewhere' }
  /** She filed it herself, or one that was merged into it. */
  | { readonly kind: 'cosign_own' }
  | { readonly kind: 'cosign_twice' }
  | { readonly kind: 'cosign_over'; readonly state: DemandState };

interface Cosign {
  readonly demandId: string;
  /** Where she hears back. */
  readonly chatId?: string;
}

export interface Cosigned {
  /** The demand that counts it: the one a merged demand lives on in. */
  readonly demand: DemandRow;
  readonly signatures: number;
}

export interface Surviving extends LoadedDemand {
  readonly personId: string;
  readonly tree: readonly string[];
}

/** The demand in which the one named lives on, locked, and who is speaking. */
export async function loadSurviving(
  uow: UnitOfWork,
  { demandId }: Pick<Cosign, 'demandId'>,
): Promise<Result<Surviving, CosignRefusal>> {
  const { personId } = uow.actor;
  if (!personId) return err({ kind: 'cosign_unbound' });
  const loaded = await lockDemand(uow, await rootOf(uow.tx, demandId));
  if (!loaded.ok) return loaded;
  const { demand: row } = loaded.value;
  const [who] = await uow.tx.select({ home: person.communityId }).from(person).where(eq(person.id, personId));
  if (who?.home !== row.communityId) return err({ kind: 'cosign_elsewhere' });
  return ok({ ...loaded.value, personId, tree: await demandTree(uow.tx, row.id) });
}

const mine = ({ tree, personId }: Surviving) =>
  and(inArray(cosign.demandId, [...tree]), eq(cosign.personId, personId), isNull(cosign.withdrawnAt));

/** Her signature that stands, under it or under one that was merged into it. */
export async function signatureOf(uow: UnitOfWork, loaded: Surviving): Promise<string | undefined> {
  const [one] = await uow.tx.select({ id: cosign.id }).from(cosign).where(mine(loaded)).limit(1);
  return one?.id;
}

export const cosignDemand = command<Cosign, Surviving, Cosigned, CosignRefusal>({
  name: 'demand.cosign',
  load: loadSurviving,
  target: ({ demand: row }) => ({ communityId: row.communityId }),
  run: async (uow, loaded, { chatId }, as) => {
    const { demand: row, personId, tree } = loaded;
    const filed = await uow.tx
      .select({ id: demand.id })
      .from(demand)
      .where(and(inArray(demand.id, [...tree]), eq(demand.submitterPersonId, personId)))
      .limit(1);
    if (filed.length > 0) return err({ kind: 'cosign_own' });
    if (await signatureOf(uow, loaded)) return err({ kind: 'cosign_twice' });
    if (!isOpen(row.state)) return err({ kind: 'cosign_over', state: row.state });
    const [made] = await uow.tx
      .insert(cosign)
      .values({ id: newId(), demandId: row.id, personId, chatId: chatId ?? null, at: uow.now, salt: newSalt() })
      .returning();
    if (!made) throw new Error('the co-signature was not returned');
    record(uow, 'cosign', made, { action: 'demand.cosign', as, communityId: row.communityId });
    const signatures = (await supportOf(uow.tx, [row.id])).get(row.id)?.signatures ?? 0;
    const topic = await promoteByCosigns(uow, loaded);
    uow.notices.push({ kind: 'demand.card-changed', demandId: row.id });
    if (!topic && signatures === loaded.policy.rules.value('demand.topic.cosigns'))
      uow.notices.push({ kind: 'demand.many-cosigned', demandId: row.id });
    return ok({ demand: topic?.demand ?? row, signatures });
  },
});

export type TakeBackRefusal = CosignRefusal | { readonly kind: 'cosign_none' };

/** Until it has become a topic: what others decided upon stays counted as it was. */
export const takeBackCosign = command<Cosign, Surviving, Cosigned, TakeBackRefusal>({
  name: 'demand.cosign-withdraw',
  load: loadSurviving,
  target: ({ demand: row }) => ({ communityId: row.communityId }),
  run: async (uow, loaded, _input, as) => {
    const { demand: row } = loaded;
    if (row.state === 'promoted') return err({ kind: 'cosign_over', state: row.state });
    const ended = await uow.tx.update(cosign).set({ withdrawnAt: uow.now }).where(mine(loaded)).returning();
    if (ended.length === 0) return err({ kind: 'cosign_none' });
    for (const one of ended)
      record(uow, 'cosign', one, { action: 'demand.cosign-withdraw', as, communityId: row.communityId });
    uow.notices.push({ kind: 'demand.card-changed', demandId: row.id });
    const signatures = (await supportOf(uow.tx, [row.id])).get(row.id)?.signatures ?? 0;
    return ok({ demand: row, signatures });
  },
});

export interface CosignSeen {
  readonly at: DemandRow['submittedAt'];
  readonly withdrawnAt: DemandRow['submittedAt'] | null;
}

/** When co-signatures came and went, without whose they are. */
export const cosignsOf = async (uow: Pick<UnitOfWork, 'tx'>, demandId: string): Promise<CosignSeen[]> =>
  uow.tx
    .select({ at: cosign.at, withdrawnAt: cosign.withdrawnAt })
    .from(cosign)
    .where(inArray(cosign.demandId, await demandTree(uow.tx, demandId)))
    .orderBy(cosign.at);
