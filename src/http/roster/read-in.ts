/**
 * Reads an uploaded roster into staging, a set of rows at a time, and lets the process do other things in between:
 * however long the list, webhooks are answered and memory holds one set of rows, hashes and line numbers.
 */
import { type Opened, openTable } from '../../documents/read-table.ts';
import { FILE_PROBLEMS, type Table, type TableRow, TableUnreadable } from '../../documents/table.ts';
import { SYSTEM } from '../../domain/permissions/roles.ts';
import {
  HEADING_WITHIN,
  isExample,
  looksLikeRoster,
  type RosterHeader,
  readHeading,
} from '../../domain/registry/roster/columns.ts';
import type { Homes } from '../../domain/registry/roster/homes.ts';
import { createDoubles } from '../../domain/registry/roster/identity.ts';
import { foresee } from '../../domain/registry/roster/new-places.ts';
import { readRow } from '../../domain/registry/roster/read-row.ts';
import type { Context } from '../../pipeline/context.ts';
import { runUnit } from '../../pipeline/unit.ts';
import { homesOf } from '../../usecases/roster/homes.ts';
import { INTERRUPTED, READER_BEAT_MS, signOfLife } from '../../usecases/roster/reader-life.ts';
import {
  enteredByHand,
  handKeyOf,
  phoneKeyOf,
  rosterKeyOf,
  unnumberedKeyOf,
} from '../../usecases/roster/registered.ts';
import { type Claimed, finishReading, type ReadLine, STAGE_SET, stageRows } from '../../usecases/roster/stage.ts';
import type { UnitOfWork } from '../../usecases/unit-of-work.ts';

export const ROSTER_FILE_PROBLEMS = [...FILE_PROBLEMS, 'name_column_missing', 'column_twice', INTERRUPTED] as const;
export type RosterFileProblem = (typeof ROSTER_FILE_PROBLEMS)[number];

/** A file whose heading was found; the rows under it are still to be read. */
export interface OpenRoster {
  readonly header: RosterHeader;
  readonly rows: AsyncIterator<TableRow>;
}

export type OpenedRoster =
  | { readonly ok: true; readonly roster: OpenRoster }
  | { readonly ok: false; readonly problem: RosterFileProblem };

/** Looks at the kind of the file and at its heading: what is wrong with those is said at once. */
export async function openRoster(bytes: Uint8Array): Promise<OpenedRoster> {
  const opened: Opened = await openTable(bytes, looksLikeRoster);
  if (!opened.ok) return opened;
  try {
    return await findHeading(opened.table);
  } catch (error) {
    if (error instanceof TableUnreadable) return { ok: false, problem: error.problem };
    throw error;
  }
}

async function findHeading({ rows }: Table): Promise<OpenedRoster> {
  const iterator = rows[Symbol.asyncIterator]();
  let looked = 0;
  for (let next = await iterator.next(); !next.done && looked < HEADING_WITHIN; next = await iterator.next()) {
    looked += 1;
    const heading = readHeading(next.value.cells);
    if (!heading) continue;
    if (heading.ok) return { ok: true, roster: { header: heading.header, rows: iterator } };
    // A row of other words above the heading is passed over; a heading without names is one all the same.
    if (heading.problem.kind === 'column_twice') return { ok: false, problem: 'column_twice' };
    return { ok: false, problem: 'name_column_missing' };
  }
  return { ok: false, problem: looked === 0 ? 'empty' : 'name_column_missing' };
}

export interface Reading {
  readonly importId: string;
  readonly communityId: string;
  readonly createPlaces: boolean;
}

const breathe = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Resolves when the import is ready or refused, was cancelled, or the process stops; while it reads, it gives signs of life. */
export async function readIn(
  context: Context,
  roster: OpenRoster,
  reading: Reading,
  stopping: AbortSignal,
): Promise<void> {
  // One that is missed is no harm: the next comes well before the reader is taken for dead.
  const beat = () => void signOfLife(context.db.direct, reading.importId).catch(() => undefined);
  const beating = setInterval(beat, READER_BEAT_MS);
  try {
    await readRows(context, roster, reading, stopping);
  } finally {
    clearInterval(beating);
  }
}

async function readRows(
  context: Context,
  { header, rows }: OpenRoster,
  reading: Reading,
  stopping: AbortSignal,
): Promise<void> {
  const { importId } = reading;
  const unit = async <T>(what: string, work: (uow: UnitOfWork) => Promise<T>): Promise<T | undefined> => {
    let result: T | undefined;
    await runUnit(context, SYSTEM, context.index.of('roster', importId, what), async (uow) => {
      result = await work(uow);
      return {};
    });
    return result;
  };
  const finish = (unreadable?: string) =>
    unit('read', (uow) => finishReading(uow, { importId, ...(unreadable !== undefined && { unreadable }) }));

  const readLine = await lineReader(context, header, reading);
  let staged = 0;
  let set: ReadLine[] = [];
  let claimed: Claimed = new Map();
  /** False when the import is not being read any more. */
  const stage = async (): Promise<boolean> => {
    const lines = set;
    set = [];
    const done = await unit(`rows ${lines[0]?.line ?? 0}`, (uow) => stageRows(uow, { importId, lines, claimed }));
    staged += lines.length;
    await breathe();
    if (done?.ok !== true) return false;
    claimed = done.value;
    return true;
  };
  try {
    for (let next = await rows.next(); !next.done; next = await rows.next()) {
      if (stopping.aborted) return;
      if (isExample(next.value.cells, header)) continue;
      set.push(readLine(next.value));
      if (set.length === STAGE_SET && !(await stage())) return;
    }
  } catch (error) {
    if (!(error instanceof TableUnreadable)) throw error;
    await finish(error.problem);
    return;
  }
  if (set.length > 0 && !(await stage())) return;
  await finish(staged === 0 ? 'empty' : undefined);
}

async function lineReader(
  context: Context,
  header: RosterHeader,
  { communityId, createPlaces }: Reading,
): Promise<(row: TableRow) => ReadLine> {
  const { index, db } = context;
  const homes: Homes = await homesOf(db.direct, communityId);
  const byHand = new Map<string, string>();
  for (let after: string | undefined, more = true; more; ) {
    const page: Awaited<ReturnType<typeof enteredByHand>> = await enteredByHand(db.direct, context, communityId, after);
    for (const [key, id] of page.found) byHand.set(key, id);
    after = page.next;
    more = after !== undefined;
    await breathe();
  }
  const doubles = createDoubles();
  return ({ line, cells }) => {
    const { row, problems } = readRow(cells, { header, homes, createPlaces });
    // Rows below see what this one enters: the same building in another grid is a mistake.
    if (createPlaces && problems.length === 0) foresee(homes, row);
    const rosterKey = rosterKeyOf(index, communityId, row);
    const earlierKey = unnumberedKeyOf(index, communityId, row);
    const personId = row.phone
      ? byHand.get(handKeyOf(index, communityId, { name: row.name, phone: row.phone }))
      : undefined;
    const keys = { person: rosterKey, ...(row.phone && { phone: phoneKeyOf(index, communityId, row.phone) }) };
    // A row without a name is nobody yet, so it is nobody's double.
    const twice = row.name === '' ? [] : doubles.check(row, line, keys);
    return {
      line,
      row,
      problems: [...problems, ...twice],
      rosterKey,
      ...(earlierKey !== undefined && { earlierKey }),
      ...(personId !== undefined && { personId }),
    };
  };
}
