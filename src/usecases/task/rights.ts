/** Who may set which task for whom, and who may undo what was ordered: by the permission table, for chat, API and plans alike. */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { taskEvent } from '../../../db/schema/index.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor, Role } from '../../domain/permissions/roles.ts';
import { answerable, type SeatFact } from '../../domain/task/people.ts';
import { answersToHead, ORDERING, type Ordered, orderedAbove, pressedAbove } from '../../domain/task/rights.ts';
import type { TaskOwner, TaskVerifier } from '../../domain/task/states.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { TaskRow } from './dates.ts';
import { type SeatedPerson, seatedPeople } from './seated.ts';

export type UndoRefusal =
  /** More time is asked for, and somebody else decides. */
  { readonly kind: 'own_deadline' } | { readonly kind: 'ordered_above' } | { readonly kind: 'task_pressed_above' };

export type GiveRefusal = { readonly kind: 'owner_above'; readonly owner: TaskOwner };

/** Whether what the subdistrict gives or undoes is the actor's to give or undo here. */
const isAbove = (command: 'task.create-above' | 'task.undo-above', actor: Actor, communityId: string): boolean =>
  permit(command, actor, { communityId }).ok;

/** A seat of one's own takes tasks of one's own, whoever it answers to. */
export const mayGiveTo = (
  actor: Actor,
  communityId: string,
  to: { readonly role: TaskOwner; readonly personIds: readonly string[] },
): boolean =>
  answersToHead(to.role) ||
  (actor.personId !== undefined && to.personIds.includes(actor.personId)) ||
  isAbove('task.create-above', actor, communityId);

/** The people of a community to whom the actor may give a task, in the seat it would be given to. */
export async function assignable(
  uow: Pick<UnitOfWork, 'tx' | 'keys' | 'actor'>,
  communityId: string,
): Promise<readonly SeatedPerson[]> {
  const people = await seatedPeople(uow, communityId);
  return people.filter(({ personId, role }) => mayGiveTo(uow.actor, communityId, { role, personIds: [personId] }));
}

/** Who looks at it, where whoever sets it says nothing: her own tier, and nobody at what she sets herself. */
export const verifierFor = (actor: Actor, communityId: string, forHerself: boolean): TaskVerifier | null => {
  if (forHerself) return null;
  return isAbove('task.create-above', actor, communityId) ? 'subdistrict' : 'committee_head';
};

async function ordersOf({ tx }: Pick<UnitOfWork, 'tx'>, row: TaskRow): Promise<Ordered> {
  const orders = await tx
    .select({ kind: taskEvent.kind, byRole: taskEvent.byRole })
    .from(taskEvent)
    .where(and(eq(taskEvent.taskId, row.id), inArray(taskEvent.kind, [...ORDERING])))
    .orderBy(asc(taskEvent.ordinal));
  return { ...row, orders: orders.map(({ kind, byRole }) => ({ kind, byRole: byRole as Role })) };
}

interface Standing {
  readonly task: TaskRow;
  readonly seats: readonly SeatFact[];
}

/** Nobody moves or calls off her own deadline, and nobody below or beside undoes what the tier above ordered. */
export async function mayNotUndo(
  uow: Pick<UnitOfWork, 'tx' | 'actor'>,
  { task: row, seats }: Standing,
  what: 'order' | 'press',
): Promise<UndoRefusal | undefined> {
  const { actor } = uow;
  if (isHers(actor, { task: row, seats })) return { kind: 'own_deadline' };
  if (what === 'press' && !row.supervised) return undefined;
  if (isAbove('task.undo-above', actor, row.communityId)) return undefined;
  const ordered = await ordersOf(uow, row);
  if (what === 'press') return pressedAbove(ordered) ? { kind: 'task_pressed_above' } : undefined;
  return orderedAbove(ordered) ? { kind: 'ordered_above' } : undefined;
}

/** Whoever set it decides whether its title is public, and the tier above her. */
export async function maySayOfTitle(uow: Pick<UnitOfWork, 'tx' | 'actor'>, row: TaskRow): Promise<boolean> {
  return isAbove('task.undo-above', uow.actor, row.communityId) || !orderedAbove(await ordersOf(uow, row));
}

/** Nobody presses herself, and the head nobody above her. */
export function mayNotPress(
  { actor }: Pick<UnitOfWork, 'actor'>,
  standing: Standing,
): Extract<UndoRefusal, { readonly kind: 'own_deadline' }> | GiveRefusal | undefined {
  const { communityId, ownerRole } = standing.task;
  if (isHers(actor, standing)) return { kind: 'own_deadline' };
  return mayGiveTo(actor, communityId, { role: ownerRole, personIds: [] })
    ? undefined
    : { kind: 'owner_above', owner: ownerRole };
}

const isHers = ({ personId }: Actor, { task: row, seats }: Standing): boolean =>
  personId !== undefined && answerable(row, seats).includes(personId);
