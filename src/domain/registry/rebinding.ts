/** A lost phone: whose it is decides who may say that the new account is hers. Nobody binds somebody above himself. */
import type { PersonRole, Role } from '../permissions/roles.ts';

/** The highest seat of whoever the request is about; `other` has none that others are subject to. */
const STANDINGS = ['subdistrict', 'supervisor', 'committee_head', 'other'] as const;
export type Standing = (typeof STANDINGS)[number];

/** The seats that raise whoever holds one. */
export const RAISING: readonly PersonRole[] = STANDINGS.filter((standing) => standing !== 'other');

export const standingOf = (held: readonly PersonRole[]): Standing =>
  STANDINGS.find((standing) => standing !== 'other' && held.includes(standing)) ?? 'other';

const COMMITTEE_AND_ABOVE: readonly PersonRole[] = ['committee_member', 'committee_head', 'subdistrict'];

/** The committee does not choose who watches over it; above the subdistrict there is nobody here. */
const APPROVERS: { readonly [S in Standing]: readonly PersonRole[] } = {
  other: COMMITTEE_AND_ABOVE,
  committee_head: COMMITTEE_AND_ABOVE,
  supervisor: ['supervisor', 'subdistrict'],
  subdistrict: ['subdistrict'],
};

export const approverRoles = (standing: Standing): readonly PersonRole[] => APPROVERS[standing];

/** Who is asked first: one of them suffices for an ordinary request, the next are asked where there are none. */
export const askedInTurn = (standing: Standing): readonly (readonly PersonRole[])[] =>
  standing === 'other' ? [['committee_head'], ['committee_member'], ['subdistrict']] : [APPROVERS[standing]];

/**
 * How many different people have to approve.
 * @param forHead what the rules say for a head's own account
 */
export const approvalsNeeded = (held: readonly PersonRole[], forHead: number): number =>
  held.includes('committee_head') ? forHead : 1;

/**
 * A code and an unbinding are given by one person alone: the head gives them to nobody whose new phone she could not
 * approve alone.
 */
export const givesAlone = (role: Role, standing: Standing): boolean =>
  role !== 'committee_head' || standing === 'other';

/** As people know them: the body somebody in this seat decides for. */
export type Decider = 'committee' | 'supervision' | 'subdistrict';

export function deciderOf(role: PersonRole): Decider {
  if (role === 'subdistrict') return 'subdistrict';
  return role === 'supervisor' ? 'supervision' : 'committee';
}

/** Who gives out a new code. */
export const giverFor = (standing: Standing): Decider =>
  givesAlone('committee_head', standing) ? 'committee' : 'subdistrict';
