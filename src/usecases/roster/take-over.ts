/**
 * Takes a decided roster over into the registry, a slice at a time, so that messages are handled in between.
 *
 * Nobody sees half of it: people a slice adds stay out of every list until the import is done (`db/visible.ts`),
 * and the seats of all of them are given in the transaction that says so. Nothing stays half done either: what is
 * `publishing` is gone on with after a crash, from the rows that are still waiting. A slice marks the rows it used in
 * the transaction that uses them, so none is used twice.
 */

import { and, asc, eq, gt, inArray, isNull, or, sql } from 'drizzle-orm';
import { ADVISORY_LOCK } from '../../../db/advisory-locks.ts';
import { rowsOf, type Tx } from '../../../db/client.ts';
import { newSalt, purposeOf } from '../../../db/digest.ts';
import { body, person, roleSeat, rosterImport, rosterRow } from '../../../db/schema/index.ts';
import { newId } from '../../../db/schema/namespace.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { applyRow, differences, type Entry, NO_ENTRY } from '../../domain/registry/roster/apply-row.ts';
import { doorBehind } from '../../domain/registry/roster/door.ts';
import type { RosterRow } from '../../domain/registry/roster/read-row.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { followSeats } from '../meeting/roll.ts';
import type { PersonRow } from '../registry/create.ts';
import { record, type UnitOfWork } from '../unit-of-work.ts';
import { homesOf, placedSeats } from './homes.ts';
import { householdsFor } from './households.ts';
import { type ImportRow, type RosterRefusal, type StagedRow, setState } from './imports.ts';
import { missingSeats, registeredOf } from './registered.ts';
import { withPlaces } from './settle-places.ts';
import { ROSTER_ROW } from './stage.ts';

export const SLICE = 50;

export interface Slice {
  readonly importId: string;
  /** Where the slice before ended; a process that begins anew begins at the top. */
  readonly after: number;
}

export type Taken =
  | { readonly kind: 'more'; readonly after: number }
  | { readonly kind: 'seats' }
  | { readonly kind: 'elsewhere' };

async function publishing(uow: UnitOfWork, importId: string) {
  const [lock] = await rowsOf<{ held: boolean }>(
    uow.tx,
    sql`select pg_try_advisory_xact_lock(${ADVISORY_LOCK.roster}, hashtext(${importId})) as held`,
  );
  const [row] = await uow.tx.select().from(rosterImport).where(eq(rosterImport.id, importId));
  if (!row) return err({ kind: 'roster_not_found' } as const);
  if (row.state !== 'publishing') return err({ kind: 'roster_not_ready', state: row.state } as const);
  return ok({ row, held: lock?.held === true });
}

export const takeSlice = command<Slice, { readonly row: ImportRow; readonly held: boolean }, Taken, RosterRefusal>({
  name: 'roster.take-over',
  load: (uow, { importId }) => publishing(uow, importId),
  target: ({ row }) => ({ communityId: row.communityId }),
  run: async (uow, { row, held }, { after }, as) => {
    if (!held) return ok({ kind: 'elsewhere' });
    const waiting = await uow.tx
      .select()
      .from(rosterRow)
      .where(
        and(
          eq(rosterRow.importId, row.id),
          gt(rosterRow.line, after),
          or(eq(rosterRow.change, 'changed'), and(eq(rosterRow.change, 'added'), isNull(rosterRow.personId))),
        ),
      )
      .orderBy(asc(rosterRow.line))
      .limit(SLICE);
    const last = waiting.at(-1);
    if (!last) return ok({ kind: 'seats' });
    await takeRows(uow, row, waiting, as);
    await uow.tx
      .update(rosterImport)
      .set({ published: sql`${rosterImport.published} + ${waiting.length}` })
      .where(eq(rosterImport.id, row.id));
    return ok({ kind: 'more', after: last.line });
  },
});

const opened = (uow: UnitOfWork, staged: StagedRow): RosterRow =>
  // Sealed by us when it was read, so it has that shape.
  uow.keys.openJson(ROSTER_ROW, staged.rowSealed) as RosterRow;

