/**
 * 通报: how a month of cases went, told in public. What it says is reckoned once, when it is drafted, and kept: whoever
 * approves it and whoever reads it later see the same numbers. Units are named, reporters never, and small cells are hidden.
 */
import { err, ok, type Result } from '../result.ts';
import type { CaseCategory } from './categories.ts';
import {
  hotTopics,
  type LeftOut,
  MEASURES,
  type Measure,
  type Published,
  type Rate,
  type RatedCase,
  type RatesCut,
  type RatesLine,
  type RatesRules,
  ratesBy,
  repeatedPlaces,
} from './rates.ts';

export const BULLETIN_STATES = ['draft', 'approved', 'published', 'withdrawn'] as const;
export type BulletinState = (typeof BULLETIN_STATES)[number];

export type BulletinAction = 'approve' | 'publish' | 'withdraw';

const TRANSITIONS: {
  readonly [A in BulletinAction]: { readonly from: readonly BulletinState[]; readonly to: BulletinState };
} = {
  approve: { from: ['draft'], to: 'approved' },
  publish: { from: ['approved'], to: 'published' },
  /** What was told in public stays told. */
  withdraw: { from: ['draft', 'approved'], to: 'withdrawn' },
};

export type BulletinStepRefusal =
  | { readonly kind: 'bulletin_not_now'; readonly action: BulletinAction; readonly state: BulletinState }
  | { readonly kind: 'bulletin_already'; readonly state: BulletinState };

export function decideBulletin(
  state: BulletinState,
  action: BulletinAction,
): Result<BulletinState, BulletinStepRefusal> {
  const { from, to } = TRANSITIONS[action];
  if (state === to) return err({ kind: 'bulletin_already', state });
  return from.includes(state) ? ok(to) : err({ kind: 'bulletin_not_now', action, state });
}

/** Whether a bulletin is drafted once this month is over; it tells of all months since the last one. */
export const isBulletinMonth = (
  { year, month }: { readonly year: number; readonly month: number },
  every: number,
): boolean => (year * 12 + month) % every === 0;

/** Of this many the most frequent matters are named. */
const MOST_TOPICS = 5;

export interface NamedLine extends RatesLine {
  readonly name: string;
}

/** As it is kept with the bulletin. */
export interface BulletinFigures {
  readonly total: RatesLine;
  readonly leftOut: { readonly [M in Measure]: { readonly [L in LeftOut]: Published<number> } };
  /** By unit and by grid, with the names they had; rows of which nothing is shown are not kept at all. */
  readonly units: readonly NamedLine[];
  readonly grids: readonly NamedLine[];
  readonly categories: readonly (RatesLine & { readonly category: CaseCategory })[];
  readonly topics: readonly {
    readonly category: CaseCategory;
    readonly cases: number;
    readonly jointAction: boolean;
  }[];
  readonly places: readonly { readonly name: string; readonly category: CaseCategory; readonly cases: number }[];
  readonly weight: number;
  readonly smallest: number;
  /** How many months it tells of, up to its own. */
  readonly months: number;
}

export function figuresOf(
  cases: readonly RatedCase[],
  rules: RatesRules & { readonly months: number },
  /** Of bodies and places, by id. */
  names: ReadonlyMap<string, string>,
): BulletinFigures {
  const named = (cut: RatesCut): readonly NamedLine[] =>
    ratesBy(cut, cases, rules).rows.flatMap(({ key, ...line }) => {
      const name = key === null ? undefined : names.get(key);
      return name === undefined || !isShown(line) ? [] : [{ name, ...line }];
    });
  const { total, leftOut, rows } = ratesBy('category', cases, rules);
  return {
    total,
    leftOut,
    units: named('unit'),
    grids: named('grid'),
    categories: rows.flatMap(({ key, ...line }) => {
      const category = cases.find((each) => each.category === key)?.category;
      return category && isShown(line) ? [{ category, ...line }] : [];
    }),
    topics: hotTopics(cases, rules, MOST_TOPICS),
    places: repeatedPlaces(cases, rules).flatMap(({ placeId, category, cases: count }) => {
      const name = names.get(placeId);
      return name === undefined ? [] : [{ name, category, cases: count }];
    }),
    weight: rules.weight,
    smallest: rules.smallest,
    months: rules.months,
  };
}

/** That there is such a row at all would say that something came in. */
const isShown = ({ cases, rates }: RatesLine): boolean =>
  cases !== 'hidden' || MEASURES.some((measure) => shownRate(rates[measure]) !== undefined);

export const shownRate = (rate: Published<Rate>): Rate | undefined =>
  rate === 'hidden' || rate.permille === null ? undefined : rate;

/** `83.4%`; undefined where it is hidden or there was nothing to divide by. */
export function percentOf(rate: Published<Rate>): string | undefined {
  const permille = shownRate(rate)?.permille;
  return permille === undefined || permille === null ? undefined : `${Math.floor(permille / 10)}.${permille % 10}%`;
}
