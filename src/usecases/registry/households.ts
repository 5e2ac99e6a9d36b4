/** Those who live behind one door. The door is personal: it is sealed, and found again by its HMAC. */
import { eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { household } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';

export type HouseholdRow = typeof household.$inferSelect;

export interface Door {
  readonly communityId: string;
  /** The building or unit. */
  readonly placeId?: string;
  /** 「502」, 「502室」: the same door. */
  readonly door: string;
}

const normaliseDoor = (door: string): string =>
  door
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s室号]/g, '');

/** The household behind the door; made when nobody of it was known. */
export async function householdOf(
  uow: UnitOfWork,
  { communityId, placeId, door }: Door,
  as: Role,
): Promise<HouseholdRow> {
  const doorKey = uow.index.of('household', communityId, placeId ?? '', normaliseDoor(door));
  const [made] = await uow.tx
    .insert(household)
    .values({
      id: newId(),
      communityId,
      placeId: placeId ?? null,
      doorKey,
      doorSealed: uow.keys.seal('household.door', door.trim()),
      createdAt: uow.now,
      salt: newSalt(),
    })
    .onConflictDoNothing()
    .returning();
  if (made) {
    record(uow, 'household', made, { action: 'household.create', as, communityId });
    return made;
  }
  const [known] = await uow.tx.select().from(household).where(eq(household.doorKey, doorKey));
  if (!known) throw new Error('the household vanished');
  return known;
}
