/**
 * Earlier releases read a door entered for one person in another way than the same door in a roster, which made two
 * households of it. The keys are HMACs, so no statement of a migration can compare them: the rows of before are looked at
 * one by one, and a door that was read the other way gives its people to the household the door has now.
 *
 * Whatever is not settled is found again, so a process that is killed in between leaves nothing half done.
 */
import { and, asc, eq, inArray } from 'drizzle-orm';
import { household, person } from '../../../db/schema/index.ts';
import type { IndexKey } from '../../../db/sealed.ts';
import { type Door, doorIn, doorText } from '../../domain/registry/roster/door.ts';
import { createHomes, type Homes } from '../../domain/registry/roster/homes.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { PersonRow } from './create.ts';
import { DOOR, doorKeyOf, enterDoors, type HouseholdRow } from './households.ts';
import { placesOf } from './places.ts';
import { contactOf } from './update-person.ts';

type Reading = Pick<UnitOfWork, 'keys' | 'index'>;
type Kept = Pick<HouseholdRow, 'communityId' | 'placeId' | 'doorKey' | 'doorSealed'>;

const earlierText = (door: string): string =>
  door
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[\s室号]/g, '');

/** As a door entered for one person had its key, and as a flat did whose unit stands before it in one column. */
const earlierKeys = (index: IndexKey, { communityId, placeId }: Kept, words: string): readonly string[] => [
  index.of('household', communityId, placeId ?? '', earlierText(words)),
  index.of('door', communityId, placeId ?? '', doorText(words)),
];

const doorOf = (homes: Homes, { placeId }: Kept, flat: string, unit?: string): Door =>
  doorIn(homes, homes.byId(placeId ?? ''), { flat, unit });

/** Whether the row has the key its door has by now. */
export function keyHolds({ keys, index }: Reading, homes: Homes, row: Kept): boolean {
  const words = keys.openText(DOOR, row.doorSealed);
  const key = doorKeyOf(index, row.communityId, doorOf(homes, row, words));
  return key === row.doorKey || !earlierKeys(index, row, words).includes(row.doorKey);
}

export const mergeHousehold = command<
  { readonly householdId: string },
  HouseholdRow,
  undefined,
  { readonly kind: 'household_not_found' }
>({
  name: 'household.merge',
  load: async (uow, { householdId }) => {
    const [row] = await uow.tx
      .select()
      .from(household)
      .where(and(eq(household.id, householdId), eq(household.doorSettled, false)))
      .for('update', { skipLocked: true });
    return row ? ok(row) : err({ kind: 'household_not_found' });
  },
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, row, _input, as) => {
    const { communityId } = row;
    const homes = createHomes(await placesOf(uow.tx, communityId));
    const words = uow.keys.openText(DOOR, row.doorSealed);
    const people = await uow.tx
      .select()
      .from(person)
      .where(eq(person.householdId, row.id))
      .orderBy(asc(person.id))
      .for('update');
    const byKey = new Map<string, { readonly door: Door; readonly people: PersonRow[] }>();
    for (const one of people) {
      const door = doorOf(homes, row, words, one.homePlaceId === row.placeId ? contactOf(uow, one).unit : undefined);
      const key = doorKeyOf(uow.index, communityId, door);
      const there = byKey.get(key) ?? { door, people: [] };
      there.people.push(one);
      byKey.set(key, there);
    }
    const ids = await enterDoors(uow, communityId, new Map([...byKey].map(([key, { door }]) => [key, door])), as);
    for (const [key, { people: together }] of byKey) {
      const moved = await uow.tx
        .update(person)
        .set({ householdId: ids.get(key) ?? null })
        .where(
          inArray(
            person.id,
            together.map(({ id }) => id),
          ),
        )
        .returning();
      for (const one of moved) record(uow, 'person', one, { action: 'household.merge', as, communityId });
    }
    await uow.tx.delete(household).where(eq(household.id, row.id));
    // Without its salt: the record says that the row is gone, and what stood in it is forgotten.
    record(
      uow,
      'household',
      { ...row, salt: null },
      {
        action: 'household.merge',
        as,
        communityId,
        facts: { people: people.length },
      },
    );
    return ok(undefined);
  },
});
