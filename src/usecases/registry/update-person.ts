/**
 * What the registry says about a person: name, contact, home, household, and the rights to speak and to vote. The two
 * rights stand apart (非户籍居民 may be heard without a vote, mechanism 17), and each names what it rests on.
 */
import { and, eq, isNull } from 'drizzle-orm';
import { purposeOf } from '../../../db/digest.ts';
import { person, place } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { doorIn } from '../../domain/registry/roster/door.ts';
import { createHomes } from '../../domain/registry/roster/homes.ts';
import type { RightBasis } from '../../domain/registry/seats.ts';
import { err, ok, type Result } from '../../domain/result.ts';
import { command } from '../command.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import type { PersonRow } from './create.ts';
import { householdOf } from './households.ts';
import { placesOf } from './places.ts';

export type PersonRefusal =
  | { readonly kind: 'person_not_found' }
  | { readonly kind: 'place_not_found' }
  | { readonly kind: 'name_missing' };

export interface UpdatePerson {
  readonly personId: string;
  readonly name?: string;
  /** Entries are merged into what is known; an empty text takes one away. */
  readonly contact?: Readonly<Record<string, string>>;
  readonly homePlaceId?: string | null;
  /** The door she lives behind, in the building or unit of her home. */
  readonly door?: string | null;
  readonly speakBasis?: RightBasis | null;
  readonly voteBasis?: RightBasis | null;
  readonly language?: string | null;
}

export type Contact = Readonly<Record<string, string>>;

export const contactOf = ({ keys }: Pick<UnitOfWork, 'keys'>, row: Pick<PersonRow, 'contactSealed'>): Contact =>
  row.contactSealed ? (keys.openJson(purposeOf('person', 'contact'), row.contactSealed) as Contact) : {};

async function load(uow: UnitOfWork, input: UpdatePerson): Promise<Result<PersonRow, PersonRefusal>> {
  if (input.name !== undefined && input.name.trim() === '') return err({ kind: 'name_missing' });
  const [found] = await uow.tx
    .select()
    .from(person)
    .where(and(eq(person.id, input.personId), isNull(person.erasedAt), visible()))
    .for('update');
  if (!found) return err({ kind: 'person_not_found' });
  if (input.homePlaceId) {
    const [home] = await uow.tx
      .select({ id: place.id })
      .from(place)
      .where(and(eq(place.id, input.homePlaceId), eq(place.communityId, found.communityId)));
    if (!home) return err({ kind: 'place_not_found' });
  }
  return ok(found);
}

const kept = <T>(given: T | undefined, known: T): T => (given === undefined ? known : given);

export const updatePerson = command<UpdatePerson, PersonRow, PersonRow, PersonRefusal>({
  name: 'person.update',
  load,
  target: (who) => ({ communityId: who.communityId }),
  run: async (uow, who, input, as) => {
    const homePlaceId = kept(input.homePlaceId, who.homePlaceId);
    const [row] = await uow.tx
      .update(person)
      .set({
        ...(input.name !== undefined && { nameSealed: uow.keys.seal(purposeOf('person', 'name'), input.name.trim()) }),
        ...(input.contact && { contactSealed: mergedContact(uow, who, input.contact) }),
        homePlaceId,
        householdId: await household(uow, who, homePlaceId, input, as),
        speakBasis: kept(input.speakBasis, who.speakBasis),
        voteBasis: kept(input.voteBasis, who.voteBasis),
        language: kept(input.language, who.language),
      })
      .where(eq(person.id, who.id))
      .returning();
    if (!row) throw new Error('a locked person vanished');
    record(uow, 'person', row, {
      action: 'person.update',
      as,
      communityId: row.communityId,
      facts: { speak: row.speakBasis ?? 'none', vote: row.voteBasis ?? 'none' },
    });
    return ok(row);
  },
});

function mergedContact(uow: UnitOfWork, who: PersonRow, change: Contact): Uint8Array | null {
  const merged = Object.entries({ ...contactOf(uow, who), ...change }).filter(([, value]) => value !== '');
  return merged.length > 0 ? uow.keys.sealJson(purposeOf('person', 'contact'), Object.fromEntries(merged)) : null;
}

async function household(
  uow: UnitOfWork,
  who: PersonRow,
  placeId: string | null,
  { door, contact }: UpdatePerson,
  as: Role,
): Promise<string | null> {
  if (door === undefined) return who.householdId;
  if (door === null || door.trim() === '') return null;
  const homes = createHomes(await placesOf(uow.tx, who.communityId));
  const place = homes.byId(placeId ?? '');
  // The unit that is known is one of the home she has, not of one she moves to.
  const unit = contact?.unit ?? (placeId === who.homePlaceId ? contactOf(uow, who).unit : undefined);
  const written = { flat: door, ...(place?.kind === 'building' && unit && { unit }) };
  return householdOf(uow, who.communityId, doorIn(homes, place, written), as);
}
