/** 社情民意梳理: what residents of a grid have said since its last meeting, for the meeting that goes through it (Ningxia, 2017). */
import { Temporal } from 'temporal-polyfill';
import { type DemandState, type DemandTier, isOpen } from '../demand/states.ts';

export interface DigestedDemand {
  readonly state: DemandState;
  readonly tier: DemandTier;
  readonly placeId: string | null;
  readonly submittedAt: Temporal.Instant;
  /** When it was solved or otherwise came to its end. */
  readonly endedAt: Temporal.Instant | null;
}

/** Counts only: it stands in a notice many people read. Instants as ISO text, as it is kept with the meeting. */
export interface GridDigest {
  readonly since: string;
  readonly until: string;
  readonly fresh: number;
  readonly solved: number;
  /** Open ones by how many days they have been; the last has no end. */
  readonly open: readonly { readonly upTo: number | null; readonly count: number }[];
  /** Places of which there were several, most first. */
  readonly repeated: readonly { readonly placeId: string; readonly name: string; readonly count: number }[];
  /** Of the open ones: what the grid itself answers for, and what went up. */
  readonly stays: number;
  readonly goesUp: number;
}

const DAY_MS = 24 * 60 * 60 * 1000;

export function gridDigest(
  demands: readonly DigestedDemand[],
  {
    since,
    until,
    ages,
    repeated,
    nameOf,
  }: {
    readonly since: Temporal.Instant;
    readonly until: Temporal.Instant;
    /** Rule `grid.digest.ages`. */
    readonly ages: readonly number[];
    /** Rule `grid.digest.repeated`. */
    readonly repeated: number;
    readonly nameOf: (placeId: string) => string;
  },
): GridDigest {
  const within = (at: Temporal.Instant | null): boolean =>
    at !== null && Temporal.Instant.compare(at, since) > 0 && Temporal.Instant.compare(at, until) <= 0;
  const fresh = demands.filter(({ submittedAt }) => within(submittedAt));
  const open = demands.filter(
    ({ state, submittedAt }) => isOpen(state) && Temporal.Instant.compare(submittedAt, until) <= 0,
  );
  const bounds = [...ages].sort((a, b) => a - b);
  const ageOf = ({ submittedAt }: DigestedDemand): number =>
    Math.floor((until.epochMilliseconds - submittedAt.epochMilliseconds) / DAY_MS);
  const classOf = (demand: DigestedDemand): number | null => bounds.find((days) => ageOf(demand) <= days) ?? null;
  const places = new Map<string, number>();
  for (const { placeId } of fresh) if (placeId !== null) places.set(placeId, (places.get(placeId) ?? 0) + 1);
  return {
    since: since.toString(),
    until: until.toString(),
    fresh: fresh.length,
    solved: demands.filter(({ state, endedAt }) => (state === 'resolved' || state === 'confirmed') && within(endedAt))
      .length,
    open: [...bounds, null].map((upTo) => ({ upTo, count: open.filter((one) => classOf(one) === upTo).length })),
    repeated: [...places]
      .filter(([, count]) => count >= repeated)
      .map(([placeId, count]) => ({ placeId, name: nameOf(placeId), count }))
      .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1)),
    stays: open.filter(({ tier }) => tier === 'grid').length,
    goesUp: open.filter(({ tier }) => tier !== 'grid').length,
  };
}
