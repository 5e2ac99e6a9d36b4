/** 台帐移交 (mechanism 103): what has to be passed on with a post, in the order in which it is ticked off. */
import type { PersonRole } from '../permissions/roles.ts';

export const HANDOVER_ITEMS = ['ledgers', 'seal', 'archives', 'keys', 'chat_groups', 'open_items'] as const;
export type HandoverItem = (typeof HANDOVER_ITEMS)[number];

const SEALED_POSTS: ReadonlySet<PersonRole> = new Set(['committee_head', 'subdistrict']);
const WITH_KEYS: ReadonlySet<PersonRole> = new Set(['grid_officer', 'committee_member', 'building_lead']);

export function checklistOf(role: PersonRole): readonly HandoverItem[] {
  if (SEALED_POSTS.has(role)) return HANDOVER_ITEMS;
  if (WITH_KEYS.has(role)) return ['ledgers', 'keys', 'chat_groups', 'open_items'];
  return ['ledgers', 'open_items'];
}
