/** The kinds of meeting 会议, who convenes each, who belongs to it, and under which rules it stands. */
import type { PersonRole } from '../permissions/roles.ts';
import type { BodyKind } from '../registry/bodies.ts';

export const MEETING_KINDS = [
  /** 居民会议. */
  'residents',
  /** 居民代表会议. */
  'representatives',
  /** 听证会: before a decision, those it touches are heard. */
  'hearing',
  /** 协调会: two sides come to terms, or it is referred upwards. */
  'mediation',
  /** 评议会. */
  'appraisal',
  /** 联席会议. */
  'joint',
  /** 议事会、理事会. */
  'council',
  /** 居委会会议. */
  'committee',
  /** 居站工作例会. */
  'station',
  /** 网格月度例会. */
  'grid',
  /** 选举. */
  'election',
  /** 业主大会: not ours; it is recorded, with the committee's opinion. */
  'owners',
] as const;
export type MeetingKind = (typeof MEETING_KINDS)[number];

/** Whose rules `meeting.<family>.…` hold for a kind. */
export const MEETING_FAMILIES = [
  'residents',
  'representatives',
  'hearing',
  'mediation',
  'appraisal',
  'joint',
  'committee',
  'election',
  'owners',
] as const;
export type MeetingFamily = (typeof MEETING_FAMILIES)[number];

export function familyOf(kind: MeetingKind): MeetingFamily {
  switch (kind) {
    case 'council':
      return 'joint';
    case 'station':
    case 'grid':
      return 'committee';
    default:
      return kind;
  }
}

/**
 * Of whom the roll is made. `named`: whoever is named when it is convened — parties, sides concerned, bodies taking part.
 * `households`: one voice a dwelling; `adults`: everybody of age with a right to vote here.
 */
export type RollSource =
  | { readonly from: 'seats'; readonly bodies: readonly BodyKind[] }
  | { readonly from: 'adults' | 'households' | 'named' }
  | { readonly from: 'named_and_seats'; readonly bodies: readonly BodyKind[] }
  /** One voice a body 单位; where none is named, those of these kinds that the community has. */
  | { readonly from: 'bodies'; readonly bodies: readonly BodyKind[] }
  | { readonly from: 'nobody' };

export function rollSourceOf(kind: MeetingKind): RollSource {
  switch (kind) {
    case 'residents':
      return { from: 'households' };
    case 'representatives':
      return { from: 'seats', bodies: ['representatives', 'committee'] };
    case 'hearing':
      return { from: 'named_and_seats', bodies: ['representatives'] };
    case 'joint':
      return {
        from: 'bodies',
        bodies: ['party', 'committee', 'owners_committee', 'property_firm', 'station', 'office', 'unit'],
      };
    case 'mediation':
    case 'council':
      return { from: 'named' };
    case 'appraisal':
      return { from: 'named_and_seats', bodies: ['representatives'] };
    case 'committee':
      return { from: 'seats', bodies: ['committee'] };
    case 'station':
      return { from: 'seats', bodies: ['committee', 'station'] };
    case 'grid':
      return { from: 'seats', bodies: ['committee', 'station', 'group_leads'] };
    case 'election':
      return { from: 'adults' };
    case 'owners':
      return { from: 'nobody' };
  }
}

/** Whoever is named for it can be given a voice in it; elsewhere seats and homes give it, and a guest has none. */
export const givesNamedVoice = (kind: MeetingKind): boolean =>
  ['named', 'named_and_seats', 'bodies'].includes(rollSourceOf(kind).from);

/** Bodies may take part in it as such, each with one voice. */
export const takesBodies = (kind: MeetingKind): boolean => familyOf(kind) === 'joint';

/** Whether who belongs to it changes with who holds which seat; dwellings and names do not. */
export const followsSeats = ({
  kind,
  bodyId,
}: {
  readonly kind: MeetingKind;
  readonly bodyId: string | null;
}): boolean => bodyId !== null || takesBodies(kind) || ['seats', 'named_and_seats'].includes(rollSourceOf(kind).from);

/** Kinds that are held again and again. */
export const isRegular = (kind: MeetingKind): boolean =>
  ['representatives', 'joint', 'council', 'committee', 'station', 'grid'].includes(kind);

/** Who may convene one; the permission table says within which community. */
export const CONVENERS: { readonly [K in MeetingKind]: readonly PersonRole[] } = {
  residents: ['committee_head', 'committee_member'],
  representatives: ['committee_head', 'committee_member'],
  hearing: ['committee_head', 'committee_member'],
  mediation: ['committee_head', 'committee_member'],
  /** Where the committee itself is judged, the supervision committee convenes it. */
  appraisal: ['committee_head', 'committee_member', 'supervisor'],
  joint: ['committee_head', 'committee_member', 'subdistrict'],
  council: ['committee_head', 'committee_member'],
  committee: ['committee_head'],
  station: ['committee_head', 'committee_member'],
  grid: ['committee_head', 'committee_member', 'grid_officer'],
  election: ['election_member', 'committee_head', 'committee_member'],
  owners: ['committee_head', 'committee_member'],
};

/** What a decision of it is worth: it cannot bind anybody unless its rule says so. */
export const isFourSteps = (kind: MeetingKind): boolean => kind === 'representatives' || kind === 'residents';
