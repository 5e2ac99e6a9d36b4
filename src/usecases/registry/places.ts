/** The tree of places of a community. */
import { eq, sql } from 'drizzle-orm';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { place } from '../../../db/schema/index.ts';

export type PlaceRow = typeof place.$inferSelect;

/** A place and everything below it. */
export async function placesUnder(tx: Tx, placeId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive below as (
      select id from ${place} where id = ${placeId}
      union select p.id from ${place} p join below on p.parent_id = below.id
    ) select id from below`,
  );
  return rows.map((row) => row.id);
}

/** A place and everything above it, the place itself first. */
export async function placesAbove(tx: Tx, placeId: string): Promise<string[]> {
  const rows = await rowsOf<{ id: string }>(
    tx,
    sql`with recursive above as (
      select id, parent_id, 0 as height from ${place} where id = ${placeId}
      union all select p.id, p.parent_id, above.height + 1 from ${place} p join above on above.parent_id = p.id where above.height < 16
    ) select id from above order by height`,
  );
  return rows.map((row) => row.id);
}

export const placesOf = (tx: Tx, communityId: string): Promise<PlaceRow[]> =>
  tx.select().from(place).where(eq(place.communityId, communityId)).orderBy(place.kind, place.name);
