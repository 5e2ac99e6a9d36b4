/** Finds somebody by name among those who are bound to a chat account: names are sealed, so they are opened page by page. */
import { and, asc, eq, exists, gt, isNull } from 'drizzle-orm';
import type { Tx } from '../../../db/client.ts';
import { purposeOf } from '../../../db/digest.ts';
import { chatAccount, person } from '../../../db/schema/index.ts';
import type { PersonRow } from '../registry/create.ts';
import type { UnitOfWork } from '../unit-of-work.ts';

const PAGE = 500;

/** Spaces between the parts of a name, and how letters are written, do not matter. */
export const sameName = (a: string, b: string): boolean => plainName(a) === plainName(b);
const plainName = (name: string): string => name.normalize('NFKC').toLowerCase().replace(/\s/g, '');

export async function boundPeopleNamed(
  { tx, keys }: Pick<UnitOfWork, 'tx' | 'keys'>,
  name: string,
  communityId: string | undefined,
): Promise<PersonRow[]> {
  const found: PersonRow[] = [];
  for (let after: string | undefined; ; ) {
    const rows: PersonRow[] = await pageOf(tx, communityId, after);
    for (const row of rows)
      if (sameName(keys.openText(purposeOf('person', 'name'), row.nameSealed), name)) found.push(row);
    if (rows.length < PAGE) return found;
    after = rows.at(-1)?.id;
  }
}

const pageOf = (tx: Tx, communityId: string | undefined, after: string | undefined): Promise<PersonRow[]> =>
  tx
    .select()
    .from(person)
    .where(
      and(
        isNull(person.erasedAt),
        communityId === undefined ? undefined : eq(person.communityId, communityId),
        after === undefined ? undefined : gt(person.id, after),
        exists(tx.select({ id: chatAccount.id }).from(chatAccount).where(eq(chatAccount.personId, person.id))),
      ),
    )
    .orderBy(asc(person.id))
    .limit(PAGE);

export const accountsOf = (tx: Tx, personId: string): Promise<(typeof chatAccount.$inferSelect)[]> =>
  tx.select().from(chatAccount).where(eq(chatAccount.personId, personId)).orderBy(asc(chatAccount.platform));
