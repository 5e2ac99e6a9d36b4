interface DutyWords {
  readonly ask: string;
  readonly communityId: string;
  readonly accountId: string;
  readonly chatId: string;
  readonly personIds: readonly string[];
  readonly words: string;
}

/** What must be told because something in the registry changed. */
export type RegistryNotice =
  /** A seat fell vacant, and the ranked result says who comes next; of several with equal votes the lot decides. */
  | { readonly kind: 'seat.vacant'; readonly seatId: string; readonly nextSeatIds: readonly string[] }
  /** A candidate left the election committee, and who moved up for her. */
  | { readonly kind: 'seat.stood-aside'; readonly seatId: string; readonly movedUpSeatId?: string }
  | { readonly kind: 'seat.substituted'; readonly seatId: string }
  /**
   * A chat account stands for a person from now on: told to her other accounts, and to the supervision committee when she
   * may vote or says that she lost her phone.
   */
  | {
      readonly kind: 'account.bound';
      readonly accountId: string;
      readonly personId: string;
      readonly how: 'code' | 'rebinding';
      readonly voter: boolean;
    }
  | {
      readonly kind: 'account.unbound';
      readonly accountId: string;
      readonly personId: string;
      /** Whoever parted it, or why. */
      readonly because: 'self' | 'committee' | 'subdistrict' | 'operator' | 'rebinding';
      readonly voter: boolean;
    }
  | { readonly kind: 'rebinding.asked'; readonly rebindingId: string }
  | { readonly kind: 'rebinding.decided'; readonly rebindingId: string }
  /**
   * Words for whoever is on duty; they travel with the notice, and sealed from there on. `again`: nobody answered yet, and
   * it is a reminder, or the next in line has it now.
   */
  | ({ readonly kind: 'duty.asked'; readonly again?: 'nudge' | 'next' } & DutyWords)
  /** For whoever asked: nobody answered yet. Those it was passed on to now, if there are any. */
  | ({ readonly kind: 'duty.unanswered'; readonly messageKey?: string } & DutyWords)
  | {
      readonly kind: 'duty.answered';
      readonly accountId: string;
      readonly chatId: string;
      readonly personId?: string;
      readonly words: string;
    }
  /** For the others it was passed on to: somebody has answered. */
  | {
      readonly kind: 'duty.settled';
      readonly communityId: string;
      /** Who asked. */
      readonly accountId: string;
      readonly personIds: readonly string[];
      /** Who answered. */
      readonly personId?: string;
    }
  | { readonly kind: 'seat.handed-over'; readonly handoverId: string }
  | { readonly kind: 'handover.done'; readonly handoverId: string };
