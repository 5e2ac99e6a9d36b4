/**
 * 职责清单 (Xuhui, 113 items): which unit leads in a kind of matter at a place, and which cooperate. The most specific row
 * answers: first the nearer place, then the category before its parent, then the community's row before the subdistrict's.
 */
import { type CaseCategory, type CaseGroup, isCaseCategory, isCaseGroup, parentOf } from './categories.ts';
import { type Excluded, isExcluded } from './exclusion.ts';

export type MatrixHome = 'community' | 'subdistrict';

export interface MatrixRow {
  readonly home: MatrixHome;
  /** A category or its parent. */
  readonly category: CaseCategory | CaseGroup;
  /** Null: anywhere. */
  readonly placeId: string | null;
  readonly leadBodyId: string;
  readonly cooperatingBodyIds: readonly string[];
}

export interface MatrixQuestion {
  readonly category: CaseCategory;
  /** The place of the case, then what it is part of, and so on up; empty where no place is known. */
  readonly placeLine: readonly string[];
}

export type MatrixAnswer<R extends MatrixRow = MatrixRow> =
  | {
      readonly kind: 'found';
      readonly row: R;
      readonly leadBodyId: string;
      readonly cooperatingBodyIds: readonly string[];
    }
  /** `excluded`: rows there are, but each of their leads is kept from the case. */
  | { readonly kind: 'none'; readonly because: 'no_row' | 'excluded' };

/** Of several rows as specific as each other the first answers: {@link matrixConflicts} lets none such in. */
export function lookUp<R extends MatrixRow>(
  rows: readonly R[],
  { category, placeLine }: MatrixQuestion,
  excluded: Excluded,
): MatrixAnswer<R> {
  const parent = parentOf(category);
  const fitting = rows
    .filter((row) => row.category === category || row.category === parent)
    .filter(({ placeId }) => placeId === null || placeLine.includes(placeId))
    .toSorted((a, b) => compareRanks(rank(a), rank(b)));
  function rank({ placeId, category: of, home }: MatrixRow): readonly number[] {
    const near = placeId === null ? placeLine.length : placeLine.indexOf(placeId);
    return [near, of === category ? 0 : 1, home === 'community' ? 0 : 1];
  }
  const mayHave = (bodyId: string): boolean => !isExcluded({ bodyIds: [bodyId] }, excluded);
  const row = fitting.find(({ leadBodyId }) => mayHave(leadBodyId));
  if (!row) return { kind: 'none', because: fitting.length > 0 ? 'excluded' : 'no_row' };
  const { leadBodyId } = row;
  const cooperatingBodyIds = [...new Set(row.cooperatingBodyIds)].filter((id) => id !== leadBodyId && mayHave(id));
  return { kind: 'found', row, leadBodyId, cooperatingBodyIds };
}

const compareRanks = (a: readonly number[], b: readonly number[]): number => {
  const at = a.findIndex((value, index) => value !== b[index]);
  return at < 0 ? 0 : (a[at] ?? 0) - (b[at] ?? 0);
};

/** A row as somebody typed or imported it. */
export interface OfferedRow extends Omit<MatrixRow, 'category'> {
  readonly category: string;
}

export type MatrixConflict =
  | { readonly kind: 'category_unknown'; readonly category: string }
  /** A unit cannot lead and cooperate at once. */
  | { readonly kind: 'lead_cooperates'; readonly bodyId: string }
  | { readonly kind: 'cooperates_twice'; readonly bodyId: string }
  /** Another unit leads in the same matter at the same place already: that row is to be ended first. */
  | { readonly kind: 'led_already'; readonly leadBodyId: string };

/**
 * What speaks against putting a row in; none: it may.
 * @param rows those in force
 */
export function matrixConflicts(offered: OfferedRow, rows: readonly MatrixRow[]): readonly MatrixConflict[] {
  const { category, cooperatingBodyIds, leadBodyId } = offered;
  const twice = new Set(cooperatingBodyIds.filter((id, at) => cooperatingBodyIds.indexOf(id) !== at));
  const same = rows.find(
    (row) => row.home === offered.home && row.category === category && row.placeId === offered.placeId,
  );
  return [
    ...(isCaseCategory(category) || isCaseGroup(category) ? [] : [{ kind: 'category_unknown', category } as const]),
    ...(cooperatingBodyIds.includes(leadBodyId) ? [{ kind: 'lead_cooperates', bodyId: leadBodyId } as const] : []),
    ...Array.from(twice, (bodyId) => ({ kind: 'cooperates_twice', bodyId }) as const),
    ...(same ? [{ kind: 'led_already', leadBodyId: same.leadBodyId } as const] : []),
  ];
}

export interface OfferedProblem {
  /** Where the row stands in the file, from 0. */
  readonly at: number;
  readonly conflicts: readonly MatrixConflict[];
}

/** A whole list at once: each row against those in force and against the good ones before it. */
export function readMatrix<R extends OfferedRow>(
  offered: readonly R[],
  rows: readonly MatrixRow[],
): { readonly good: readonly (R & MatrixRow)[]; readonly problems: readonly OfferedProblem[] } {
  const good: (R & MatrixRow)[] = [];
  const problems: OfferedProblem[] = [];
  for (const [at, row] of offered.entries()) {
    const conflicts = matrixConflicts(row, [...rows, ...good]);
    const { category } = row;
    if (conflicts.length === 0 && (isCaseCategory(category) || isCaseGroup(category))) good.push({ ...row, category });
    else problems.push({ at, conflicts });
  }
  return { good, problems };
}
