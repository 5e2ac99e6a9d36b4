/**
 * 需求记录本 and the catalogue of common concerns: every demand of a community in order, with what anyone
 * may know of it. No words, no names, and of the place only what stands in the registry.
 */
import { and, asc, eq, inArray, sql } from 'drizzle-orm';
import { alias } from 'drizzle-orm/pg-core';
import type { Tx } from '../../../db/client.ts';
import { supportOf } from '../../../db/demand-tree.ts';
import { demand, place } from '../../../db/schema/index.ts';
import { type DemandNumber, formatDemandNumber } from '../../domain/demand/number.ts';
import type { DemandState } from '../../domain/demand/states.ts';
import { placeAbove, publicPlace } from './public-place.ts';

/** `catalogue`: only what is listed as a common concern, or became a topic. */
export type BookKind = 'book' | 'catalogue';

export interface BookLine {
  readonly number: string;
  readonly state: DemandState;
  readonly category: string;
  /** A building, group or grid; absent where none is known. */
  readonly place?: string;
  readonly submittedAt: typeof demand.$inferSelect.submittedAt;
  readonly respondBy: typeof demand.$inferSelect.respondBy;
  readonly respondedAt: typeof demand.$inferSelect.respondedAt;
  readonly resolvedAt: typeof demand.$inferSelect.resolvedAt;
  readonly closedAt: typeof demand.$inferSelect.closedAt;
  readonly signatures: number;
  /** The number of the demand this one was merged into. */
  readonly mergedInto?: string;
}

const PAGE = 200;
const IN_CATALOGUE = ['listed', 'promoted'] as const satisfies readonly DemandState[];
const into = alias(demand, 'into_demand');

/** In the order of numbers, a page at a time, so that a long book needs no more memory than a short one. */
export async function* bookLines(
  tx: Tx,
  wanted: { readonly communityId: string; readonly year: number; readonly kind: BookKind },
): AsyncGenerator<BookLine> {
  for (let after = 0; ; ) {
    const rows = await tx
      .select({
        row: demand,
        place: publicPlace,
        intoYear: into.year,
        intoNumber: into.number,
      })
      .from(demand)
      .leftJoin(place, eq(place.id, demand.placeId))
      .leftJoin(placeAbove, eq(placeAbove.id, place.parentId))
      .leftJoin(into, eq(into.id, demand.mergedIntoId))
      .where(
        and(
          eq(demand.communityId, wanted.communityId),
          eq(demand.year, wanted.year),
          sql`${demand.number} > ${after}`,
          wanted.kind === 'catalogue' ? inArray(demand.state, [...IN_CATALOGUE]) : undefined,
        ),
      )
      .orderBy(asc(demand.number))
      .limit(PAGE);
    const support = await supportOf(
      tx,
      rows.map(({ row }) => row.id),
    );
    for (const { row, place: named, intoYear, intoNumber } of rows) {
      const merged: DemandNumber | undefined =
        intoYear !== null && intoNumber !== null ? { year: intoYear, number: intoNumber } : undefined;
      yield {
        number: formatDemandNumber(row),
        state: row.state,
        category: row.category,
        ...(named !== null && { place: named }),
        submittedAt: row.submittedAt,
        respondBy: row.respondBy,
        respondedAt: row.respondedAt,
        resolvedAt: row.resolvedAt,
        closedAt: row.closedAt,
        signatures: support.get(row.id)?.signatures ?? 0,
        ...(merged && { mergedInto: formatDemandNumber(merged) }),
      };
    }
    after = rows.at(-1)?.row.number ?? after;
    if (rows.length < PAGE) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
