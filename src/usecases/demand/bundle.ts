/**
 * 上报街道: demands a community cannot solve go up together, with one account of why, and the subdistrict's
 * one answer goes back to everybody who filed or co-signed any of them.
 */
import { asc, eq, inArray } from 'drizzle-orm';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { demand, demandBundle } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { ELSEWHERE, ENDED } from '../../domain/demand/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { Policy } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import {
  type DemandNotFound,
  type DemandRow,
  demandTarget,
  type LoadedDemand,
  lockDemand,
  type MoveRefusal,
  mayMove,
  moveDemand,
} from './change.ts';
import { firstResponse } from './steps.ts';

export type BundleRow = typeof demandBundle.$inferSelect;

export type BundleRefusal =
  | DemandNotFound
  | MoveRefusal
  | { readonly kind: 'bundle_not_found' }
  | { readonly kind: 'bundle_answered' }
  | { readonly kind: 'several_communities' }
  | { readonly kind: 'bundle_waits' };

interface Escalate {
  readonly demandIds: readonly string[];
  readonly words: string;
}

interface Escalated {
  readonly bundle: BundleRow;
  readonly demands: readonly DemandRow[];
}

/** Each locked, in one order, so that two bundles that share a demand wait for each other. */
async function lockAll(
  uow: UnitOfWork,
  ids: readonly string[],
): Promise<Result<readonly LoadedDemand[], BundleRefusal>> {
  const all: LoadedDemand[] = [];
  for (const id of [...new Set(ids)].sort()) {
    const one = await lockDemand(uow, id);
    if (!one.ok) return one;
    all.push(one.value);
  }
  const [first] = all;
  if (!first) return err({ kind: 'demand_not_found' });
  if (all.some(({ demand: row }) => row.communityId !== first.demand.communityId))
    return err({ kind: 'several_communities' });
  return ok(all);
}

