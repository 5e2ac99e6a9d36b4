/** What is told about ballots. */
import type { NextRound } from './again.ts';

export type BallotNotice =
  /** For the supervision committee: something is to be put to the vote. */
  | { readonly kind: 'ballot.to-review'; readonly ballotId: string }
  | { readonly kind: 'ballot.reviewed'; readonly ballotId: string }
  /** For whoever runs it: another date of its meeting made its roll void; `before` is the number it had. */
  | { readonly kind: 'ballot.rolled-anew'; readonly ballotId: string; readonly before: number }
  /** For whoever drafted it, unless she did it: nobody could vote on it, and it may be put in another meeting. */
  | {
      readonly kind: 'ballot.returned';
      readonly ballotId: string;
      readonly because: 'cancelled' | 'closed' | 'item_removed';
      readonly reason: string;
      readonly byPersonId?: string;
    }
  /** For everybody on the roll: its hash. */
  | { readonly kind: 'ballot.frozen'; readonly ballotId: string }
  /** For everybody on the roll, and in an open ballot for the group. */
  | { readonly kind: 'ballot.opened'; readonly ballotId: string }
  /** An open vote stands differently: only the group's message is brought up to date. */
  | { readonly kind: 'ballot.voted'; readonly ballotId: string }
  | { readonly kind: 'ballot.paused'; readonly ballotId: string }
  | { readonly kind: 'ballot.resumed'; readonly ballotId: string }
  | { readonly kind: 'ballot.closed'; readonly ballotId: string }
  /** For the committee and those who watch over it: the count waits for papers only one person entered, or two unlike. */
  | { readonly kind: 'ballot.papers-wait'; readonly ballotId: string }
  /** For the supervision committee: counted, and to be looked at. */
  | { readonly kind: 'ballot.to-verify'; readonly ballotId: string }
  /** For those who watch and whoever runs it: it is the last day on which its result is published in time. */
  | { readonly kind: 'ballot.publish-due'; readonly ballotId: string }
  /** For everybody on the roll, and the group; for whoever runs it also how it can be put once more. */
  | { readonly kind: 'ballot.declared'; readonly ballotId: string; readonly again?: NextRound['kind'] }
  /** For everybody on the roll; where it elected people into seats, for whoever may seat them with the button. */
  | { readonly kind: 'ballot.final'; readonly ballotId: string }
  /** For whoever was elected or waits in the reserve, and for those who run elections or watch over them. */
  | {
      readonly kind: 'ballot.seated';
      readonly ballotId: string;
      readonly electedSeatIds: readonly string[];
      readonly reserveSeatIds: readonly string[];
      readonly unknown: readonly string[];
    }
  | { readonly kind: 'ballot.challenged'; readonly ballotId: string; readonly recusalId: string }
  | { readonly kind: 'ballot.recusal-decided'; readonly ballotId: string; readonly recusalId: string }
  | { readonly kind: 'ballot.objected'; readonly ballotId: string; readonly objectionId: string }
  | { readonly kind: 'ballot.objection-decided'; readonly ballotId: string; readonly objectionId: string };
