/** The people of one community, with their names: reading names leaves a ledger line, page by page. */
import { and, asc, eq, gt, inArray, isNull } from 'drizzle-orm';
import { purposeOf, subjectOf } from '../../../db/digest.ts';
import { chatAccount, community, person, place, roleSeat } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import { err, ok } from '../../domain/result.ts';
import { command } from '../command.ts';
import { note } from '../ledger/note.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import type { CommunityRow } from './communities.ts';
import type { PersonRow } from './create.ts';
import type { SeatRow } from './seats.ts';

export interface ListPeople {
  readonly communityId: string;
  readonly after?: string;
  readonly limit: number;
}

export interface ListedPerson {
  readonly row: PersonRow;
  /** Absent when the person was erased. */
  readonly name?: string;
  readonly homePlace?: string;
  readonly seats: readonly SeatRow[];
  /** Platforms on which the person is bound. */
  readonly platforms: readonly string[];
}

export interface PeoplePage {
  readonly people: readonly ListedPerson[];
  readonly more: boolean;
}

export const listPeople = command<ListPeople, CommunityRow, PeoplePage, { readonly kind: 'community_not_found' }>({
  name: 'person.list',
  load: async (uow, { communityId }) => {
    const [home] = await uow.tx.select().from(community).where(eq(community.id, communityId));
    return home ? ok(home) : err({ kind: 'community_not_found' });
  },
  target: (home) => ({ communityId: home.id }),
  run: async (uow, home, { after, limit }, as) => {
    const found = await uow.tx
      .select({ row: person, homePlace: place.name })
      .from(person)
      .leftJoin(place, eq(place.id, person.homePlaceId))
      .where(and(eq(person.communityId, home.id), visible(), after === undefined ? undefined : gt(person.id, after)))
      .orderBy(asc(person.id))
      .limit(limit + 1);
    const rows = found.slice(0, limit);
    if (rows.length === 0) return ok({ people: [], more: false });
    const ids = rows.map(({ row }) => row.id);
    const seats = await uow.tx
      .select()
      .from(roleSeat)
      .where(and(inArray(roleSeat.personId, ids), isNull(roleSeat.until)))
      .orderBy(asc(roleSeat.id));
    const accounts = await uow.tx
      .select({ personId: chatAccount.personId, platform: chatAccount.platform })
      .from(chatAccount)
      .where(inArray(chatAccount.personId, ids))
      .orderBy(asc(chatAccount.platform));
    note(uow, subjectOf('community', home.id), {
      action: `person.list-by-${as}`,
      as,
      communityId: home.id,
      facts: { people: rows.length },
    });
    const people = rows.map(({ row, homePlace }) => ({
      row,
      ...nameOf(uow, row),
      ...(homePlace !== null && { homePlace }),
      seats: seats.filter((seat) => seat.personId === row.id),
      platforms: [...new Set(accounts.filter(({ personId }) => personId === row.id).map(({ platform }) => platform))],
    }));
    return ok({ people, more: found.length > limit });
  },
});

const nameOf = ({ keys }: UnitOfWork, row: PersonRow): { readonly name?: string } =>
  row.erasedAt ? {} : { name: keys.openText(purposeOf('person', 'name'), row.nameSealed) };
