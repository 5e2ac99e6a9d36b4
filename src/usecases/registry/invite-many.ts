/** Invitations for everybody of a body, a building or the community at once, to be printed as slips. */
import { and, asc, eq, exists, gt, inArray, isNull, not, notExists, type SQL, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { body, chatAccount, community, invitation, person, place, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { visible } from '../../../db/visible.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { givesAlone, RAISING, standingOf } from '../../domain/registry/rebinding.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { codeKeyOf } from '../account/bind.ts';
import { command } from '../command.ts';
import { policyOf } from '../policies.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';
import { newCode } from './invitations.ts';
import { type PlaceRow, placesUnder } from './places.ts';

export type InviteManyRefusal =
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'nobody_to_invite' }
  | { readonly kind: 'too_many_to_invite' };

/** Whom: the people of a body, those who live at a place and below it, or the whole community. */
export interface InviteWhom {
  readonly communityId: string;
  readonly bodyId?: string;
  readonly placeId?: string;
  /** Also those with a code they have not used yet, which is then void. */
  readonly again: boolean;
}

export interface ToInvite {
  readonly people: readonly string[];
  /** Known to the assistant already. */
  readonly bound: number;
  /** With a code that is still good. */
  readonly holding: number;
  /** Above the head who asks, or watching over her: others give them their codes. */
  readonly above: number;
}

/** Slips of one printing: 500 sheets of paper. */
export const MOST_SLIPS = 3_000;

/** Decides whom; codes are made set by set afterwards. */
export const selectInvitees = command<InviteWhom, CommunityRow, ToInvite, InviteManyRefusal>({
  name: 'invitation.create-many',
  load: async (uow, { communityId, bodyId, placeId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    if (!home) return err({ kind: 'community_not_found' });
    if (bodyId !== undefined) {
      const [found] = await uow.tx.select({ id: body.id }).from(body).where(eq(body.id, bodyId));
      if (!found) return err({ kind: 'body_not_found' });
    }
    if (placeId !== undefined) {
      const [found] = await uow.tx
        .select({ id: place.id })
        .from(place)
        .where(and(eq(place.id, placeId), eq(place.communityId, home.id)));
      if (!found) return err({ kind: 'place_not_found' });
    }
    return ok(home);
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, whom, as) => {
    const those = await whoIs(uow, home, whom);
    const bound = exists(uow.tx.select({ one: sql`1` }).from(chatAccount).where(eq(chatAccount.personId, person.id)));
    const holding = exists(
      uow.tx
        .select({ one: sql`1` })
        .from(invitation)
        .where(
          and(
            eq(invitation.personId, person.id),
            isNull(invitation.usedAt),
            eq(invitation.revoked, false),
            gt(invitation.expiresAt, uow.now),
          ),
        ),
    );
    const rows = await uow.tx
      .select({
        id: person.id,
        bound: sql<boolean>`${bound}`,
        holding: sql<boolean>`${holding}`,
        above: sql<boolean>`${notGivenBy(uow, home, as)}`,
      })
      .from(person)
      .leftJoin(place, eq(place.id, person.homePlaceId))
      .where(those)
      // In the order in which somebody walks from door to door.
      .orderBy(asc(place.name), asc(person.householdId), asc(person.id))
      .limit(MOST_SLIPS * 4);
    const open = rows.filter((row) => !row.bound && !row.above);
    const people = open.filter((row) => whom.again || !row.holding).map(({ id }) => id);
    if (people.length === 0) return err({ kind: 'nobody_to_invite' });
    if (people.length > MOST_SLIPS) return err({ kind: 'too_many_to_invite' });
    return ok({
      people,
      bound: rows.filter((row) => row.bound).length,
      holding: open.filter((row) => row.holding).length,
      above: rows.filter((row) => !row.bound && row.above).length,
    });
  },
});

/** Whoever holds a seat for which `givesAlone` says no; nobody for those who give codes to anybody. */
function notGivenBy({ tx, actor }: UnitOfWork, home: CommunityRow, as: Role): SQL {
  const roles = RAISING.filter((role) => !givesAlone(as, standingOf([role])));
  const asksAbove = actor.seats.some((seat) => seat.communityId === home.id && seat.role === 'subdistrict');
  if (roles.length === 0 || asksAbove) return sql`false`;
  const seated = tx
    .select({ one: sql`1` })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, person.id), inArray(roleSeat.role, roles), isNull(roleSeat.until)));
  return exists(seated);
}