export const escalateDemands = command<Escalate, readonly LoadedDemand[], Escalated, BundleRefusal>({
  name: 'demand.escalate',
  load: (uow, { demandIds }) => lockAll(uow, demandIds),
  target: ([first]) => (first ? demandTarget(first) : {}),
  run: async (uow, all, { words }, as) => {
    for (const one of all)
      if (!permit('demand.escalate', uow.actor, demandTarget(one)).ok) return err({ kind: 'demand_not_found' });
    const [first] = all;
    if (!first) return err({ kind: 'demand_not_found' });
    const waiting = await uow.tx
      .select({ answeredAt: demandBundle.answeredAt })
      .from(demandBundle)
      .where(
        inArray(
          demandBundle.id,
          all.flatMap(({ demand: row }) => row.bundleId ?? []),
        ),
      );
    if (waiting.some(({ answeredAt }) => answeredAt === null)) return err({ kind: 'bundle_waits' });
    // All or none: a refusal undoes nothing that was written before it.
    for (const { demand: row, policy } of all) {
      const possible = mayMove(row, policy, { action: 'escalate', reason: words }, words);
      if (!possible.ok) return possible;
    }
    const { communityId } = first.demand;
    const [bundle] = await uow.tx
      .insert(demandBundle)
      .values({
        id: newId(),
        communityId,
        reasonSealed: uow.keys.seal(purposeOf('demand_bundle', 'reason'), words),
        sentAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!bundle) throw new Error('the bundle was not returned');
    const demands: DemandRow[] = [];
    for (const one of all) {
      const done = await moveDemand(uow, one, words, as, {
        name: 'demand.escalate',
        step: (reason) => ({ action: 'escalate', reason }),
        words: (reason) => reason,
        columns: () => ({ bundleId: bundle.id }),
      });
      if (!done.ok) return done;
      demands.push(done.value.demand);
    }
    record(uow, 'demand_bundle', bundle, { action: 'demand.escalate', as, communityId, facts: { count: all.length } });
    planAnswer(uow, bundle.id, first.policy);
    uow.notices.push({ kind: 'bundle.sent', bundleId: bundle.id }, { kind: 'bundle.told', bundleId: bundle.id });
    return ok({ bundle, demands });
  },
});

function planAnswer(uow: UnitOfWork, bundleId: string, policy: Policy): void {
  const due = policy.after(uow.now, 'demand.escalation.answer');
  uow.dueTimes.push({
    kind: 'bundle.answer-due',
    key: `bundle.answer-due:${bundleId}`,
    subject: `bundle:${bundleId}`,
    dueAt: policy.awake(due.at),
    payload: { bundleId },
  });
}

interface Answer {
  readonly bundleId: string;
  readonly words: string;
  /** With `hand_back` the committee carries on with them. */
  readonly next: 'keep' | 'hand_back';
}

interface LoadedBundle {
  readonly bundle: BundleRow;
  readonly demands: readonly LoadedDemand[];
}

async function loadBundle(
  uow: UnitOfWork,
  { bundleId }: { readonly bundleId: string },
): Promise<Result<LoadedBundle, BundleRefusal>> {
  const [bundle] = await uow.tx.select().from(demandBundle).where(eq(demandBundle.id, bundleId)).for('update');
  if (!bundle) return err({ kind: 'bundle_not_found' });
  const ids = await uow.tx
    .select({ id: demand.id })
    .from(demand)
    .where(eq(demand.bundleId, bundleId))
    .orderBy(asc(demand.id));
  const demands: LoadedDemand[] = [];
  for (const { id } of ids) {
    const one = await lockDemand(uow, id);
    if (one.ok) demands.push(one.value);
  }
  return ok({ bundle, demands });
}

export const answerBundle = command<Answer, LoadedBundle, BundleRow, BundleRefusal>({
  name: 'demand.answer-bundle',
  load: loadBundle,
  target: ({ bundle }) => ({ communityId: bundle.communityId }),
  run: async (uow, { bundle, demands }, { words, next }, as) => {
    if (words.trim() === '') return err({ kind: 'words_missing', what: 'feedback' });
    if (bundle.answeredAt) return err({ kind: 'bundle_answered' });
    const [first] = demands;
    const limit = first?.policy.rules.value('demand.text.max');
    if (limit !== undefined && Array.from(words).length > limit) return err({ kind: 'text_too_long', limit });
    const [answered] = await uow.tx
      .update(demandBundle)
      .set({ answerSealed: uow.keys.seal(purposeOf('demand_bundle', 'answer'), words), answeredAt: uow.now })
      .where(eq(demandBundle.id, bundle.id))
      .returning();
    if (!answered) throw new Error('a locked bundle vanished');
    record(uow, 'demand_bundle', answered, { action: 'demand.answer-bundle', as, communityId: bundle.communityId });
    for (const one of demands) {
      // What ended meanwhile, or went on elsewhere, is only told.
      if (ENDED.has(one.demand.state) || ELSEWHERE.has(one.demand.state)) continue;
      if (!mayMove(one.demand, one.policy, { action: 'answer', feedback: words, next }, words).ok) continue;
      const done = await moveDemand(uow, one, words, as, {
        name: 'demand.answer-bundle',
        step: (feedback) => ({ action: 'answer', feedback, next }),
        words: (feedback) => feedback,
        columns: (_uow, change, before) => ({
          ...firstResponse(uow, before),
          ...(change.state === 'handling' && { taken: true }),
        }),
      });
      if (!done.ok) return done;
    }
    uow.cancelled.push({ kind: 'bundle.answer-due', subject: `bundle:${bundle.id}` });
    uow.notices.push({ kind: 'bundle.answered', bundleId: bundle.id, next });
    return ok(answered);
  },
});

/** The subdistrict has not answered in time: it and the head hear so, once. */
export const remindBundle = command<{ readonly bundleId: string }, BundleRow, void, BundleRefusal>({
  name: 'demand.remind-bundle',
  load: async (uow, { bundleId }) => {
    const [row] = await uow.tx.select().from(demandBundle).where(eq(demandBundle.id, bundleId));
    return row ? ok(row) : err({ kind: 'bundle_not_found' });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, bundle) => {
    if (!bundle.answeredAt) uow.notices.push({ kind: 'bundle.late', bundleId: bundle.id });
    return ok(undefined);
  },
});
