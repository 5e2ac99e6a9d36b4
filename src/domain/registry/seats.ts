/** What a seat in a body is, who may hold which, how it was filled, and on what a person's right to speak or to vote rests. */
import type { PersonRole } from '../permissions/roles.ts';
import type { BodyKind } from './bodies.ts';

export const SEAT_POSITIONS = ['chair', 'deputy', 'member'] as const;
export type SeatPosition = (typeof SEAT_POSITIONS)[number];

/** 选举、推选、任命、递补、聘用. */
export const FILLED_BY = ['elected', 'recommended', 'appointed', 'substituted', 'hired'] as const;
export type FilledBy = (typeof FILLED_BY)[number];

/** 户籍, 居住地, 本社区工作, 业主: registered here, living here, working here, owning a dwelling here. */
export const RIGHT_BASES = ['registered', 'habitual', 'worker', 'owner'] as const;
export type RightBasis = (typeof RIGHT_BASES)[number];

/**
 * The roles a seat in a body of each kind may give. `resident` in a committee is a place in the reserve: whoever came
 * next in the election, without any power until she moves up.
 */
const ROLES_IN: { readonly [K in BodyKind]: readonly PersonRole[] } = {
  committee: ['committee_head', 'committee_member', 'resident'],
  supervision: ['supervisor', 'resident'],
  representatives: ['representative', 'resident'],
  election_committee: ['election_member', 'resident'],
  sub_committee: ['unit_member'],
  group_leads: ['building_lead'],
  party: ['unit_member'],
  property_firm: ['unit_member'],
  owners_committee: ['unit_member'],
  station: ['unit_member', 'grid_officer'],
  station_department: ['unit_member'],
  office: ['unit_member', 'subdistrict'],
  leading_group: ['subdistrict'],
  utility: ['unit_member'],
  unit: ['unit_member'],
};

export const mayHold = (role: PersonRole, kind: BodyKind): boolean => ROLES_IN[kind].includes(role);

/** The head is the committee's chair; others are members unless something else is said. */
export const positionOf = (role: PersonRole, said: SeatPosition | undefined): SeatPosition =>
  said ?? (role === 'committee_head' ? 'chair' : 'member');

/** The head chairs the committee, and nobody else does. */
export const fitsPosition = (role: PersonRole, kind: BodyKind, position: SeatPosition): boolean =>
  kind !== 'committee' || (role === 'committee_head') === (position === 'chair');

export interface RankedSeat {
  readonly role: PersonRole;
  readonly rank: number | null;
}

/** Waits in the ranked result for a seat to fall vacant. */
export const inReserve = ({ role, rank }: RankedSeat): boolean => role === 'resident' && rank !== null;

/**
 * 依次递补: who takes a seat that fell vacant, by the order of the result it was filled from. Several had equal votes: the lot
 * decides between them.
 * @param seats the seats of the body that are held now
 */
export function nextInLine<S extends RankedSeat>(seats: readonly S[]): readonly S[] {
  const reserve = seats.filter(inReserve);
  const first = Math.min(...reserve.map(({ rank }) => rank ?? 0));
  return reserve.filter(({ rank }) => rank === first);
}

/** The role whose seats a body of this kind fills by substitution; the head is elected anew by the committee. */
export const roleOnMovingUp = (kind: BodyKind): PersonRole | undefined => {
  switch (kind) {
    case 'committee':
      return 'committee_member';
    case 'supervision':
      return 'supervisor';
    case 'representatives':
      return 'representative';
    case 'election_committee':
      return 'election_member';
    default:
      return undefined;
  }
};