async function takeRows(uow: UnitOfWork, into: ImportRow, staged: readonly StagedRow[], as: Role): Promise<void> {
  const rows = staged.map((each) => ({ staged: each, wanted: opened(uow, each) }));
  const { placed, homes } = await withPlaces(uow, into.communityId, rows, as);
  const known = await peopleOf(
    uow.tx,
    staged.flatMap(({ personId }) => personId ?? []),
  );
  const before = await registeredOf(uow.tx, uow.keys, known);
  const entries = placed.flatMap(({ staged: source, wanted, place }) => {
    const there = source.personId === null ? undefined : before.get(source.personId);
    // Erased since the file was read: the roster does not bring anybody back.
    if (source.personId !== null && !there) return [];
    const entry = applyRow(wanted, there?.entry ?? NO_ENTRY, place?.id ?? null);
    return [{ line: source.line, source, there, entry, door: doorBehind(homes, wanted, place, entry.contact) }];
  });
  const houses = await householdsFor(uow, into.communityId, entries, as);
  const after = entries.map(({ line, source, there, entry }) => ({
    line,
    isNew: !there,
    row: personRow(uow, into, source, entry, there?.row, houses.get(line)),
    entry,
    there,
  }));
  const written = after.filter(
    ({ isNew, there, entry, row }) =>
      isNew ||
      !there ||
      differences(there.entry, entry).length > 0 ||
      there.row.rosterKey !== row.rosterKey ||
      there.row.householdId !== row.householdId,
  );
  if (written.length > 0) {
    await uow.tx
      .insert(person)
      .values(written.map(({ row }) => row))
      .onConflictDoUpdate({
        target: person.id,
        set: {
          nameSealed: sql`excluded.name_sealed`,
          contactSealed: sql`excluded.contact_sealed`,
          homePlaceId: sql`excluded.home_place_id`,
          householdId: sql`excluded.household_id`,
          rosterKey: sql`excluded.roster_key`,
          speakBasis: sql`excluded.speak_basis`,
          voteBasis: sql`excluded.vote_basis`,
          language: sql`excluded.language`,
        },
      });
  }
  for (const { row, isNew } of written)
    record(uow, 'person', row, { action: isNew ? 'roster.add' : 'roster.change', as, communityId: into.communityId });
  await markUsed(uow.tx, into.id, after);
}

const peopleOf = async (tx: Tx, ids: readonly string[]): Promise<PersonRow[]> =>
  ids.length === 0
    ? []
    : tx
        .select()
        .from(person)
        .where(and(inArray(person.id, [...ids]), isNull(person.erasedAt)))
        .for('update');

function personRow(
  uow: UnitOfWork,
  into: ImportRow,
  staged: StagedRow,
  entry: Entry,
  there: PersonRow | undefined,
  household: string | null | undefined,
): PersonRow {
  const contact = Object.keys(entry.contact).length > 0 ? entry.contact : undefined;
  return {
    id: there?.id ?? newId(),
    communityId: into.communityId,
    nameSealed: uow.keys.seal(purposeOf('person', 'name'), entry.name),
    contactSealed: contact ? uow.keys.sealJson(purposeOf('person', 'contact'), contact) : null,
    homePlaceId: entry.homePlaceId,
    householdId: household === undefined ? (there?.householdId ?? null) : household,
    rosterKey: staged.rosterKey,
    speakBasis: entry.speakBasis,
    voteBasis: entry.voteBasis,
    language: entry.language,
    createdAt: there?.createdAt ?? uow.now,
    erasedAt: null,
    salt: there?.salt ?? newSalt(),
  };
}

/** An added row is used once it has its person; a changed one once it changes nothing more. */
async function markUsed(
  tx: Tx,
  importId: string,
  used: readonly { readonly line: number; readonly isNew: boolean; readonly row: PersonRow }[],
): Promise<void> {
  const added = used.filter(({ isNew }) => isNew);
  if (added.length > 0) {
    const pairs = sql.join(
      added.map(({ line, row }) => sql`(${line}::int, ${row.id}::uuid)`),
      sql`, `,
    );
    await tx.execute(sql`update ${rosterRow} r set person_id = v.person_id from (values ${pairs}) as v(line, person_id)
      where r.import_id = ${importId} and r.line = v.line`);
  }
  const changed = used.filter(({ isNew }) => !isNew).map(({ line }) => line);
  if (changed.length > 0)
    await tx
      .update(rosterRow)
      .set({ change: 'unchanged' })
      .where(and(eq(rosterRow.importId, importId), inArray(rosterRow.line, changed)));
}

