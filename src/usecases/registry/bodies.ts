/** Entering and ending the bodies of a community or subdistrict, and allowing a size the rules do not foresee. */
import { and, asc, eq, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { newSalt } from '../../../db/digest.ts';
import { body, bodyServes, community, roleSeat } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Target } from '../../domain/permissions/permit.ts';
import { type BodyKind, mayBelongToSubdistrict, mayBePartOf, mayServeSeveral } from '../../domain/registry/bodies.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { releaseDemands } from '../demand/release.ts';
import { followSeats } from '../meeting/roll.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { bodiesActingIn } from './acting-bodies.ts';
import { committeeTermEnd, followCommitteeTerm } from './committee-term.ts';
import type { CommunityRow } from './communities.ts';
import { subdistrictById } from './subdistricts.ts';

export type BodyRow = typeof body.$inferSelect;
export type BodyRefusal =
  | { readonly kind: 'body_not_found' }
  | { readonly kind: 'name_missing' }
  | { readonly kind: 'body_name_taken' }
  | { readonly kind: 'body_home' }
  | { readonly kind: 'body_needs_community' }
  | { readonly kind: 'body_serves_one' }
  | { readonly kind: 'body_parent' }
  | { readonly kind: 'second_committee' }
  | { readonly kind: 'term_backwards' }
  | { readonly kind: 'reason_missing' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'subdistrict_not_found' };

export interface CreateBody {
  readonly kind: BodyKind;
  readonly name: string;
  readonly aliases?: readonly string[];
  /** Exactly one of the two. */
  readonly communityId?: string;
  readonly subdistrictId?: string;
  /** Further communities it serves. */
  readonly serves?: readonly string[];
  readonly parentId?: string;
  readonly termStartsAt?: BodyRow['termStartsAt'];
  readonly termEndsAt?: BodyRow['termEndsAt'];
  /** Why the community needs a second committee. */
  readonly secondBecause?: string;
}

interface Home {
  readonly community: CommunityRow | undefined;
}

async function load(uow: UnitOfWork, input: CreateBody): Promise<Result<Home, BodyRefusal>> {
  const { kind, communityId, subdistrictId, parentId, serves = [] } = input;
  if (input.name.trim() === '') return err({ kind: 'name_missing' });
  if ((communityId === undefined) === (subdistrictId === undefined)) return err({ kind: 'body_home' });
  if (subdistrictId && !mayBelongToSubdistrict(kind)) return err({ kind: 'body_needs_community' });
  if (serves.length > 0 && !mayServeSeveral(kind)) return err({ kind: 'body_serves_one' });
  if (subdistrictId && !(await subdistrictById(uow.tx, subdistrictId))) return err({ kind: 'subdistrict_not_found' });
  const wanted = [...new Set([...serves, ...(communityId ? [communityId] : [])])];
  const found = wanted.length > 0 ? await uow.tx.select().from(community).where(inArray(community.id, wanted)) : [];
  if (found.length < wanted.length) return err({ kind: 'community_not_found' });
  if (parentId) {
    const parent = await bodyById(uow.tx, parentId);
    const near = parent && parent.communityId === (communityId ?? null) && !parent.endedAt;
    if (!near || !mayBePartOf(kind, parent.kind)) return err({ kind: 'body_parent' });
  }
  return ok({ community: found.find(({ id }) => id === communityId) });
}

