/**
 * Puts rows of a file into staging, sealed, each with what is wrong with it or what it would change. Nothing of the
 * registry is touched. Rows come in sets of at most 200, each in a transaction of its own.
 */
import { and, eq, inArray, sql } from 'drizzle-orm';
import { person, rosterImport, rosterRow } from '../../../db/schema/index.ts';
import type { Role } from '../../domain/permissions/roles.ts';
import { applyRow, differences } from '../../domain/registry/roster/apply-row.ts';
import { doorBehind } from '../../domain/registry/roster/door.ts';
import { homeOf } from '../../domain/registry/roster/new-places.ts';
import { problemText, type RowProblem } from '../../domain/registry/roster/problem.ts';
import type { RosterRow } from '../../domain/registry/roster/read-row.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { homesOf, placedSeats, placeIdOf, placeOf } from './homes.ts';
import { doorKeys, movesHouse } from './households.ts';
import { type ImportRow, type RosterRefusal, setState } from './imports.ts';
import { missingSeats, peopleByRosterKey, type Registered, registeredOf } from './registered.ts';

export const ROSTER_ROW = 'roster_row.row';
/** One set: a statement of it stays far below the 50 ms after which others would wait on the embedded database. */
export const STAGE_SET = 50;

/** A row as it was read. */
export interface ReadLine {
  readonly line: number;
  readonly row: RosterRow;
  readonly problems: readonly RowProblem[];
  readonly rosterKey: string;
  /** Its key before the roster gave numbers. */
  readonly earlierKey?: string;
  /** Somebody entered by hand who has the same name and telephone. */
  readonly personId?: string;
}

/** Registered people a line of the file was found to be, with that line. */
export type Claimed = ReadonlyMap<string, number>;

export interface StageRows {
  readonly importId: string;
  readonly lines: readonly ReadLine[];
  /** By the sets before this one. */
  readonly claimed: Claimed;
}

type Change = 'added' | 'changed' | 'unchanged' | 'wrong';

export const stageRows = command<StageRows, ImportRow, Claimed, RosterRefusal>({
  name: 'roster.stage',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx.select().from(rosterImport).where(eq(rosterImport.id, importId)).for('update');
    if (!row) return err({ kind: 'roster_not_found' });
    return row.state === 'reading' ? ok(row) : err({ kind: 'roster_not_ready', state: row.state });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, { lines, claimed: before }) => {
    const claimed = new Map(before);
    const found = await registered(uow, row.communityId, lines);
    const homes = await homesOf(uow.tx, row.communityId);
    const { communityId } = row;
    const doors = await doorKeys(
      uow.tx,
      [...found.values()].map((known) => known.row),
    );
    const changeOf = ({ row: wanted, problems, rosterKey }: ReadLine, known: Registered | undefined): Change => {
      if (problems.length > 0) return 'wrong';
      if (!known) return 'added';
      const home = homeOf(homes, wanted);
      // A place that is only entered with the import is another one than any there is.
      const placeId = home.kind === 'building_unknown' || home.kind === 'unit_unknown' ? 'new' : placeIdOf(home);
      const after = applyRow(wanted, known.entry, placeId);
      const seats = missingSeats(placedSeats(homes, wanted), known.seats);
      const door = doorBehind(homes, wanted, placeOf(home), after.contact);
      const same =
        known.row.rosterKey === rosterKey &&
        seats.length === 0 &&
        differences(known.entry, after).length === 0 &&
        !movesHouse({ index: uow.index, communityId, doors }, known.row, door);
      return same ? 'unchanged' : 'changed';
    };
    const staged = lines.map((read) => {
      const known = found.get(read.rosterKey);
      const line = known ? onceOnly(read, known.row.id, claimed) : read;
      return {
        importId: row.id,
        line: line.line,
        rowSealed: uow.keys.sealJson(ROSTER_ROW, line.row),
        rosterKey: line.rosterKey,
        change: changeOf(line, known),
        problems: line.problems.map(problemText),
        personId: known?.row.id ?? null,
      };
    });
    if (staged.length > 0) await uow.tx.insert(rosterRow).values(staged);
    const count = (change: Change) => staged.filter((each) => each.change === change).length;
    const [after] = await uow.tx
      .update(rosterImport)
      .set({
        rows: sql`${rosterImport.rows} + ${staged.length}`,
        added: sql`${rosterImport.added} + ${count('added')}`,
        changed: sql`${rosterImport.changed} + ${count('changed')}`,
        unchanged: sql`${rosterImport.unchanged} + ${count('unchanged')}`,
        wrong: sql`${rosterImport.wrong} + ${count('wrong')}`,
      })
      .where(eq(rosterImport.id, row.id))
      .returning();
    if (!after) throw new Error('a locked import vanished');
    return ok(claimed);
  },
});

