/** Whose words a demand is that staff entered, and whether she hears of it by herself. */
import { and, eq } from 'drizzle-orm';
import type { Tx } from './client.ts';
import { chat, chatAccount, type demand, person } from './schema/index.ts';
import type { FieldKeys } from './sealed.ts';

export interface Reporter {
  readonly name: string;
  readonly phone?: string;
}

type Row = Pick<typeof demand.$inferSelect, 'source' | 'submitterAccountId' | 'submitterPersonId' | 'reporterSealed'>;

/** Nobody tells her but staff: somebody else entered it for her, and no chat reaches her. */
export async function hearsByStaff(tx: Tx, row: Row): Promise<boolean> {
  if (row.source === 'chat' || row.submitterAccountId) return false;
  if (!row.submitterPersonId) return row.reporterSealed !== null;
  const [reached] = await tx
    .select({ id: chat.id })
    .from(chatAccount)
    .innerJoin(chat, eq(chat.accountId, chatAccount.id))
    .where(and(eq(chatAccount.personId, row.submitterPersonId), eq(chat.scope, 'direct'), eq(chat.state, 'active')))
    .limit(1);
  return !reached;
}

/** As staff wrote her down, else as the registry has her; undefined where nobody is known (a patrol, no name left). */
export async function reporterOf(tx: Tx, keys: FieldKeys, row: Row): Promise<Reporter | undefined> {
  if (row.source === 'chat') return undefined;
  if (row.reporterSealed) return keys.openJson('demand.reporter', row.reporterSealed) as Reporter;
  if (!row.submitterPersonId) return undefined;
  const [who] = await tx.select().from(person).where(eq(person.id, row.submitterPersonId));
  if (!who || who.erasedAt) return undefined;
  const contact = who.contactSealed
    ? (keys.openJson('person.contact', who.contactSealed) as Readonly<Record<string, string>>)
    : {};
  return {
    name: keys.openText('person.name', who.nameSealed),
    ...(contact.phone !== undefined && { phone: contact.phone }),
  };
}