export const createBody = command<CreateBody, Home, BodyRow, BodyRefusal>({
  name: 'body.create',
  load,
  target: (_home, { communityId }) => (communityId ? { communityId } : {}),
  run: async (uow, { community: home }, input, as) => {
    const second = input.secondBecause?.trim();
    if (input.kind === 'committee' && !second && (await hasCommittee(uow.tx, input.communityId)))
      return err({ kind: 'second_committee' });
    const startsAt = input.termStartsAt ?? null;
    const endsAt =
      input.termEndsAt ??
      (input.kind === 'committee' && startsAt && home ? await committeeTermEnd(uow, home, startsAt) : null);
    if (startsAt && endsAt && endsAt.epochMilliseconds <= startsAt.epochMilliseconds)
      return err({ kind: 'term_backwards' });
    const [row] = await uow.tx
      .insert(body)
      .values({
        id: newId(),
        kind: input.kind,
        name: input.name.trim(),
        aliases: input.aliases ?? [],
        communityId: input.communityId ?? null,
        subdistrictId: input.subdistrictId ?? null,
        parentId: input.parentId ?? null,
        termStartsAt: startsAt,
        termEndsAt: endsAt,
        secondBecause: input.kind === 'committee' && second ? second : null,
        createdAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    // Somebody else was first: with the name, or with the community's one committee.
    if (!row) return err({ kind: 'body_name_taken' });
    const further = (input.serves ?? []).filter((id) => id !== input.communityId);
    if (further.length > 0)
      await uow.tx.insert(bodyServes).values(further.map((communityId) => ({ bodyId: row.id, communityId })));
    record(uow, 'body', row, {
      action: 'body.create',
      as,
      ...(row.communityId && { communityId: row.communityId }),
      facts: { kind: row.kind, serves: further.length, second: row.secondBecause !== null },
    });
    if (row.kind === 'committee' && !row.secondBecause) await followCommitteeTerm(uow, row, as);
    return ok(row);
  },
});

async function lockBody(uow: UnitOfWork, bodyId: string): Promise<Result<BodyRow, BodyRefusal>> {
  const [row] = await uow.tx
    .select()
    .from(body)
    .where(and(eq(body.id, bodyId), isNull(body.endedAt)))
    .for('update');
  return row ? ok(row) : err({ kind: 'body_not_found' });
}

const targetOf = (row: BodyRow): Target => (row.communityId ? { communityId: row.communityId } : {});

/** The seats in it end with it. */
export const endBody = command<{ readonly bodyId: string }, BodyRow, BodyRow, BodyRefusal>({
  name: 'body.end',
  load: (uow, { bodyId }) => lockBody(uow, bodyId),
  target: targetOf,
  run: async (uow, before, _input, as) => {
    const [row] = await uow.tx.update(body).set({ endedAt: uow.now }).where(eq(body.id, before.id)).returning();
    if (!row) throw new Error('a locked body vanished');
    const communityId = row.communityId ?? undefined;
    const seats = await uow.tx
      .update(roleSeat)
      .set({ until: uow.now })
      .where(and(eq(roleSeat.bodyId, row.id), isNull(roleSeat.until)))
      .returning();
    record(uow, 'body', row, {
      action: 'body.end',
      as,
      ...(communityId && { communityId }),
      facts: { seats: seats.length },
    });
    for (const seat of seats)
      record(uow, 'role_seat', seat, {
        action: 'body.end',
        as,
        communityId: seat.communityId,
        facts: { role: seat.role },
      });
    for (const personId of new Set(seats.map((seat) => seat.personId))) await releaseDemands(uow, personId, as);
    await followSeats(uow, [...new Set(seats.map((seat) => seat.communityId))], as);
    return ok(row);
  },
});

/** The reason stands in the body's row; the ledger has its digest. */
export const waiveBodySize = command<
  { readonly bodyId: string; readonly because: string },
  BodyRow,
  BodyRow,
  BodyRefusal
>({
  name: 'body.waive-size',
  load: (uow, { bodyId, because }) =>
    because.trim() === '' ? Promise.resolve(err({ kind: 'reason_missing' })) : lockBody(uow, bodyId),
  target: targetOf,
  run: async (uow, before, { because }, as) => {
    const [row] = await uow.tx
      .update(body)
      .set({ sizeWaivedBecause: because.trim() })
      .where(eq(body.id, before.id))
      .returning();
    if (!row) throw new Error('a locked body vanished');
    record(uow, 'body', row, {
      action: 'body.waive-size',
      as,
      ...(row.communityId && { communityId: row.communityId }),
    });
    return ok(row);
  },
});

async function hasCommittee(tx: Tx, communityId: string | undefined): Promise<boolean> {
  if (communityId === undefined) return false;
  const [row] = await tx
    .select({ id: body.id })
    .from(body)
    .where(and(eq(body.communityId, communityId), eq(body.kind, 'committee'), isNull(body.endedAt)))
    .limit(1);
  return row !== undefined;
}

export async function bodyById(tx: Tx, id: string): Promise<BodyRow | undefined> {
  const [row] = await tx.select().from(body).where(eq(body.id, id));
  return row;
}

/** Whether a body acts in a community. */
export async function actsIn(tx: Tx, row: BodyRow, communityId: string): Promise<boolean> {
  if (row.communityId === communityId) return true;
  return (await bodiesActingIn(tx, communityId)).some(({ id }) => id === row.id);
}

export async function communitiesServed(tx: Tx, bodyId: string): Promise<string[]> {
  const rows = await tx
    .select({ code: community.code })
    .from(bodyServes)
    .innerJoin(community, eq(community.id, bodyServes.communityId))
    .where(eq(bodyServes.bodyId, bodyId))
    .orderBy(asc(community.code));
  return rows.map(({ code }) => code);
}
