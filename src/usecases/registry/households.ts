/** Those who live behind one door. The door is personal: it is sealed, and found again by its HMAC. */
import { inArray } from 'drizzle-orm';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { household } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Door } from '../../domain/registry/roster/door.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type HouseholdRow = typeof household.$inferSelect;
export const DOOR = purposeOf('household', 'door');

/** The one key of a door, by whichever way it was entered. */
export const doorKeyOf = (index: IndexKey, communityId: string, { placeId, parts }: Door): string =>
  index.of('door', communityId, placeId ?? '', ...parts);

/** By key: the household behind each door; made where nobody of it was known. */
export async function enterDoors(
  uow: UnitOfWork,
  communityId: string,
  doors: ReadonlyMap<string, Door>,
  as: Role,
): Promise<ReadonlyMap<string, string>> {
  const ids = await behind(uow, [...doors.keys()]);
  const made = [...doors]
    .filter(([key]) => !ids.has(key))
    .map(([doorKey, { placeId, words }]) => ({
      id: newId(),
      communityId,
      placeId,
      doorKey,
      doorSettled: true,
      doorSealed: uow.keys.seal(DOOR, words),
      createdAt: uow.now,
      salt: newSalt(),
    }));
  if (made.length === 0) return ids;
  const rows = await uow.tx.insert(household).values(made).onConflictDoNothing().returning();
  for (const row of rows) {
    ids.set(row.doorKey, row.id);
    record(uow, 'household', row, { action: 'household.create', as, communityId });
  }
  // Entered by somebody else since they were looked for.
  const others = made.flatMap(({ doorKey }) => (ids.has(doorKey) ? [] : doorKey));
  return new Map([...ids, ...(await behind(uow, others))]);
}

async function behind({ tx }: UnitOfWork, keys: readonly string[]): Promise<Map<string, string>> {
  if (keys.length === 0) return new Map();
  const known = await tx
    .select({ id: household.id, doorKey: household.doorKey })
    .from(household)
    .where(inArray(household.doorKey, [...keys]));
  return new Map(known.map(({ id, doorKey }) => [doorKey, id]));
}

/** The household behind one door. */
export async function householdOf(uow: UnitOfWork, communityId: string, door: Door, as: Role): Promise<string> {
  const key = doorKeyOf(uow.index, communityId, door);
  const id = (await enterDoors(uow, communityId, new Map([[key, door]]), as)).get(key);
  if (!id) throw new Error('the household vanished');
  return id;
}
