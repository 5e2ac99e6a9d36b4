/** What must be told because something in the registry changed. */
export type RegistryNotice =
  /** A seat fell vacant, and the ranked result says who comes next. */
  | { readonly kind: 'seat.vacant'; readonly seatId: string; readonly nextSeatId: string }
  | { readonly kind: 'seat.substituted'; readonly seatId: string };
