/** Decides one question: may this actor do this command on this thing? */
import type { Actor, Role, Seat } from './roles.ts';
import { type Command, PERMISSIONS, type Reach } from './table.ts';

/** What the command touches. Leave out what does not apply; an absent fact never widens a permission. */
export interface Target {
  readonly communityId?: string;
  readonly placeId?: string;
  /** The body in whose hands it is. */
  readonly bodyId?: string;
  readonly ownerAccountId?: string;
  readonly ownerPersonId?: string;
}

export type Permit =
  | { readonly ok: true; readonly as: Role }
  | { readonly ok: false; readonly error: { readonly kind: 'not_permitted'; readonly command: Command } };

const owns = (actor: Actor, target: Target): boolean =>
  (target.ownerAccountId !== undefined && target.ownerAccountId === actor.accountId) ||
  (target.ownerPersonId !== undefined && target.ownerPersonId === actor.personId);

/** The role under which the actor may act: the narrowest reach that suffices, so that records name the humblest hat. */
export function permit(command: Command, actor: Actor, target: Target): Permit {
  const row: Partial<Record<Role, Reach>> = PERMISSIONS[command];
  const refused: Permit = { ok: false, error: { kind: 'not_permitted', command } };
  if (actor.kind !== 'account') return row[actor.kind] ? { ok: true, as: actor.kind } : refused;

  if (owns(actor, target)) {
    const own: Role = actor.personId ? 'resident' : 'visitor';
    if (row[own]) return { ok: true, as: own };
  }
  if (row[actor.personId ? 'resident' : 'visitor'] === 'any')
    return { ok: true, as: actor.personId ? 'resident' : 'visitor' };
  for (const reach of ['place', 'body', 'community', 'any'] as const) {
    for (const seat of actor.seats) {
      if (row[seat.role] === reach && covers(reach, seat, target)) return { ok: true, as: seat.role };
    }
  }
  return refused;
}

function covers(reach: Exclude<Reach, 'own'>, seat: Seat, target: Target): boolean {
  const sameCommunity = target.communityId !== undefined && target.communityId === seat.communityId;
  switch (reach) {
    case 'any':
      return true;
    case 'community':
      return sameCommunity;
    case 'place':
      return (
        sameCommunity && (!seat.placeIds || (target.placeId !== undefined && seat.placeIds.includes(target.placeId)))
      );
    case 'body':
      return target.bodyId !== undefined && target.bodyId === seat.bodyId;
  }
}
