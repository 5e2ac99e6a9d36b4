/** The registry as an operator leafs through it: key-set pages in the order of entry. Nothing here is personal. */
import { and, asc, desc, eq, gt, lt } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { community, invitation, person, place } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';

/** The id of the last one seen; ids are ordered by time. */
type After = string | undefined;

export const pageCommunities = (tx: Tx, after: After, limit: number) =>
  tx
    .select()
    .from(community)
    .where(after === undefined ? undefined : gt(community.id, after))
    .orderBy(asc(community.id))
    .limit(limit);

export const pagePlaces = (tx: Tx, communityId: string, after: After, limit: number) =>
  tx
    .select()
    .from(place)
    .where(and(eq(place.communityId, communityId), after === undefined ? undefined : gt(place.id, after)))
    .orderBy(asc(place.id))
    .limit(limit);

export async function placeName(tx: Tx, placeId: string): Promise<string | undefined> {
  const [row] = await tx.select({ name: place.name }).from(place).where(eq(place.id, placeId));
  return row?.name;
}

export async function isRegistered(tx: Tx, personId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: person.id })
    .from(person)
    .where(and(eq(person.id, personId), visible()));
  return rows.length > 0;
}

export interface InvitationFilter {
  readonly communityId?: string;
  readonly personId?: string;
}

/** Newest first, without codes: those were shown once and are kept only as an HMAC. */
export const pageInvitations = (tx: Tx, { communityId, personId }: InvitationFilter, before: After, limit: number) =>
  tx
    .select({
      id: invitation.id,
      personId: invitation.personId,
      createdAt: invitation.createdAt,
      expiresAt: invitation.expiresAt,
      usedAt: invitation.usedAt,
      revoked: invitation.revoked,
    })
    .from(invitation)
    .innerJoin(person, eq(person.id, invitation.personId))
    .where(
      and(
        communityId === undefined ? undefined : eq(person.communityId, communityId),
        personId === undefined ? undefined : eq(invitation.personId, personId),
        before === undefined ? undefined : lt(invitation.id, before),
      ),
    )
    .orderBy(desc(invitation.id))
    .limit(limit);
