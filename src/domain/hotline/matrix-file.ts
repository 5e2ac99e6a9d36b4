/** A list of duties 职责清单 as a table somebody keeps in Excel: its columns, and each row read into names of this community. */
import { err, ok, type Result } from '../result.ts';
import type { OfferedRow } from './matrix.ts';

export const DUTY_COLUMNS = ['item', 'category', 'place', 'lead', 'cooperating'] as const;
export type DutyColumn = (typeof DUTY_COLUMNS)[number];

const NAMES: { readonly [C in DutyColumn]: readonly string[] } = {
  item: ['序号', '编号', '事项编号', '條目', '条目', 'item', 'no', 'no.'],
  category: ['事项', '事项名称', '类别', '類別', '诉求类别', '职责', 'category', 'matter'],
  place: ['地点', '地點', '范围', '範圍', '区域', 'place'],
  lead: ['牵头单位', '牽頭單位', '牵头', '牽頭', '主责单位', '责任单位', '主办单位', 'lead'],
  cooperating: ['配合单位', '配合單位', '配合', '协办单位', '協辦單位', 'cooperating'],
};

const plain = (cell: string): string =>
  cell
    .normalize('NFKC')
    .replace(/[(【[].*$/u, '')
    .replace(/[\s*:]/gu, '')
    .toLowerCase();

export type DutyHeader = ReadonlyMap<DutyColumn, number>;

/** Undefined where the row is no heading; a duty is a matter and who leads in it. */
export function readDutyHeading(cells: readonly string[]): DutyHeader | undefined {
  const header = new Map<DutyColumn, number>();
  for (const [at, cell] of cells.entries()) {
    const column = DUTY_COLUMNS.find((each) => NAMES[each].includes(plain(cell)));
    if (column && !header.has(column)) header.set(column, at);
  }
  return header.has('category') && header.has('lead') ? header : undefined;
}

export const looksLikeDuties = (text: string): boolean =>
  NAMES.lead.some((name) => text.slice(0, 4_000).toLowerCase().includes(name));

export const DUTY_PROBLEMS = [
  'category_missing',
  'category_unknown',
  'place_unknown',
  'place_ambiguous',
  'lead_missing',
  'body_unknown',
  'body_ambiguous',
  /** What {@link import('./matrix.ts').matrixConflicts} finds. */
  'lead_cooperates',
  'cooperates_twice',
  'led_already',
] as const;
export type DutyProblem = (typeof DUTY_PROBLEMS)[number];

/** What names mean here; several things may have one name. An id means itself. */
export interface DutyNames {
  categories(name: string): readonly string[];
  places(name: string): readonly string[];
  bodies(name: string): readonly string[];
}

export type ReadDuty = Omit<OfferedRow, 'home'> & { readonly item?: string };

export function readDuty(
  cells: readonly string[],
  header: DutyHeader,
  names: DutyNames,
): Result<ReadDuty, readonly DutyProblem[]> {
  const cell = (column: DutyColumn): string => cells[header.get(column) ?? -1]?.trim() ?? '';
  const problems = new Set<DutyProblem>();
  const one = (found: readonly string[], unknown: DutyProblem, ambiguous: DutyProblem): string => {
    const [only, other] = found;
    if (only === undefined) problems.add(unknown);
    else if (other !== undefined) problems.add(ambiguous);
    return only ?? '';
  };
  const body = (name: string): string => one(names.bodies(name), 'body_unknown', 'body_ambiguous');
  const matter = cell('category');
  if (matter === '') problems.add('category_missing');
  const category = matter === '' ? '' : one(names.categories(matter), 'category_unknown', 'category_unknown');
  const place = cell('place');
  const placeId = place === '' ? null : one(names.places(place), 'place_unknown', 'place_ambiguous');
  const lead = cell('lead');
  if (lead === '') problems.add('lead_missing');
  const leadBodyId = lead === '' ? '' : body(lead);
  const cooperatingBodyIds = separated(cell('cooperating')).map(body);
  if (problems.size > 0) return err([...problems]);
  const item = cell('item');
  return ok({ ...(item !== '' && { item }), category, placeId, leadBodyId, cooperatingBodyIds });
}

const separated = (cell: string): readonly string[] =>
  cell
    .normalize('NFKC')
    .split(/[、,;/\n]/u)
    .map((name) => name.trim())
    .filter((name) => name !== '');
