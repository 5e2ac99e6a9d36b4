/** The columns of a roster 名册, and how they are recognised by what people write above them in three languages. */
import { fold } from '../../demand/understanding/fold.ts';
import words from './words.json' with { type: 'json' };

export const ROSTER_COLUMNS = [
  'number',
  'name',
  'phone',
  'building',
  'unit',
  'flat',
  'grid',
  'gender',
  'seats',
  'speak',
  'vote',
  'language',
  'publish',
] as const;
export type RosterColumn = (typeof ROSTER_COLUMNS)[number];

/** Which cell of a row holds what; what the file has no column for is left as it is registered. */
export type RosterHeader = ReadonlyMap<RosterColumn, number>;

export type HeaderProblem =
  | { readonly kind: 'name_column_missing' }
  | { readonly kind: 'column_twice'; readonly column: RosterColumn };

/** Words without what people put around them: spaces, brackets with hints, stars for "must be filled in". */
export const wordKey = (text: string): string =>
  fold(text)
    .text.replace(/[(（[【].*$/u, '')
    .replace(/[\s*＊:：_.'’-]+/gu, '');

/** From every spelling to what it means. */
export function spellings<W extends string>(table: { readonly [K in W]: readonly string[] }): ReadonlyMap<string, W> {
  return new Map(
    (Object.entries(table) as [W, readonly string[]][]).flatMap(([meaning, spelt]) =>
      spelt.map((spelling) => [wordKey(spelling), meaning] as const),
    ),
  );
}

const HEADINGS = spellings<RosterColumn>(words.columns);
const NAME_WORDS = words.columns.name;

/** Whether a text may be a roster at all: something in its beginning is a heading for names. */
export const looksLikeRoster = (text: string): boolean => {
  const beginning = text.slice(0, 4_000).toLowerCase();
  return NAME_WORDS.some((word) => beginning.includes(word));
};

/** How far down the heading may stand: above it people put a title, a date, who filled it in. */
export const HEADING_WITHIN = 10;

/** Undefined when the row is not the heading. */
export function readHeading(
  cells: readonly string[],
):
  | { readonly ok: true; readonly header: RosterHeader }
  | { readonly ok: false; readonly problem: HeaderProblem }
  | undefined {
  const header = new Map<RosterColumn, number>();
  let twice: RosterColumn | undefined;
  for (const [at, cell] of cells.entries()) {
    const column = HEADINGS.get(wordKey(cell));
    if (!column) continue;
    if (header.has(column)) twice ??= column;
    else header.set(column, at);
  }
  // A title that spans the sheet is read in every cell of it; only a row with different headings is one.
  if (header.size < 2 && !(header.has('name') && cells.filter((cell) => cell !== '').length === 1)) return undefined;
  if (!header.has('name')) return { ok: false, problem: { kind: 'name_column_missing' } };
  if (twice) return { ok: false, problem: { kind: 'column_twice', column: twice } };
  return { ok: true, header };
}

const EXAMPLE = new Set(words.example.map(wordKey));

/** The example of the template says in place of a number that it is one; it is nobody. */
export const isExample = (cells: readonly string[], header: RosterHeader): boolean =>
  EXAMPLE.has(wordKey(cells[header.get('number') ?? -1] ?? ''));
