/** What a list of cases shows beside the rows themselves: who leads each, by when it is due, where it is. */
import { and, asc, eq, inArray, isNull, ne } from 'drizzle-orm';
import type { Temporal } from 'temporal-polyfill';
import type { Tx } from '../../../db/client.ts';
import { body, caseClock, caseUnit, hotlineCase, place } from '../../../db/schema/index.ts';
import type { CaseRow } from './rows.ts';

export interface Beside {
  readonly lead?: { readonly id: string; readonly name: string };
  /** The next of its clocks that run. */
  readonly dueAt?: Temporal.Instant;
  readonly place?: string;
}

export async function besideOf(tx: Tx, rows: readonly CaseRow[]): Promise<ReadonlyMap<string, Beside>> {
  if (rows.length === 0) return new Map();
  const ids = rows.map(({ id }) => id);
  const leads = await tx
    .select({ caseId: caseUnit.caseId, id: body.id, name: body.name })
    .from(caseUnit)
    .innerJoin(body, eq(body.id, caseUnit.bodyId))
    .where(and(inArray(caseUnit.caseId, ids), eq(caseUnit.part, 'lead'), isNull(caseUnit.until)));
  const clocks = await tx
    .select({ caseId: caseClock.caseId, dueAt: caseClock.dueAt })
    .from(caseClock)
    .where(
      and(
        inArray(caseClock.caseId, ids),
        isNull(caseClock.stoppedAt),
        isNull(caseClock.pausedAt),
        ne(caseClock.clock, 'look_back'),
      ),
    )
    .orderBy(asc(caseClock.dueAt));
  const placeIds = [...new Set(rows.flatMap(({ placeId }) => placeId ?? []))];
  const places = placeIds.length === 0 ? [] : await tx.select().from(place).where(inArray(place.id, placeIds));
  return new Map(
    rows.map(({ id, placeId }) => {
      const lead = leads.find(({ caseId }) => caseId === id);
      const next = clocks.find(({ caseId }) => caseId === id);
      const where = places.find((each) => each.id === placeId);
      return [
        id,
        {
          ...(lead && { lead: { id: lead.id, name: lead.name } }),
          ...(next && { dueAt: next.dueAt }),
          ...(where && { place: where.name }),
        },
      ];
    }),
  );
}

export async function caseIdNumbered(tx: Tx, number: string): Promise<string | undefined> {
  const [row] = await tx.select({ id: hotlineCase.id }).from(hotlineCase).where(eq(hotlineCase.number, number));
  return row?.id;
}
