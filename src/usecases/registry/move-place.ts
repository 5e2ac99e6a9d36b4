/** Puts a place under another one: a building into its grid, a unit into its building. Whoever looks after it changes with it. */
import { and, eq } from 'drizzle-orm';
import { community, place } from '../../../db/schema/index.ts';
import { mayBePartOf } from '../../domain/registry/place-tree.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { type PlaceRow, placesUnder } from './places.ts';

export type MovePlaceRefusal =
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'parent_not_found' }
  | { readonly kind: 'parent_below' }
  | { readonly kind: 'parent_kind' };

export interface MovePlace {
  readonly placeId: string;
  /** Null: it stands alone. */
  readonly parentId: string | null;
}

async function load(uow: UnitOfWork, { placeId }: MovePlace): Promise<Result<PlaceRow, MovePlaceRefusal>> {
  const [found] = await uow.tx.select().from(place).where(eq(place.id, placeId));
  if (!found) return err({ kind: 'place_not_found' });
  // Two moves at once could make a circle of places that neither makes alone.
  await uow.tx.select({ id: community.id }).from(community).where(eq(community.id, found.communityId)).for('update');
  const [locked] = await uow.tx.select().from(place).where(eq(place.id, placeId)).for('update');
  return locked ? ok(locked) : err({ kind: 'place_not_found' });
}

export const movePlace = command<MovePlace, PlaceRow, PlaceRow, MovePlaceRefusal>({
  name: 'place.move',
  load,
  target: ({ communityId }) => ({ communityId }),
  run: async (uow, found, { parentId }, as) => {
    if (found.parentId === parentId) return ok(found);
    if (parentId !== null) {
      const [parent] = await uow.tx
        .select({ kind: place.kind })
        .from(place)
        .where(and(eq(place.id, parentId), eq(place.communityId, found.communityId)));
      if (!parent) return err({ kind: 'parent_not_found' });
      if ((await placesUnder(uow.tx, found.id)).includes(parentId)) return err({ kind: 'parent_below' });
      if (!mayBePartOf(found.kind, parent.kind)) return err({ kind: 'parent_kind' });
    } else if (!mayBePartOf(found.kind, null)) return err({ kind: 'parent_kind' });
    const [row] = await uow.tx.update(place).set({ parentId }).where(eq(place.id, found.id)).returning();
    if (!row) throw new Error('a locked place vanished');
    record(uow, 'place', row, { action: 'place.move', as, communityId: row.communityId });
    return ok(row);
  },
});
