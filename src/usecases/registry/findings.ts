/** What the rules have to say about the bodies and grids of a community as they are today. */
import { and, eq, isNull } from 'drizzle-orm';
import { body, person, place, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { inReserve, type SeatPosition } from '../../domain/registry/seats.ts';
import { bodyFindings, committeeDue, gridFindings, type SizeFinding } from '../../domain/registry/sizes.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';
import { contactOf } from './update-person.ts';

export interface RegistryFinding extends SizeFinding {
  /** What it is about. */
  readonly about: 'community' | 'body' | 'grid';
  readonly id: string;
  readonly name: string;
}

const WOMAN = /^(女|女性|f|female|woman)$/i;
const KNOWN = /\S/;

/** Undefined when nothing was entered: an unknown is no woman, and no man either. */
const isWoman = (written: string | undefined): boolean | undefined =>
  written !== undefined && KNOWN.test(written) ? WOMAN.test(written.trim()) : undefined;

type Reading = Pick<UnitOfWork, 'tx' | 'keys' | 'policies' | 'now'>;

/** Blocking ones first. Nothing personal comes out: gender is read and only counted. */
export async function findingsOf(uow: Reading, home: CommunityRow): Promise<readonly RegistryFinding[]> {
  const { rules } = await uow.policies.for(uow.tx, home, uow.now);
  const bodies = await uow.tx
    .select()
    .from(body)
    .where(and(eq(body.communityId, home.id), isNull(body.endedAt)));
  const seats = await uow.tx
    .select({ seat: roleSeat, contactSealed: person.contactSealed })
    .from(roleSeat)
    .innerJoin(person, eq(person.id, roleSeat.personId))
    .where(and(eq(roleSeat.communityId, home.id), isNull(roleSeat.until), visible()));
  const grids = await uow.tx
    .select({ id: place.id, name: place.name })
    .from(place)
    .where(and(eq(place.communityId, home.id), eq(place.kind, 'grid')));

  const found: RegistryFinding[] = [];
  const add = (
    about: RegistryFinding['about'],
    { id, name }: { id: string; name: string },
    these: readonly SizeFinding[],
  ) => {
    for (const finding of these) found.push({ ...finding, about, id, name });
  };
  const committees = bodies.filter(({ kind }) => kind === 'committee').length;
  add('community', home, committeeDue(home.occupancyPercent, committees, rules));
  for (const one of bodies) {
    const held = seats
      .filter(({ seat }) => seat.bodyId === one.id && !inReserve(seat))
      .map(({ seat, contactSealed }): { position: SeatPosition | null; woman: boolean | undefined } => ({
        position: seat.position,
        woman: isWoman(contactOf(uow, { contactSealed }).gender),
      }));
    add('body', one, bodyFindings({ kind: one.kind, seats: held, waived: one.sizeWaivedBecause !== null }, rules));
  }
  for (const grid of grids) {
    const officers = seats.filter(({ seat }) => seat.role === 'grid_officer' && seat.placeId === grid.id).length;
    add('grid', grid, gridFindings(officers, rules));
  }
  return found.sort((a, b) => Number(b.level === 'block') - Number(a.level === 'block'));
}
