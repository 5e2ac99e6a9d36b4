/** Which seats an election fills: said before anybody votes, so that nobody can choose it by the result. */
import type { Question } from '../../domain/ballot/question.ts';
import type { PersonRole } from '../../domain/permissions/roles.ts';
import { mayHold, roleOnMovingUp } from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { actsIn, type BodyRow, bodyById } from '../registry/bodies.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

export interface SeatsToFill {
  readonly body: BodyRow;
  readonly role: PersonRole;
}

export type FillsRefusal =
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'role_not_in_body' }
  | { readonly kind: 'fills_no_seats' }
  | { readonly kind: 'seats_wrong' };

export async function seatsToFill(
  { tx }: Pick<UnitOfWork, 'tx'>,
  communityId: string,
  question: Question,
  fills: { readonly bodyId: string; readonly role?: PersonRole } | undefined,
): Promise<Result<SeatsToFill | undefined, FillsRefusal>> {
  if (!fills) return ok(undefined);
  if (question.kind !== 'election') return err({ kind: 'fills_no_seats' });
  const body = await bodyById(tx, fills.bodyId);
  if (!body || body.endedAt || !(await actsIn(tx, body, communityId))) return err({ kind: 'body_not_found' });
  const role = fills.role ?? roleOnMovingUp(body.kind);
  // A place in the reserve is what an election leaves, not what it fills.
  if (!role || role === 'resident' || !mayHold(role, body.kind)) return err({ kind: 'role_not_in_body' });
  return role === 'committee_head' && question.seats !== 1 ? err({ kind: 'seats_wrong' }) : ok({ body, role });
}
