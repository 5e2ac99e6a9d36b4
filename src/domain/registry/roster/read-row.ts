/**
 * Reads one row of a roster 名册: who it is, where she lives, what she does for the community. Everything that is wrong
 * with the row is said at once, so that a list is corrected in one go.
 */
import type { RightBasis } from '../seats.ts';
import { type RosterColumn, type RosterHeader, spellings, wordKey } from './columns.ts';
import type { HomePlace, Homes } from './homes.ts';
import { readPhone } from './phone.ts';
import type { RowProblem } from './problem.ts';
import words from './words.json' with { type: 'json' };

/** The seats a roster can fill: the many. The few whose number the rules limit are filled one by one. */
const ROSTER_SEATS = ['representative', 'building_lead', 'grid_officer'] as const;
export type RosterSeatRole = (typeof ROSTER_SEATS)[number];

export interface RosterSeat {
  readonly role: RosterSeatRole;
  /** The name of the grid, where it is not the one the building lies in. */
  readonly grid?: string;
}

export type RosterLanguage = 'zh-Hans' | 'zh-Hant' | 'en';
export type Gender = 'female' | 'male';

/** A field that is absent has no column in the file; one that is null has an empty cell. */
export interface RosterRow {
  readonly number?: string | null;
  readonly name: string;
  readonly phone?: string | null;
  readonly building?: string | null;
  readonly unit?: string | null;
  readonly flat?: string | null;
  /** Of a building that is entered along. */
  readonly grid?: string | null;
  readonly gender?: Gender | null;
  readonly seats?: readonly RosterSeat[];
  readonly speak?: RightBasis | null;
  readonly vote?: RightBasis | null;
  readonly language?: RosterLanguage | null;
  readonly publish?: boolean | null;
}

/** Longer ones are not names but something that slipped into the column. */
export const LONGEST: { readonly [C in RosterColumn]?: number } = {
  number: 32,
  name: 40,
  building: 40,
  unit: 20,
  flat: 20,
  grid: 40,
  seats: 100,
};

