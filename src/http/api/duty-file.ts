/** A list of duties as it was uploaded: its rows by the names of the community, and what is wrong with each. */
import type { Tx } from '../../../db/client.ts';
import { LANGUAGES } from '../../channel.ts';
import { categoryName } from '../../documents/duty-matrix.ts';
import { openTable } from '../../documents/read-table.ts';
import { TableUnreadable } from '../../documents/table.ts';
import { CASE_CATEGORIES, CASE_GROUPS } from '../../domain/hotline/categories.ts';
import type { OfferedProblem } from '../../domain/hotline/matrix.ts';
import {
  type DutyHeader,
  type DutyNames,
  type DutyProblem,
  looksLikeDuties,
  type ReadDuty,
  readDuty,
  readDutyHeading,
} from '../../domain/hotline/matrix-file.ts';
import { bodiesActingIn } from '../../usecases/registry/acting-bodies.ts';
import type { CommunityRow } from '../../usecases/registry/communities.ts';
import { placesOf } from '../../usecases/registry/places.ts';
import { notATable } from './order-file.ts';
import { ApiProblem } from './problem.ts';

/** 113 items are a subdistrict's list; one for each category and building of a community is far from this. */
const MOST_DUTIES = 2_000;

export interface DutyRow {
  readonly line: number;
  /** As the file names it. */
  readonly category: string;
  readonly problems: readonly DutyProblem[];
  readonly duty?: ReadDuty;
}

export interface FoundDuties {
  read(names: DutyNames): readonly DutyRow[];
}

/** @throws ApiProblem for what is no such list */
export async function dutiesIn(bytes: Uint8Array): Promise<FoundDuties> {
  const opened = await openTable(bytes, looksLikeDuties);
  if (!opened.ok) throw notATable(opened.problem);
  let header: DutyHeader | undefined;
  const lines: { line: number; cells: readonly string[] }[] = [];
  try {
    for await (const { line, cells } of opened.table.rows) {
      if (!header) header = readDutyHeading(cells);
      else if (cells.some((cell) => cell.trim() !== '')) lines.push({ line, cells });
      if (lines.length > MOST_DUTIES) break;
    }
  } catch (error) {
    if (error instanceof TableUnreadable) throw notATable(error.problem);
    throw error;
  }
  const found = header;
  if (!found)
    throw new ApiProblem(400, 'heading_missing', 'No row has the headings 事项 and 牵头单位; nothing was taken in.');
  if (lines.length > MOST_DUTIES)
    throw new ApiProblem(400, 'too_many_rows', `The file has more than ${MOST_DUTIES} rows; divide it.`);
  return {
    read: (names) =>
      lines.map(({ line, cells }) => {
        const category = cells[found.get('category') ?? -1]?.trim() ?? '';
        const read = readDuty(cells, found, names);
        return read.ok ? { line, category, problems: [], duty: read.value } : { line, category, problems: read.error };
      }),
  };
}

/** What names mean here: of categories in any of the languages, of places and bodies with their other names. */
export async function dutyNamesOf(tx: Tx, home: CommunityRow): Promise<DutyNames> {
  const places = await placesOf(tx, home.id);
  const bodies = await bodiesActingIn(tx, home.id);
  const categories = [...CASE_CATEGORIES, ...CASE_GROUPS];
  const called =
    (all: readonly { readonly id: string; readonly name: string; readonly aliases: readonly string[] }[]) =>
    (name: string) =>
      all
        .filter((each) => each.id === name || [each.name, ...each.aliases].some((other) => same(other, name)))
        .map(({ id }) => id);
  return {
    categories: (name) => {
      const key = categories.find((each) => each === name);
      if (key !== undefined) return [key];
      const named = (all: readonly string[]) =>
        all.filter((each) => LANGUAGES.some((language) => same(categoryName(language, each), name)));
      // A group may bear the name of one of its categories; what is named is the nearer one.
      const exact = named(CASE_CATEGORIES);
      return exact.length > 0 ? exact : named(CASE_GROUPS);
    },
    places: called(places),
    bodies: called(bodies),
  };
}

const same = (a: string, b: string): boolean => a.normalize('NFKC').toLowerCase() === b.normalize('NFKC').toLowerCase();

/** @param rows those that could be read, in the order they were offered in */
export const problemsOf = (rows: readonly DutyRow[], problems: readonly OfferedProblem[]): readonly DutyRow[] =>
  problems.flatMap(({ at, conflicts }) => {
    const row = rows[at];
    return row ? [{ ...row, problems: conflicts.map(({ kind }) => kind) }] : [];
  });

export function dutyRowsWrong(wrong: readonly DutyRow[]): ApiProblem {
  const some = wrong.slice(0, 10).map(({ line, problems }) => `line ${line} (${problems.join(', ')})`);
  const more = wrong.length > some.length ? ` and ${wrong.length - some.length} more` : '';
  return new ApiProblem(409, 'rows_wrong', `Nothing was taken in; these are wrong: ${some.join('; ')}${more}.`);
}
