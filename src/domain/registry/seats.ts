/** What a seat in a body is, how it was filled, and on what a person's right to speak or to vote rests. */

export const SEAT_POSITIONS = ['chair', 'deputy', 'member'] as const;
export type SeatPosition = (typeof SEAT_POSITIONS)[number];

/** 选举、推选、任命、递补、聘用. */
export const FILLED_BY = ['elected', 'recommended', 'appointed', 'substituted', 'hired'] as const;
export type FilledBy = (typeof FILLED_BY)[number];

/** 户籍, 居住地, 本社区工作, 业主: registered here, living here, working here, owning a dwelling here. */
export const RIGHT_BASES = ['registered', 'habitual', 'worker', 'owner'] as const;
export type RightBasis = (typeof RIGHT_BASES)[number];
