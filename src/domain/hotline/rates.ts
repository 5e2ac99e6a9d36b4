/**
 * 响应率, 解决率, 满意率: three rates in whole numbers, with whatever they leave out counted beside them.
 *
 * - response: the lead spoke to the reporter in time ÷ dispatched, without the anonymous, whom nobody can speak to;
 * - solved: "it is solved" ÷ answered callbacks;
 * - satisfied: (satisfied + basically × weight) ÷ answered callbacks.
 *
 * Of several callbacks the newest counts: a case that was reopened is not solved by what was said before.
 */
import { type CaseCategory, isForJointAction } from './categories.ts';
import { hideSmall } from './small-cells.ts';
import type { CaseState, CaseTier, ReportMode, Satisfaction } from './states.ts';

export interface RatedCase {
  readonly state: CaseState;
  readonly tier: CaseTier;
  readonly mode: ReportMode;
  readonly category: CaseCategory;
  /** Who leads in it, or led last. */
  readonly unitId: string | null;
  readonly gridId: string | null;
  readonly placeId: string | null;
  /** In which it came in, `2026-03`. */
  readonly month: string;
  readonly dispatched: boolean;
  /** Null: nobody has spoken to her, and there is time left. */
  readonly contactedInTime: boolean | null;
  readonly callback?: { readonly solved: boolean; readonly satisfaction: Satisfaction };
}

export const MEASURES = ['response', 'solved', 'satisfied'] as const;
export type Measure = (typeof MEASURES)[number];

/** Published with the rates: why a case is not in one. */
export const LEFT_OUT = [
  'withdrawn',
  'duplicate',
  'not_accepted',
  'outside',
  /** Answered at once, or goes on as something else, before any unit had it. */
  'elsewhere',
  'anonymous',
  /** The reporter did not answer the callback. */
  'no_answer',
  /** Too early to say. */
  'not_yet',
] as const;
export type LeftOut = (typeof LEFT_OUT)[number];

export function leftOut(measure: Measure, of: RatedCase): LeftOut | undefined {
  const { state } = of;
  if (state === 'withdrawn' || state === 'duplicate' || state === 'not_accepted') return state;
  if (of.tier === 'outside') return 'outside';
  const ended = state === 'answered' || state === 'converted';
  switch (measure) {
    case 'response':
      if (!of.dispatched) return ended ? 'elsewhere' : 'not_yet';
      if (of.mode === 'anonymous') return 'anonymous';
      return of.contactedInTime === null ? (ended ? 'elsewhere' : 'not_yet') : undefined;
    case 'solved':
    case 'satisfied':
      if (of.callback) return undefined;
      if (ended) return 'elsewhere';
      return state === 'closed' ? 'no_answer' : 'not_yet';
  }
}

export interface Share {
  readonly numerator: number;
  readonly denominator: number;
  /** Of a thousand, half rounded up; null where there is nothing to divide by. */
  readonly permille: number | null;
}

export const share = (numerator: number, denominator: number): Share => ({
  numerator,
  denominator,
  permille: denominator === 0 ? null : Math.floor((2000 * numerator + denominator) / (2 * denominator)),
});

export interface Rate extends Share {
  /** How many cases are in it; of the satisfied the denominator is a hundred times that. */
  readonly of: number;
}

/** @param weight what "basically satisfied" counts, in percent (rule `hotline.basically_satisfied_weight`) */
export function rateOf(measure: Measure, cases: readonly RatedCase[], weight: number): Rate {
  const counted = cases.filter((each) => leftOut(measure, each) === undefined);
  const of = counted.length;
  const having = (test: (each: RatedCase) => boolean): number => counted.filter(test).length;
  switch (measure) {
    case 'response':
      return {
        of,
        ...share(
          having(({ contactedInTime }) => contactedInTime === true),
          of,
        ),
      };
    case 'solved':
      return {
        of,
        ...share(
          having(({ callback }) => callback?.solved === true),
          of,
        ),
      };
    case 'satisfied': {
      const satisfied = having(({ callback }) => callback?.satisfaction === 'satisfied');
      const basically = having(({ callback }) => callback?.satisfaction === 'basically');
      return { of, ...share(satisfied * 100 + basically * weight, of * 100) };
    }
  }
}

export const RATES_CUTS = ['unit', 'category', 'grid', 'month'] as const;
export type RatesCut = (typeof RATES_CUTS)[number];

const KEY_OF: { readonly [C in RatesCut]: (of: RatedCase) => string | null } = {
  unit: ({ unitId }) => unitId,
  category: ({ category }) => category,
  grid: ({ gridId }) => gridId,
  month: ({ month }) => month,
};

/** Too few to be published, or hidden so that those cannot be reckoned out. */
export type Published<T> = T | 'hidden';

export interface RatesLine {
  /** How many came in. */
  readonly cases: Published<number>;
  readonly rates: { readonly [M in Measure]: Published<Rate> };
}

export interface RatesTable {
  readonly total: RatesLine;
  /** Of all cases; the rows have none of their own. */
  readonly leftOut: { readonly [M in Measure]: { readonly [L in LeftOut]: Published<number> } };
  readonly rows: readonly (RatesLine & { readonly key: string | null })[];
}

export interface RatesRules {
  readonly weight: number;
  /** Rule `ballot.breakdown_cell`. */
  readonly smallest: number;
}

