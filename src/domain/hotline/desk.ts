/** 受理台: whose desk a case lies on, and which desks are left when those it is about are taken away. */
import type { SeatFact } from '../task/people.ts';
import { isAboutStaff } from './categories.ts';
import { type Excluded, isExcluded } from './exclusion.ts';
import { CASE_TIERS, type CaseFamily, type CaseTier } from './states.ts';

const atDesk = (tier: CaseTier, { role, bodyKind }: SeatFact): boolean => {
  switch (tier) {
    case 'committee':
      return role === 'committee_head' || role === 'committee_member';
    case 'subdistrict':
      return role === 'subdistrict' && bodyKind !== 'leading_group';
    case 'leading_group':
      return role === 'subdistrict' && bodyKind === 'leading_group';
    case 'outside':
      return false;
  }
};

/** Somebody who is excluded in one of her seats is excluded in all of them. */
export function deskOf(tier: CaseTier, seats: readonly SeatFact[], excluded: Excluded): readonly string[] {
  const people = new Set(seats.filter((seat) => atDesk(tier, seat)).map(({ personId }) => personId));
  return [...people].filter((personId) => !isExcluded({ personId, bodyIds: bodiesOf(personId, seats) }, excluded));
}

export const bodiesOf = (personId: string, seats: readonly SeatFact[]): readonly string[] =>
  seats.flatMap((seat) => (seat.personId === personId && seat.bodyId ? [seat.bodyId] : []));

/**
 * Among whom a case is kept: how staff behave is kept like a burden as long as nobody has said whose staff they are, because
 * whoever would screen it may be the one. On the committee's desk such a case lies only where another system sent it there.
 * @param tier left out: it lies on no desk yet
 */
export const circleOf = (
  { family, category, tier }: { readonly family: CaseFamily; readonly category: string; readonly tier?: CaseTier },
  accusedKnown: boolean,
): CaseFamily => (isAboutStaff(category) && !accusedKnown && tier !== 'committee' ? 'burden' : family);

/**
 * Who may read a case of such a circle, once nobody excluded is left: the desks that have it or could come to have it, and the supervision
 * committee where residents' own matters are handled. Who reports a department tells it to those above, not to her colleagues.
 */
export function mayReadFrom(circle: CaseFamily, seats: readonly SeatFact[], personId: string): boolean {
  const own = seats.filter((seat) => seat.personId === personId);
  const desks: readonly CaseTier[] =
    circle === 'livelihood' ? ['committee', 'subdistrict', 'leading_group'] : ['subdistrict', 'leading_group'];
  return own.some(
    (seat) => desks.some((tier) => atDesk(tier, seat)) || (circle === 'livelihood' && seat.role === 'supervisor'),
  );
}

/** The first desk from the given one up that has anybody left; `outside` where none has. */
export const firstDesk = (from: CaseTier, seats: readonly SeatFact[], excluded: Excluded): CaseTier =>
  CASE_TIERS.slice(CASE_TIERS.indexOf(from)).find((tier) => deskOf(tier, seats, excluded).length > 0) ?? 'outside';

/** The highest desk that has anybody left. */
export const topDesk = (seats: readonly SeatFact[], excluded: Excluded): CaseTier =>
  CASE_TIERS.findLast((tier) => deskOf(tier, seats, excluded).length > 0) ?? 'outside';

/**
 * Where a case begins. A burden is a department's doing and nothing for the committee it burdens; as long as nobody has
 * said which department it was, only the leading group may look, because anybody else might be the one. Retaliation goes
 * one desk above the one whose case she suffers for.
 */
export function startDesk(
  {
    family,
    accusedUnknown,
    above,
  }: { readonly family: CaseFamily; readonly accusedUnknown: boolean; readonly above?: CaseTier },
  seats: readonly SeatFact[],
  excluded: Excluded,
): CaseTier {
  if (above !== undefined) {
    const next = CASE_TIERS[Math.min(CASE_TIERS.indexOf(above) + 1, CASE_TIERS.length - 1)] ?? above;
    const higher = firstDesk(next, seats, excluded);
    return higher === 'outside' ? firstDesk(above, seats, excluded) : higher;
  }
  if (family === 'livelihood') return firstDesk('committee', seats, excluded);
  const highest = firstDesk('leading_group', seats, excluded);
  return accusedUnknown && highest !== 'outside' ? highest : firstDesk('subdistrict', seats, excluded);
}
