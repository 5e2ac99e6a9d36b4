/** 居民代表任期与居民委员会任期相同 (mechanism 23): a representative's term is derived from the committee's, never entered. */
import { and, eq, isNull } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { body, roleSeat } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { GovernedCommunity } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

/** When a committee that took office at `start` has served its term. */
export const committeeTermEnd = async (
  uow: UnitOfWork,
  home: GovernedCommunity,
  start: Temporal.Instant,
): Promise<Temporal.Instant> => (await uow.policies.for(uow.tx, home, uow.now)).after(start, 'committee.term').at;

/** The end of the term of the community's one committee. */
export async function committeeTermOf(tx: Tx, communityId: string): Promise<Temporal.Instant | null> {
  const [row] = await tx
    .select({ termEndsAt: body.termEndsAt })
    .from(body)
    .where(
      and(
        eq(body.communityId, communityId),
        eq(body.kind, 'committee'),
        isNull(body.endedAt),
        isNull(body.secondBecause),
      ),
    );
  return row?.termEndsAt ?? null;
}

/** A new committee: the seats of the representatives follow its term. */
export async function followCommitteeTerm(
  uow: UnitOfWork,
  committee: { readonly communityId: string | null; readonly termEndsAt: Temporal.Instant | null },
  as: Role,
): Promise<void> {
  const { communityId, termEndsAt } = committee;
  if (!communityId || !termEndsAt) return;
  const rows = await uow.tx
    .update(roleSeat)
    .set({ termEndsAt })
    .where(and(eq(roleSeat.communityId, communityId), eq(roleSeat.role, 'representative'), isNull(roleSeat.until)))
    .returning();
  for (const row of rows) record(uow, 'role_seat', row, { action: 'seat.term-follows', as, communityId });
}
