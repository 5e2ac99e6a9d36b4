/** Those who live behind one door are one household; the door is found by its HMAC. */
import { inArray } from 'drizzle-orm';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { household } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { doorText, type RosterRow } from '../../domain/registry/roster/read-row.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

interface Behind {
  readonly staged: { readonly line: number };
  readonly wanted: RosterRow;
  readonly placeId: string | null;
}

/** By line: the household, null where the row says there is none; absent where it does not say. */
export async function householdsFor(
  uow: UnitOfWork,
  communityId: string,
  rows: readonly Behind[],
  as: Role,
): Promise<ReadonlyMap<number, string | null>> {
  const doors = new Map<string, { readonly placeId: string; readonly flat: string }>();
  const keys = new Map<number, string | null>();
  for (const { staged, wanted, placeId } of rows) {
    if (wanted.flat === undefined || wanted.building === undefined) continue;
    if (wanted.flat === null || placeId === null) {
      keys.set(staged.line, null);
      continue;
    }
    const key = uow.index.of('door', communityId, placeId, doorText(wanted.flat));
    doors.set(key, { placeId, flat: wanted.flat });
    keys.set(staged.line, key);
  }
  const ids = await enterDoors(uow, communityId, doors, as);
  return new Map([...keys].map(([line, key]) => [line, key === null ? null : (ids.get(key) ?? null)]));
}

async function enterDoors(
  uow: UnitOfWork,
  communityId: string,
  doors: ReadonlyMap<string, { readonly placeId: string; readonly flat: string }>,
  as: Role,
): Promise<ReadonlyMap<string, string>> {
  if (doors.size === 0) return new Map();
  const known = await uow.tx
    .select({ id: household.id, doorKey: household.doorKey })
    .from(household)
    .where(inArray(household.doorKey, [...doors.keys()]));
  const ids = new Map(known.map(({ id, doorKey }) => [doorKey, id]));
  const made = [...doors]
    .filter(([key]) => !ids.has(key))
    .map(([doorKey, { placeId, flat }]) => ({
      id: newId(),
      communityId,
      placeId,
      doorKey,
      doorSealed: uow.keys.seal(purposeOf('household', 'door'), flat),
      createdAt: uow.now,
      salt: newSalt(),
    }));
  if (made.length === 0) return ids;
  const rows = await uow.tx.insert(household).values(made).onConflictDoNothing().returning();
  for (const row of rows) {
    ids.set(row.doorKey, row.id);
    record(uow, 'household', row, { action: 'household.create', as, communityId });
  }
  return ids;
}
