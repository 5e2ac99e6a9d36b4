/**
 * Finds registered people by what a caller says of herself: her name, or the last digits of her telephone number. Names are
 * sealed, so they are opened and compared here, a page at a time.
 */
import { and, asc, eq, gt, isNull } from 'drizzle-orm';
import { person, place } from '../../../db/schema/index.ts';
import { visible } from '../../../db/visible.ts';
import type { UnitOfWork } from '../unit-of-work.ts';
import { contactOf } from './update-person.ts';

export interface Caller {
  readonly name: string;
  /** Digits only; at least the last four. */
  readonly phone: string;
}

export interface FoundPerson {
  readonly id: string;
  readonly name: string;
  readonly home?: string;
}

/** More namesakes than these cannot be told apart in a chat. */
const MOST_FOUND = 5;
const FEWEST_DIGITS = 4;
const PAGE = 500;
/** Far more than a community has; whoever is not among them is written down by name. */
const MOST_READ = 20_000;

const plain = (name: string): string => name.normalize('NFKC').replace(/\s/g, '').toLowerCase();

export async function findPeople(uow: UnitOfWork, communityId: string, caller: Caller): Promise<FoundPerson[]> {
  const wanted = plain(caller.name);
  const digits = caller.phone.length >= FEWEST_DIGITS ? caller.phone : undefined;
  if (wanted === '' && digits === undefined) return [];
  const found: FoundPerson[] = [];
  let after: string | undefined;
  for (let read = 0; read < MOST_READ && found.length < MOST_FOUND; read += PAGE) {
    const rows = await uow.tx
      .select({ row: person, home: place.name })
      .from(person)
      .leftJoin(place, eq(place.id, person.homePlaceId))
      .where(
        and(
          eq(person.communityId, communityId),
          isNull(person.erasedAt),
          visible(),
          after === undefined ? undefined : gt(person.id, after),
        ),
      )
      .orderBy(asc(person.id))
      .limit(PAGE);
    for (const { row, home } of rows) {
      const name = uow.keys.openText('person.name', row.nameSealed);
      if (wanted !== '' && plain(name) !== wanted) continue;
      const phone = digits === undefined ? undefined : (contactOf(uow, row).phone ?? '').replace(/\D/g, '');
      if (digits !== undefined && phone !== undefined && !phone.endsWith(digits)) continue;
      found.push({ id: row.id, name, ...(home !== null && { home }) });
    }
    after = rows.at(-1)?.row.id;
    if (rows.length < PAGE) break;
  }
  return found.slice(0, MOST_FOUND);
}