/** Two lines with different numbers may still be one registered person, who had none so far. */
function onceOnly(line: ReadLine, personId: string, claimed: Map<string, number>): ReadLine {
  const first = claimed.get(personId);
  if (first === undefined) claimed.set(personId, line.line);
  if (first === undefined || line.problems.some(({ code }) => code === 'person_twice')) return line;
  const column = line.row.number ? 'number' : 'name';
  return { ...line, problems: [...line.problems, { code: 'person_twice', column, about: String(first) }] };
}

/** By the key of the row. */
async function registered(
  uow: UnitOfWork,
  communityId: string,
  lines: readonly ReadLine[],
): Promise<ReadonlyMap<string, Registered>> {
  const keys = lines.flatMap(({ rosterKey, earlierKey }) => [
    rosterKey,
    ...(earlierKey === undefined ? [] : [earlierKey]),
  ]);
  const known = keys.length === 0 ? [] : await peopleByRosterKey(uow.tx, communityId, keys);
  const byHand = lines.flatMap(({ personId }) => personId ?? []);
  const others =
    byHand.length === 0
      ? []
      : await uow.tx
          .select()
          .from(person)
          .where(and(inArray(person.id, byHand), eq(person.communityId, communityId)));
  const found = await registeredOf(uow.tx, uow.keys, [...known, ...others]);
  const byKey = new Map([...found.values()].map((one) => [one.row.rosterKey ?? '', one]));
  return new Map(
    lines.flatMap(({ rosterKey, earlierKey = '', personId = '' }) => {
      const one = byKey.get(rosterKey) ?? byKey.get(earlierKey || rosterKey) ?? found.get(personId);
      return one ? [[rosterKey, one] as const] : [];
    }),
  );
}

export interface FinishReading {
  readonly importId: string;
  /** The file itself turned out to be broken, too large or empty. */
  readonly unreadable?: string;
}

/** Every row is there: it can be taken over when nothing is wrong, and not otherwise. */
export const finishReading = command<FinishReading, ImportRow, ImportRow, RosterRefusal>({
  name: 'roster.stage',
  load: async (uow, { importId }) => {
    const [row] = await uow.tx.select().from(rosterImport).where(eq(rosterImport.id, importId)).for('update');
    if (!row) return err({ kind: 'roster_not_found' });
    return row.state === 'reading' ? ok(row) : err({ kind: 'roster_not_ready', state: row.state });
  },
  target: (row) => ({ communityId: row.communityId }),
  run: async (uow, row, { unreadable }, as) => {
    if (unreadable !== undefined) return ok(await refuseFile(uow, row, unreadable, as));
    return ok(await setState(uow, row, row.wrong === 0 ? 'ready' : 'refused', wasRead(row, as)));
  },
});

const wasRead = ({ rows, wrong }: ImportRow, as: Role) =>
  ({ action: 'roster.read', as, facts: { rows, wrong } }) as const;

/** Something is wrong with the file as a whole, which stands above its lines. The caller has locked the import. */
export async function refuseFile(uow: UnitOfWork, row: ImportRow, problem: string, as: Role): Promise<ImportRow> {
  await uow.tx.insert(rosterRow).values({
    importId: row.id,
    line: 0,
    rowSealed: uow.keys.sealJson(ROSTER_ROW, {}),
    change: 'wrong',
    problems: [problem],
  });
  return setState(uow, row, 'refused', wasRead(row, as));
}
