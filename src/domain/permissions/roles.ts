/** Who can act. A person holds seats ({@link PersonRole}); the rest are ways of acting without a seat. */
export const PERSON_ROLES = [
  'resident',
  'representative',
  'building_lead',
  /** Works for a unit 单位 that demands are referred to: a property firm, an office, a utility. */
  'unit_member',
  'grid_officer',
  'committee_member',
  'committee_head',
  'supervisor',
  /** 居民选举委员会成员. */
  'election_member',
  'subdistrict',
] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

/** `visitor`: a chat account not bound to a person. `operator`: the admin token. `system`: a due time, nobody. */
export const ROLES = [...PERSON_ROLES, 'visitor', 'operator', 'system'] as const;
export type Role = (typeof ROLES)[number];

/** The person, seat or process behind a command. Scopes are compared in {@link file://./permit.ts}. */
export interface Actor {
  readonly kind: 'account' | 'operator' | 'system';
  /** Chat account that acted, for `account`. */
  readonly accountId?: string;
  readonly personId?: string;
  readonly communityId?: string;
  readonly seats: readonly Seat[];
}

export interface Seat {
  readonly role: PersonRole;
  readonly communityId: string;
  /** For grid officers and building leads: the place and everything below it. */
  readonly placeIds?: readonly string[];
  /** The body the seat belongs to. */
  readonly bodyId?: string;
}

export const SYSTEM: Actor = { kind: 'system', seats: [] };
export const OPERATOR: Actor = { kind: 'operator', seats: [] };
