/** What somebody means who says "this group belongs to …": a community, a body, a place, by the names people use. */
import { eq } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { roleSeat } from '../../../db/schema/index.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { sameName } from '../account/bound-people.ts';
import { bodiesActingIn } from './acting-bodies.ts';
import type { CommunityRow } from './communities.ts';
import { placesOf } from './places.ts';

export interface GroupTarget {
  readonly communityId: string;
  readonly bodyId?: string;
  readonly placeId?: string;
  /** What people call it. */
  readonly name: string;
}

/** Everything in the community a group may belong to. Flats are nobody's group. */
export async function groupTargets(
  tx: Tx,
  home: CommunityRow,
): Promise<readonly (GroupTarget & { aliases: readonly string[] })[]> {
  const places = await placesOf(tx, home.id);
  const bodies = await bodiesActingIn(tx, home.id);
  return [
    { communityId: home.id, name: home.name, aliases: [home.code] },
    ...bodies.map(({ id, name, aliases }) => ({ communityId: home.id, bodyId: id, name, aliases })),
    ...places.flatMap(({ id, name, aliases, kind }) =>
      kind === 'unit' ? [] : [{ communityId: home.id, placeId: id, name, aliases }],
    ),
  ];
}

/** By name or alias; several things may be called the same. */
export async function groupTargetsNamed(tx: Tx, home: CommunityRow, name: string): Promise<readonly GroupTarget[]> {
  const all = await groupTargets(tx, home);
  return all.filter((one) => [one.name, ...one.aliases].some((each) => sameName(each, name)));
}

/** Without a name: the community, for whoever may bind all of it; else what the person looks after. */
export async function ownGroupTargets(tx: Tx, home: CommunityRow, actor: Actor): Promise<readonly GroupTarget[]> {
  const whole = { communityId: home.id };
  if (permit('chat.bind', actor, whole).ok) return [{ ...whole, name: home.name }];
  if (!actor.personId) return [];
  const seats = await tx.select().from(roleSeat).where(eq(roleSeat.personId, actor.personId));
  const mine = new Set(
    seats
      .filter(({ until, communityId }) => until === null && communityId === home.id)
      .flatMap(({ placeId, bodyId }) => [placeId, bodyId]),
  );
  const all = await groupTargets(tx, home);
  return all.filter(
    ({ bodyId, placeId, communityId }) =>
      mine.has(placeId ?? bodyId ?? '') &&
      permit('chat.bind', actor, { communityId, ...(bodyId && { bodyId }), ...(placeId && { placeId }) }).ok,
  );
}
