/** What an import would do: which rows are wrong, whom it adds or changes, and who is registered but not in the file. */
import { and, asc, eq, gt, inArray, isNotNull, isNull, notExists, sql } from 'drizzle-orm';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { person, rosterImport, rosterRow } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { applyRow, differences } from '../../domain/registry/roster/apply-row.ts';
import type { RosterColumn } from '../../domain/registry/roster/columns.ts';
import { doorBehind } from '../../domain/registry/roster/door.ts';
import type { Homes } from '../../domain/registry/roster/homes.ts';
import { foresee, homeOf, type NewPlace } from '../../domain/registry/roster/new-places.ts';
import type { RosterRow } from '../../domain/registry/roster/read-row.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { homesOf, placedSeats, placeIdOf, placeOf } from './homes.ts';
import { doorKeys, movesHouse } from './households.ts';
import type { ImportRow, RosterRefusal, StagedRow } from './imports.ts';
import { missingSeats, registeredOf } from './registered.ts';
import { ROSTER_ROW } from './stage.ts';

export interface ShowRows {
  readonly importId: string;
  readonly change: 'added' | 'changed' | 'unchanged' | 'wrong';
  readonly after?: number;
  readonly limit: number;
}

export interface ShownRow {
  readonly line: number;
  /** As it stands in the file; absent for a line about the file as a whole. */
  readonly name?: string;
  readonly problems: readonly string[];
  /** For a person who is registered: what becomes different. */
  readonly columns: readonly RosterColumn[];
}

export interface RowsPage {
  readonly rows: readonly ShownRow[];
  readonly more: boolean;
}

const find = (importId: string) => eq(rosterImport.id, importId);

/** Names are personal: reading them leaves a line in the ledger, page by page. */
function noteShown(uow: UnitOfWork, row: ImportRow, as: Role, what: 'rows' | 'people', count: number): void {
  if (count === 0) return;
  const { id, communityId } = row;
  note(uow, subjectOf('roster_import', id), { action: 'roster.show', as, communityId, facts: { [what]: count } });
}

export const showRows = command<ShowRows, ImportRow, RowsPage, RosterRefusal>({
  name: 'roster.show',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx.select().from(rosterImport).where(find(importId));
    return row ? ok(row) : err({ kind: 'roster_not_found' });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, { change, after, limit }, as) => {
    const found = await uow.tx
      .select()
      .from(rosterRow)
      .where(and(eq(rosterRow.importId, row.id), eq(rosterRow.change, change), gt(rosterRow.line, after ?? -1)))
      .orderBy(asc(rosterRow.line))
      .limit(limit + 1);
    const page = found.slice(0, limit);
    noteShown(uow, row, as, 'rows', page.length);
    const columnsOf = change === 'changed' ? await columnsFor(uow, row, page) : () => [];
    const rows = page.map((staged) => {
      const { name } = uow.keys.openJson(ROSTER_ROW, staged.rowSealed) as Partial<RosterRow>;
      return { line: staged.line, ...(name && { name }), problems: staged.problems, columns: columnsOf(staged) };
    });
    return ok({ rows, more: found.length > limit });
  },
});

const ADDRESS: ReadonlySet<RosterColumn> = new Set(['building', 'unit', 'flat']);