/** Rows by key, those without one last. */
export function ratesBy(cut: RatesCut, cases: readonly RatedCase[], { weight, smallest }: RatesRules): RatesTable {
  const groups = [...grouped(cases, KEY_OF[cut])].toSorted(([a], [b]) => compareKeys(a, b));
  const came = hideSmall(
    groups.map(([, of]) => of.length),
    smallest,
  );
  const rated = MEASURES.map((measure) => {
    const rates = groups.map(([, of]) => rateOf(measure, of, weight));
    const hidden = hideSmall(
      rates.map(({ of }) => of),
      smallest,
    );
    return { measure, rates, hidden };
  });
  const line = (at: number): RatesLine['rates'] =>
    byMeasure((measure) => {
      const found = rated.find((each) => each.measure === measure);
      return found?.rates[at] && !found.hidden.cells[at] ? found.rates[at] : 'hidden';
    });
  const isHidden = (measure: Measure): boolean => rated.some((each) => each.measure === measure && each.hidden.total);
  return {
    total: {
      cases: came.total ? 'hidden' : cases.length,
      rates: byMeasure((measure) =>
        rated.some((each) => each.measure === measure && each.hidden.total) ? 'hidden' : rateOf(measure, cases, weight),
      ),
    },
    leftOut: byMeasure((measure) => leftOutOf(measure, cases, isHidden(measure), smallest)),
    rows: groups.map(([key, of], at) => ({ key, cases: came.cells[at] ? 'hidden' : of.length, rates: line(at) })),
  };
}

function grouped<K>(cases: readonly RatedCase[], keyOf: (of: RatedCase) => K): ReadonlyMap<K, readonly RatedCase[]> {
  const groups = new Map<K, RatedCase[]>();
  for (const each of cases) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group) group.push(each);
    else groups.set(key, [each]);
  }
  return groups;
}

const compareKeys = (a: string | null, b: string | null): number => {
  if (a === null || b === null) return Number(a === null) - Number(b === null);
  return a < b ? -1 : a > b ? 1 : 0;
};

const byMeasure = <T>(of: (measure: Measure) => T): { readonly [M in Measure]: T } => ({
  response: of('response'),
  solved: of('solved'),
  satisfied: of('satisfied'),
});

/** Where the rate is hidden, the reasons are too: taken from all cases they would leave those in it. */
function leftOutOf(
  measure: Measure,
  cases: readonly RatedCase[],
  isRateHidden: boolean,
  smallest: number,
): RatesTable['leftOut'][Measure] {
  const why = cases.map((each) => leftOut(measure, each));
  const counts = LEFT_OUT.map((reason) => why.filter((each) => each === reason).length);
  const { cells } = hideSmall(counts, smallest);
  const shown = (reason: LeftOut): Published<number> => {
    const at = LEFT_OUT.indexOf(reason);
    return isRateHidden || cells[at] ? 'hidden' : (counts[at] ?? 0);
  };
  return {
    withdrawn: shown('withdrawn'),
    duplicate: shown('duplicate'),
    not_accepted: shown('not_accepted'),
    outside: shown('outside'),
    elsewhere: shown('elsewhere'),
    anonymous: shown('anonymous'),
    no_answer: shown('no_answer'),
    not_yet: shown('not_yet'),
  };
}

export interface HotTopic {
  readonly category: CaseCategory;
  readonly cases: number;
  readonly jointAction: boolean;
}

/** What most came in about, from what the table by category shows: nothing that is hidden there comes out here. */
export function hotTopics(cases: readonly RatedCase[], rules: RatesRules, most: number): readonly HotTopic[] {
  const { rows } = ratesBy('category', cases, rules);
  return shownCounts(rows)
    .flatMap(({ key, count }) => {
      const category = cases.find((each) => each.category === key)?.category;
      return category ? [{ category, cases: count, jointAction: isForJointAction(category) }] : [];
    })
    .toSorted((a, b) => b.cases - a.cases)
    .slice(0, most);
}

const shownCounts = (rows: RatesTable['rows']): readonly { readonly key: string | null; readonly count: number }[] =>
  rows.flatMap(({ key, cases }) => (cases === 'hidden' ? [] : [{ key, count: cases }]));

export interface RepeatedPlace {
  readonly placeId: string;
  readonly category: CaseCategory;
  readonly cases: number;
}

/** The same matter at the same place again and again: only where its category and its grid are shown, and it is not small. */
export function repeatedPlaces(cases: readonly RatedCase[], rules: RatesRules): readonly RepeatedPlace[] {
  const shown = (cut: RatesCut) => new Set(shownCounts(ratesBy(cut, cases, rules).rows).map(({ key }) => key));
  const [categories, grids] = [shown('category'), shown('grid')];
  const open = cases.filter(({ category, gridId }) => categories.has(category) && grids.has(gridId));
  return [...grouped(open, ({ category, placeId }) => JSON.stringify([category, placeId])).values()]
    .flatMap((of) => {
      const [first] = of;
      if (!first || first.placeId === null || of.length < Math.max(rules.smallest, 2)) return [];
      return [{ placeId: first.placeId, category: first.category, cases: of.length }];
    })
    .toSorted((a, b) => b.cases - a.cases || compareKeys(a.placeId, b.placeId));
}
