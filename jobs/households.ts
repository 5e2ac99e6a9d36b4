/** Looks once at each household an earlier release entered, and merges those that are another one's door. */
import { and, eq, inArray } from 'drizzle-orm';
import { household } from '../db/schema/index.ts';
import { SYSTEM } from '../src/domain/permissions/roles.ts';
import { createHomes, type Homes } from '../src/domain/registry/roster/homes.ts';
import type { Context } from '../src/pipeline/context.ts';
import { runUnit } from '../src/pipeline/unit.ts';
import { keyHolds, mergeHousehold } from '../src/usecases/registry/merge-household.ts';
import { placesOf } from '../src/usecases/registry/places.ts';

const SLICE = 200;

/** @returns how many were looked at; none when all are settled */
export async function settleDoors(context: Context): Promise<number> {
  const { direct } = context.db;
  const rows = await direct.select().from(household).where(eq(household.doorSettled, false)).limit(SLICE);
  const homes = new Map<string, Homes>();
  const right: string[] = [];
  for (const row of rows) {
    const known = homes.get(row.communityId) ?? createHomes(await placesOf(direct, row.communityId));
    homes.set(row.communityId, known);
    if (keyHolds(context, known, row)) right.push(row.id);
    else
      await runUnit(context, SYSTEM, context.index.of('household-merge', row.id), async (uow) => {
        await mergeHousehold(uow, { householdId: row.id });
        return {};
      });
  }
  if (right.length > 0)
    await direct
      .update(household)
      .set({ doorSettled: true })
      .where(and(inArray(household.id, right), eq(household.doorSettled, false)));
  return rows.length;
}
