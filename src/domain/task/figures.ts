/** Figures that tasks depend on: a threshold that opens a task, a number without which one cannot be handed in. */

/** What it counts in, and where it comes from: the registry, the meetings held, or staff until its own part of the system keeps it. */
export const FIGURES = {
  /** Dwellings lived in, of a hundred. */
  occupancy: { unit: 'percent', from: 'registry' },
  /** 居民代表: seats held now. */
  representatives: { unit: 'people', from: 'registry' },
  /** Days until the committee's term ends; negative after it. */
  term_days_left: { unit: 'days', from: 'registry' },
  residents: { unit: 'people', from: 'entered' },
  volunteers: { unit: 'people', from: 'entered' },
  /** Volunteers, of a hundred residents; known when both are. */
  volunteers_percent: { unit: 'percent', from: 'derived' },
  /** Projects applied for in a calendar year. */
  projects: { unit: 'items', from: 'entered' },
  /** Meetings that must be held within the next two months, or should have been, by how many a year must have. */
  residents_meetings_missing: { unit: 'items', from: 'meetings' },
  representatives_meetings_missing: { unit: 'items', from: 'meetings' },
} as const satisfies Readonly<
  Record<
    string,
    {
      readonly unit: 'percent' | 'people' | 'days' | 'items';
      readonly from: 'registry' | 'entered' | 'derived' | 'meetings';
    }
  >
>;
export type Figure = keyof typeof FIGURES;
export const FIGURE_NAMES = Object.keys(FIGURES) as readonly Figure[];

/** Counted anew each year; the others hold until a newer figure is entered. */
export const YEARLY_FIGURES: ReadonlySet<Figure> = new Set(['projects']);

export type EnteredFigure = { [F in Figure]: (typeof FIGURES)[F]['from'] extends 'entered' ? F : never }[Figure];
export const ENTERED_FIGURES = FIGURE_NAMES.filter((name): name is EnteredFigure => FIGURES[name].from === 'entered');

/** Undefined where nobody knows: an unknown figure opens nothing, and lets nothing be handed in that needs it. */
export type Figures = { readonly [F in Figure]?: number | undefined };

export const volunteersPercent = (volunteers: number | undefined, residents: number | undefined): number | undefined =>
  volunteers === undefined || residents === undefined || residents <= 0
    ? undefined
    : Math.floor((volunteers * 100) / residents);

/**
 * Reached at the value itself (以上 includes it); below is strictly less (不满 excludes it); fallen to is the value itself
 * or less (以下 includes it), as in 180 days before a term ends. Civil Code, art. 1259.
 */
export const CROSSINGS = ['reaches', 'below', 'falls_to'] as const;
export type Crossing = (typeof CROSSINGS)[number];

export function isCrossed(is: number | undefined, crossing: Crossing, value: number): boolean {
  if (is === undefined) return false;
  switch (crossing) {
    case 'reaches':
      return is >= value;
    case 'below':
      return is < value;
    case 'falls_to':
      return is <= value;
  }
}

/** Trainings 培训 whose last date starts the next one's time. */
export const TRAININGS = ['head', 'members', 'grid'] as const;
export type Training = (typeof TRAININGS)[number];
