/** Whom the registry knows already, as a roster asks for them: by the key of their row, with what is written of them. */
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { purposeOf } from '../../../db/digest.ts';
import { person, roleSeat } from '../../../db/schema/index.ts';
import type { FieldKeys, IndexKey } from '../../../db/sealed.ts';
import type { Entry } from '../../domain/registry/roster/apply-row.ts';
import { identityOf } from '../../domain/registry/roster/identity.ts';
import type { RosterRow, RosterSeat } from '../../domain/registry/roster/read-row.ts';
import type { PersonRow } from '../registry/create.ts';

export interface Registered {
  readonly row: PersonRow;
  readonly entry: Entry;
  readonly seats: readonly HeldSeat[];
}

export interface HeldSeat {
  readonly role: string;
  readonly placeId: string | null;
}

export const rosterKeyOf = (index: IndexKey, communityId: string, row: RosterRow): string =>
  index.of('roster', communityId, ...identityOf(row));

/** The key of the same row in a roster that gave no numbers: one that gives them later still finds its people. */
export const unnumberedKeyOf = (index: IndexKey, communityId: string, row: RosterRow): string | undefined =>
  row.number ? rosterKeyOf(index, communityId, { ...row, number: null }) : undefined;

export const phoneKeyOf = (index: IndexKey, communityId: string, phone: string): string =>
  index.of('roster-phone', communityId, phone);

/** What is sealed of a person, opened. The shape is ours; what an older release may have left out is empty. */
export function entryOf(keys: FieldKeys, row: PersonRow): Entry {
  const contact = row.contactSealed ? keys.openJson(purposeOf('person', 'contact'), row.contactSealed) : {};
  return {
    name: keys.openText(purposeOf('person', 'name'), row.nameSealed),
    contact: contact as Readonly<Record<string, string>>,
    homePlaceId: row.homePlaceId,
    speakBasis: row.speakBasis,
    voteBasis: row.voteBasis,
    language: row.language,
  };
}

/** By id. */
export async function registeredOf(
  tx: Tx,
  keys: FieldKeys,
  rows: readonly PersonRow[],
): Promise<ReadonlyMap<string, Registered>> {
  if (rows.length === 0) return new Map();
  const held = await tx
    .select({ personId: roleSeat.personId, role: roleSeat.role, placeId: roleSeat.placeId })
    .from(roleSeat)
    .where(
      and(
        inArray(
          roleSeat.personId,
          rows.map(({ id }) => id),
        ),
        isNull(roleSeat.until),
      ),
    );
  const seats = new Map<string, HeldSeat[]>();
  for (const { personId, ...seat } of held) seats.set(personId, [...(seats.get(personId) ?? []), seat]);
  return new Map(rows.map((row) => [row.id, { row, entry: entryOf(keys, row), seats: seats.get(row.id) ?? [] }]));
}

export const peopleByRosterKey = (tx: Tx, communityId: string, keys: readonly string[]): Promise<PersonRow[]> =>
  tx
    .select()
    .from(person)
    .where(and(eq(person.communityId, communityId), inArray(person.rosterKey, [...keys]), isNull(person.erasedAt)));

/**
 * People who were entered one by one before there was a roster: found by name and telephone, so that the roster does
 * not enter them a second time. One page. @returns hashes of name and telephone → id
 */
export async function enteredByHand(
  tx: Tx,
  { keys, index }: { readonly keys: FieldKeys; readonly index: IndexKey },
  communityId: string,
  after: string | undefined,
): Promise<{ readonly found: readonly (readonly [string, string])[]; readonly next?: string }> {
  const rows = await tx
    .select()
    .from(person)
    .where(
      and(
        eq(person.communityId, communityId),
        isNull(person.rosterKey),
        isNull(person.erasedAt),
        after === undefined ? undefined : gt(person.id, after),
      ),
    )
    .orderBy(asc(person.id))
    .limit(PAGE);
  const found = rows.flatMap((row) => {
    const { name, contact } = entryOf(keys, row);
    const { phone } = contact;
    return phone === undefined ? [] : [[handKeyOf(index, communityId, { name, phone }), row.id] as const];
  });
  const last = rows.at(-1);
  return { found, ...(rows.length === PAGE && last && { next: last.id }) };
}

const PAGE = 200;

export const handKeyOf = (
  index: IndexKey,
  communityId: string,
  { name, phone }: { readonly name: string; readonly phone: string },
): string => rosterKeyOf(index, communityId, { name, phone });

/** The seats a row asks for that the person does not hold yet; a roster gives seats and takes none. */
export const missingSeats = (
  wanted: readonly (RosterSeat & { readonly placeId: string | null })[],
  held: readonly HeldSeat[],
) => wanted.filter(({ role, placeId }) => !held.some((seat) => seat.role === role && seat.placeId === placeId));
