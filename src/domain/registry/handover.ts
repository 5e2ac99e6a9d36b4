/** 台帐移交 (mechanism 103): what has to be passed on with a post, in the order in which it is ticked off. */
import type { PersonRole } from '../permissions/roles.ts';
import type { BodyKind } from './bodies.ts';

export const HANDOVER_ITEMS = ['ledgers', 'seal', 'archives', 'keys', 'chat_groups', 'open_items'] as const;
export type HandoverItem = (typeof HANDOVER_ITEMS)[number];

/** What the residents' committee itself arranges; those who watch over it, and what others run, are not among them. */
const COMMITTEES_OWN: ReadonlySet<BodyKind> = new Set(['committee', 'representatives', 'sub_committee', 'group_leads']);
const NOT_THE_HEADS: ReadonlySet<PersonRole> = new Set(['supervisor', 'subdistrict']);

/**
 * Whether the head may pass on a seat that somebody else holds.
 * @param kind of the body it belongs to; a seat of none is at a place, or the community's
 */
export const headHandsOver = (role: PersonRole, kind: BodyKind | undefined): boolean =>
  !NOT_THE_HEADS.has(role) && (kind === undefined || COMMITTEES_OWN.has(kind));

const SEALED_POSTS: ReadonlySet<PersonRole> = new Set(['committee_head', 'subdistrict']);
const WITH_KEYS: ReadonlySet<PersonRole> = new Set(['grid_officer', 'committee_member', 'building_lead']);

export function checklistOf(role: PersonRole): readonly HandoverItem[] {
  if (SEALED_POSTS.has(role)) return HANDOVER_ITEMS;
  if (WITH_KEYS.has(role)) return ['ledgers', 'keys', 'chat_groups', 'open_items'];
  return ['ledgers', 'open_items'];
}
