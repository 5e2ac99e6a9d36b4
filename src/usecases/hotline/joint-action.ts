/**
 * 联合行动: what no unit can end alone (顽症) is ordered of several at once, over several cases: one leads, the others
 * cooperate, in every one of them, and the cases are linked to the first.
 */
import { inArray } from 'drizzle-orm';
import { hotlineCase } from '../../../db/schema/index.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { allOrNothing } from '../all-or-nothing.ts';
import type { NotPermitted } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
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

/** All of them or none: what a later one refuses takes back the earlier ones. */
export const jointAction = (
  uow: UnitOfWork,
  input: JointAction,
): Promise<Result<readonly CaseRow[], JointActionRefusal>> => allOrNothing(uow, () => orderAll(uow, input));

async function orderAll(
  uow: UnitOfWork,
  { numbers, leadBodyId, cooperatingBodyIds, reason }: JointAction,
): Promise<Result<readonly CaseRow[], JointActionRefusal>> {
  const wanted = [...new Set(numbers)];
  const others = [...new Set(cooperatingBodyIds)].filter((id) => id !== leadBodyId);
  if (wanted.length < 2 || others.length === 0) return err({ kind: 'joint_action_too_few' });
  const found = await uow.tx.select().from(hotlineCase).where(inArray(hotlineCase.number, wanted));
  // In the order of their ids, as everything locks cases.
  const ordered = found.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  for (const { id } of ordered) {
    const loaded = await lockCase(uow, id);
    if (!loaded.ok) return loaded;
  }
  if (found.length < wanted.length) return err({ kind: 'case_not_found' });
  if (new Set(found.map(({ communityId, family }) => `${communityId} ${family}`)).size > 1)
    return err({ kind: 'joint_action_apart' });
  const first = found.find(({ number }) => number === wanted[0]);
  const done: CaseRow[] = [];
  for (const { id, state } of ordered) {
    const to = { caseId: id, leadBodyId, cooperatingBodyIds: others };
    const sent = state === 'accepted' ? await dispatchCase(uow, to) : await rerouteCase(uow, { ...to, reason });
    if (!sent.ok) return sent;
    const linked = first && first.id !== id ? await linkCase(uow, { caseId: id, number: first.number }) : sent;
    // Those that hang together already stay as they are.
    if (!linked.ok && linked.error.kind !== 'case_ring' && linked.error.kind !== 'case_linked_already') return linked;
    done.push(linked.ok ? linked.value.row : sent.value.row);
  }
  return ok(done);
}
