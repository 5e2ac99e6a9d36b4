/** Who votes on what by which rules, as it is frozen with the roll. */
import type { BodyKind } from '../registry/bodies.ts';
import type { CountingRules } from './tally.ts';

/**
 * Of whom the roll of a written ballot 书面表决 is made; a meeting's ballots take the meeting's own members.
 * `place`: only those who live there, for what concerns one building or grid alone.
 */
export type Electorate =
  | { readonly from: 'seats'; readonly bodies: readonly BodyKind[] }
  | { readonly from: 'adults' | 'households'; readonly placeId?: string };

/** Rules of the day on which the roll was frozen; what a community decides later changes nothing for this ballot. */
export interface FrozenRules extends CountingRules {
  /** Rule `ballot.grace`, in seconds. */
  readonly graceSeconds: number;
  /** Rule `ballot.breakdown_cell`: smaller groups are not broken down. */
  readonly breakdownCell: number;
}
