/** Who may approve that a new account is bound to somebody, and how many of them it takes. */
import { and, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { rebindingApproval, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { PersonRole, Role } from '../../domain/permissions/roles.ts';
import {
  approvalsNeeded,
  approverRoles,
  givesAlone,
  type Standing,
  standingOf,
} from '../../domain/registry/rebinding.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { policyOf } from '../policies.ts';
import { communityById } from '../registry/communities.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

interface About {
  readonly communityId: string;
  readonly personId: string;
}

export interface Approvers {
  readonly standing: Standing;
  readonly roles: readonly PersonRole[];
  readonly people: readonly string[];
  readonly needed: number;
}

/** Seats anywhere raise a person: whoever gets at the account has all of them. */
export async function approversOf(uow: UnitOfWork, { communityId, personId }: About): Promise<Approvers> {
  const held = await rolesHeld(uow.tx, personId);
  const standing = standingOf(held);
  const roles = approverRoles(standing);
  const { rules } = await policyOf(uow, await communityById(uow.tx, communityId));
  const rows = await uow.tx
    .selectDistinct({ personId: roleSeat.personId })
    .from(roleSeat)
    .where(
      and(
        eq(roleSeat.communityId, communityId),
        inArray(roleSeat.role, [...roles]),
        isNull(roleSeat.until),
        ne(roleSeat.personId, personId),
        visible(roleSeat.personId),
      ),
    );
  const needed = approvalsNeeded(held, rules.value('rebinding.approvals.head'));
  return { standing, roles, people: rows.map((row) => row.personId), needed };
}

export async function rolesHeld(tx: Tx, personId: string): Promise<PersonRole[]> {
  const rows = await tx
    .selectDistinct({ role: roleSeat.role })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, personId), isNull(roleSeat.until), visible(roleSeat.personId)));
  return rows.map(({ role }) => role);
}

/** Those who approved it and still may: a seat given up since counts for nothing. */
export async function approvedBy(tx: Tx, rebindingId: string, { people }: Approvers): Promise<string[]> {
  const rows = await tx
    .select({ personId: rebindingApproval.personId })
    .from(rebindingApproval)
    .where(eq(rebindingApproval.rebindingId, rebindingId));
  return rows.map(({ personId }) => personId).filter((id) => people.includes(id));
}

export type AboveHead = { readonly kind: 'above_head' };

/** The seat somebody gives a code from, or parts an account; refused where that would get around the approvals. */
export async function givingAs(
  { tx, actor }: UnitOfWork,
  { communityId, personId }: About,
  permitted: Role,
): Promise<Result<Role, AboveHead>> {
  if (permitted !== 'committee_head' || personId === actor.personId) return ok(permitted);
  if (givesAlone(permitted, standingOf(await rolesHeld(tx, personId)))) return ok(permitted);
  // Whoever is both acts from the seat that suffices.
  const above = actor.seats.some((seat) => seat.communityId === communityId && seat.role === 'subdistrict');
  return above ? ok('subdistrict') : err({ kind: 'above_head' });
}
