/** Who orders a task from whom. The head gives to those who work with her committee, the subdistrict to everybody. */
import type { Role } from '../permissions/roles.ts';
import { type TaskOwner, type TaskVerifier, tierAbove } from './states.ts';

/** Whoever watches the committee or stands above it takes no task from its head. */
export const answersToHead = (owner: TaskOwner): boolean => tierAbove(owner) === 'committee_head';

/** Steps that order something of a task: its date, its pace, that it is there at all. */
export const ORDERING = ['create', 'reschedule', 'granted', 'supervise'] as const;

export interface Ordered {
  readonly ownerRole: TaskOwner;
  readonly verifierRole: TaskVerifier | null;
  readonly supervised: boolean;
  /** Every step of {@link ORDERING} it has had, in order. */
  readonly orders: readonly { readonly kind: string; readonly byRole: Role }[];
}

/**
 * What the operator enters and what a plan brings is in the name of whoever looks at it. An order of the subdistrict is
 * above the committee; nobody below or beside may undo it.
 */
export function orderedAbove({ ownerRole, verifierRole, supervised, orders }: Ordered): boolean {
  const standing = orders.filter(({ kind }) => kind !== 'supervise' || supervised);
  if (standing.some(({ byRole }) => byRole === 'subdistrict')) return true;
  const set = standing.find(({ kind }) => kind === 'create')?.byRole;
  if (set === 'committee_head') return false;
  return verifierRole === 'subdistrict' || !answersToHead(ownerRole);
}

/** The last press decides who may lift it; one that was pressed from the start was pressed by whoever set it. */
export function pressedAbove(task: Ordered): boolean {
  const last = task.orders.findLast(({ kind }) => kind === 'supervise');
  return last ? last.byRole === 'subdistrict' : orderedAbove(task);
}