async function whoIs(uow: UnitOfWork, home: CommunityRow, { bodyId, placeId }: InviteWhom): Promise<SQL | undefined> {
  const alive = and(eq(person.communityId, home.id), isNull(person.erasedAt), visible());
  if (placeId !== undefined) return and(alive, inArray(person.homePlaceId, await placesUnder(uow.tx, placeId)));
  if (bodyId === undefined) return alive;
  const seated = uow.tx
    .select({ one: sql`1` })
    .from(roleSeat)
    .where(and(eq(roleSeat.personId, person.id), eq(roleSeat.bodyId, bodyId), isNull(roleSeat.until)));
  return and(alive, exists(seated));
}

/** What goes on one slip. The code is nowhere else. */
export interface Slip {
  readonly name: string;
  /** Building, unit and room, as far as they are known. */
  readonly address: readonly string[];
  readonly language: string | null;
  readonly code: string;
  readonly expiresAt: CommunityExpiry;
}
type CommunityExpiry = typeof invitation.$inferSelect.expiresAt;

const above = alias(place, 'above');

/** Where nobody entered units they are only written beside the flat; where they were, the unit's name may hold the building's. */
function addressOf(
  home: PlaceRow | null,
  parent: PlaceRow | null,
  { unit, flat }: Readonly<Record<string, string>>,
): readonly string[] {
  const isUnit = home?.kind === 'unit';
  const building = isUnit && parent && !home.name.startsWith(parent.name) ? parent.name : undefined;
  return [building, home?.name, isUnit ? undefined : unit, flat].filter((part) => part !== undefined);
}

export interface InviteSet {
  readonly communityId: string;
  readonly people: readonly string[];
}

/** Makes the codes of one set; what the people held before is void, so making a set twice leaves one good code each. */
export const inviteSet = command<InviteSet, CommunityRow, readonly Slip[], InviteManyRefusal>({
  name: 'invitation.create-many',
  load: async (uow, { communityId }): Promise<Result<CommunityRow, InviteManyRefusal>> => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { people }, as) => {
    const rows = await uow.tx
      .select({ row: person, home: place, above })
      .from(person)
      .leftJoin(place, eq(place.id, person.homePlaceId))
      .leftJoin(above, eq(above.id, place.parentId))
      .where(
        and(
          inArray(person.id, [...people]),
          eq(person.communityId, home.id),
          isNull(person.erasedAt),
          visible(),
          notExists(uow.tx.select({ one: sql`1` }).from(chatAccount).where(eq(chatAccount.personId, person.id))),
          not(notGivenBy(uow, home, as)),
        ),
      );
    if (rows.length === 0) return ok([]);
    const void_ = await uow.tx
      .update(invitation)
      .set({ revoked: true })
      .where(
        and(
          inArray(
            invitation.personId,
            rows.map(({ row }) => row.id),
          ),
          isNull(invitation.usedAt),
          eq(invitation.revoked, false),
        ),
      )
      .returning();
    for (const row of void_) record(uow, 'invitation', row, { action: 'invitation.revoke', as, communityId: home.id });
    const { at: expiresAt } = (await policyOf(uow, home)).after(uow.now, 'invitation.validity');
    const made = rows.map(({ row }) => ({ code: newCode(), id: newId(), personId: row.id }));
    const kept = await uow.tx
      .insert(invitation)
      .values(
        made.map(({ code, id, personId }) => ({
          id,
          personId,
          codeKey: codeKeyOf(uow.index, code),
          createdAt: uow.now,
          expiresAt,
          givenAs: as,
          givenByPersonId: uow.actor.personId ?? null,
          salt: newSalt(),
        })),
      )
      .returning();
    for (const row of kept) record(uow, 'invitation', row, { action: 'invitation.create', as, communityId: home.id });
    const codes = new Map(made.map(({ personId, code }) => [personId, code]));
    const byId = new Map(rows.map((each) => [each.row.id, each]));
    // In the order asked for.
    const slips = people.flatMap((id) => {
      const found = byId.get(id);
      const code = codes.get(id);
      if (!found || code === undefined) return [];
      const contact = found.row.contactSealed
        ? (uow.keys.openJson(purposeOf('person', 'contact'), found.row.contactSealed) as Record<string, string>)
        : {};
      return [
        {
          name: uow.keys.openText(purposeOf('person', 'name'), found.row.nameSealed),
          address: addressOf(found.home, found.above, contact),
          language: found.row.language,
          code,
          expiresAt,
        },
      ];
    });
    return ok(slips);
  },
});