const SEATS = spellings<RosterSeatRole>(words.seats);
const ELSEWHERE = new Set(words.seatsElsewhere.map(wordKey));
const BASES = spellings<RightBasis>(words.bases);
const GENDERS = spellings<Gender>(words.genders);
const SPOKEN = spellings<RosterLanguage>(words.languages);
const YES_NO = spellings<'yes' | 'no'>({ yes: words.yes, no: words.no });
const CONTROL = /[\p{Cc}\p{Cs}]/u;
/** What a spreadsheet would reckon, ordinary or full-width, is no name: it slipped in, or somebody put it there. */
const FORMULA = /^[=+\-@＝＋－＠]/u;
/** Marks of writing direction and spaces without width: copied along unseen, and able to turn around what stands beside them. */
const UNSEEN = /[\u200B\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/gu;

export interface ReadRow {
  readonly row: RosterRow;
  readonly problems: readonly RowProblem[];
}

export interface RowContext {
  readonly header: RosterHeader;
  readonly homes: Homes;
  /** Buildings and units nobody entered yet are entered along with the people in them. */
  readonly createPlaces: boolean;
}

export function readRow(cells: readonly string[], { header, homes, createPlaces }: RowContext): ReadRow {
  const problems: RowProblem[] = [];
  const wrong = (code: RowProblem['code'], column: RosterColumn, about?: string) =>
    problems.push({ code, column, ...(about !== undefined && { about }) });
  const has = (column: RosterColumn): boolean => header.has(column);

  /** The words in a cell; null when it is empty or wrong. */
  const cell = (column: RosterColumn): string | null => {
    const written = (cells[header.get(column) ?? -1] ?? '')
      .normalize('NFC')
      .replace(UNSEEN, '')
      .replace(/[\s\u3000]+/gu, ' ')
      .trim();
    // A name that holds control characters is said to be none; from what becomes a place or a door they are left out.
    const text = column === 'name' ? written : written.replace(/\p{Cc}/gu, '');
    const most = LONGEST[column];
    if (most !== undefined && Array.from(text).length > most) {
      wrong('too_long', column, String(most));
      return null;
    }
    return text === '' ? null : text;
  };
  const chosen = <W>(column: RosterColumn, table: ReadonlyMap<string, W>, code: RowProblem['code']): W | null => {
    const text = cell(column);
    if (text === null) return null;
    const meant = table.get(wordKey(text));
    if (meant === undefined) wrong(code, column);
    return meant ?? null;
  };

  const name = cell('name');
  if (name === null && !problems.some(({ column }) => column === 'name')) wrong('name_missing', 'name');
  if (name !== null && (CONTROL.test(name) || FORMULA.test(name) || !/\p{L}/u.test(name)))
    wrong('name_not_valid', 'name');
  const written = cell('phone');
  const phone = written === null ? null : (readPhone(written) ?? null);
  if (written !== null && phone === null) wrong('phone_not_valid', 'phone');

  const building = cell('building');
  const unit = cell('unit');
  const home = homes.find(building ?? undefined, unit ?? undefined);
  if (building === null && unit !== null && !problems.some(({ column }) => column === 'building'))
    wrong('building_missing', 'building');
  if (!createPlaces && (home.kind === 'building_unknown' || home.kind === 'unit_unknown'))
    wrong(home.kind, home.kind === 'unit_unknown' ? 'unit' : 'building', home.nearest);
  if (home.kind === 'unit_elsewhere') wrong('unit_elsewhere', 'unit');
  const grid = cell('grid');
  const there = home.kind === 'building_unknown' || home.kind === 'none' ? undefined : home.building;
  const lies = there && homes.gridOf(there);
  const named = grid === null || building === null ? undefined : homes.grid(grid);
  if (grid !== null && building !== null) {
    if (!named) wrong('grid_unknown', 'grid');
    else if (there && lies?.id !== named.id) wrong('grid_differs', 'grid', lies?.name);
  }

  const around = { homes, building: building !== null, grid: lies ?? (there ? undefined : named) };
  const seats = readSeats(cell('seats'), wrong, around);
  const row: RosterRow = {
    ...(has('number') && { number: cell('number') }),
    name: name ?? '',
    ...(has('phone') && { phone }),
    ...(has('building') && { building }),
    ...(has('unit') && { unit }),
    ...(has('flat') && { flat: cell('flat') }),
    ...(has('grid') && { grid }),
    ...(has('gender') && { gender: chosen('gender', GENDERS, 'gender_unknown') }),
    ...(has('seats') && { seats }),
    ...(has('speak') && { speak: chosen('speak', BASES, 'basis_unknown') }),
    ...(has('vote') && { vote: chosen('vote', BASES, 'basis_unknown') }),
    ...(has('language') && { language: chosen('language', SPOKEN, 'language_unknown') }),
    ...(has('publish') && { publish: yesNo(chosen('publish', YES_NO, 'yes_no_unknown')) }),
  };
  return { row, problems };
}

const yesNo = (word: 'yes' | 'no' | null): boolean | null => (word === null ? null : word === 'yes');

/** 居民代表、楼组长; a grid officer's grid may stand in brackets: 网格员（第一网格）. */
function readSeats(
  text: string | null,
  wrong: (code: RowProblem['code'], column: RosterColumn, about?: string) => void,
  around: { readonly homes: Homes; readonly building: boolean; readonly grid: HomePlace | undefined },
): readonly RosterSeat[] {
  const seats = new Map<string, RosterSeat>();
  for (const part of (text ?? '').split(/[、,，;；/\n]+/u)) {
    if (part.trim() === '') continue;
    const grid = /[(（](.+)[)）]/u.exec(part)?.[1]?.trim();
    const role = SEATS.get(wordKey(part));
    if (!role) {
      wrong(ELSEWHERE.has(wordKey(part)) ? 'seat_elsewhere' : 'seat_unknown', 'seats');
      continue;
    }
    if (role === 'building_lead' && !around.building) wrong('seat_needs_building', 'seats');
    if (role === 'grid_officer' && grid !== undefined && !around.homes.grid(grid)) wrong('grid_unknown', 'seats');
    // Without a grid the seat would be over the whole community, which is for the operator to give by name.
    if (role === 'grid_officer' && grid === undefined && !around.grid) wrong('seat_needs_grid', 'seats');
    seats.set(`${role} ${grid ?? ''}`, { role, ...(role === 'grid_officer' && grid !== undefined && { grid }) });
  }
  return [...seats.values()];
}