async function columnsFor(
  uow: UnitOfWork,
  row: ImportRow,
  page: readonly StagedRow[],
): Promise<(staged: StagedRow) => readonly RosterColumn[]> {
  const ids = page.flatMap(({ personId }) => personId ?? []);
  const people = await uow.tx
    .select()
    .from(person)
    .where(inArray(person.id, ids.length === 0 ? [row.id] : ids));
  const there = await registeredOf(uow.tx, uow.keys, people);
  const homes = await homesOf(uow.tx, row.communityId);
  const moving = { index: uow.index, communityId: row.communityId, doors: await doorKeys(uow.tx, people) };
  return (staged) => {
    const known = there.get(staged.personId ?? '');
    if (!known) return [];
    const wanted = uow.keys.openJson(ROSTER_ROW, staged.rowSealed) as RosterRow;
    const home = homeOf(homes, wanted);
    const placeId = home.kind === 'building_unknown' || home.kind === 'unit_unknown' ? 'new' : placeIdOf(home);
    const seats = missingSeats(placedSeats(homes, wanted), known.seats).length > 0;
    const after = applyRow(wanted, known.entry, placeId);
    const found = differences(known.entry, after);
    const moves = movesHouse(moving, known.row, doorBehind(homes, wanted, placeOf(home), after.contact));
    return [
      ...(known.row.rosterKey !== staged.rosterKey ? (['number'] as const) : []),
      ...found,
      // The same address, and another household: it was taken for one with the other units'.
      ...(moves && !found.some((column) => ADDRESS.has(column)) ? (['flat'] as const) : []),
      ...(seats ? (['seats'] as const) : []),
    ];
  };
}

export interface MissingPerson {
  readonly id: string;
  readonly name: string;
}

/** Registered by an earlier roster and not in this file: they moved away, or were forgotten. Nobody is taken out. */
export const showMissing = command<
  { readonly importId: string; readonly after?: string; readonly limit: number },
  ImportRow,
  { readonly people: readonly MissingPerson[]; readonly more: boolean },
  RosterRefusal
>({
  name: 'roster.show',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx.select().from(rosterImport).where(find(importId));
    if (!row) return err({ kind: 'roster_not_found' });
    return row.state === 'ready' ? ok(row) : err({ kind: 'roster_not_ready', state: row.state });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, { after, limit }, as) => {
    const inFile = uow.tx
      .select({ one: sql`1` })
      .from(rosterRow)
      .where(and(eq(rosterRow.importId, row.id), eq(rosterRow.rosterKey, person.rosterKey)));
    const underAnotherKey = uow.tx
      .select({ one: sql`1` })
      .from(rosterRow)
      .where(and(eq(rosterRow.importId, row.id), eq(rosterRow.personId, person.id)));
    const found = await uow.tx
      .select({ id: person.id, nameSealed: person.nameSealed })
      .from(person)
      .where(
        and(
          eq(person.communityId, row.communityId),
          isNotNull(person.rosterKey),
          isNull(person.erasedAt),
          visible(),
          after === undefined ? undefined : gt(person.id, after),
          notExists(inFile),
          notExists(underAnotherKey),
        ),
      )
      .orderBy(asc(person.id))
      .limit(limit + 1);
    const page = found.slice(0, limit);
    noteShown(uow, row, as, 'people', page.length);
    const people = page.map(({ id, nameSealed }) => ({
      id,
      name: uow.keys.openText(purposeOf('person', 'name'), nameSealed),
    }));
    return ok({ people, more: found.length > limit });
  },
});

/** What an import enters along with its people, as far as the rows after `after` go. */
export const showNewPlaces = command<
  { readonly importId: string; readonly homes: Homes; readonly after: number },
  ImportRow,
  { readonly places: readonly NewPlace[]; readonly next?: number },
  RosterRefusal
>({
  name: 'roster.show',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx.select().from(rosterImport).where(find(importId));
    if (!row) return err({ kind: 'roster_not_found' });
    return row.state === 'ready' ? ok(row) : err({ kind: 'roster_not_ready', state: row.state });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, { homes, after }) => {
    const page = await uow.tx
      .select({ line: rosterRow.line, rowSealed: rosterRow.rowSealed })
      .from(rosterRow)
      .where(and(eq(rosterRow.importId, row.id), gt(rosterRow.line, after)))
      .orderBy(asc(rosterRow.line))
      .limit(ROWS_AT_ONCE);
    const places = page.flatMap(({ rowSealed }) =>
      foresee(homes, uow.keys.openJson(ROSTER_ROW, rowSealed) as RosterRow),
    );
    const last = page.at(-1);
    return ok({ places, ...(page.length === ROWS_AT_ONCE && last && { next: last.line }) });
  },
});

const ROWS_AT_ONCE = 200;
