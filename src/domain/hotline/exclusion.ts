/**
 * Who never sees a case (mechanism 85; Jinan rules, art. 32): the unit it is about and everybody who belongs to it, whoever
 * stepped aside, and whoever the reporter asked to be left out. One rule; the queries ask it in SQL
 * (`src/usecases/hotline/exclusion.ts`), and a test holds both to the same answer.
 */

export const EXCLUDED_BECAUSE = [
  /** The report is about them. */
  'accused',
  /** 回避: has an interest, says the person herself. */
  'stepped_aside',
  /** The reporter asked for it. */
  'reporter_asked',
] as const;
export type ExcludedBecause = (typeof EXCLUDED_BECAUSE)[number];

export interface Excluded {
  readonly bodyIds: readonly string[];
  readonly personIds: readonly string[];
}

export interface Viewer {
  readonly personId?: string;
  /** Of every seat held now, or held when the case came in: leaving the unit does not open the case. */
  readonly bodyIds: readonly string[];
}

export interface BodyNode {
  readonly id: string;
  readonly parentId: string | null;
}

/** The accused bodies and all that are part of them. */
export function withParts(accused: readonly string[], bodies: readonly BodyNode[]): readonly string[] {
  const all = new Set(accused);
  for (let grown = true; grown; ) {
    const parts = bodies.filter(({ id, parentId }) => parentId !== null && all.has(parentId) && !all.has(id));
    for (const { id } of parts) all.add(id);
    grown = parts.length > 0;
  }
  return [...all];
}

export const isExcluded = ({ personId, bodyIds }: Viewer, excluded: Excluded): boolean =>
  (personId !== undefined && excluded.personIds.includes(personId)) ||
  bodyIds.some((id) => excluded.bodyIds.includes(id));
