/** Finding demands: by number, one's own, those to handle, and the public list. Reading permissions are checked here. */

import { and, asc, desc, eq, inArray, isNull, or, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { demandTree, rootOf } from '../../../db/demand-tree.ts';
import { cosign, demand, demandEvent, place } from '../../../db/schema/index.ts';
import type { DemandNumber } from '../../domain/demand/number.ts';
import { isFound } from '../../domain/demand/states.ts';
import { permit } from '../../domain/permissions/permit.ts';
import type { Actor } from '../../domain/permissions/roles.ts';
import { type DemandRow, demandTarget, filedBy } from './change.ts';

/** A demand in a list: its row, and the name of its place. */
export interface Listed {
  readonly row: DemandRow;
  readonly placeName: string | null;
}

export interface Page {
  readonly rows: readonly Listed[];
  readonly hasNext: boolean;
}

/** Counted from 0. */
export interface PageWanted {
  readonly page: number;
  readonly size: number;
}

const paged = (rows: Listed[], { size }: PageWanted): Page => ({
  rows: rows.slice(0, size),
  hasNext: rows.length > size,
});

/** The demand in which a merged one lives on; itself where it was not merged. */
export async function livesOnIn(tx: Tx, row: DemandRow): Promise<DemandRow> {
  if (row.mergedIntoId === null) return row;
  const [root] = await tx
    .select()
    .from(demand)
    .where(eq(demand.id, await rootOf(tx, row.id)));
  return root ?? row;
}

/** Newest first. */
export async function myDemands(
  tx: Tx,
  accountId: string,
  personId: string | undefined,
  wanted: PageWanted,
): Promise<Page> {
  const mine = personId
    ? or(eq(demand.submitterPersonId, personId), eq(demand.submitterAccountId, accountId))
    : eq(demand.submitterAccountId, accountId);
  return paged(
    await tx
      .select({ row: demand, placeName: place.name })
      .from(demand)
      .leftJoin(place, eq(place.id, demand.placeId))
      .where(mine)
      .orderBy(desc(demand.submittedAt), desc(demand.id))
      .offset(wanted.page * wanted.size)
      .limit(wanted.size + 1),
    wanted,
  );
}

/** The catalogue: what waits for co-signatures, the newest first. */
export async function listedDemands(tx: Tx, communityId: string, wanted: PageWanted): Promise<Page> {
  return paged(
    await tx
      .select({ row: demand, placeName: place.name })
      .from(demand)
      .leftJoin(place, eq(place.id, demand.placeId))
      .where(and(eq(demand.communityId, communityId), eq(demand.state, 'listed')))
      .orderBy(desc(demand.submittedAt), desc(demand.id))
      .offset(wanted.page * wanted.size)
      .limit(wanted.size + 1),
    wanted,
  );
}

/** Whether the actor filed the demand or one that was merged into it, and so speaks for it. */
export async function speaksFor(tx: Tx, actor: Actor, demandId: string): Promise<boolean> {
  const rows = await tx
    .select({ submitterAccountId: demand.submitterAccountId, submitterPersonId: demand.submitterPersonId })
    .from(demand)
    .where(inArray(demand.id, await demandTree(tx, demandId)));
  return rows.some((row) => filedBy(row, actor));
}

/** Whether the person's name stands under the demand, or under one that was merged into it. */
export async function hasCosigned(tx: Tx, demandId: string, personId: string): Promise<boolean> {
  const rows = await tx
    .select({ id: cosign.id })
    .from(cosign)
    .where(
      and(
        inArray(cosign.demandId, await demandTree(tx, demandId)),
        eq(cosign.personId, personId),
        isNull(cosign.withdrawnAt),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

export type FoundDemand = { readonly kind: 'full' | 'public'; readonly row: DemandRow } | { readonly kind: 'none' };

export async function findByNumber(
  tx: Tx,
  actor: Actor,
  communityId: string | undefined,
  { year, number }: DemandNumber,
): Promise<FoundDemand> {
  const rows = await tx
    .select()
    .from(demand)
    .where(
      and(
        eq(demand.year, year),
        eq(demand.number, number),
        communityId ? eq(demand.communityId, communityId) : undefined,
      ),
    )
    .limit(20);
  for (const row of rows)
    if (permit('demand.read', actor, demandTarget({ demand: row })).ok) return { kind: 'full', row };
  const [only] = rows;
  return only && rows.length === 1 ? { kind: 'public', row: only } : { kind: 'none' };
}

export async function findById(tx: Tx, actor: Actor, demandId: string): Promise<FoundDemand> {
  const [row] = await tx.select().from(demand).where(eq(demand.id, demandId));
  if (!row) return { kind: 'none' };
  return { kind: permit('demand.read', actor, demandTarget({ demand: row })).ok ? 'full' : 'public', row };
}

export interface Awaiting {
  readonly row: DemandRow;
  /** Her own, where it was merged into that one: the number she knows. */
  readonly own?: DemandRow;
}

/** The demand that waits for her answer in this chat, when there is exactly one: hers, or the one hers lives on in. */
export async function demandAwaitingAnswer(tx: Tx, accountId: string, chatId: string): Promise<Awaiting | undefined> {
  const found = await rowsOf<{ id: string; own: string }>(
    tx,
    sql`with recursive up as (
      select id as own, id, merged_into_id, state from ${demand}
      where submitter_account_id = ${accountId} and chat_id = ${chatId} and state in ('needs_info','merged')
      union all select up.own, d.id, d.merged_into_id, d.state from up join ${demand} d on d.id = up.merged_into_id
    ) select distinct on (id) id, own from up where state = 'needs_info' order by id, (own = id) desc, own limit 2`,
  );
  const [only, another] = found;
  if (!only || another) return undefined;
  const rows = await tx
    .select()
    .from(demand)
    .where(inArray(demand.id, [only.id, only.own]));
  const row = rows.find(({ id }) => id === only.id);
  const own = rows.find(({ id }) => id === only.own && id !== only.id);
  return row && { row, ...(own && { own }) };
}

export interface HistoryEntry {
  readonly kind: string;
  readonly at: DemandRow['submittedAt'];
  readonly byRole: string;
  /** Of a demand that staff found themselves. */
  readonly found: boolean;
}

/** What happened, without anyone's words: this much is public. */
export async function historyOf(tx: Tx, demandId: string): Promise<HistoryEntry[]> {
  const rows = await tx
    .select({
      kind: demandEvent.kind,
      at: demandEvent.at,
      byRole: demandEvent.byRole,
      source: demand.source,
      submitterPersonId: demand.submitterPersonId,
    })
    .from(demandEvent)
    .innerJoin(demand, eq(demand.id, demandEvent.demandId))
    .where(eq(demandEvent.demandId, demandId))
    .orderBy(asc(demandEvent.ordinal));
  return rows.map(({ kind, at, byRole, ...row }) => ({ kind, at, byRole, found: isFound(row) }));
}