/** A seat the roster gives, found before the transaction that gives all of them. */
export interface RosterGrant {
  readonly personId: string;
  readonly role: 'representative' | 'building_lead' | 'grid_officer';
  readonly placeId: string | null;
}

/** Reads one page of the staged rows for the seats in them. */
export async function grantsIn(
  uow: Pick<UnitOfWork, 'tx' | 'keys'>,
  row: ImportRow,
  after: number,
): Promise<{ readonly grants: readonly RosterGrant[]; readonly next?: number }> {
  const page = await uow.tx
    .select()
    .from(rosterRow)
    .where(and(eq(rosterRow.importId, row.id), gt(rosterRow.line, after)))
    .orderBy(asc(rosterRow.line))
    .limit(SLICE * 2);
  const wanted = page
    .map((staged) => ({ personId: staged.personId, row: uow.keys.openJson(ROSTER_ROW, staged.rowSealed) as RosterRow }))
    .filter((each) => (each.row.seats ?? []).length > 0);
  const homes = wanted.length === 0 ? undefined : await homesOf(uow.tx, row.communityId);
  const grants = wanted.flatMap(({ personId, row: each }) =>
    personId === null || !homes
      ? []
      : placedSeats(homes, each).map(({ role, placeId }) => ({ personId, role, placeId })),
  );
  const last = page.at(-1);
  return { grants, ...(page.length === SLICE * 2 && last && { next: last.line }) };
}

export interface Finish {
  readonly importId: string;
  readonly grants: readonly RosterGrant[];
}

/** The switch: the seats are given, and everybody the roster added is there. */
export const finishTakeOver = command<
  Finish,
  { readonly row: ImportRow; readonly held: boolean },
  ImportRow | undefined,
  RosterRefusal
>({
  name: 'roster.take-over',
  load: (uow, { importId }) => publishing(uow, importId),
  target: ({ row }) => ({ communityId: row.communityId }),
  run: async (uow, { row, held }, { grants }, as) => {
    if (!held) return ok(undefined);
    const [left] = await uow.tx
      .select({ line: rosterRow.line })
      .from(rosterRow)
      .where(and(eq(rosterRow.importId, row.id), eq(rosterRow.change, 'added'), isNull(rosterRow.personId)))
      .limit(1);
    if (left) throw new Error('a roster was to be shown before everybody in it was there');
    const bodyId = await representativesOf(uow.tx, row.communityId);
    let given = 0;
    for (let from = 0; from < grants.length; from += SLICE)
      given += await giveSeats(uow, row, grants.slice(from, from + SLICE), bodyId, as);
    if (given > 0) await followSeats(uow, [row.communityId], as);
    const facts = { added: row.added, changed: row.changed, unchanged: row.unchanged, seats: given };
    return ok(await setState(uow, row, 'done', { action: 'roster.done', as, facts }));
  },
});

/** The body of the representatives, where the community has entered one. */
async function representativesOf(tx: Tx, communityId: string): Promise<string | null> {
  const found = await tx
    .select({ id: body.id })
    .from(body)
    .where(and(eq(body.communityId, communityId), eq(body.kind, 'representatives'), isNull(body.endedAt)));
  return found.length === 1 ? (found[0]?.id ?? null) : null;
}

async function giveSeats(
  uow: UnitOfWork,
  into: ImportRow,
  grants: readonly RosterGrant[],
  bodyId: string | null,
  as: Role,
): Promise<number> {
  const people = await peopleOf(
    uow.tx,
    grants.map(({ personId }) => personId),
  );
  const there = await registeredOf(uow.tx, uow.keys, people);
  const missing = grants.filter(({ personId, role, placeId }) => {
    const known = there.get(personId);
    return known !== undefined && missingSeats([{ role, placeId }], known.seats).length > 0;
  });
  if (missing.length === 0) return 0;
  const given = await uow.tx
    .insert(roleSeat)
    .values(
      missing.map(({ personId, role, placeId }) => ({
        id: newId(),
        personId,
        communityId: into.communityId,
        role,
        placeId,
        ...(role === 'representative' && bodyId !== null && { bodyId, position: 'member' as const }),
        since: uow.now,
        salt: newSalt(),
      })),
    )
    .onConflictDoNothing()
    .returning();
  for (const seat of given)
    record(uow, 'role_seat', seat, {
      action: 'seat.grant',
      as,
      communityId: into.communityId,
      facts: { role: seat.role },
    });
  return given.length;
}
