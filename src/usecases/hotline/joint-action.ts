/**
 * 联合行动: what no unit can end alone (顽症) is ordered of several at once, over several cases: one leads, the others
 * cooperate, in every one of them, and the cases are linked to the first.
 */
import { eq, inArray } from 'drizzle-orm';
import { hotlineCase } from '../../../db/schema/index.ts';
import { decideCase } from '../../domain/hotline/decide.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import type { NotPermitted } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { type CaseChanged, caseFacts, caseLimits } from './change.ts';
import type { CaseCommandRefusal } from './commands.ts';
import { type LinkRefusal, linkCase } from './convert.ts';
import { type DispatchRefusal, dispatchCase, rerouteCase } from './dispatch.ts';
import { type CaseRow, lockCase } from './rows.ts';

export interface JointAction {
  /** Numbers of at least two cases of one community. */
  readonly numbers: readonly string[];
  readonly leadBodyId: string;
  /** At least one. */
  readonly cooperatingBodyIds: readonly string[];
  /** Why together; what those read hear who had one of them alone. */
  readonly reason: string;
}

export type JointActionRefusal =
  | CaseCommandRefusal
  | DispatchRefusal
  | LinkRefusal
  | NotPermitted
  | { readonly kind: 'joint_action_too_few' }
  | { readonly kind: 'joint_action_apart' };

/** @throws where a case refuses that was asked before: then nothing of it is kept */
export async function jointAction(
  uow: UnitOfWork,
  { numbers, leadBodyId, cooperatingBodyIds, reason }: JointAction,
): Promise<Result<readonly CaseRow[], JointActionRefusal>> {
  const wanted = [...new Set(numbers)];
  if (wanted.length < 2 || cooperatingBodyIds.length === 0) return err({ kind: 'joint_action_too_few' });
  const found = await uow.tx.select().from(hotlineCase).where(inArray(hotlineCase.number, wanted));
  if (found.length < wanted.length) return err({ kind: 'case_not_found' });
  if (new Set(found.map(({ communityId, family }) => `${communityId} ${family}`)).size > 1)
    return err({ kind: 'joint_action_apart' });
  const to = { leadBodyId, cooperatingBodyIds };
  // Asked of all before any is changed, in the order of their ids, as everything locks cases.
  const ordered = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of ordered) {
    const loaded = await lockCase(uow, id);
    if (!loaded.ok) return loaded;
    const decided = decideCase(caseFacts(loaded.value), stepOf(loaded.value.row, reason), caseLimits(loaded.value));
    if (!decided.ok) return decided;
    if (loaded.value.excluded.bodyIds.some((bodyId) => [leadBodyId, ...cooperatingBodyIds].includes(bodyId)))
      return err({ kind: 'case_unit_excluded' });
  }
  const first = found.find(({ number }) => number === wanted[0]);
  const done: CaseRow[] = [];
  for (const { id, number } of ordered) {
    const sent = await order(uow, id, to, reason);
    if (!sent.ok) return refusedAfter(done, sent.error);
    if (first && first.id !== id) {
      const linked = await linkCase(uow, { caseId: id, number: first.number });
      if (!linked.ok && linked.error.kind !== 'case_ring') return refusedAfter([...done, sent.value.row], linked.error);
    }
    const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.number, number));
    if (row) done.push(row);
  }
  return ok(done);
}

const stepOf = ({ state }: Pick<CaseRow, 'state'>, reason: string) =>
  state === 'accepted' ? ({ action: 'dispatch' } as const) : ({ action: 'reroute', reason } as const);

async function order(
  uow: UnitOfWork,
  caseId: string,
  to: Pick<JointAction, 'leadBodyId' | 'cooperatingBodyIds'>,
  reason: string,
): Promise<Result<CaseChanged, JointActionRefusal>> {
  const [row] = await uow.tx.select().from(hotlineCase).where(eq(hotlineCase.id, caseId));
  return row && row.state !== 'accepted'
    ? rerouteCase(uow, { caseId, reason, ...to })
    : dispatchCase(uow, { caseId, ...to });
}

/** The first may refuse whatever it likes; once one has gone out, half an order must not stay. */
function refusedAfter(done: readonly CaseRow[], refusal: JointActionRefusal): Result<never, JointActionRefusal> {
  if (done.length > 0) throw new Error(`half of a joint action: ${refusal.kind}`);
  return err(refusal);
}
