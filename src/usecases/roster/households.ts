/** Which households the rows of a roster name, and whether somebody is in another one. */
import { inArray } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { household } from '../../../db/schema/index.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import type { Door } from '../../domain/registry/roster/door.ts';
import type { PersonRow } from '../registry/create.ts';
import { doorKeyOf, enterDoors } from '../registry/households.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

interface Behind {
  readonly line: number;
  readonly door: Door | null | undefined;
}

/** By household: the key of its door. */
export async function doorKeys(tx: Tx, people: readonly PersonRow[]): Promise<ReadonlyMap<string, string>> {
  const ids = people.flatMap(({ householdId }) => householdId ?? []);
  if (ids.length === 0) return new Map();
  const rows = await tx
    .select({ id: household.id, doorKey: household.doorKey })
    .from(household)
    .where(inArray(household.id, ids));
  return new Map(rows.map(({ id, doorKey }) => [id, doorKey]));
}

/** Whether a row moves somebody to another household, or to none. */
export function movesHouse(
  { index, communityId, doors }: MovingHouse,
  { householdId }: PersonRow,
  door: Door | null | undefined,
): boolean {
  if (door === undefined) return false;
  if (door === null) return householdId !== null;
  return doors.get(householdId ?? '') !== doorKeyOf(index, communityId, door);
}
interface MovingHouse {
  readonly index: IndexKey;
  readonly communityId: string;
  readonly doors: ReadonlyMap<string, string>;
}

/** By line: the household, null where the row says there is none; absent where it does not say. */
export async function householdsFor(
  uow: UnitOfWork,
  communityId: string,
  rows: readonly Behind[],
  as: Role,
): Promise<ReadonlyMap<number, string | null>> {
  const doors = new Map<string, Door>();
  const keys = new Map<number, string | null>();
  for (const { line, door } of rows) {
    if (door === undefined) continue;
    const key = door && doorKeyOf(uow.index, communityId, door);
    if (door && key !== null) doors.set(key, door);
    keys.set(line, key);
  }
  const ids = await enterDoors(uow, communityId, doors, as);
  return new Map([...keys].map(([line, key]) => [line, key === null ? null : (ids.get(key) ?? null)]));
}
