/** Entering communities, places and people into the registry. */

import { and, eq } from 'drizzle-orm';
import { newSalt } from '../../../db/digest.ts';
import { community, person, place } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import { DEFAULT_TIME_ZONE } from '../../domain/calendar/default-zone.ts';
import { isTimeZone } from '../../domain/calendar/working-calendar.ts';
import { mayBePartOf } from '../../domain/registry/place-tree.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';
import type { PlaceRow } from './places.ts';

export type PersonRow = typeof person.$inferSelect;

export type CreateRefusal =
  | { readonly kind: 'code_not_valid' }
  | { readonly kind: 'code_taken' }
  | { readonly kind: 'name_missing' }
  | { readonly kind: 'name_taken' }
  | { readonly kind: 'time_zone_unknown' }
  | { readonly kind: 'community_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'parent_kind' };

export interface CreateCommunity {
  /** Lower-case letters, digits and hyphens, 2 to 32: it is part of links. */
  readonly code: string;
  readonly name: string;
  readonly timeZone?: string;
}

export const createCommunity = command<CreateCommunity, undefined, CommunityRow, CreateRefusal>({
  name: 'community.create',
  load: async (_uow, input) => {
    if (!/^[a-z0-9][a-z0-9-]{1,31}$/.test(input.code)) return err({ kind: 'code_not_valid' });
    if (input.name.trim() === '') return err({ kind: 'name_missing' });
    return isTimeZone(input.timeZone ?? DEFAULT_TIME_ZONE) ? ok(undefined) : err({ kind: 'time_zone_unknown' });
  },
  target: () => ({}),
  run: async (uow, _loaded, input, as) => {
    const [row] = await uow.tx
      .insert(community)
      .values({
        id: newId(),
        code: input.code,
        name: input.name.trim(),
        timeZone: input.timeZone ?? DEFAULT_TIME_ZONE,
        createdAt: uow.now,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'code_taken' });
    record(uow, 'community', row, { action: 'community.create', as, communityId: row.id });
    return ok(row);
  },
});

export interface CreatePlace {
  readonly communityId: string;
  readonly kind: PlaceRow['kind'];
  readonly name: string;
  readonly aliases?: readonly string[];
  readonly parentId?: string;
}

export const createPlace = command<CreatePlace, CommunityRow, PlaceRow, CreateRefusal>({
  name: 'place.create',
  load: async (uow, input) => {
    if (input.name.trim() === '') return err({ kind: 'name_missing' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
    if (!home) return err({ kind: 'community_not_found' });
    if (input.parentId) {
      const [parent] = await uow.tx
        .select({ kind: place.kind })
        .from(place)
        .where(and(eq(place.id, input.parentId), eq(place.communityId, home.id)));
      if (!parent) return err({ kind: 'place_not_found' });
      if (!mayBePartOf(input.kind, parent.kind)) return err({ kind: 'parent_kind' });
    }
    return ok(home);
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, input, as) => {
    const [row] = await uow.tx
      .insert(place)
      .values({
        id: newId(),
        communityId: home.id,
        kind: input.kind,
        name: input.name.trim(),
        aliases: input.aliases ?? [],
        parentId: input.parentId ?? null,
        salt: newSalt(),
      })
      .onConflictDoNothing()
      .returning();
    if (!row) return err({ kind: 'name_taken' });
    record(uow, 'place', row, { action: 'place.create', as, communityId: home.id });
    return ok(row);
  },
});

export interface CreatePerson {
  readonly communityId: string;
  readonly name: string;
  /** Phone, flat and the like; kept sealed. */
  readonly contact?: Readonly<Record<string, string>>;
  readonly homePlaceId?: string;
  readonly language?: string;
}

export const createPerson = command<CreatePerson, CommunityRow, PersonRow, CreateRefusal>({
  name: 'person.create',
  load: async (uow, input) => {
    if (input.name.trim() === '') return err({ kind: 'name_missing' });
    const [home] = await uow.tx.select().from(community).where(eq(community.id, input.communityId));
    if (!home) return err({ kind: 'community_not_found' });
    if (input.homePlaceId) {
      const [found] = await uow.tx
        .select({ id: place.id })
        .from(place)
        .where(and(eq(place.id, input.homePlaceId), eq(place.communityId, home.id)));
      if (!found) return err({ kind: 'place_not_found' });
    }
    return ok(home);
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, input, as) => {
    const [row] = await uow.tx
      .insert(person)
      .values({
        id: newId(),
        communityId: home.id,
        nameSealed: uow.keys.seal('person.name', input.name.trim()),
        contactSealed: input.contact ? uow.keys.sealJson('person.contact', input.contact) : null,
        homePlaceId: input.homePlaceId ?? null,
        language: input.language ?? null,
        createdAt: uow.now,
        salt: newSalt(),
      })
      .returning();
    if (!row) throw new Error('the person was not returned');
    record(uow, 'person', row, { action: 'person.create', as, communityId: home.id });
    return ok(row);
  },
});
