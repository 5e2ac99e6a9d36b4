/** Which work orders of another system came in before, as demands or as cases: an order is one matter, and comes in once. */
import { and, eq, inArray } from 'drizzle-orm';
import { demand, hotlineCase } from '../../../db/schema/index.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

/** Rows of one statement. */
const CHUNK = 200;

export const keyOfOrder = ({ index }: Pick<UnitOfWork, 'index'>, communityId: string, number: string): string =>
  index.of('external-order', communityId, number);

export async function knownOrders(
  uow: Pick<UnitOfWork, 'tx' | 'index'>,
  communityId: string,
  numbers: readonly string[],
): Promise<Set<string>> {
  const byKey = new Map(numbers.map((number) => [keyOfOrder(uow, communityId, number), number]));
  const known = new Set<string>();
  const keys = [...byKey.keys()];
  for (let at = 0; at < keys.length; at += CHUNK) {
    const some = keys.slice(at, at + CHUNK);
    for (const table of [demand, hotlineCase]) {
      const rows = await uow.tx
        .select({ key: table.externalKey })
        .from(table)
        .where(and(eq(table.communityId, communityId), inArray(table.externalKey, some)));
      for (const { key } of rows) {
        const number = key === null ? undefined : byKey.get(key);
        if (number !== undefined) known.add(number);
      }
    }
  }
  return known;
}
